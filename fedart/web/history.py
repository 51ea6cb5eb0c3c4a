"""How a work changed: each edit with the words that went and came, and what became of its pictures."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.arranged import PLAIN
from fedart.errors import NotFound
from fedart.storage import changes, versions
from fedart.storage.versions import Version
from fedart.web import templates
from fedart.web.seen import seen
from fedart.web.session import instance_of
from fedart.web.works import ident_of
from fedart.words import say

_WORD = re.compile(r"\s+|[^\s\w]|\w+")
LONGEST = 3_000
"""Words of a text that are compared one by one; longer ones are shown as gone and come."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a change: `kind` is same, gone or come."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an edit: its label and the pieces of its text."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit: when (ms), what changed in its words, and sentences about its pictures."""

    at: int
    changes: tuple[Change, ...]
    pictures: tuple[str, ...] = ()


async def show(request: Request) -> Response:
    """GET /works/{id}/history. Raises NotFound for whoever may not see the work, and for one never edited (WEB-09)."""
    ident = ident_of(request)
    found = await seen(request, ident)
    it = instance_of(request)
    known, origins = await it.db.read(lambda tx: (versions.of(tx, ident), changes.replaced(tx, ident)))
    if len(known) < 2:
        raise NotFound("never edited")
    values = {"post": found.post, "edits": edits(known, origins), "first": known[-1]}
    return await templates.page(request, "history.html", values, private=not found.public)


def edits(known: Sequence[Version], origins: Mapping[str, str] = MappingProxyType({})) -> list[Edit]:
    """The edits that lead from version to version, newest first. `origins`: which picture each replaced, by id."""
    return [
        Edit(after.since, tuple(_changes(before, after, origins)), tuple(_hung(before, after, origins)))
        for after, before in pairwise(known)
    ]


def _origin(ident: str, before: Sequence[str], origins: Mapping[str, str]) -> str | None:
    """The picture of an earlier version in whose place one hangs now; None for one that came beside them."""
    found: str | None = ident
    while found is not None and found not in before:
        found = origins.get(found)
    return found


def _hung(before: Version, after: Version, origins: Mapping[str, str]) -> Iterator[str]:
    """What became of the pictures between two versions, as sentences."""
    if not before.pictures:
        return
    came_from = [_origin(ident, before.pictures, origins) for ident in after.pictures]
    for number, (ident, origin) in enumerate(zip(after.pictures, came_from, strict=True), 1):
        if origin is None:
            yield say("Picture %(number)s was added.", number=number)
        elif origin != ident:
            yield say("Picture %(number)s was replaced.", number=number)
    for number, ident in enumerate(before.pictures, 1):
        if ident not in came_from:
            yield say("Picture %(number)s was removed.", number=number)
    stayed = [origin for origin in came_from if origin is not None]
    if stayed != [ident for ident in before.pictures if ident in stayed]:
        yield say("The order of the pictures changed.")
    stood = (
        (before.parts.get(origin, PLAIN), after.parts.get(ident, PLAIN))
        for ident, origin in zip(after.pictures, came_from, strict=True)
        if origin is not None
    )
    if any((old.joined, old.film) != (new.joined, new.film) for old, new in stood):
        yield say("How the pictures stand together changed.")


def _described(before: Version, after: Version, origins: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The descriptions of each picture in both versions; by its place where nobody kept which picture it was."""
    if not before.pictures:
        yield from zip_longest(before.alts, after.alts, fillvalue="")
        return
    old = dict(zip(before.pictures, before.alts, strict=True))
    for ident, alt in zip(after.pictures, after.alts, strict=True):
        yield old.get(_origin(ident, before.pictures, origins) or "", ""), alt


def _between(before: Version, after: Version, origins: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The words above each picture in both versions, with their label; those of a picture that went among them."""
    came_from = [_origin(ident, before.pictures, origins) for ident in after.pictures]
    for number, (ident, origin) in enumerate(zip(after.pictures, came_from, strict=True), 1):
        old = before.parts.get(origin or "", PLAIN).words
        yield say("Text above picture %(number)s", number=number), old, after.parts.get(ident, PLAIN).words
    for ident in before.pictures:
        if ident not in came_from:
            yield say("Text above a picture that was removed"), before.parts.get(ident, PLAIN).words, ""


def _changes(before: Version, after: Version, origins: Mapping[str, str]) -> Iterator[Change]:
    fields = [
        (say("Title"), before.title, after.title),
        (say("Words"), before.source, after.source),
        (say("Content warning"), before.warning, after.warning),
        (say("Tags"), ", ".join(before.tags), ", ".join(after.tags)),
    ]
    for number, (old, new) in enumerate(_described(before, after, origins), start=1):
        fields.append(
            (
                say("Description of picture %(number)s", number=number) if len(after.alts) > 1 else say("Description"),
                old,
                new,
            )
        )
    for label, old, new in [*fields, *_between(before, after, origins)]:
        if old != new:
            yield Change(label, tuple(pieces(old, new)))


def pieces(old: str, new: str) -> Iterator[Piece]:
    """What two texts share and what they do not, word by word."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > LONGEST:
        yield from (Piece(kind, text) for kind, text in (("gone", old), ("come", new)) if text)
        return
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[a:b]))
            continue
        if a < b:
            yield Piece("gone", "".join(before[a:b]))
        if c < d:
            yield Piece("come", "".join(after[c:d]))
