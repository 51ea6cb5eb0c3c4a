"""Bytes to pixels: limits before anything is decoded, then orientation, eight bits, and RGB or RGBA (THREATS MED-02).

Runs in the sandbox only.
"""

import io
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from fedart.domain.media import Colours
from fedart.media import channels, colour, sniff
from fedart.media.refused import Fault, PictureRefused
from fedart.media.sizes import worked_on

_FORMATS = {
    sniff.JPEG: "JPEG",
    sniff.PNG: "PNG",
    sniff.WEBP: "WEBP",
    sniff.GIF: "GIF",
    sniff.AVIF: "AVIF",
    sniff.TIFF: "TIFF",
}
# Named so that they are imported now: in the sandbox no file can be opened later.
_PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)

_ORIENTATION = 0x0112
_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_SIDEWAYS = {_TURN[5], _TURN[6], _TURN[7], _TURN[8]}

# Everything that Pillow's readers are known to raise on hostile input, besides MemoryError.
READ_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    EOFError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    struct.error,
)


Within = Callable[[tuple[int, int]], tuple[int, int]]
"""From the size of an upright picture: the size in which it is wished for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sides and frames are counts; `pixels` counts one frame, `frames_pixels` all frames of an animation together."""

    pixels: int
    side: int
    frames: int
    frames_pixels: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """The first frame, upright, in mode RGB or RGBA, no larger than was wished (by default `sizes.worked_on`).

    `width` and `height` are the upright picture's own. `profile` is the colour profile its values keep, if any.
    `frames` is 1 unless it is animated. `space`, `depth`, `profile_name` and `colours` as in `domain.media.Facts`.
    """

    image: Image.Image
    width: int
    height: int
    frames: int
    profile: bytes | None
    space: str = "RGB"
    depth: int = 8
    profile_name: str = ""
    colours: Colours = Colours.SRGB

    @property
    def animated(self) -> bool:
        return self.frames > 1


def configure(limits: Limits) -> None:
    """Set Pillow's own guards for this process: an error, not a warning, above the limit; one thread per codec."""
    Image.MAX_IMAGE_PIXELS = max(1, limits.pixels // 2)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def decode(data: bytes, mime: str, limits: Limits, within: Within = worked_on) -> Decoded:
    """The picture in `data`, whose type `sniff` has told. Raises PictureRefused and MemoryError."""
    with warnings.catch_warnings():
        # Pillow warns where a file is odd but can be read; what is too large is refused below.
        warnings.simplefilter("ignore")
        source = opened(data, mime)
        frames = _frames(source, data, mime, limits.frames)
        _check(source.size, frames, limits)
        try:
            return develop(source, frames, within)
        except READ_ERRORS as error:
            raise PictureRefused(Fault.BROKEN) from error


def opened(data: bytes, mime: str) -> Image.Image:
    """The file with its header read, and nothing else. Raises PictureRefused."""
    try:
        return Image.open(io.BytesIO(data), formats=[_FORMATS[mime]])
    except Image.DecompressionBombError as error:
        raise PictureRefused(Fault.PIXELS) from error
    except READ_ERRORS as error:
        raise PictureRefused(Fault.BROKEN) from error


def _check(size: tuple[int, int], frames: int, limits: Limits) -> None:
    width, height = size
    pixels = width * height
    if width < 1 or height < 1:
        raise PictureRefused(Fault.BROKEN)
    if max(size) > limits.side:
        raise PictureRefused(Fault.SIDE, max(size), limits.side)
    if pixels > limits.pixels:
        raise PictureRefused(Fault.PIXELS, pixels / 1e6, limits.pixels / 1e6)
    if frames > limits.frames:
        raise PictureRefused(Fault.FRAMES, limit=limits.frames)
    if frames > 1 and frames * pixels > limits.frames_pixels:
        raise PictureRefused(Fault.FRAMES, frames * pixels / 1e6, limits.frames_pixels / 1e6)


def _frames(source: Image.Image, data: bytes, mime: str, limit: int) -> int:
    """How many frames there are; counting stops one above the limit. A JPEG's further pictures, and a TIFF's

    further pages, are not an animation.
    """
    if mime in (sniff.JPEG, sniff.TIFF):
        return 1
    if mime == sniff.GIF:
        return _gif_frames(data, limit)
    try:
        return int(getattr(source, "n_frames", 1))
    except READ_ERRORS as error:
        raise PictureRefused(Fault.BROKEN) from error


def _gif_frames(data: bytes, limit: int) -> int:
    """Walks the blocks without decoding: Pillow's own count takes seconds on a file made of tiny frames."""
    at = 13 + _table(data[10:11])
    frames = 0
    while at < len(data) and frames <= limit:
        kind = data[at]
        if kind == 0x2C:
            frames += 1
            at = _skip_blocks(data, at + 11 + _table(data[at + 9 : at + 10]))
        elif kind == 0x21:
            at = _skip_blocks(data, at + 2)
        else:
            break
    return max(1, frames)


def _table(flags: bytes) -> int:
    """Bytes of the colour table that a flag byte announces."""
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _skip_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def develop(source: Image.Image, frames: int, within: Within = worked_on) -> Decoded:
    """The frame at which an opened file stands. Raises READ_ERRORS and MemoryError."""
    # Asked first: to look for the orientation, Pillow decodes a PNG, and forgets its depth.
    space, depth = channels.space(source), channels.depth(source)
    turn = _turn(source)
    upright = _turned(source.size, turn)
    goal = _turned(within(upright), turn)
    if isinstance(source, JpegImagePlugin.JpegImageFile):
        # The decoder itself can halve a huge JPEG while it reads: half the time, a quarter of the memory.
        source.draft(source.mode, goal)
    source.load()
    found = _bytes(source.info.get("icc_profile"))
    image, profile, told = colour.to_rgb(resized(channels.eight_bits(source, depth), goal), found)
    image = _without_idle_alpha(image)
    if turn is not None:
        image = image.transpose(turn)
    # Pillow's savers fall back to `info` for comments, profiles and EXIF: nothing of the source may ride along.
    image = image.copy() if isinstance(image, ImageFile.ImageFile) else image
    image.info = {}
    return Decoded(image, *upright, frames, profile, space, depth, colour.name_of(found), told)


def resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture itself when it has that size, otherwise a copy of it."""
    return image if size == image.size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)


def _turn(source: Image.Image) -> Image.Transpose | None:
    """How the frame has to be turned. TIFF files come upright from Pillow, and their size too."""
    return None if isinstance(source, TiffImagePlugin.TiffImageFile) else _TURN.get(_orientation(source))


def _turned(size: tuple[int, int], turn: Image.Transpose | None) -> tuple[int, int]:
    return (size[1], size[0]) if turn in _SIDEWAYS else size


def _orientation(source: Image.Image) -> int:
    """EXIF orientation 1 to 8. EXIF that cannot be read is no reason to refuse a picture."""
    try:
        value = source.getexif().get(_ORIENTATION, 1)
    except READ_ERRORS:
        return 1
    return value if isinstance(value, int) else 1


def _without_idle_alpha(image: Image.Image) -> Image.Image:
    """Drawing programs add an alpha channel to opaque pictures; without it every copy is smaller."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def _bytes(value: object) -> bytes | None:
    return value if isinstance(value, bytes) else None
