"""Who may say what: the one function that decides (THREATS AUT-01 to AUT-08).

It sees plain values only: what the activity claims, whose key signed it, and who owns the thing it acts on.
"""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import origin_of, same_origin


class Ruling(StrEnum):
    """IGNORE: nothing wrong, nothing to do. REFUSE: the sender may not do this.

    ASK: somebody else brought it; nothing in it is believed, but its home may be asked about its object.
    """

    ALLOW = "allow"
    ASK = "ask"
    IGNORE = "ignore"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Claim:
    """What an activity claims, beside what we know.

    `act` is the activity's type, `object` the id it acts on (for Undo, Accept and Reject: the inner activity's; for Add
    and Remove: the collection; for Move: who moves), `author` the embedded object's author (None when only an id came),
    `owner` whoever owns the stored thing (None when we do not know it). `instrument`: what a request asks a permission
    for. `signer` is whoever is proven to speak, by the request's signature or by a proof inside the document.
    `barred`: the actor is suspended or its domain is blocked.
    """

    act: str
    activity: str | None
    actor: str
    signer: str
    object: str | None = None
    author: str | None = None
    owner: str | None = None
    barred: bool = False
    instrument: str | None = None


_MAKES = frozenset({"Create", "Update"})
_OWNS = frozenset({"Update", "Delete", "Undo", "Accept", "Reject", "Add", "Remove", "Move"})
_NEEDS_KNOWN = frozenset({"Accept", "Reject", "Add", "Remove"})
_ASKS = frozenset({"QuoteRequest", "FeatureRequest", "ReplyRequest"})
_FORWARDED = frozenset({"Create", "Update", "Delete"})


def authorise(claim: Claim) -> tuple[Ruling, str]:
    """The ruling about one activity, with the rule it rests on."""
    if claim.barred:
        return Ruling.REFUSE, "AUT-10"
    if origin_of(claim.actor) is None:
        return Ruling.REFUSE, "SIG-08"
    if claim.signer != claim.actor:
        return _brought(claim)
    if not _of_one_origin(claim):
        return Ruling.REFUSE, "AUT-02"
    if claim.act in _OWNS:
        return _owned(claim)
    if claim.act == "Create" and claim.owner not in (None, claim.actor):
        return Ruling.REFUSE, "AUT-04"
    return Ruling.ALLOW, ""


def _of_one_origin(claim: Claim) -> bool:
    """The activity lives where its actor lives, and so does what it makes or asks a permission for (AUT-02)."""
    if claim.activity is not None and not same_origin(claim.activity, claim.actor):
        return False
    if claim.act in _ASKS:
        return claim.instrument is not None and same_origin(claim.instrument, claim.actor)
    return claim.act not in _MAKES or _may_make(claim)


def _brought(claim: Claim) -> tuple[Ruling, str]:
    """Signed by somebody else, without a proof: its home may tell, if it is consistent at all (AUT-03, SIG-12)."""
    forwarded = claim.act in _FORWARDED and claim.activity is not None
    consistent = forwarded and _of_one_origin(claim) and _may_make(claim) and claim.owner in (None, claim.actor)
    return (Ruling.ASK, "AUT-03") if consistent else (Ruling.REFUSE, "SIG-08")


def _may_make(claim: Claim) -> bool:
    """A new or changed object lives where its author lives, and the author is who speaks (AUT-02, AUT-03)."""
    if claim.object is None or not same_origin(claim.object, claim.actor):
        return False
    return claim.author in (None, claim.actor)


def _owned(claim: Claim) -> tuple[Ruling, str]:
    """Acts that change something stored: only by its owner (AUT-04, AUT-05)."""
    if claim.object is None:
        return Ruling.IGNORE, ""
    if claim.owner is not None:
        return (Ruling.ALLOW, "") if claim.owner == claim.actor else (Ruling.REFUSE, "AUT-04")
    if claim.act in _NEEDS_KNOWN:
        return Ruling.IGNORE, "AUT-05"
    if not same_origin(claim.object, claim.actor):
        return Ruling.REFUSE, "AUT-04"
    return Ruling.ALLOW, ""
