"""The server's side of picture work: bytes in, facts and renditions out, or a refusal an artist understands."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from fedart import log
from fedart.config import MediaSettings
from fedart.domain.crop import Part
from fedart.domain.media import MOVING, Colours, Facts, Sample
from fedart.domain.said import VALUE_LIMIT, Said
from fedart.errors import Unavailable
from fedart.media import cinema
from fedart.media.cinema import Cinema
from fedart.media.developed import Developed, Encoded, Make, Wish
from fedart.media.refused import Fault, PictureRefused
from fedart.media.sizes import BETWEEN, PARTS, SIZES, part_name
from fedart.media.sniff import AVIF, CLIPS, GIF, JPEG, PNG, WEBP, sniff
from fedart.sandbox import ProtocolError, Reason, Sandbox, SandboxFailed, expect

CHILD = "fedart.media.child"
FRAMES_PIXELS = 300_000_000
NAMES = frozenset(f"{side}{kind}" for side in (*SIZES, *BETWEEN) for kind in ("", MOVING)) | {"federation"}
SERVED = (JPEG, PNG, WEBP, AVIF, GIF)
LATER_CPU_SECONDS = 60
LATER_SECONDS = 240.0
_NAME_LIMIT = 80
_NOTHING = Wish()
_NO_PARTS: Mapping[str, Part] = MappingProxyType({})

_BLAME = {Reason.CPU: Fault.CPU, Reason.MEMORY: Fault.MEMORY, Reason.CRASHED: Fault.CRASH}


def open_studio(settings: MediaSettings) -> "Studio":
    """A studio with its own sandboxes; the processes start with the first picture.

    What can wait has a process of its own, which gives way to all others: nobody who publishes waits for it.
    """
    later = Sandbox(CHILD, 1, settings.memory_bytes, arguments=("low",), cpu_seconds=LATER_CPU_SECONDS)
    films = Cinema(Sandbox(cinema.CHILD, 1, settings.memory_bytes), settings.max_side)
    return Studio(Sandbox(CHILD, settings.processes, settings.memory_bytes), settings, later, films)


class Studio:
    """Develops pictures in the sandbox, within the limits of the settings (THREATS MED-01 to MED-04)."""

    def __init__(
        self, sandbox: Sandbox, settings: MediaSettings, later: Sandbox | None = None, films: Cinema | None = None
    ) -> None:
        self._sandbox = sandbox
        self._settings = settings
        self._later = later or sandbox
        self._films = films

    async def develop(self, data: bytes, sample_size: int = 0, frames: int = 1, wish: Wish = _NOTHING) -> Developed:
        """Decode once, and make everything from it.

        `sample_size`: shorter side of the detector's samples, 0 for none; `frames`: how many of an animation.
        Raises PictureRefused (the picture's fault, in words for its artist) and Unavailable (our trouble, try again).
        """
        found = await self._developed(data, Make.PUBLIC, wish, sample_size, frames)
        if not found.renditions or bool(found.samples) is not (sample_size > 0):
            raise _not_asked_for()
        return found

    async def samples(self, data: bytes, sample_size: int, frames: int = 1, *, own: bool = False) -> tuple[Sample, ...]:
        """Only what the detector is shown; see `develop`. `own`: it is a file of one of our people."""
        found = await self._developed(data, Make.NONE, Wish(own=own), sample_size, frames)
        if found.renditions or bool(found.samples) is not (sample_size > 0):
            raise _not_asked_for()
        return found.samples

    async def later(self, data: bytes, wish: Wish) -> tuple[Encoded, ...]:
        """The renditions that can wait, none for what is too large for them; see `develop`. It may take a minute."""
        found = await self._developed(data, Make.LATER, wish, 0, 1)
        if found.samples:
            raise _not_asked_for()
        return found.renditions

    async def parts(self, data: bytes, wish: Wish, wanted: Mapping[str, Part]) -> tuple[Encoded, ...]:
        """Copies of the chosen parts, each called by its shape and key; see `later`."""
        found = await self._developed(data, Make.PARTS, wish, 0, 1, wanted)
        if found.samples:
            raise _not_asked_for()
        return found.renditions

    async def look(self, data: bytes) -> Encoded:
        """One small copy of a picture of our own people that is not published yet; see `develop`."""
        found = await self._developed(data, Make.LOOK, Wish(own=True), 0, 1)
        if found.samples or len(found.renditions) != 1:
            raise _not_asked_for()
        return found.renditions[0]

    async def _developed(
        self,
        data: bytes,
        make: Make,
        wish: Wish,
        sample_size: int,
        frames: int,
        parts: Mapping[str, Part] = _NO_PARTS,
    ) -> Developed:
        mime = self.admit(data, own=wish.own)
        if mime not in CLIPS:
            return await self._made(data, mime, make, wish, sample_size, frames, parts)
        if self._films is None:
            raise PictureRefused(Fault.TYPE)
        moving, width, height = await self._films.animation(data, mime)
        found = await self._made(moving, WEBP, make, wish, sample_size, frames, parts)
        return replace(found, facts=replace(found.facts, mime=mime, size=len(data), width=width, height=height))

    async def _made(
        self,
        data: bytes,
        mime: str,
        make: Make,
        wish: Wish,
        sample_size: int,
        frames: int,
        parts: Mapping[str, Part],
    ) -> Developed:
        s = self._settings
        job = {
            "mime": mime,
            "make": make.value,
            "sample": sample_size,
            "samples": frames,
            "moving": wish.moving,
            "said": wish.own and make is Make.PUBLIC,
            "xmp": wish.xmp,
            "parts": {name: list(part.sides) for name, part in parts.items()},
            "pixels": s.max_pixels,
            "side": s.max_side,
            "frames": s.max_frames,
            "frames_pixels": FRAMES_PIXELS,
        }
        late = make in (Make.LATER, Make.PARTS)
        names = frozenset(part_name(name, side) for name in parts for side in PARTS) if parts else NAMES
        try:
            body, blobs = await (self._later if late else self._sandbox).run(
                job, [data], LATER_SECONDS if late else s.decode_seconds
            )
            return _developed(body, blobs, names)
        except SandboxFailed as failure:
            raise _explained(failure, len(data)) from failure
        except ProtocolError as error:
            log.error("media_child_answer", reason=error)
            raise PictureRefused(Fault.CRASH) from error

    def admit(self, data: bytes, *, own: bool = False) -> str:
        """The media type, when size and first bytes are acceptable. Raises PictureRefused; decodes nothing."""
        limit = self._settings.max_bytes
        if len(data) > limit:
            raise PictureRefused(Fault.BYTES, len(data) / 2**20, limit / 2**20)
        return sniff(data, own=own)

    async def start(self) -> None:
        """Start a process before a picture needs it. Raises SandboxFailed."""
        await self._sandbox.start()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run at the moment."""
        return tuple({*self._sandbox.pids, *self._later.pids, *(self._films.pids if self._films else ())})

    async def close(self) -> None:
        """End the processes."""
        await self._sandbox.close()
        if self._later is not self._sandbox:
            await self._later.close()
        if self._films is not None:
            await self._films.close()


def _not_asked_for() -> PictureRefused:
    log.error("media_child_answer", reason="not what was asked for")
    return PictureRefused(Fault.CRASH)


def _explained(failure: SandboxFailed, size: int) -> PictureRefused | Unavailable:
    log.warning("media_child_failed", reason=failure, bytes=size)
    fault = _BLAME.get(failure.reason)
    return Unavailable(str(failure), rule="MED-03") if fault is None else PictureRefused(fault)


def _developed(body: dict[str, object], blobs: list[bytes], names: Collection[str]) -> Developed:
    """The child's answer, checked: it may have been taken over. Raises ProtocolError and PictureRefused."""
    if "refused" in body:
        raise _refusal(body)
    rows = [expect(list, row) for row in expect(list, body.get("renditions"))]
    shown = [expect(list, row) for row in expect(list, body.get("samples"))]
    if len(blobs) != len(rows) + len(shown):
        raise ProtocolError("blobs that do not fit")
    made = tuple(_encoded(row, data, names) for row, data in zip(rows, blobs, strict=False))
    samples = tuple(_sample(row, data) for row, data in zip(shown, blobs[len(rows) :], strict=True))
    said = _said(expect(dict, body.get("said")))
    return Developed(_facts(expect(dict, body.get("facts"))), made, samples, said)


def _said(found: dict[object, object]) -> dict[str, str]:
    """What the file says of itself: known facts, each a printable line."""
    said = {expect(str, name): expect(str, text) for name, text in found.items()}
    if not said.keys() <= {fact.value for fact in Said} or not all(_line(text, VALUE_LIMIT) for text in said.values()):
        raise ProtocolError("facts of a file in another form")
    return said


def _line(text: str, limit: int) -> bool:
    return len(text) <= limit and text.isprintable()


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
    return PictureRefused(fault, expect(float, body.get("found")), expect(float, body.get("limit")))


def _encoded(row: list[object], data: bytes, names: Collection[str]) -> Encoded:
    if len(row) != 4:
        raise ProtocolError("a rendition without its four fields")
    name, mime, width, height = row
    if name not in names or mime not in SERVED or not _is(data, mime):
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
        size=expect(int, fields.get("size")),
        frames=expect(int, fields.get("frames")),
        space=_word(fields.get("space")),
        depth=expect(int, fields.get("depth")),
        profile=_word(fields.get("profile")),
        colours=_colours(fields.get("colours")),
        clear=expect(bool, fields.get("clear")),
    )


def _word(text: object) -> str:
    found = expect(str, text)
    if not _line(found, _NAME_LIMIT):
        raise ProtocolError("a name of another form")
    return found


def _colours(text: object) -> Colours:
    if text not in set(Colours):
        raise ProtocolError("colours nobody knows")
    return Colours(expect(str, text))


def _phash(text: str) -> str:
    if len(text) != 16 or not set(text) <= set("0123456789abcdef"):
        raise ProtocolError("a perceptual hash of another form")
    return text
