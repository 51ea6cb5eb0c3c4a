"""The lists of picture sources: `*.toml` in one folder, merged in the order of their names.

[[source]]
id, kind, where, commit          what to fetch: "git" owner/name at a full hash, "debian" packages of a suite and
                                 version, "pypi" name==version whose wheel has this sha256
take, leave                      regular expressions on the path inside
label, family, generator         what the pictures are; `names` overrides the last two by path
medium, licence, date, before    `before` takes only files that were there earlier than that day
cap, group, split, treat         see `Source`

Beside them `excluded*.txt`: pictures that turned out unfit when looked at, "sha256 prefix  reason" a line.
"""

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fedart.errors import ConfigError

PREFIX = 16
PLAIN, SHEET, SVG, ZIP = "", "sheet-2x2", "svg", "zip:"

_NEEDED = ("id", "kind", "where", "commit", "take", "label", "family", "generator", "medium", "licence", "date", "cap")
_OPTIONAL = ("leave", "before", "group", "split", "treat", "names")


class Kind(StrEnum):
    """Where a source comes from."""

    GIT = "git"
    DEBIAN = "debian"
    PYPI = "pypi"


class Label(StrEnum):
    """Who made a picture."""

    GENERATED = "generated"
    HUMAN = "human"


class Split(StrEnum):
    """What a source is for: fitting and choosing, or the final examination alone."""

    FIT = "fit"
    EXAM = "exam"


class Family(StrEnum):
    """Kinds of generators, then domains of human works. Folds hold them out whole."""

    SD1 = "sd1"
    SDXL = "sdxl"
    SD3 = "sd3"
    FLUX = "flux"
    DALLE2 = "dalle2"
    DALLE3 = "dalle3"
    GPT_IMAGE = "gpt-image"
    GEMINI = "gemini"
    MIDJOURNEY_OLD = "midjourney-old"
    MIDJOURNEY_NEW = "midjourney-new"
    VQGAN = "vqgan"
    NOVELAI = "novelai"
    SEEDREAM = "seedream"
    QWEN = "qwen"
    HUNYUAN = "hunyuan"
    OTHER = "other"
    MIXED = "mixed"
    PHOTO = "photo"
    CLASSIC_PAINTING = "classic-painting"
    BOOK_ILLUSTRATION = "book-illustration"
    GAME_ART = "game-art"
    WALLPAPER = "wallpaper"
    ANIME = "anime"
    COMIC = "comic"
    DIGITAL_ART = "digital-art"
    VECTOR = "vector"
    RENDER = "render"
    PIXEL = "pixel"
    SKETCH = "sketch"

    @property
    def label(self) -> Label:
        """Who makes pictures of this family."""
        return Label.GENERATED if list(Family).index(self) <= list(Family).index(Family.MIXED) else Label.HUMAN


class Medium(StrEnum):
    """What a picture looks made with."""

    OIL = "oil"
    WATERCOLOUR = "watercolour"
    PENCIL = "pencil"
    INK = "ink"
    DIGITAL_PAINTING = "digital-painting"
    ANIME = "anime"
    COMIC = "comic"
    VECTOR = "vector"
    RENDER = "render"
    PHOTOGRAPH = "photograph"
    PIXEL = "pixel"
    SKETCH = "sketch"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Named:
    """Files whose path matches `pattern` are of this family and generator."""

    pattern: re.Pattern[str]
    family: Family
    generator: str


@dataclass(frozen=True, slots=True)
class Source:
    """One row. `cap` counts pictures; `group` is never divided between folds; `treat` is one of the constants above."""

    id: str
    kind: Kind
    where: str
    commit: str
    take: re.Pattern[str]
    leave: re.Pattern[str] | None
    label: Label
    family: Family
    generator: str
    medium: Medium
    licence: str
    date: str
    before: datetime.date | None
    cap: int
    group: str
    split: Split
    treat: str
    names: tuple[Named, ...]

    def wants(self, path: str) -> bool:
        """Whether the file at `path` is taken."""
        return bool(self.take.search(path)) and not (self.leave and self.leave.search(path))

    def made(self, path: str) -> tuple[Family, str]:
        """Family and generator of the file at `path`: the first of `names` that matches, else the row's own."""
        found = next((name for name in self.names if name.pattern.search(path)), None)
        return (self.family, self.generator) if found is None else (found.family, found.generator)


def load(folder: Path) -> tuple[Source, ...]:
    """Every row of every list in `folder`. Raises ConfigError that names the list, the row and the mistake."""
    rows: dict[str, Source] = {}
    for listed in sorted(folder.glob("*.toml")):
        for number, row in enumerate(_rows(listed), 1):
            source = _named(listed, number, row)
            if source.id in rows:
                raise ConfigError(f"{listed.name}: the id {source.id} is used twice")
            rows[source.id] = source
    return tuple(rows.values())


