"""What all our own documents share: contexts, times, bytes. Inline terms only: no peer has to fetch a context."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import orjson

from fedart.wire.contexts import AS2, SECURITY

Json = dict[str, object]

ROBOTS: Final = "noai, noimageai"
"""The artist's wish about generators, as pages and pictures say it too (FEP-5e53)."""

_TOOT: Final = "http://joinmastodon.org/ns#"
_GTS: Final = "https://gotosocial.org/ns#"

_FEATURE: Final = "https://w3id.org/fep/7aa9#"
_QUOTE: Final = "https://w3id.org/fep/044f#"
_SDO: Final = "https://schema.org/"

POLICY_TERMS: Final[Json] = {
    "gts": _GTS,
    "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
    "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
    "manualApproval": {"@id": "gts:manualApproval", "@type": "@id"},
}
# FEP-5e53 names the property and leaves its address open; this is where the terms of other FEPs are.
ROBOTS_TERMS: Final[Json] = {"xRobotsTag": "https://w3id.org/fep/5e53#xRobotsTag"}
HASHTAG_TERMS: Final[Json] = {"Hashtag": "as:Hashtag"}
NOTE_TERMS: Final[Json] = {
    "toot": _TOOT,
    **HASHTAG_TERMS,
    "sensitive": "as:sensitive",
    "blurhash": "toot:blurhash",
    "focalPoint": {"@id": "toot:focalPoint", "@container": "@list"},
    **POLICY_TERMS,
    "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
    "canReply": {"@id": "gts:canReply", "@type": "@id"},
    "replyAuthorization": {"@id": "gts:replyAuthorization", "@type": "@id"},
    "approvedBy": {"@id": "gts:approvedBy", "@type": "@id"},
    "sdo": _SDO,
    "workTitle": "sdo:name",
    "artMedium": "sdo:artMedium",
    "license": {"@id": "sdo:license", "@type": "@id"},
    "contentRating": "sdo:contentRating",
    "digitalSourceType": {"@id": "sdo:digitalSourceType", "@type": "@id"},
    "additionalType": {"@id": "sdo:additionalType", "@type": "@id"},
    **ROBOTS_TERMS,
}
KEY_TERMS: Final[Json] = {
    "sec": "https://w3id.org/security#",
    "Multikey": "sec:Multikey",
    "controller": {"@id": "sec:controller", "@type": "@id"},
    "publicKeyMultibase": {"@id": "sec:publicKeyMultibase", "@type": "sec:multibase"},
    "assertionMethod": {"@id": "sec:assertionMethod", "@type": "@id"},
    "authentication": {"@id": "sec:authenticationMethod", "@type": "@id"},
}
# What is behind them: FEP-2c59 (webfinger), FEP-5feb (indexable), FEP-7aa9 (canFeature), FEP-521a (keys).
ACTOR_TERMS: Final[Json] = {
    "toot": _TOOT,
    "schema": "http://schema.org#",
    "PropertyValue": "schema:PropertyValue",
    "value": "schema:value",
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
    "movedTo": {"@id": "as:movedTo", "@type": "@id"},
    "featured": {"@id": "toot:featured", "@type": "@id"},
    "featuredTags": {"@id": "toot:featuredTags", "@type": "@id"},
    "discoverable": "toot:discoverable",
    "indexable": "toot:indexable",
    "showFeatured": "toot:showFeatured",
    "showMedia": "toot:showMedia",
    "showRepliesInMedia": "toot:showRepliesInMedia",
    "attributionDomains": {"@id": "toot:attributionDomains", "@type": "@id"},
    "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
    **POLICY_TERMS,
    "canFeature": {"@id": f"{_FEATURE}canFeature", "@type": "@id"},
    "sdo": _SDO,
    "jobTitle": "sdo:jobTitle",
    "seeks": "sdo:seeks",
    "Demand": "sdo:Demand",
    "availabilityEnds": "sdo:availabilityEnds",
    **ROBOTS_TERMS,
    **KEY_TERMS,
}
STAMP_TERMS: Final[Json] = {
    "gts": _GTS,
    "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
    "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
}
QUOTE_TERMS: Final[Json] = {**STAMP_TERMS, "QuoteAuthorization": f"{_QUOTE}QuoteAuthorization"}
FEATURE_TERMS: Final[Json] = {**STAMP_TERMS, "FeatureAuthorization": f"{_FEATURE}FeatureAuthorization"}
REPLY_TERMS: Final[Json] = {**STAMP_TERMS, "ReplyAuthorization": "gts:ReplyAuthorization"}
REQUEST_TERMS: Final[Json] = {
    "QuoteRequest": f"{_QUOTE}QuoteRequest",
    "FeatureRequest": f"{_FEATURE}FeatureRequest",
    "ReplyRequest": f"{_GTS}ReplyRequest",
}
"""Requests of others that we answer: our Accept and Reject carry them inside."""
JOB_TERMS: Final[Json] = {
    "title": "sdo:title",
    "hiringOrganization": "sdo:hiringOrganization",
    "sameAs": "sdo:sameAs",
    "employmentType": "sdo:employmentType",
    "validThrough": "sdo:validThrough",
    "skills": "sdo:skills",
    "directApply": "sdo:directApply",
    "jobLocation": "sdo:jobLocation",
    "jobLocationType": "sdo:jobLocationType",
    "applicantLocationRequirements": "sdo:applicantLocationRequirements",
    "baseSalary": "sdo:baseSalary",
    "currency": "sdo:currency",
    "minValue": "sdo:minValue",
    "maxValue": "sdo:maxValue",
    "unitText": "sdo:unitText",
    "HiringOrganization": "sdo:Organization",
    "MonetaryAmount": "sdo:MonetaryAmount",
    "JobFact": "sdo:PropertyValue",
    "additionalProperty": "sdo:additionalProperty",
    "propertyValue": "sdo:value",
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "om2": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
    "purpose": "vf:purpose",
    "publishes": "vf:publishes",
    "Intent": "vf:Intent",
    "action": "vf:action",
    "resourceQuantity": "vf:resourceQuantity",
    "hasUnit": "om2:hasUnit",
    "hasNumericalValue": "om2:hasNumericalValue",
}
"""Jobs: schema.org's JobPosting and the request of a marketplace (FEP-0837)."""
_SHARED = ("JobFact", "additionalProperty", "propertyValue", "vf", "om2", "resourceQuantity", "hasUnit")
OFFER_TERMS: Final[Json] = {
    "sdo": _SDO,
    **{name: JOB_TERMS[name] for name in (*_SHARED, "hasNumericalValue")},
    "Agreement": "vf:Agreement",
    "Commitment": "vf:Commitment",
    "stipulates": "vf:stipulates",
    "satisfies": {"@id": "vf:satisfies", "@type": "@id"},
}
"""Applications: the answer to such a request (FEP-0837)."""
OURS: Final[Json] = {
    **JOB_TERMS,
    **OFFER_TERMS,
    **ACTOR_TERMS,
    **NOTE_TERMS,
    **QUOTE_TERMS,
    **FEATURE_TERMS,
    **REPLY_TERMS,
    **REQUEST_TERMS,
}
"""Every term beyond the listed contexts that any document of ours uses: the namespace document."""
NOTE_CONTEXT: Final[list[object]] = [AS2, NOTE_TERMS]
JOB_CONTEXT: Final[list[object]] = [AS2, {**NOTE_TERMS, **JOB_TERMS}]
ALBUM_CONTEXT: Final[list[object]] = [AS2, ROBOTS_TERMS]
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
