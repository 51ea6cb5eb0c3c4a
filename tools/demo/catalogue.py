"""The demo's list of people, works and comments, read from works.toml and checked."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fedart.domain.album import Layout
from fedart.domain.forms import WorkForm
from fedart.domain.stated import Licence, Stated, words

HERE: Final = Path(__file__).parent
Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Terms:
    """A licence as its package names it. `stated`: what a work here says it is; RESERVED where ours has no name for it,
    and only the words tell.
    """

    name: str
    link: str
    stated: Licence


@dataclass(frozen=True, slots=True)
class Maker:
    """An account: a named artist or a collection. `icon`: the title of the work whose picture stands for it."""

    handle: str
    name: str
    bio: str
    layout: Layout = Layout.ROWS
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A picture in a package of Debian: `path` is the file's place in it, without a slash at the beginning."""

    package: str
    path: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A work: one to ten pictures, each with its alt text in `alts`."""

    account: str
    title: str
    artist: str
    sources: tuple[Source, ...]
    alts: tuple[str, ...]
    terms: Terms
    year: str
    note: str
    tags: tuple[str, ...]
    medium: tuple[str, ...]
    subject: tuple[str, ...]
    album: str
    section: str

    def form(self) -> WorkForm:
        """The work as it would be typed; its words carry credit, licence and source."""
        return WorkForm(title=self.title, text=self.words(), tags=self.tags, stated=self.stated())

    def stated(self) -> Stated:
        """Technique, subject, year and licence. How it was made is for its artist to state, so nothing is said."""
        return Stated(medium=self.medium, subject=self.subject, year=self.year, licence=self.terms.stated)

    def words(self) -> str:
        """Credit, licence and source, in Markdown."""
        package = self.sources[0].package
        made = f"By {self.artist}, {self.year}." if self.year else f"By {self.artist}."
        licence = f"Licence: [{self.terms.name}]({self.terms.link})."
        source = f"From Debian’s package [{package}](https://packages.debian.org/{package})."
        return "\n\n".join(part for part in (made, self.note, f"{licence} {source}") if part)


@dataclass(frozen=True, slots=True)
class Comment:
    """What a guest of the demo writes under the work of that title."""

    by: str
    on: str
    text: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    makers: tuple[Maker, ...]
    pieces: tuple[Piece, ...]
    guests: tuple[Maker, ...]
    comments: tuple[Comment, ...]

    def packages(self) -> tuple[str, ...]:
        """Every package that something comes from, in the order of the list."""
        return tuple(dict.fromkeys(source.package for piece in self.pieces for source in piece.sources))

    def credits(self) -> str:
        """Makers, licences and packages, in Markdown: what the first guest says about the demo."""
        makers = ", ".join(dict.fromkeys(piece.artist for piece in self.pieces))
        terms = dict.fromkeys(f"[{piece.terms.name}]({piece.terms.link})" for piece in self.pieces)
        return (
            f"**Credits.** The works of this demo were made by {makers}.\n\nThey came out of Debian’s packages "
            f"{', '.join(self.packages())}, under {', '.join(terms)}. Each work’s own page says which of them it is."
        )

    def mixed(self) -> list[Piece]:
        """The order to publish in, which spreads each account's works evenly; its first ones come last, as newest."""
        totals, seen = Counter(piece.account for piece in self.pieces), Counter[str]()
        places: list[tuple[float, int, Piece]] = []
        for at, piece in enumerate(self.pieces):
            places.append((-(seen[piece.account] + 0.5) / totals[piece.account], at, piece))
            seen[piece.account] += 1
        return [piece for _, _, piece in sorted(places, key=lambda place: place[:2])]


def load(path: Path = HERE / "works.toml") -> Catalogue:
    """Read the list. Raises ValueError that names what is wrong with it."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    terms = {str(key): _terms(value) for key, value in _table(raw["licences"]).items()}
    pieces = [piece for series in _tables(raw, "series") for piece in _series(series, terms)]
    found = Catalogue(
        makers=tuple(_maker(each) for each in _tables(raw, "accounts")),
        pieces=tuple(pieces),
        guests=tuple(_maker(each) for each in _tables(raw, "guests")),
        comments=tuple(
            Comment(_text(each, "by"), _text(each, "on"), _text(each, "text")) for each in _tables(raw, "comments")
        ),
    )
    _check(found)
    return found


def _check(found: Catalogue) -> None:
    titles = Counter(piece.title for piece in found.pieces)
    makers, guests = {each.handle for each in found.makers}, {each.handle for each in found.guests}
    wrong = [f"two works are called {title}" for title, count in titles.items() if count > 1]
    wrong += [f"{piece.title} hangs with nobody" for piece in found.pieces if piece.account not in makers]
    wrong += [
        f"{piece.title}: one alt text per file" for piece in found.pieces if len(piece.sources) != len(piece.alts)
    ]
    wrong += [f"{piece.title}: {problem}" for piece in found.pieces for problem in piece.stated().problems().values()]
    wrong += [f"no work is called {each.icon}" for each in found.makers if each.icon not in titles]
    wrong += [f"no work is called {each.on}" for each in found.comments if each.on not in titles]
    wrong += [f"{each.by} is no guest" for each in found.comments if each.by not in guests]
    if wrong:
        raise ValueError("; ".join(wrong))


def _series(series: Table, terms: Mapping[str, Terms]) -> Iterable[Piece]:
    """The works of a series: each has what the series says, and its own instead where it says it; tags add up."""
    for own in _tables(series, "works"):
        both = {**series, **own}
        files = _list(own, "files") or (_text(own, "file"),)
        yield Piece(
            account=_text(both, "account"),
            title=_text(both, "title"),
            artist=_text(both, "artist"),
            sources=tuple(Source(_text(both, "package"), f"{_text(both, 'folder')}/{name}") for name in files),
            alts=_list(own, "alts") or (_text(own, "alt"),),
            terms=terms[_text(both, "licence")],
            year=_text(both, "year", ""),
            note=_text(both, "note", ""),
            tags=words((*_list(series, "tags"), *_list(own, "tags"))),
            medium=_list(both, "medium"),
            subject=_list(both, "subject"),
            album=_text(both, "album", ""),
            section=_text(both, "section", ""),
        )


def _terms(value: object) -> Terms:
    table = _table(value)
    return Terms(_text(table, "name"), _text(table, "link"), Licence.read(_text(table, "stated", "")))


def _maker(table: Table) -> Maker:
    layout = Layout.read(_text(table, "layout", Layout.ROWS.value))
    return Maker(_text(table, "handle"), _text(table, "name"), _text(table, "bio"), layout, _text(table, "icon", ""))


def _table(value: object) -> Table:
    if isinstance(value, dict):
        return value
    raise ValueError(f"{value!r} is no table")


def _tables(table: Table, key: str) -> list[Table]:
    value = table.get(key, [])
    return [_table(each) for each in value] if isinstance(value, list) else []


def _text(table: Table, key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if isinstance(value, str):
        return value
    raise ValueError(f"{key} is missing in {dict(table)!r}")


def _list(table: Table, key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