def excluded(folder: Path) -> Mapping[str, str]:
    """Hash prefixes of unfit pictures, with reasons. Raises ConfigError for a line that is not one."""
    found: dict[str, str] = {}
    for listed in sorted(folder.glob("excluded*.txt")):
        for number, line in enumerate(listed.read_text().splitlines(), 1):
            prefix, _, reason = line.partition("#")[0].strip().partition(" ")
            if not prefix:
                continue
            if not re.fullmatch(rf"[0-9a-f]{{{PREFIX}}}", prefix) or not reason.strip():
                raise ConfigError(f"{listed.name} line {number}: expected {PREFIX} hex digits and a reason")
            found[prefix] = reason.strip()
    return found


class _BadRowError(Exception):
    pass


def _rows(listed: Path) -> Iterator[Mapping[str, object]]:
    try:
        table = tomllib.loads(listed.read_text())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{listed.name}: {error}") from error
    rows = table.get("source", [])
    if set(table) - {"source"} or not isinstance(rows, list):
        raise ConfigError(f"{listed.name}: expected [[source]] tables only")
    return iter(rows)


def _named(listed: Path, number: int, row: Mapping[str, object]) -> Source:
    try:
        return _source(row)
    except (_BadRowError, ValueError, re.error) as error:
        raise ConfigError(f"{listed.name}, source {number} ({row.get('id', 'without id')}): {error}") from error


def _source(row: Mapping[str, object]) -> Source:
    missing, unknown = set(_NEEDED) - set(row), set(row) - set(_NEEDED) - set(_OPTIONAL)
    if missing or unknown:
        raise _BadRowError(f"missing: {', '.join(sorted(missing))}; unknown: {', '.join(sorted(unknown))}")
    before, leave = _text(row, "before"), _text(row, "leave")
    source = Source(
        id=_text(row, "id"),
        kind=Kind(_text(row, "kind")),
        where=_text(row, "where"),
        commit=_text(row, "commit"),
        take=re.compile(_text(row, "take")),
        leave=re.compile(leave) if leave else None,
        label=Label(_text(row, "label")),
        family=Family(_text(row, "family")),
        generator=_text(row, "generator"),
        medium=Medium(_text(row, "medium")),
        licence=_text(row, "licence"),
        date=_text(row, "date"),
        before=datetime.date.fromisoformat(before) if before else None,
        cap=_count(row),
        group=_text(row, "group") or _text(row, "id"),
        split=Split(_text(row, "split") or Split.FIT),
        treat=_text(row, "treat"),
        names=tuple(_name(name) for name in _list(row.get("names", []))),
    )
    _check(source)
    return source


def _check(source: Source) -> None:
    if not re.fullmatch(r"[a-z0-9-]+", source.id):
        raise _BadRowError("an id is made of a-z, 0-9 and hyphens")
    if source.treat not in {PLAIN, SHEET, SVG} and not source.treat.startswith(ZIP):
        raise _BadRowError(f"unknown treat {source.treat!r}")
    shape = {Kind.GIT: r"[0-9a-f]{40}", Kind.PYPI: r"[0-9a-f]{64}", Kind.DEBIAN: r"[a-z]+( \S+)?"}[source.kind]
    if not re.fullmatch(shape, source.commit):
        raise _BadRowError(f"commit {source.commit!r} does not pin a {source.kind} source")
    where = {Kind.GIT: r"[\w.-]+/[\w.-]+", Kind.PYPI: r"[\w.-]+==[\w.]+", Kind.DEBIAN: r"[a-z0-9][a-z0-9.+ -]*"}
    if not re.fullmatch(where[source.kind], source.where):
        raise _BadRowError(f"where {source.where!r} does not name a {source.kind} source")
    for family in (source.family, *(name.family for name in source.names)):
        if family.label is not source.label:
            raise _BadRowError(f"family {family} is not {source.label}")


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or (name in _NEEDED and not value):
        raise _BadRowError(f"{name} must be a text")
    return value


def _count(row: Mapping[str, object]) -> int:
    cap = row["cap"]
    if not isinstance(cap, int) or cap < 1:
        raise _BadRowError("cap must be a whole number above 0")
    return cap


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _BadRowError("names must be a list")
    return value


def _name(value: object) -> Named:
    fields = [field for field in _list(value) if isinstance(field, str)]
    if len(fields) != 3:
        raise _BadRowError("a name is [pattern, family, generator]")
    return Named(re.compile(fields[0]), Family(fields[1]), fields[2])
