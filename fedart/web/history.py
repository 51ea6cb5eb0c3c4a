"""How a work's words changed: each edit with what went and what came."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.work import WorkState
from fedart.errors import NotFound
from fedart.services import audience
from fedart.storage import versions, views_work
from fedart.storage.versions import Version
from fedart.web import templates
from fedart.web.session import instance_of, viewer_of
from fedart.web.works import ident_of

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
    """An edit: when (ms), and what changed."""

    at: int
    changes: tuple[Change, ...]


async def show(request: Request) -> Response:
    """GET /works/{id}/history. Raises NotFound for whoever may not see the work, and for one never edited (WEB-09)."""
    ident = ident_of(request)
    viewer, it = await viewer_of(request), instance_of(request)
    found = await it.db.read(lambda tx: views_work.work(tx, ident, viewer))
    if found is None:
        raise NotFound("no such work")
    post = found.post
    if viewer is not None and not await it.db.read(lambda tx: audience.may_see(tx, post.work, viewer.actor)):
        raise NotFound("no such work")
    known = await it.db.read(lambda tx: versions.of(tx, ident))
    if len(known) < 2:
        raise NotFound("never edited")
    public = post.work.visibility.anyone and post.work.state is WorkState.LIVE and post.work.local
    values = {"post": post, "edits": edits(known), "first": known[-1]}
    return await templates.page(request, "history.html", values, private=not public)


def edits(known: Sequence[Version]) -> list[Edit]:
    """The edits that lead from version to version, newest first."""
    return [Edit(after.since, tuple(_changes(before, after))) for after, before in pairwise(known)]


def _changes(before: Version, after: Version) -> Iterator[Change]:
    fields = [
        ("Title", before.title, after.title),
        ("Words", before.source, after.source),
        ("Content warning", before.warning, after.warning),
        ("Tags", ", ".join(before.tags), ", ".join(after.tags)),
    ]
    for number, (old, new) in enumerate(zip_longest(before.alts, after.alts, fillvalue=""), start=1):
        fields.append((f"Description of picture {number}" if len(after.alts) > 1 else "Description", old, new))
    for label, old, new in fields:
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
