"""What all our own documents share: contexts, times, bytes. Inline terms only: no peer has to fetch a context."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import orjson

from fedart.wire.contexts import AS2, SECURITY

Json = dict[str, object]

_TOOT: Final = "http://joinmastodon.org/ns#"
_GTS: Final = "https://gotosocial.org/ns#"

POLICY_TERMS: Final[Json] = {
    "gts": _GTS,
    "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
    "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
}
NOTE_TERMS: Final[Json] = {
    "toot": _TOOT,
    "Hashtag": "as:Hashtag",
    "sensitive": "as:sensitive",
    "blurhash": "toot:blurhash",
    "focalPoint": {"@id": "toot:focalPoint", "@container": "@list"},
    **POLICY_TERMS,
    "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
    "sdo": "https://schema.org/",
    "workTitle": "sdo:name",
    "additionalType": {"@id": "sdo:additionalType", "@type": "@id"},
}
ACTOR_TERMS: Final[Json] = {
    "toot": _TOOT,
    "schema": "http://schema.org#",
    "PropertyValue": "schema:PropertyValue",
    "value": "schema:value",
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "featured": {"@id": "toot:featured", "@type": "@id"},
    "discoverable": "toot:discoverable",
    "indexable": "toot:indexable",
    "attributionDomains": {"@id": "toot:attributionDomains", "@type": "@id"},
    "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
    **POLICY_TERMS,
    "canFeature": {"@id": "https://w3id.org/fep/7aa9#canFeature", "@type": "@id"},
}
NOTE_CONTEXT: Final[list[object]] = [AS2, NOTE_TERMS]
ACTOR_CONTEXT: Final[list[object]] = [AS2, SECURITY, ACTOR_TERMS]


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A picture as anybody can fetch it. Width and height are in pixels, None when unknown."""

    url: str
    mime: str
    width: int | None = None
    height: int | None = None


def stamp(milliseconds: int) -> str:
    """Epoch milliseconds as an xsd:dateTime in UTC; the milliseconds are kept so that each edit is newer."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dump(document: Json) -> bytes:
    """The bytes of a document: UTF-8, no blanks, order kept."""
    return orjson.dumps(document)
