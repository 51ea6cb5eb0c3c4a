"""The forms of a work of twenty pictures, sent as a browser sends them with everything in them filled in and ticked."""

from collections.abc import Iterator
from html.parser import HTMLParser

from fedart.domain.films import FILM_LIMIT
from fedart.domain.work import MAX_PICTURES
from fedart.instance import Instance
from fedart.storage import arranged, media
from fedart.web import uploads
from tests.support import paint
from tests.support.client import Client
from tests.support.instance import Studio

Attributes = dict[str, str | None]
LONG = "Salt, rust and rain. " * 40
WRITTEN = {"title": "Tide tables", "tags": "ink, sea", "named": "", "credits": "", "year": "2026", "answers": "all"}


class Controls(HTMLParser):
    """What the form with pictures in it would send: each control with what it holds, the first choice of each list."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.files: list[str] = []
        self.boxes = 0
        self._inside = self._listed = False
        self._area: str | None = None
        self._choice: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        if tag == "form":
            self._inside = attributes.get("enctype") == "multipart/form-data"
        name = attributes.get("name") or ""
        if not self._inside:
            return
        if tag == "option" and self._choice is not None:
            self._option(attributes)
        elif name and tag == "input":
            self._input(name, attributes)
        elif name and tag == "textarea":
            self._area = name
            self.fields.append((name, ""))
        elif name and tag == "select":
            self._choice, self._listed = name, False

    def _input(self, name: str, attributes: Attributes) -> None:
        kind, value = attributes.get("type") or "text", attributes.get("value") or ""
        if kind == "file":
            self.files.append(name)
        elif kind == "checkbox":
            self.boxes += 1
            self.fields.append((name, value))
        elif kind != "radio" or "checked" in attributes:
            self.fields.append((name, value))

    def _option(self, attributes: Attributes) -> None:
        value = (str(self._choice), attributes.get("value") or "")
        if not self._listed:
            self.fields.append(value)
        elif "selected" in attributes:
            self.fields[-1] = value
        self._listed = True

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[-1] = (self._area, self.fields[-1][1] + data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._choice = None
        elif tag == "form":
            self._inside = False


def filled(controls: Controls) -> list[tuple[str, str]]:
    """Every field with something in it that the form takes; nothing is taken away."""
    films = iter([f"https://vimeo.com/7697987{n} A film" for n in range(FILM_LIMIT)])
    return [(name, _written(name, value, films)) for name, value in controls.fields if not name.startswith("gone")]


def _written(name: str, value: str, films: Iterator[str]) -> str:
    if name.startswith("film") and name != "films":
        return next(films, "")
    if name.startswith("joined"):
        return "beside"
    return LONG if name.startswith(("alt", "before")) else value or WRITTEN.get(name, "")


def keys(fields: list[tuple[str, str]], name: str) -> list[str]:
    return [field for field, _ in fields if field.startswith(name)]


async def test_twenty_pictures_are_published_with_every_field_of_the_form(
    browser: Client, it: Instance, make: Studio
) -> None:
    page = Controls((await browser.page("/publish")).text)
    fields = filled(page)
    assert len(keys(fields, "picture")) == 0
    assert len([name for name in page.files if name.startswith("picture")]) == MAX_PICTURES
    assert [len(keys(fields, name)) for name in ("alt", "before", "joined", "focusx", "focusy")] == [MAX_PICTURES] * 5
    assert len(keys(fields, "said")) == 7 * MAX_PICTURES
    sent = [(name, f"{name}.jpg", paint.jpeg(paint.painting(n))) for n, name in enumerate(page.files)]
    answer = await browser.upload("/publish", [("do", "publish"), *fields], sent)
    assert answer.status == 303, answer.text
    work = answer.header("location").rpartition("/")[2]
    assert len(await it.db.read(lambda tx: media.by_work(tx, work))) == MAX_PICTURES
    assert 2 * (len(fields) + len(sent)) < uploads.MAX_FIELDS, "as much again for albums and whatever comes"

    edit = Controls((await browser.page(f"/works/{work}/edit")).text)
    fields = filled(edit)
    assert [len(keys(fields, name)) for name in ("was", "place", "alt", "before", "joined")] == [MAX_PICTURES] * 5
    again = await browser.upload(f"/works/{work}/edit", fields, [(name, "", b"") for name in edit.files])
    assert again.status == 303, again.text
    hung = await it.db.read(lambda tx: arranged.hung(tx, work))
    assert [part.words for _, part in hung] == [LONG.strip()] * MAX_PICTURES
    assert 2 * (len(fields) + len(edit.files)) < uploads.MAX_FIELDS
