"""Projects: what stands around each picture on the form of a work, and the blocks that its page shows (FEATURES 19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fedart.domain import arranged
from fedart.domain import films as known_films
from fedart.domain.arranged import Block, Shape
from fedart.domain.films import Film
from fedart.domain.media import Media
from fedart.domain.stated import Stated
from fedart.services.filling import FILM
from fedart.storage.arranged import Hung
from fedart.web import filters, rows

HIGH, LOW = 820, 360
"""How high (px) pictures side by side become: at most what is seen at a glance, and only as high as the lowest of them
is, so that no hole is left; but a very small one does not make the others small."""


def used(values: Mapping[str, object], key: object) -> bool:
    """Whether anything was typed for the picture of that row."""
    return any(values.get(f"{name}{key}") for name in ("alt", "before", FILM))


def typed(hung: Hung, stated: Stated) -> dict[str, object]:
    """The form's fields as a work stands now; films below pictures are not among the others."""
    by_address = {film.address: film for film in stated.films}
    values: dict[str, object] = {}
    placed = set()
    for ident, each in hung:
        values |= {f"before{ident}": each.words, f"joined{ident}": each.joined.value, f"{FILM}{ident}": ""}
        if each.film in by_address:
            values[f"{FILM}{ident}"] = known_films.written((by_address[each.film],))
            placed.add(each.film)
    return {**values, "films": known_films.written(tuple(f for f in stated.films if f.address not in placed))}


@dataclass(frozen=True, slots=True)
class Beside:
    """A picture of a row: the size that its `<img>` says, and how wide it will be."""

    media: Media
    width: int
    height: int
    sizes: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as the page shows it. `lines`: the pictures of a row, two lines of them on narrow pages.

    `film` with the number of its page.
    """

    shape: Shape
    pictures: tuple[Media, ...] = ()
    html: str = ""
    lines: tuple[tuple[Beside, ...], ...] = ()
    film: tuple[int, Film] | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A work as one flowing page: the words before everything, the blocks, and the films that stand at no picture."""

    opening: str
    blocks: tuple[Shown, ...]
    films: tuple[tuple[int, Film], ...]


def project(pictures: Sequence[Media], known: tuple[str, Hung] | None, stated: Stated) -> Project | None:
    """The blocks of a work, with the pictures that whoever looks may see; None for pictures one below the other."""
    if known is None:
        return None
    opening, hung = known
    shown = {media.id: media for media in pictures}
    found = arranged.blocks([(shown.get(ident), each) for ident, each in hung])
    numbered = {film.address: (number, film) for number, film in enumerate(stated.films, 1)}
    blocks = []
    for block in found:
        film = numbered.pop(block.film, None)
        if block.shape is not Shape.FILM or film is not None:
            blocks.append(_shown(block, film))
    if all(block.shape is Shape.PICTURE for block in blocks):
        return None
    return Project(opening, tuple(blocks), tuple(numbered.values()))


def _shown(block: Block[Media], film: tuple[int, Film] | None) -> Shown:
    lines = _lines(block.items) if block.shape is Shape.ROW else ()
    return Shown(block.shape, block.items, block.html, lines, film)


def _lines(pictures: Sequence[Media]) -> tuple[tuple[Beside, ...], ...]:
    """The pictures of a row, equally high; four of them stand two by two on narrow pages."""
    half = 2 if len(pictures) > 3 else len(pictures)
    groups = [pictures[at : at + half] for at in range(0, len(pictures), half)]
    ratios = {media.id: rows.ratio_of(*filters.extent(media)) for media in pictures}
    whole = sum(ratios.values())
    high = min(HIGH, max(LOW, min(filters.extent(media)[1] for media in pictures)))

    def placed(media: Media, group: Sequence[Media]) -> Beside:
        width = max(1, round(high * ratios[media.id]))
        in_row = ratios[media.id] / whole
        in_line = ratios[media.id] / sum(ratios[each.id] for each in group)
        wide = in_row * (rows.PAGE - rows.GAP * (len(pictures) - 1))
        capped = in_row * (rows.PAGE_REM - rows.GAP_REM * (len(pictures) - 1))
        line = in_line * (rows.PAGE_PHONE - rows.GAP_PHONE * (len(group) - 1))
        sizes = (
            f"(min-width: 106rem) min({capped:.1f}rem, {width}px), "
            f"(min-width: 48.01rem) min({wide:.1f}vw, {width}px), {line:.1f}vw"
        )
        return Beside(media, width, high, sizes)

    return tuple(tuple(placed(media, group) for media in group) for group in groups)
