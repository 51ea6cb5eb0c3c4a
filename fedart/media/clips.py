"""Short films of our own people, as pictures that move: a clip becomes an animated WebP, and goes on from there.

Only pictures are read; sound is left out. What may be read is a short list, because film formats are many and old
(THREATS MED-01). Runs in the sandbox only.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import av
from av.error import FFmpegError
from av.video.reformatter import Colorspace
from PIL import Image

from fedart.media import sizes, sniff
from fedart.media.refused import Fault, PictureRefused

SECONDS = 8.0
"""How long a clip may be; a frame more is forgiven."""
RATE = 15
"""Frames a second of the copy."""
SIDE = 1024
"""Pixels of the copy's longer side."""
FRAMES = round(SECONDS * RATE) + RATE

_FORGIVEN = 0.5
_DEMUXERS = {sniff.MP4: "mov", sniff.WEBM: "matroska"}
CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4"})
_HIGH = 720
"""Films of that many lines that do not name their colours have those of television in high definition."""
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip as an animated WebP. Sides in pixels, of the upright film as it was sent."""

    data: bytes
    width: int
    height: int


def animation(data: bytes, mime: str, most_side: int) -> Clip:
    """`data`, whose type `sniff` has told, as an animation. Raises PictureRefused and MemoryError."""
    try:
        with av.open(io.BytesIO(data), "r", format=_DEMUXERS[mime]) as film:
            return _clip(film, most_side)
    except (FFmpegError, ValueError, ArithmeticError, IndexError) as error:
        raise PictureRefused(Fault.BROKEN) from error


def _clip(film: "av.container.InputContainer", most_side: int) -> Clip:
    if not film.streams.video:
        raise PictureRefused(Fault.BROKEN)
    stream = film.streams.video[0]
    stream.thread_type = "NONE"
    if stream.codec_context.name not in CODECS:
        raise PictureRefused(Fault.CODEC)
    if max(stream.width, stream.height) > most_side:
        raise PictureRefused(Fault.SIDE, max(stream.width, stream.height), most_side)
    shots = list(_frames(film, stream))
    if not shots:
        raise PictureRefused(Fault.BROKEN)
    frames, pauses, sides = zip(*shots, strict=True)
    out = io.BytesIO()
    first, *rest = frames
    first.save(
        out, "WEBP", save_all=True, append_images=rest, duration=list(pauses), loop=0, method=0, quality=_QUALITY
    )
    return Clip(out.getvalue(), *sides[0])


def _frames(
    film: "av.container.InputContainer", stream: "av.video.stream.VideoStream"
) -> Iterator[tuple[Image.Image, int, tuple[int, int]]]:
    """Upright frames at no more than RATE, how many milliseconds each is shown, and the film's own upright sides."""
    held: Image.Image | None = None
    since, last, size, start = 0.0, 0.0, (0, 0), None
    for frame in film.decode(stream):
        at = frame.time or 0.0
        start = at if start is None else start
        last = at - start
        if last > SECONDS + _FORGIVEN:
            raise PictureRefused(Fault.LENGTH)
        if held is not None and last - since < 0.999 / RATE:
            continue
        if held is not None:
            yield held, round((last - since) * 1000), size
        held, size, since = *_upright(frame), last
    if held is not None:
        yield held, max(20, round((last - since) * 1000) + 1000 // RATE), size


def _upright(frame: "av.VideoFrame") -> tuple[Image.Image, tuple[int, int]]:
    """The frame as it is meant to be seen, and the sides it has in the film then."""
    width, height = sizes.fit((frame.width, frame.height), SIDE)
    source = Colorspace.ITU709 if frame.colorspace == _UNNAMED and frame.height >= _HIGH else None
    image = Image.fromarray(frame.to_ndarray(format="rgb24", width=width, height=height, src_colorspace=source))
    turned = frame.rotation % 360
    image = image.rotate(turned, expand=True) if turned else image
    own = (frame.height, frame.width) if turned in (90, 270) else (frame.width, frame.height)
    return image, own


_UNNAMED = 2
"""AVCOL_SPC_UNSPECIFIED."""
