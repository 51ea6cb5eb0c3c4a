"""Icons are Lucide's, drawn into the page."""

import re

import pytest

from fedart import share
from fedart.web import icons


def test_a_drawing_is_what_stands_in_the_file() -> None:
    assert str(icons.drawing("chevron-down")) == '<path d="m6 9 6 6 6-6"/>'


def test_a_drawing_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="no-such"):
        icons.drawing("no-such")


def test_every_file_is_drawn_somewhere_and_keeps_its_licence() -> None:
    folder = share.path("static") / "icons"
    named = set(re.findall(r'": "([a-z0-9-]+)",', (share.path("templates") / "macros/icon.html").read_text()))
    assert named == {path.stem for path in folder.glob("*.svg")}
    assert all("@license lucide" in path.read_text() for path in folder.glob("*.svg"))
    assert "ISC License" in (folder / "LICENSE.txt").read_text()
