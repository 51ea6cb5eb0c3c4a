"""Applications of other servers: an Offer of an Agreement that satisfies a job's intent (FEP-0837), read with care.

Everything comes out as plain text within its limit. What lies on another server than its sender is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fedart.domain.applying import LINE_LIMIT, NOTE_LIMIT, WORKS
from fedart.domain.ids import Uri, same_origin
from fedart.wire import fields, html, limits
from fedart.wire.fields import Fields

OFFER: Final = "Offer"
AGREEMENT: Final = "Agreement"
PDF: Final = "application/pdf"
_AGREEMENTS: Final = frozenset({AGREEMENT})
_COMMITMENTS: Final = frozenset({"Commitment"})
_DOCUMENTS: Final = frozenset({"application/activity+json", "application/ld+json"})
_BETWEEN: Final = re.compile(r"</p>\s*(?=<p)", re.IGNORECASE)
"""Where a line stays empty."""
_FACTS: Final = 20
_FILE_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class RemoteApplication:
    """What an Agreement says; `works`: address and title of each, `file_url` empty without a file."""

    note: str
    rate: str
    start: str
    works: tuple[tuple[Uri, str], ...]
    file_url: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An application. `intent` is what it answers, None for an Offer of anything else; `published` in ms."""

    id: Uri
    actor: Uri
    to: tuple[Uri, ...]
    intent: Uri | None
    published: int | None
    application: RemoteApplication | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What the poster of a job says of an Offer: where it stands, whether it was read, and when that is from (ms)."""

    offer: Uri
    stage: str
    read: bool
    at: int | None


def offer(ident: Uri, actor: Uri, document: Fields) -> Offer:
    """An Offer; one of something that we know nothing about has no intent."""
    held = fields.first_object(document.get("object"))
    asked = intent(document)
    return Offer(
        id=ident,
        actor=actor,
        to=tuple(fields.uris(document.get("to"), limits.RECIPIENTS)),
        intent=asked,
        published=fields.time(document.get("published")),
        application=_application(held, actor) if asked is not None else None,
    )


def intent(document: Fields) -> Uri | None:
    """The intent that an Offer of an Agreement satisfies with exactly one of what is asked for; None for all others."""
    held = fields.first_object(document.get("object"))
    if fields.type_of(held, _AGREEMENTS) != AGREEMENT:
        return None
    commitment = fields.first_object(held.get("stipulates"))
    if fields.type_of(commitment, _COMMITMENTS) != "Commitment":
        return None
    quantity = fields.first_object(commitment.get("resourceQuantity"))
    one = fields.text(quantity.get("hasUnit")) == "one" and _is_one(quantity.get("hasNumericalValue"))
    return fields.uri(commitment.get("satisfies")) if one else None


def _is_one(value: object) -> bool:
    return value in ("1", 1) and not isinstance(value, bool)


def progress(document: Fields) -> Progress | None:
    """What an Agreement says of the Offer that it answers; None when it answers none."""
    answered = fields.uri(document.get("inReplyTo"))
    if fields.type_of(document, _AGREEMENTS) != AGREEMENT or answered is None:
        return None
    facts = _facts(document)
    return Progress(answered, facts.get("stage", ""), facts.get("read") == "yes", fields.time(document.get("updated")))


def _application(held: Fields, actor: Uri) -> RemoteApplication:
    facts = _facts(held)
    works, file_url, file_name = _attached(held, actor)
    words = html.plain(_BETWEEN.sub("</p><br>", fields.text(held.get("content"))[: limits.CONTENT]))
    return RemoteApplication(
        note=html.neutralise_lines(words, NOTE_LIMIT),
        rate=html.neutralise(facts.get("rate", ""), LINE_LIMIT),
        start=html.neutralise(facts.get("start", ""), LINE_LIMIT),
        works=works,
        file_url=file_url,
        file_name=file_name,
    )


def _facts(document: Fields) -> dict[str, str]:
    """The additional properties, name to text; the first of each name counts."""
    found: dict[str, str] = {}
    for each in fields.items(document.get("additionalProperty"))[:_FACTS]:
        if isinstance(each, Mapping):
            found.setdefault(fields.text(each.get("name")), fields.text(each.get("propertyValue")))
    return found


def _attached(held: Fields, actor: Uri) -> tuple[tuple[tuple[Uri, str], ...], str, str]:
    """The works and the file that came along, as far as they lie where their sender does."""
    works: dict[Uri, str] = {}
    file_url = file_name = ""
    for each in list(fields.objects(held.get("attachment")))[: limits.ATTACHMENTS]:
        address = fields.uri(each.get("url")) or fields.uri(each)
        if address is None or not same_origin(address, actor):
            continue
        kind = fields.text(each.get("mediaType")).partition(";")[0].strip().lower()
        name = fields.text(each.get("name"))
        if kind in _DOCUMENTS and len(works) < WORKS:
            works.setdefault(address, html.neutralise(name, limits.TITLE))
        elif kind == PDF and not file_url:
            file_url, file_name = address, html.neutralise(name, _FILE_NAME) or "application.pdf"
    return tuple(works.items()), file_url, file_name
