"""Pictures for people in browser tests: paintings in many shapes, or real ones from a folder named in ALBUM."""

import io
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image

from tests.support import paint

SHAPES = ((900, 640), (640, 900), (1000, 560), (700, 700), (420, 1200), (1200, 420), (800, 600), (760, 950))


@cache
def jpeg(seed: int) -> bytes:
    """A picture of its own for each seed, in one of eight shapes."""
    return paint.jpeg(paint.painting(seed, SHAPES[seed % len(SHAPES)]), quality=82)


def from_folder(folder: Path) -> Callable[[int], bytes]:
    """The pictures of a folder, in the order of their names, as JPEG."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".webp", ".jpg", ".png"))

    @cache
    def picture(seed: int) -> bytes:
        out = io.BytesIO()
        with Image.open(files[seed % len(files)]) as found:
            found.convert("RGB").save(out, "JPEG", quality=90)
        return out.getvalue()

    return picture


def chosen() -> Callable[[int], bytes]:
    """Real pictures where ALBUM names a folder of them (for screenshots), paintings of our own otherwise."""
    folder = os.environ.get("ALBUM")
    return from_folder(Path(folder)) if folder else jpeg
