"""Vector drawings become pictures in a browser. The browser is stood in for; what it is asked is looked at."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fedart.detector.training import drawings
from fedart.detector.training.suitable import Unsuitable
from fedart.errors import Unavailable
from tests.support.collection import stand_in

PHOTOGRAPHER = """
echo "$@" > "$ASKED"
for word; do
  case "$word" in
  --screenshot=*) printf picture > "${word#--screenshot=}" ;;
  file://*) cp "${word#file://}" "$ASKED.html" ;;
  esac
done
"""


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        (b'<svg viewBox="0 0 200 100">', (1024, 512)),
        (b"<svg viewBox='-5,-5,10,40' width='3'>", (256, 1024)),
        (b'<?xml version="1.0"?><svg\n xmlns="x" width="50px" height="100.0">', (512, 1024)),
        (b'<svg width="100%" viewBox="0 0 8 8">', (1024, 1024)),
    ],
)
def test_a_drawing_keeps_its_proportions(tag: bytes, size: tuple[int, int]) -> None:
    assert drawings.shape(tag) == size


@pytest.mark.parametrize(
    "tag",
    [b"", b"<svg>", b'<svg width="100%" height="100%">', b'<svg viewBox="0 0 0 9">', b'<svg viewBox="0 0 9">', b"<g>"],
)
def test_a_drawing_without_a_size_is_left(tag: bytes) -> None:
    with pytest.raises(Unsuitable, match="no size"):
        drawings.shape(tag)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stand-in of the browser writes down what it was asked for."""
    stand_in(tmp_path / "programs", "chromium", PHOTOGRAPHER)
    monkeypatch.setenv("PATH", f"{tmp_path}/programs:/usr/bin:/bin")
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    return tmp_path / "asked"


def test_the_browser_shows_the_drawing_as_an_image(asked: Path) -> None:
    assert drawings.rasterise(b'<svg viewBox="0 0 2 1"/>') == b"picture"
    assert "--window-size=1024,512" in asked.read_text().split()
    page = asked.with_name("asked.html").read_text()
    assert '<img src="data:image/svg+xml;base64,' in page
    assert "<svg" not in page


def test_a_drawing_that_the_browser_cannot_show_is_left(tmp_path: Path, asked: Path) -> None:
    stand_in(tmp_path / "programs", "chromium", "exit 1")
    with pytest.raises(Unsuitable, match="cannot be drawn"):
        drawings.rasterise(b'<svg viewBox="0 0 2 1"/>')
    assert not asked.exists()


@pytest.mark.browser
def test_a_real_browser_fills_the_picture_and_runs_nothing() -> None:
    script = b"<script>document.documentElement.innerHTML = ''</script>"
    bars = b'<rect width="200" height="100" fill="#f00"/><rect y="90" width="200" height="10" fill="#00f"/>'
    head = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">'
    with Image.open(io.BytesIO(drawings.rasterise(head + bars + script + b"</svg>"))) as drawn:
        picture = drawn.convert("RGB")
    assert picture.size == (1024, 512)
    corners = [picture.getpixel(place) for place in ((2, 2), (1021, 2), (2, 509), (1021, 509))]
    assert corners == [(255, 0, 0), (255, 0, 0), (0, 0, 255), (0, 0, 255)]


@given(st.floats(1, 1e4), st.floats(1, 1e4))
def test_the_longer_side_is_always_the_same(width: float, height: float) -> None:
    sides = drawings.shape(f'<svg viewBox="0 0 {width:f} {height:f}">'.encode())
    assert max(sides) == drawings.LONGER_SIDE
    assert min(sides) >= 1


def test_without_a_browser_the_source_cannot_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="chromium"):
        drawings.rasterise(b'<svg viewBox="0 0 2 1"/>')
