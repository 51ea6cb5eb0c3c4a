"""The server's side of picture work: bytes in, facts and renditions out, or a refusal an artist understands."""

from fedart import log
from fedart.config import MediaSettings
from fedart.domain.media import Facts, Sample
from fedart.errors import Unavailable
from fedart.media.developed import Developed, Encoded
from fedart.media.refused import Fault, PictureRefused
from fedart.media.sniff import JPEG, PNG, WEBP, sniff
from fedart.sandbox import ProtocolError, Reason, Sandbox, SandboxFailed, expect

CHILD = "fedart.media.child"
FRAMES_PIXELS = 300_000_000
NAMES = ("320", "640", "1280", "2048", "federation")
SERVED = (JPEG, PNG, WEBP)

_BLAME = {Reason.CPU: Fault.CPU, Reason.MEMORY: Fault.MEMORY, Reason.CRASHED: Fault.CRASH}


def open_studio(settings: MediaSettings) -> "Studio":
    """A studio with its own sandbox; the processes start with the first picture."""
    return Studio(Sandbox(CHILD, settings.processes, settings.memory_bytes), settings)


class Studio:
    """Develops pictures in the sandbox, within the limits of the settings (THREATS MED-01 to MED-04)."""

    def __init__(self, sandbox: Sandbox, settings: MediaSettings) -> None:
        self._sandbox = sandbox
        self._settings = settings

    async def develop(self, data: bytes, sample_size: int = 0, frames: int = 1) -> Developed:
        """Decode once, and make everything from it.

        `sample_size`: shorter side of the detector's samples, 0 for none; `frames`: how many of an animation.
        Raises PictureRefused (the picture's fault, in words for its artist) and Unavailable (our trouble, try again).
        """
        return await self._developed(data, sample_size, frames, renditions=True)

    async def samples(self, data: bytes, sample_size: int, frames: int = 1) -> tuple[Sample, ...]:
        """Only what the detector is shown; see `develop`."""
        return (await self._developed(data, sample_size, frames, renditions=False)).samples

    async def _developed(self, data: bytes, sample_size: int, frames: int, *, renditions: bool) -> Developed:
        s = self._settings
        job = {
            "mime": self.admit(data),
            "renditions": renditions,
            "sample": sample_size,
            "samples": frames,
            "pixels": s.max_pixels,
            "side": s.max_side,
            "frames": s.max_frames,
            "frames_pixels": FRAMES_PIXELS,
        }
        try:
            body, blobs = await self._sandbox.run(job, [data], s.decode_seconds)
            found = _developed(body, blobs)
        except SandboxFailed as failure:
            raise _explained(failure, len(data)) from failure
        except ProtocolError as error:
            log.error("media_child_answer", reason=error)
            raise PictureRefused(Fault.CRASH) from error
        if bool(found.renditions) is not renditions or bool(found.samples) is not (sample_size > 0):
            log.error("media_child_answer", reason="not what was asked for")
            raise PictureRefused(Fault.CRASH)
        return found

    def admit(self, data: bytes) -> str:
        """The media type, when size and first bytes are acceptable. Raises PictureRefused; decodes nothing."""
        limit = self._settings.max_bytes
        if len(data) > limit:
            words = f"{len(data) / 2**20:.1f} MiB, the limit is {limit / 2**20:.0f} MiB"
            raise PictureRefused(Fault.BYTES, words)
        return sniff(data)

    async def start(self) -> None:
        """Start a process before a picture needs it. Raises SandboxFailed."""
        await self._sandbox.start()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run at the moment."""
        return self._sandbox.pids

    async def close(self) -> None:
        """End the processes."""
        await self._sandbox.close()


def _explained(failure: SandboxFailed, size: int) -> PictureRefused | Unavailable:
    log.warning("media_child_failed", reason=failure, bytes=size)
    fault = _BLAME.get(failure.reason)
    return Unavailable(str(failure), rule="MED-03") if fault is None else PictureRefused(fault)


def _developed(body: dict[str, object], blobs: list[bytes]) -> Developed:
    """The child's answer, checked: it may have been taken over. Raises ProtocolError and PictureRefused."""
    if "refused" in body:
        raise _refusal(body)
    rows = [expect(list, row) for row in expect(list, body.get("renditions"))]
    shown = [expect(list, row) for row in expect(list, body.get("samples"))]
    if len(blobs) != len(rows) + len(shown):
        raise ProtocolError("blobs that do not fit")
    made = tuple(_encoded(row, data) for row, data in zip(rows, blobs, strict=False))
    samples = tuple(_sample(row, data) for row, data in zip(shown, blobs[len(rows) :], strict=True))
    return Developed(_facts(expect(dict, body.get("facts"))), made, samples)


def _sample(row: list[object], rgb: bytes) -> Sample:
    if len(row) != 6:
        raise ProtocolError("a sample without its six fields")
    width, height = (expect(int, side) for side in row[:2])
    left, top, wide, high = (expect(float, share) for share in row[2:])
    inside = 0 <= left <= left + wide <= 1.000001 and 0 <= top <= top + high <= 1.000001
    if min(width, height) < 1 or len(rgb) != width * height * 3 or not inside:
        raise ProtocolError("a sample that is not what it says")
    return Sample(width, height, rgb, (left, top, wide, high))


def _refusal(body: dict[str, object]) -> PictureRefused:
    try:
        fault = Fault(expect(str, body["refused"]))
    except ValueError as error:
        raise ProtocolError("an unknown refusal") from error
    return PictureRefused(fault, expect(str, body.get("detail")))


def _encoded(row: list[object], data: bytes) -> Encoded:
    if len(row) != 4:
        raise ProtocolError("a rendition without its four fields")
    name, mime, width, height = row
    if name not in NAMES or mime not in SERVED or not _is(data, mime):
        raise ProtocolError("a rendition that is not what it says")
    return Encoded(expect(str, name), expect(str, mime), expect(int, width), expect(int, height), data)


def _is(data: bytes, mime: object) -> bool:
    try:
        return sniff(data) == mime
    except PictureRefused:
        return False


def _facts(fields: dict[str, object]) -> Facts:
    return Facts(
        mime=expect(str, fields.get("mime")),
        width=expect(int, fields.get("width")),
        height=expect(int, fields.get("height")),
        blurhash=expect(str, fields.get("blurhash")),
        color=expect(str, fields.get("color")),
        lightness=expect(int, fields.get("lightness")),
        animated=expect(bool, fields.get("animated")),
        phash=_phash(expect(str, fields.get("phash"))),
    )


def _phash(text: str) -> str:
    if len(text) != 16 or not set(text) <= set("0123456789abcdef"):
        raise ProtocolError("a perceptual hash of another form")
    return text
