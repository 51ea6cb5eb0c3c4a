"""The media process: one job turns hostile bytes into renditions, facts and the detector's view. See `fedart.sandbox`.

Job: `mime`, the limits (`pixels`, `side`, `frames`, `frames_pixels`) and `sample` (pixels of its shorter side, 0 for
none); one blob, the file. Result: `facts`, `renditions` and `sample`; their bytes are the blobs, the sample's last.
A picture's own fault comes back as `refused` and `detail`.
"""

import io
from collections.abc import Sequence

from PIL import Image, ImageCms, ImageSequence, TiffImagePlugin

from fedart.media import summary
from fedart.media.decode import Decoded, Limits, configure, decode
from fedart.media.developed import Encoded
from fedart.media.refused import PictureRefused
from fedart.media.renditions import flattened, renditions
from fedart.sandbox import expect
from fedart.sandbox.child import Handler, serve

_GREY = 128
_SAMPLE_ASPECT = 4
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
            grey.convert("RGB").convert(mode).save(out, form, exif=turned, icc_profile=profile)
            _answer(decode(out.getvalue(), f"image/{mime}", limits), f"image/{mime}", 32)
    return develop


def develop(job: dict[str, object], blobs: list[bytes]) -> Answer:
    """One job. Raises MemoryError; any other error is a bug and ends the process."""
    limits = Limits(*(expect(int, job.get(name)) for name in ("pixels", "side", "frames", "frames_pixels")))
    mime, sample = expect(str, job.get("mime")), expect(int, job.get("sample"))
    configure(limits)
    try:
        return _answer(decode(blobs[0], mime, limits), mime, sample)
    except PictureRefused as refusal:
        return {"refused": str(refusal.fault), "detail": refusal.detail}, []


def _answer(picture: Decoded, mime: str, sample_size: int) -> Answer:
    made = list(renditions(picture))
    sample = _sample(picture.image, sample_size)
    body: dict[str, object] = {
        "facts": _facts(picture, mime, made),
        "renditions": [[r.name, r.mime, r.width, r.height] for r in made],
        "sample": [0, 0] if sample is None else list(sample.size),
    }
    return body, [*(r.data for r in made), b"" if sample is None else sample.tobytes()]


def _facts(picture: Decoded, mime: str, made: list[Encoded]) -> dict[str, object]:
    thumb = summary.thumbnail(picture.image)
    return {
        "mime": mime,
        "width": picture.width,
        "height": picture.height,
        "blurhash": summary.blurhash(thumb),
        "color": summary.dominant(thumb),
        "lightness": summary.lightness(thumb),
        "animated": picture.animated,
    }


def _sample(image: Image.Image, size: int) -> Image.Image | None:
    """RGB with a shorter side of exactly `size`; strips longer than four times that are cut to their middle."""
    if size < 1:
        return None
    short = min(image.size)
    left, top = ((side - min(side, short * _SAMPLE_ASPECT)) // 2 for side in image.size)
    middle = image.crop((left, top, image.width - left, image.height - top)) if left or top else image
    width, height = (max(size, round(side * size / short)) for side in middle.size)
    return flattened(middle.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3.0), _GREY)


if __name__ == "__main__":
    serve(prepare)
