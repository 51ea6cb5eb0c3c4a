"""Activities between people and servers beside following: pins, moves, blocks, reports; and permissions (stamps).

Ids are given by the caller, as everywhere in `render`.
"""

from collections.abc import Sequence
from typing import Final

from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.wire.contexts import AS2
from fedart.wire.vocabulary import FEATURE_TERMS, QUOTE_TERMS, REPLY_TERMS, REQUEST_TERMS, Json

REPORT_LIMIT: Final = 3_000
"""The longest text of a report that PeerTube takes, in characters."""
UNSAID: Final = "No reason was given."


def add(ident: Uri, actor: Uri, work: Uri, featured: Uri, followers: str) -> Json:
    """A work goes on top: it joins the artist's `featured`."""
    return _pin("Add", ident, actor, work, featured, followers)


def remove(ident: Uri, actor: Uri, work: Uri, featured: Uri, followers: str) -> Json:
    """A work leaves the artist's `featured`."""
    return _pin("Remove", ident, actor, work, featured, followers)


def _pin(kind: str, ident: Uri, actor: Uri, work: Uri, featured: Uri, followers: str) -> Json:
    # Addressed although Mastodon does not ask for it: Akkoma refuses what is for nobody.
    found = _head(kind, ident, actor, work)
    return {**found, "target": featured, "to": [PUBLIC], "cc": [followers]}


def move(ident: Uri, actor: Uri, target: Uri, followers: str) -> Json:
    """The artist goes on as `target`; told to the followers (FEP-7628)."""
    return {**_head("Move", ident, actor, actor), "target": target, "to": [followers], "cc": []}


def block(ident: Uri, actor: Uri, blocked: Uri) -> Json:
    """Ends the relations with `blocked`, who alone is told."""
    return {**_head("Block", ident, actor, blocked), "to": [blocked], "cc": []}


def flag(ident: Uri, actor: Uri, about: Uri, works: Sequence[Uri], text: str) -> Json:
    """A report, in the name of the instance: nobody there learns who wrote it.

    A list with the person first is what Mastodon, GoToSocial, Pixelfed and Misskey read. PeerTube and Lemmy also want
    a text that is neither empty nor endless.
    """
    found, reason = _head("Flag", ident, actor, [about, *works]), text.strip()[:REPORT_LIMIT]
    return {**found, "content": reason if len(reason) > 1 else UNSAID, "to": [about]}


def quote_authorization(ident: Uri, artist: Uri, quoting: Uri, quoted: Uri) -> Json:
    """The permission for the post `quoting` to quote the work `quoted` (FEP-044f)."""
    return {
        "@context": [AS2, QUOTE_TERMS],
        "id": ident,
        "type": "QuoteAuthorization",
        "attributedTo": artist,
        "interactingObject": quoting,
        "interactionTarget": quoted,
    }


def reply_authorization(ident: Uri, artist: Uri, reply: Uri, answered: Uri) -> Json:
    """The permission for the post `reply` to answer the work `answered` (GoToSocial's interaction controls)."""
    return {
        "@context": [AS2, REPLY_TERMS],
        "id": ident,
        "type": "ReplyAuthorization",
        "attributedTo": artist,
        "interactingObject": reply,
        "interactionTarget": answered,
    }


def reply_request(ident: Uri, answered: Uri, asked: str, note: Json) -> Json:
    """May that Note answer `answered`? It goes along whole, as GoToSocial insists, to the author `asked` alone."""
    held = {key: value for key, value in note.items() if key not in ("@context", "replyAuthorization", "approvedBy")}
    context = note["@context"]
    terms: Json = {"ReplyRequest": REQUEST_TERMS["ReplyRequest"]}
    return {
        **_head("ReplyRequest", ident, Uri(str(note["attributedTo"])), answered),
        "@context": [*context, terms] if isinstance(context, list) else [context, terms],
        "instrument": held,
        "to": [asked],
    }


def reply_ruling(
    kind: str, ident: Uri, artist: Uri, reply: Uri, author: Uri, answered: Uri, *, result: Uri | None = None
) -> Json:
    """Accept or Reject (`kind`) of an answer that came without being asked for first; told to its author alone."""
    found = {**_head(kind, ident, artist, reply), "target": answered, "to": [author]}
    return found if result is None else {**found, "result": result}


def feature_authorization(ident: Uri, artist: Uri, collection: Uri) -> Json:
    """The permission to list `artist` in a collection (FEP-7aa9)."""
    return {
        "@context": [AS2, FEATURE_TERMS],
        "id": ident,
        "type": "FeatureAuthorization",
        "attributedTo": artist,
        "interactingObject": collection,
        "interactionTarget": artist,
    }


def _head(kind: str, ident: Uri, actor: Uri, held: object) -> Json:
    return {"@context": AS2, "id": ident, "type": kind, "actor": actor, "object": held}
