"""Procedural paintings and every format they are kept in."""

import io

import numpy as np
from PIL import Image


def painting(seed: int = 1, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Soft fields of colour with some grain: compresses like a painting, and is the same for the same seed."""
    random = np.random.default_rng(seed)
    width, height = size
    fields = Image.fromarray(random.integers(0, 256, (5, 7, 3), dtype=np.uint8))
    soft = np.asarray(fields.resize(size, Image.Resampling.BICUBIC), dtype=np.int16)
    grain = random.integers(-6, 7, (height, width, 1), dtype=np.int16)
    return Image.fromarray(np.clip(soft + grain, 0, 255).astype(np.uint8))


def cutout(seed: int = 1, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A painting in an oval, with soft transparency around it."""
    picture = painting(seed, size).convert("RGBA")
    picture.putalpha(Image.eval(Image.radial_gradient("L").resize(size), lambda value: 255 - value))
    return picture


def encode(image: Image.Image, form: str, **options: object) -> bytes:
    """`form` is Pillow's name of a format."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(image: Image.Image | None = None, **options: object) -> bytes:
    return encode(image or painting(), "JPEG", **options)


def png(image: Image.Image | None = None, **options: object) -> bytes:
    return encode(image or painting(), "PNG", **options)


def webp(image: Image.Image | None = None, **options: object) -> bytes:
    return encode(image or painting(), "WEBP", **options)


def gif(image: Image.Image | None = None, **options: object) -> bytes:
    few = (image or painting()).quantize(64, method=Image.Quantize.FASTOCTREE)
    return encode(few, "GIF", **options)


def avif(image: Image.Image | None = None, **options: object) -> bytes:
    return encode(image or painting(), "AVIF", **{"speed": 10, **options})


def animation(form: str = "GIF", frames: int = 3, size: tuple[int, int] = (64, 48)) -> bytes:
    """Different frames, so that no writer joins them."""
    first, *rest = [painting(seed, size) for seed in range(1, frames + 1)]
    return encode(first, form, save_all=True, append_images=rest, duration=100)
