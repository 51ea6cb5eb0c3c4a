"""Applications as they go from server to server: an Offer of an Agreement, its answers, its end (FEP-0837).

Each is for one person alone. An Agreement of the poster's has an id that answers to nobody: it only tells apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from fedart.domain.applying import Stage
from fedart.domain.ids import Uri
from fedart.wire.contexts import AS2
from fedart.wire.read_application import AGREEMENT, OFFER, PDF
from fedart.wire.render_album import object_link
from fedart.wire.vocabulary import OFFER_TERMS, Json, stamp

_CONTEXT: Final[list[object]] = [AS2, OFFER_TERMS]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an artist sends. `works`: address and title of each; `file`: address and name of a PDF."""

    note: str
    rate: str = ""
    start: str = ""
    works: Sequence[tuple[Uri, str]] = ()
    file: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """The two sides of an application, and the intent of the job that it is for."""

    artist: Uri
    poster: Uri
    intent: Uri


def offer(ident: Uri, sides: Between, sheet: Sheet, *, at: int) -> Json:
    """An application, for the poster alone; `at` in epoch milliseconds."""
    agreement: Json = {"type": AGREEMENT, "attributedTo": sides.artist, "content": _content(sheet.note)}
    agreement |= _facts({"rate": sheet.rate, "start": sheet.start})
    attached: list[Json] = [object_link(uri, title) for uri, title in sheet.works]
    if sheet.file is not None:
        url, name = sheet.file
        attached.append({"type": "Document", "mediaType": PDF, "url": url, "name": name})
    if attached:
        agreement["attachment"] = attached
    agreement["stipulates"] = _commitment(sides.intent)
    return {
        **_head(OFFER, ident, sides.artist, sides.poster),
        "published": stamp(at),
        "object": agreement,
    }


def withdrawal(ident: Uri, offered: Uri, sides: Between) -> Json:
    """The Undo of an Offer: what it said is not repeated."""
    held = {"type": AGREEMENT, "stipulates": _commitment(sides.intent)}
    undone = {"id": offered, "type": OFFER, "actor": sides.artist, "object": held}
    return {**_head("Undo", ident, sides.artist, sides.poster), "object": undone}


def progress(ident: Uri, offered: Uri, sides: Between, agreement: Uri, *, stage: Stage, read: bool, at: int) -> Json:
    """Where an application stands now, for its artist alone: an Update of the poster's Agreement."""
    held = _agreement(agreement, offered, sides)
    held |= {"updated": stamp(at), **_facts({"stage": stage.value, "read": "yes" if read else ""})}
    return {**_head("Update", ident, sides.poster, sides.artist), "published": stamp(at), "object": held}


def accept(ident: Uri, offered: Uri, sides: Between, agreement: Uri, *, at: int) -> Json:
    """The artist has the job: the finalised Agreement."""
    result = _agreement(agreement, offered, sides) | _facts({"stage": Stage.HIRED.value})
    head = _head("Accept", ident, sides.poster, sides.artist)
    return {**head, "published": stamp(at), "object": offered, "result": result}


def reject(ident: Uri, offered: Uri, poster: Uri, artist: Uri, *, at: int) -> Json:
    """The artist does not have the job."""
    return {**_head("Reject", ident, poster, artist), "published": stamp(at), "object": offered}


def _head(kind: str, ident: Uri, actor: Uri, to: Uri) -> Json:
    return {"@context": _CONTEXT, "id": ident, "type": kind, "actor": actor, "to": [to]}


def _agreement(ident: Uri, offered: Uri, sides: Between) -> Json:
    return {
        "id": ident,
        "type": AGREEMENT,
        "attributedTo": sides.poster,
        "inReplyTo": offered,
        "stipulates": {"id": f"{ident}#primary", **_commitment(sides.intent)},
    }


def _commitment(intent: Uri) -> Json:
    quantity = {"hasUnit": "one", "hasNumericalValue": "1"}
    return {"type": "Commitment", "satisfies": intent, "resourceQuantity": quantity}


def _facts(named: Mapping[str, str]) -> Json:
    found = [{"type": "JobFact", "name": name, "propertyValue": text} for name, text in named.items() if text]
    return {"additionalProperty": found} if found else {}


def _content(note: str) -> str:
    """Plain text as HTML, lines and paragraphs kept."""
    parts = [part for part in note.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return "".join(f"<p>{escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in parts)
