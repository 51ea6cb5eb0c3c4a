"""The media process: hostile bytes become renditions, facts and the samples of the detector. See `fedart.sandbox`.

Job: `mime`, the limits (`pixels`, `side`, `frames`, `frames_pixels`), `make` (which renditions, see `developed.Make`),
`sample` (pixels of its shorter side, 0 for none) and `samples` (how many frames at most), `moving` (whether an
animation is federated as one), `parts` (those chosen: name to left, top, width and height in shares), `said`
(whether to read what the file says of itself), `xmp` (what every rendition carries); one blob, the file.
Result: `facts`, `said`, `renditions` and `samples`; the bytes of the last two are the blobs, in that order.
A picture's own fault comes back as `refused`, with what was `found` and the `limit` of it.
"""

import io
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from PIL import Image, ImageCms, ImageSequence, TiffImagePlugin

from fedart.domain.crop import Part
from fedart.media import frames, metadata, moving, parts, renditions, sizes, summary
from fedart.media.decode import Decoded, Limits, configure, decode, opened
from fedart.media.developed import Encoded, Make
from fedart.media.refused import PictureRefused
from fedart.sandbox import ProtocolError, expect
from fedart.sandbox.child import Handler, serve

_MOVING = ("PNG", "WEBP", "GIF")
_PRACTICE = {
    "JPEG": ("RGB", "L", "CMYK"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("RGB", "P", "L"),
    "AVIF": ("RGB", "RGBA"),
    "TIFF": ("RGB", "RGBA", "L", "CMYK", "I;16", "F"),
}
_PACKED = "tiff_lzw"
_PRACTICE_PARTS = {"1x1": Part(0.1, 0.1, 0.5, 0.8)}
LOW = "low"
"""The argument of a process that gives way to all others."""

# Pillow imports these only when a picture asks for them; in the sandbox that would be too late.
_LATE = (ImageSequence, TiffImagePlugin)

Answer = tuple[dict[str, object], list[bytes]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What one job asks for: the fields of the job."""

    mime: str
    make: Make
    sample: int
    samples: int
    moving: bool
    said: bool
    xmp: str
    parts: Mapping[str, Part] = field(default_factory=dict)


def _practice(form: str, make: Make) -> _Wanted:
    return _Wanted(f"image/{form.lower()}", make, 32, 2, moving=True, said=True, xmp="<x/>", parts=_PRACTICE_PARTS)


def prepare(arguments: Sequence[str]) -> Handler:
    """Touch every codec once, so that nothing has to be loaded from disk afterwards."""
    limits = Limits(pixels=10_000, side=1_000, frames=10, frames_pixels=100_000)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = Image.Exif()
    turned[0x0112] = 6
    turned[0x0131] = "practice"
    grey = Image.radial_gradient("L").resize((64, 48))
    for form, modes in _PRACTICE.items():
        for mode in modes:
            out = io.BytesIO()
            picture = (grey if mode in ("I;16", "F") else grey.convert("RGB")).convert(mode)
            extra: dict[str, object] = {"compression": _PACKED} if form == "TIFF" else {}
            if form in _MOVING:
                extra = {"save_all": True, "append_images": [picture.rotate(90)]}
            picture.save(out, form, exif=turned, icc_profile=profile, **extra)
            for make in (Make.PUBLIC, Make.LATER, Make.PARTS):
                wanted = _practice(form, make)
                _answer(out.getvalue(), wanted, limits)
    if LOW in arguments:
        os.nice(19)
    return develop


def develop(job: dict[str, object], blobs: list[bytes]) -> Answer:
    """One job. Raises MemoryError; any other error is a bug and ends the process."""
    limits = Limits(*(expect(int, job.get(name)) for name in ("pixels", "side", "frames", "frames_pixels")))
    wanted = _Wanted(
        mime=expect(str, job.get("mime")),
        make=_make(expect(str, job.get("make"))),
        sample=expect(int, job.get("sample")),
        samples=expect(int, job.get("samples")),
        moving=expect(bool, job.get("moving")),
        said=expect(bool, job.get("said")),
        xmp=expect(str, job.get("xmp")),
        parts=_parts(expect(dict, job.get("parts", {}))),
    )
    configure(limits)
    try:
        return _answer(blobs[0], wanted, limits)
    except PictureRefused as refusal:
        return {"refused": str(refusal.fault), "found": float(refusal.found), "limit": float(refusal.limit)}, []


def _make(text: str) -> Make:
    if text not in set(Make):
        raise ProtocolError("renditions nobody knows")
    return Make(text)


def _parts(found: Mapping[object, object]) -> dict[str, Part]:
    return {
        expect(str, name): Part(*(float(expect(float, side)) for side in expect(list, sides)))
        for name, sides in found.items()
    }


def _answer(data: bytes, wanted: _Wanted, limits: Limits) -> Answer:
    # What can wait is never larger than pages show it; the encoder needs the memory.
    within = sizes.shown_on if wanted.make is Make.LATER else sizes.worked_on
    picture = decode(data, wanted.mime, limits, within)
    made = list(_renditions(data, wanted, picture))
    shown = list(frames.samples(data, wanted.mime, picture, wanted.sample, wanted.samples))
    body: dict[str, object] = {
        "facts": _facts(picture, wanted.mime, len(data)),
        "said": _said(data, wanted.mime) if wanted.said else {},
        "renditions": [[r.name, r.mime, r.width, r.height] for r in made],
        "samples": [[s.width, s.height, *s.part] for s in shown],
    }
    return body, [*(r.data for r in made), *(s.rgb for s in shown)]


def _renditions(data: bytes, wanted: _Wanted, picture: Decoded) -> Iterator[Encoded]:
    """What the job asks for. An animation's federation copy takes the place of the still one."""
    match wanted.make:
        case Make.NONE:
            return
        case Make.PUBLIC:
            film = moving.federated(data, wanted.mime, picture) if wanted.moving else None
            still, *rest = renditions.renditions(picture, wanted.xmp)
            yield film or still
            yield from rest
        case Make.LATER:
            yield from renditions.later(picture, wanted.xmp)
            if wanted.moving:
                yield from moving.for_pages(data, wanted.mime, picture, wanted.xmp)
        case Make.PARTS:
            yield from parts.parts(picture, wanted.parts, wanted.xmp)
        case Make.LOOK:
            yield renditions.look(picture)
        case _:
            assert_never(wanted.make)


def _said(data: bytes, mime: str) -> dict[str, str]:
    """From the file opened anew: some formats lose their metadata when the pixels are turned."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return metadata.said(opened(data, mime))


def _facts(picture: Decoded, mime: str, size: int) -> dict[str, object]:
    thumb = summary.thumbnail(picture.image)
    return {
        "mime": mime,
        "width": picture.width,
        "height": picture.height,
        "blurhash": summary.blurhash(thumb),
        "color": summary.dominant(thumb),
        "lightness": summary.lightness(thumb),
        "animated": picture.animated,
        "phash": summary.phash(picture.image),
        "size": size,
        "frames": picture.frames,
        "space": picture.space,
        "depth": picture.depth,
        "profile": picture.profile_name,
        "colours": picture.colours.value,
        "clear": picture.image.mode == "RGBA",
    }


if __name__ == "__main__":
    serve(prepare)
