"""Copies of animations that move, beside the still ones of their first frame.

Other servers get a GIF, because that is what all of them play (decision 16). Pages get WebP. All frames of a copy are
in memory at once, so what they come to together is limited. Runs in the sandbox only.
"""

import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from PIL import Image

from fedart.domain.media import MOVING
from fedart.media import colour, sizes
from fedart.media.decode import READ_ERRORS, Decoded, develop, opened, resized
from fedart.media.developed import Encoded
from fedart.media.refused import PictureRefused
from fedart.media.renditions import FEDERATION_BYTES, save
from fedart.media.sniff import GIF, WEBP

FEDERATED_SOURCE = 100_000_000
"""Pixels of all frames together up to which an animation is federated as one: reading them takes about two seconds."""
FEDERATED_FRAME = 900_000
"""Pixels of one frame: Mastodon refuses GIFs of a megapixel and more."""
FEDERATED_PIXELS = 20_000_000
PAGE_PIXELS = 80_000_000
"""Pixels of all frames of a copy together, which is 320 MB while it is made."""
EXACT_PIXELS = 20_000_000
"""Up to which a GIF becomes WebP without loss, which takes four times as long."""
SECONDS = 4.0
"""A GIF that takes longer to compute is given up: the still copy is federated."""

_PAGE_SIDES = (1280, 640)
_QUALITY, _METHOD = 80, 2
_PAUSE = 100
_CLEARLY = 0.7
_PALETTE_PIXELS = 20_000


@dataclass(frozen=True, slots=True)
class Film:
    """All frames in one size and mode, for how many milliseconds each is shown, how often it plays (0: for ever)."""

    frames: list[Image.Image]
    pauses: list[int]
    plays: int


def federated(data: bytes, mime: str, picture: Decoded) -> Encoded | None:
    """The animation as a GIF for other servers; None where it is too long for that, or would be too large.

    GIF holds neither a profile nor XMP.
    """
    if not picture.animated or picture.width * picture.height * picture.frames > FEDERATED_SOURCE:
        return None
    end = time.process_time() + SECONDS
    most = min(FEDERATED_FRAME, FEDERATED_PIXELS // picture.frames)
    for factor in (1.0, 0.4):
        size = sizes.fit_pixels((picture.width, picture.height), int(most * factor))
        film = _film(data, mime, picture, size, end)
        made = _gif(film, picture.profile, end) if film else None
        if made is None:
            return None
        if len(made) <= FEDERATION_BYTES:
            return Encoded("federation", GIF, *size, made)
    return None


def for_pages(data: bytes, mime: str, picture: Decoded, xmp: str = "") -> Iterator[Encoded]:
    """The animation in WebP: as large as its length allows, up to 1280 pixels, and 640 where that is clearly less."""
    if not picture.animated:
        return
    own = (picture.width, picture.height)
    before = 0
    for side in _PAGE_SIDES:
        size = sizes.fit_pixels(sizes.fit(own, side), PAGE_PIXELS // picture.frames)
        if before and max(size) > before * _CLEARLY:
            continue
        film = _film(data, mime, picture, size, inf)
        if film is None:
            return
        exact = mime == GIF and size == own and size[0] * size[1] * picture.frames <= EXACT_PIXELS
        yield Encoded(f"{side}{MOVING}", WEBP, *size, _webp(film, picture.profile, xmp, exact=exact))
        before = max(size)


def _film(data: bytes, mime: str, picture: Decoded, size: tuple[int, int], end: float) -> Film | None:
    """All frames in that size; None when one cannot be read, or not before `end`: then the first alone is shown."""
    frames: list[Image.Image] = []
    pauses: list[int] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            source = opened(data, mime)
            plays = _plays(source, mime)
            for place in range(picture.frames):
                source.seek(place)
                frames.append(resized(develop(source, picture.frames).image, size))
                pauses.append(_pause(source.info.get("duration")))
                if time.process_time() > end:
                    return None
        except (*READ_ERRORS, PictureRefused):
            return None
    if any(frame.mode == "RGBA" for frame in frames):
        frames = [frame.convert("RGBA") for frame in frames]
    return Film(frames, pauses, plays)


def _pause(value: object) -> int:
    """Browsers take 10 ms and less for a tenth of a second, and so do we."""
    found = round(value) if isinstance(value, (int, float)) and 0 <= value < 60_000 else 0
    return found if found > 10 else _PAUSE


def _plays(source: Image.Image, mime: str) -> int:
    """A GIF without a number plays once, and one with a number once more than that."""
    loop = source.info.get("loop")
    if mime == GIF:
        return 1 if loop is None else 0 if loop == 0 else int(loop) + 1
    return loop if isinstance(loop, int) and 0 <= loop < 0xFFFF else 0


def _gif(film: Film, profile: bytes | None, end: float) -> bytes | None:
    few = []
    for frame in film.frames:
        few.append(_few_colours(colour.to_srgb(frame, profile)))
        if time.process_time() > end:
            return None
    first, *rest = few
    options: dict[str, object] = {} if film.plays == 1 else {"loop": max(0, film.plays - 1)}
    if film.frames[0].mode == "RGBA":
        options["disposal"] = 2
    return save(first, "GIF", None, "", save_all=True, append_images=rest, duration=film.pauses, **options)


def _few_colours(frame: Image.Image) -> Image.Image:
    """A palette for each frame; what is less than half opaque is clear, because a GIF knows nothing between."""
    flat = frame.convert("RGB")
    clear = frame.mode == "RGBA"
    most = 255 if clear else 256
    # The palette of a few thousand pixels is nearly that of all, in a tenth of the time.
    seen = flat if flat.getcolors(most) else resized(flat, sizes.fit_pixels(flat.size, _PALETTE_PIXELS))
    few = flat.quantize(palette=seen.quantize(most, Image.Quantize.MEDIANCUT), dither=Image.Dither.NONE)
    if clear:
        few.paste(255, mask=frame.getchannel("A").point(_faint))
        few.info["transparency"] = 255
    return few


def _faint(value: int) -> int:
    return 0 if value >= 128 else 255


def _webp(film: Film, profile: bytes | None, xmp: str, *, exact: bool) -> bytes:
    """`exact`: without loss, which suits the few colours of a GIF."""
    first, *rest = film.frames
    options: dict[str, object] = {"duration": film.pauses, "loop": film.plays, "method": _METHOD, "quality": _QUALITY}
    if first.mode == "RGBA":
        # Whole frames: of partial ones, libwebp may cut away all that is clear and then call the file opaque.
        options |= {"kmin": 0, "kmax": 1}
    return save(first, "WEBP", profile, xmp, save_all=True, append_images=rest, lossless=exact, **options)
