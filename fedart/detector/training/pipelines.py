"""What happens to pictures between their maker and a detector: recompression, scaling, screenshots, attacks.

Named pipelines are for measuring; `disturbed` draws a random one for fitting. All keep RGB.
"""

import io
from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageFilter

Pipeline = Callable[[Image.Image], Image.Image]

MASTODON_PIXELS = 8_294_400
PIXELFED_SIDE = 1080


def coded(image: Image.Image, form: str, quality: int, subsampling: int = 2) -> Image.Image:
    """Once through a lossy codec: JPEG, WEBP or AVIF."""
    out = io.BytesIO()
    options = {"subsampling": subsampling} if form == "JPEG" else {"speed": 8} if form == "AVIF" else {"method": 2}
    image.save(out, form, quality=quality, **options)
    with Image.open(out) as again:
        return again.convert("RGB")


def within(image: Image.Image, longest: int) -> Image.Image:
    """Scaled down so that the longer side has at most `longest` pixels."""
    factor = longest / max(image.size)
    return image if factor >= 1 else scaled(image, factor)


def scaled(image: Image.Image, factor: float) -> Image.Image:
    """Scaled by a factor, never below 32 pixels."""
    width, height = (max(32, round(side * factor)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def mastodon(image: Image.Image) -> Image.Image:
    """At most 8.3 megapixels, JPEG of quality 90 (what its media processing leaves)."""
    pixels = image.width * image.height
    fitted = image if pixels <= MASTODON_PIXELS else scaled(image, (MASTODON_PIXELS / pixels) ** 0.5)
    return coded(fitted, "JPEG", 90)


def pixelfed(image: Image.Image) -> Image.Image:
    """At most 1080 pixels along the longer side, JPEG of quality 80."""
    return coded(within(image, PIXELFED_SIDE), "JPEG", 80)


def screenshot(image: Image.Image) -> Image.Image:
    """As seen in a browser at three quarters of its size, kept without loss."""
    return scaled(image, 0.75)


def noisy(image: Image.Image, strength: float, seed: int = 7) -> Image.Image:
    """Gaussian noise; `strength` is the deviation in levels of 256."""
    noise = np.random.default_rng(seed).normal(0, strength, (image.height, image.width, 3))
    return Image.fromarray(np.clip(np.asarray(image, np.float32) + noise, 0, 255).astype(np.uint8))


def cropped(image: Image.Image, share: float) -> Image.Image:
    """The middle, `share` of each side."""
    width, height = (max(32, round(side * share)) for side in image.size)
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


NAMED: Mapping[str, Pipeline] = {
    "clean": lambda image: image,
    "mastodon": mastodon,
    "pixelfed": pixelfed,
    "webp": lambda image: coded(image, "WEBP", 75),
    "screenshot": screenshot,
}
"""The ways a picture reaches a server in the fediverse."""


ATTACKS: Mapping[str, Pipeline] = {
    "jpeg-50": lambda image: coded(image, "JPEG", 50),
    "jpeg-30": lambda image: coded(image, "JPEG", 30),
    "half-size": lambda image: scaled(image, 0.5),
    "crop-70": lambda image: cropped(image, 0.7),
    "blur": lambda image: image.filter(ImageFilter.GaussianBlur(max(image.size) / 800)),
    "noise": lambda image: noisy(image, 8),
    "sharpened": lambda image: image.filter(ImageFilter.UnsharpMask(2, 100, 2)),
    "checkerboard": lambda image: patterned(image, 6),
    "cloaked": lambda image: cloaked(image, 14),
    "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "greyed": lambda image: image.convert("L").convert("RGB"),
}
"""What somebody may do to a picture to be let through, or an artist to protect it."""


def patterned(image: Image.Image, strength: float) -> Image.Image:
    """A fine checkerboard of `strength` levels, the simplest adversarial noise: it needs no model."""
    down, across = np.indices((image.height, image.width))
    wave = np.where((down + across) % 2, strength, -strength)[..., None]
    return Image.fromarray(np.clip(np.asarray(image, np.float32) + wave, 0, 255).astype(np.uint8))


def cloaked(image: Image.Image, strength: float, seed: int = 11) -> Image.Image:
    """Smooth coloured noise of a few scales, hidden where the picture is busy, as cloaks against imitation add it."""
    rng = np.random.default_rng(seed)
    base = np.asarray(image, np.float32)
    busy = np.asarray(image.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.GaussianBlur(4)), np.float32)
    mask = 0.4 + np.clip(busy / 40, 0, 1)[..., None]
    veil = np.zeros_like(base)
    for cell in (6, 14, 32):
        shape = (max(2, image.height // cell), max(2, image.width // cell), 3)
        coarse = Image.fromarray((rng.random(shape) * 255).astype(np.uint8)).resize(
            image.size, Image.Resampling.BICUBIC
        )
        veil += np.asarray(coarse, np.float32) / 127.5 - 1
    return Image.fromarray(np.clip(base + strength * mask * veil / 1.7, 0, 255).astype(np.uint8))


def disturbed(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A random history: perhaps scaled, then perhaps a codec, blur, noise or a screenshot."""
    choice = rng.random()
    if choice < 0.45:
        image = within(image, int(rng.choice([1600, 1280, 1080, 800, 640])))
    kind = rng.choice(["jpeg", "webp", "avif", "blur", "noise", "screenshot", "sharp", "none"], p=_SHARES)
    match kind:
        case "jpeg":
            image = coded(image, "JPEG", int(rng.integers(40, 96)), int(rng.choice([0, 2])))
        case "webp":
            image = coded(image, "WEBP", int(rng.integers(50, 93)))
        case "avif":
            image = coded(image, "AVIF", int(rng.integers(45, 85)))
        case "blur":
            image = image.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.4, 1.6)) * max(image.size) / 1000))
        case "noise":
            image = noisy(image, float(rng.uniform(2, 9)), int(rng.integers(1 << 30)))
        case "screenshot":
            image = coded(scaled(image, float(rng.uniform(0.5, 0.95))), "JPEG", int(rng.integers(80, 96)))
        case "sharp":
            image = image.filter(ImageFilter.UnsharpMask(1.5, int(rng.integers(40, 120)), 2))
    return image


_SHARES = (0.34, 0.16, 0.06, 0.1, 0.1, 0.12, 0.06, 0.06)
