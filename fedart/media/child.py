"""The media process: hostile bytes become renditions, facts and the samples of the detector. See `fedart.sandbox`.

Job: `mime`, the limits (`pixels`, `side`, `frames`, `frames_pixels`), `renditions` (whether they are wanted), `sample`
(pixels of its shorter side, 0 for none) and `samples` (how many frames at most); one blob, the file.
Result: `facts`, `renditions` and `samples`; their bytes are the blobs, in that order.
A picture's own fault comes back as `refused` and `detail`.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageSequence, TiffImagePlugin

from fedart.media import frames, summary
from fedart.media.decode import Decoded, Limits, configure, decode
from fedart.media.refused import PictureRefused
from fedart.media.renditions import renditions
from fedart.sandbox import expect
from fedart.sandbox.child import Handler, serve

_MOVING = ("PNG", "WEBP", "GIF")
_PRACTICE = {
    "JPEG": ("RGB", "L", "CMYK"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("RGB", "P", "L"),
    "AVIF": ("RGB", "RGBA"),
}

# Pillow imports these only when a picture asks for them; in the sandbox that would be too late.
_LATE = (ImageSequence, TiffImagePlugin)

Answer = tuple[dict[str, object], list[bytes]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What one job asks for: the fields of the job."""

    mime: str
    renditions: bool
    sample: int
    samples: int


def prepare(_: Sequence[str]) -> Handler:
    """Touch every codec once, so that nothing has to be loaded from disk afterwards."""
    limits = Limits(pixels=10_000, side=1_000, frames=10, frames_pixels=100_000)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = Image.Exif()
    turned[0x0112] = 6
    grey = Image.radial_gradient("L").resize((64, 48))
    for mime, form in (("jpeg", "JPEG"), ("png", "PNG"), ("webp", "WEBP"), ("gif", "GIF"), ("avif", "AVIF")):
        for mode in _PRACTICE[form]:
            out = io.BytesIO()
            picture = grey.convert("RGB").convert(mode)
            moving = {"save_all": True, "append_images": [picture.rotate(90)]} if form in _MOVING else {}
            picture.save(out, form, exif=turned, icc_profile=profile, **moving)
            _answer(out.getvalue(), _Wanted(f"image/{mime}", renditions=True, sample=32, samples=2), limits)
    return develop


def develop(job: dict[str, object], blobs: list[bytes]) -> Answer:
    """One job. Raises MemoryError; any other error is a bug and ends the process."""
    limits = Limits(*(expect(int, job.get(name)) for name in ("pixels", "side", "frames", "frames_pixels")))
    wanted = _Wanted(
        mime=expect(str, job.get("mime")),
        renditions=expect(bool, job.get("renditions")),
        sample=expect(int, job.get("sample")),
        samples=expect(int, job.get("samples")),
    )
    configure(limits)
    try:
        return _answer(blobs[0], wanted, limits)
    except PictureRefused as refusal:
        return {"refused": str(refusal.fault), "detail": refusal.detail}, []


def _answer(data: bytes, wanted: _Wanted, limits: Limits) -> Answer:
    picture = decode(data, wanted.mime, limits)
    made = list(renditions(picture)) if wanted.renditions else []
    shown = list(frames.samples(data, wanted.mime, picture, wanted.sample, wanted.samples))
    body: dict[str, object] = {
        "facts": _facts(picture, wanted.mime),
        "renditions": [[r.name, r.mime, r.width, r.height] for r in made],
        "samples": [[s.width, s.height, *s.part] for s in shown],
    }
    return body, [*(r.data for r in made), *(s.rgb for s in shown)]


def _facts(picture: Decoded, mime: str) -> dict[str, object]:
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
    }


if __name__ == "__main__":
    serve(prepare)
