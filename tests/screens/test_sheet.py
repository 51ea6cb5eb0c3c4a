"""The page with all pictures shows each once, grouped by page."""

from pathlib import Path

from tests.screens import sheet


def test_each_picture_stands_once_under_its_page(tmp_path: Path) -> None:
    for name in ("artist-own-phone-light", "artist-own-desktop-dark", "front-tablet-light"):
        (tmp_path / f"{name}.png").write_bytes(b"png")
    (tmp_path / "notes.txt").write_text("nothing")
    page = sheet.write(tmp_path).read_text(encoding="utf-8")
    assert page.count("<h2") == 2
    assert '<h2 id="artist-own">' in page
    assert page.count("<img") == 3
    assert 'src="front-tablet-light.png" alt="front, tablet, light"' in page
    assert "notes" not in page
