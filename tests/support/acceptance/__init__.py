"""Acceptance replicas: what other servers require of what we send, in our own words.

Each server has a module with one function for each type of document; a function takes a decoded document and returns
complaints, and silence means that this server would take it. They are restated from what those servers check, not from
how their code is written. When a server changes, its module changes first and the serialisers follow.
"""

from tests.support.acceptance import akkoma, everybody, gotosocial, lemmy, mastodon, misskey, peertube, pixelfed
from tests.support.acceptance.common import AS2, PUBLIC, Document, Rules, depth, inner, kind

__all__ = ["AS2", "PEERS", "PUBLIC", "Document", "Rules", "complaints", "depth"]

PEERS: dict[str, Rules] = {
    "Mastodon": mastodon.RULES,
    "Pixelfed": pixelfed.RULES,
    "GoToSocial": gotosocial.RULES,
    "Misskey": misskey.RULES,
    "Akkoma": akkoma.RULES,
    "PeerTube": peertube.RULES,
    "Lemmy": lemmy.RULES,
    "readers": everybody.RULES,
}


def complaints(document: Document) -> list[str]:
    """What any of the servers would hold against a document of ours, the activity and what it carries."""
    found = [f"anybody: {complaint}" for complaint in everybody.everything(document)]
    checked = [document]
    if kind(document) in ("Create", "Update") and inner(document):
        checked.append(inner(document))
    for each in checked:
        for peer, rules in PEERS.items():
            rule = rules.get(_read_as(each))
            found += [f"{peer}: {text}" for text in rule(each)] if rule else []
    return found


def _read_as(document: Document) -> str:
    """The type whose rules count; a post of another type has to stand those of a Note."""
    return "Note" if "contentMap" in document else kind(document)
