"""Vector drawings made into pixels by Chromium, as an image that loads and runs nothing."""

import base64
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from fedart.detector.training.suitable import Unsuitable
from fedart.errors import Unavailable

LONGER_SIDE = 1024

_SECONDS = 120
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
_PAGE = (
    "<!DOCTYPE html><style>html,body{{margin:0;overflow:hidden}}img{{display:block;width:100vw;height:100vh}}</style>"
    '<img src="data:image/svg+xml;base64,{}">'
)


def rasterise(svg: bytes) -> bytes:
    """A PNG of the drawing on white, `LONGER_SIDE` pixels long. Raises Unsuitable, or Unavailable without Chromium."""
    browser = shutil.which("chromium")
    if browser is None:
        raise Unavailable("chromium is not installed")
    width, height = shape(svg)
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder, "page.html"), Path(folder, "picture.png")
        page.write_text(_PAGE.format(base64.b64encode(svg).decode()))
        command = [browser, *_OPTIONS, f"--user-data-dir={folder}/profile", f"--window-size={width},{height}"]
        try:
            subprocess.run(
                [*command, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True, timeout=_SECONDS
            )
            return picture.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise Unsuitable("cannot be drawn") from error


def shape(svg: bytes) -> tuple[int, int]:
    """Width and height in pixels for the drawing's own proportions. Raises Unsuitable when it states none."""
    head = re.search(rb"<svg\b[^>]*>", svg)
    tag = head.group().decode(errors="replace") if head else ""
    box = re.search(r"""viewBox\s*=\s*["']([^"']+)["']""", tag)
    sides = [float(side) for side in re.findall(r"-?\d+\.?\d*", box.group(1))[2:4]] if box else _attributes(tag)
    if len(sides) != 2 or min(sides) <= 0:
        raise Unsuitable("no size")
    scale = LONGER_SIDE / max(sides)
    return max(1, round(sides[0] * scale)), max(1, round(sides[1] * scale))


def _attributes(tag: str) -> list[float]:
    found = (
        re.search(rf"""\s{name}\s*=\s*["'](\d+\.?\d*)(?:px|pt|mm|cm|in)?["']""", tag) for name in ("width", "height")
    )
    return [float(match.group(1)) for match in found if match]
