"""Pictures of any kind as the sample that a detector is shown. The server makes the same one in the media process."""

from pathlib import Path

from PIL import Image, ImageOps

GREY = 128
LONGEST = 4
MOST_PIXELS = 60_000_000


def opened(path: Path) -> Image.Image:
    """The first frame, upright, RGB, transparency on grey. Raises OSError and ValueError for what cannot be read."""
    with Image.open(path) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError(f"{path} has more than {MOST_PIXELS} pixels")
        image.load()
        upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        rgba = upright.convert("RGBA")
        ground = Image.new("RGB", rgba.size, (GREY, GREY, GREY))
        ground.paste(rgba, mask=rgba.getchannel("A"))
        return ground
    return upright.convert("RGB")


def sampled(image: Image.Image, side: int) -> Image.Image:
    """RGB with a shorter side of exactly `side`; strips longer than LONGEST times that are cut to their middle."""
    short = min(image.size)
    left, top = ((length - min(length, short * LONGEST)) // 2 for length in image.size)
    middle = image.crop((left, top, image.width - left, image.height - top)) if left or top else image
    width, height = (max(side, round(length * side / short)) for length in middle.size)
    return middle.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3.0)
