"""The pictures of a work on its form: their order, other files in their place, those that come and those that go."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from fedart.domain.forms import Rehanging, Upload
from fedart.domain.ids import MediaId
from fedart.domain.media import Media
from fedart.domain.order import by_number
from fedart.domain.said import known
from fedart.domain.work import MAX_PICTURES
from fedart.services import filling
from fedart.web import uploads

EARLIER, LATER = "earlier", "later"
"""What a button beside a picture asks for, after its id."""


def _number(form: uploads.Form, name: str, default: int) -> int:
    text = form.text(name).strip()
    return min(int(text), MAX_PICTURES + 1) if text.isascii() and text.isdigit() and len(text) < 4 else default


def ordered(form: uploads.Form, pictures: Sequence[Media]) -> list[Media]:
    """The pictures in the order of the numbers beside them, and of the button that was pressed, if one was.

    `was<id>` is the number with which the form came, `place<id>` the one it was sent with.
    """
    numbers = []
    for at, media in enumerate(pictures, 1):
        was = _number(form, f"was{media.id}", at)
        numbers.append((was, _number(form, f"place{media.id}", was)))
    found = [pictures[at] for at in by_number(numbers)]
    ident, _, way = form.text("move").partition(" ")
    steps = {EARLIER: -1, LATER: 1}
    place = next((at for at, media in enumerate(found) if media.id == ident), None)
    if place is not None and 0 <= place + steps.get(way, 0) < len(found):
        to = place + steps.get(way, 0)
        found[place], found[to] = found[to], found[place]
    return found


def numbered(pictures: Sequence[Media]) -> tuple[Media, ...]:
    """The pictures as they hang in this order, though nothing is stored yet."""
    return tuple(replace(media, position=at) for at, media in enumerate(pictures))


def rehanging(form: uploads.Form, pictures: Sequence[Media], added: Sequence[Upload]) -> Rehanging:
    """What the form wants of the pictures that are there, with those that come."""
    gone = frozenset(media.id for media in pictures if form.checked(f"gone{media.id}"))
    files = [(media.id, file) for media in pictures if media.id not in gone and (file := _file(form, media.id))]
    return Rehanging(
        order=tuple(media.id for media in ordered(form, pictures)),
        gone=gone,
        replaced={ident: _upload(form, ident, file) for ident, file in files},
        added=tuple(added),
        parts={m.id: filling.part(form, m.id) for m in pictures if filling.asked(form, m.id)},
    )


def _file(form: uploads.Form, ident: MediaId) -> uploads.File | None:
    found = form.files(f"file{ident}")
    return found[0] if found else None


def _upload(form: uploads.Form, ident: MediaId, file: uploads.File) -> Upload:
    return Upload(file.path, file.name, show=known(form.all(f"said{ident}")))


def problems(form: uploads.Form, pictures: Sequence[Media], too_large: Callable[[str], str]) -> dict[str, str]:
    """What is wrong with the files that are to replace others; `too_large` says it of a file over the limit."""
    found = [(media.id, file) for media in pictures if (file := _file(form, media.id)) and file.too_large]
    return {f"file{ident}": too_large(file.name) for ident, file in found}
