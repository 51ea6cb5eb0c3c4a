"""The server's side of picture work: bytes in, facts and renditions out, or a refusal an artist understands."""

from fedart import log
from fedart.config import MediaSettings
from fedart.domain.media import Facts
from fedart.errors import Unavailable
from fedart.media.developed import Developed, Encoded, Sample
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

    async def develop(self, data: bytes, sample_size: int = 0) -> Developed:
        """Decode once, and make everything from it. `sample_size`: shorter side of the detector's view, 0 for none.

        Raises PictureRefused (the picture's fault, in words for its artist) and Unavailable (our trouble, try again).
        """
        mime = self.admit(data)
        s = self._settings
        job = {
            "mime": mime,
            "sample": sample_size,
            "pixels": s.max_pixels,
            "side": s.max_side,
            "frames": s.max_frames,
            "frames_pixels": FRAMES_PIXELS,
        }
        try:
            body, blobs = await self._sandbox.run(job, [data], s.decode_seconds)
            return _developed(body, blobs)
        except SandboxFailed as failure:
            raise _explained(failure, len(data)) from failure
        except ProtocolError as error:
            log.error("media_child_answer", reason=error)
            raise PictureRefused(Fault.CRASH) from error

    def admit(self, data: bytes) -> str:
        """The media type, when size and first bytes are acceptable. Raises PictureRefused; decodes nothing."""
        limit = self._settings.max_bytes
        if len(data) > limit:
            words = f"{len(data) / 2**20:.1f} MiB, the limit is {limit / 2**20:.0f} MiB"
            raise PictureRefused(Fault.BYTES, words)
        return sniff(data)

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
    sides = [expect(int, side) for side in expect(list, body.get("sample"))]
    if len(sides) != 2:
        raise ProtocolError("a sample without two sides")
    width, height = sides
    if not rows or len(blobs) != len(rows) + 1 or len(blobs[-1]) != width * height * 3:
        raise ProtocolError("blobs that do not fit")
    made = (_encoded(row, data) for row, data in zip(rows, blobs, strict=False))
    return Developed(_facts(expect(dict, body.get("facts"))), tuple(made), Sample(width, height, blobs[-1]))


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
    )
