"""Everything we send: documents for actors and works, the activities around them, collections, and the bytes.

Shapes follow guide section 8: `actor` is a string; the object of Follow, Like and Announce is an address; Accept,
Reject and Undo carry the complete activity that they answer. Ids are given by the caller.
"""

from collections.abc import Sequence
from typing import Final

from fedart.domain.ids import Uri
from fedart.wire.contexts import AS2
from fedart.wire.render_actor import Keys, Multikey, actor, field_html, instance_actor
from fedart.wire.render_album import album, announcement, object_link
from fedart.wire.render_collections import collection, collection_page, hashtags, ordered
from fedart.wire.render_discovery import (
    host_meta,
    instance_webfinger,
    namespace,
    nodeinfo,
    nodeinfo_index,
    webfinger,
)
from fedart.wire.render_note import Terms, note, tombstone
from fedart.wire.render_relations import (
    add,
    block,
    feature_authorization,
    flag,
    move,
    quote_authorization,
    remove,
    reply_authorization,
    reply_request,
    reply_ruling,
)
from fedart.wire.vocabulary import REQUEST_TERMS, Json, PublicFile, dump, stamp

__all__ = [
    "CONTENT_TYPE",
    "Json",
    "Keys",
    "Multikey",
    "PublicFile",
    "Terms",
    "accept",
    "actor",
    "add",
    "album",
    "announce",
    "announcement",
    "block",
    "collection",
    "collection_page",
    "create",
    "delete",
    "dump",
    "feature_authorization",
    "field_html",
    "flag",
    "follow",
    "hashtags",
    "host_meta",
    "instance_actor",
    "instance_webfinger",
    "like",
    "move",
    "namespace",
    "nodeinfo",
    "nodeinfo_index",
    "note",
    "object_link",
    "ordered",
    "quote_authorization",
    "reject",
    "remove",
    "reply_authorization",
    "reply_request",
    "reply_ruling",
    "tombstone",
    "undo",
    "update",
    "webfinger",
]

CONTENT_TYPE: Final = "application/activity+json"
"""What we send and what we answer; Mastodon and Akkoma refuse plain JSON (guide section 3)."""


def create(ident: Uri, note: Json) -> Json:
    """A Create around a Note, with the Note's own addressing and time."""
    return _around("Create", ident, note, str(note["published"]))


def update(ident: Uri, thing: Json, *, at: int, to: Sequence[str] = (), cc: Sequence[str] = ()) -> Json:
    """An Update of a Note, addressed like it, or of an actor, addressed to `to` and `cc`. `at` in epoch ms."""
    if "to" in thing:
        return _around("Update", ident, thing, stamp(at))
    held = {key: value for key, value in thing.items() if key != "@context"}
    return {
        **_head("Update", ident, str(thing["id"]), thing["@context"]),
        "to": list(to),
        "cc": list(cc),
        "published": stamp(at),
        "object": held,
    }


def delete(ident: Uri, actor: Uri, target: Uri, *, to: Sequence[str], cc: Sequence[str] = ()) -> Json:
    """A Delete of a work, or of the actor itself when `target` is the actor."""
    held: object = target if target == actor else {"id": target, "type": "Tombstone"}
    return {**_head("Delete", ident, actor), "to": list(to), "cc": list(cc), "object": held}


def follow(ident: Uri, actor: Uri, target: Uri) -> Json:
    return {**_head("Follow", ident, actor), "to": [target], "object": target}


def accept(ident: Uri, actor: Uri, request: Json, *, result: Uri | None = None) -> Json:
    """Our yes to `request`: the complete Follow (Pixelfed insists), or a QuoteRequest, FeatureRequest or ReplyRequest.

    `result` is the address of the permission that a yes to the others comes with (FEP-044f, FEP-7aa9, GoToSocial).
    """
    found = _answer("Accept", ident, actor, _asked(request), str(request["actor"]))
    return found if result is None else {**found, "result": result}


def reject(ident: Uri, actor: Uri, request: Json) -> Json:
    """Our no to `request`, of the same kinds."""
    return _answer("Reject", ident, actor, _asked(request), str(request["actor"]))


def _asked(request: Json) -> Json:
    """A request as it comes back: a post that it carried along is only named, so that no text of others is repeated."""
    instrument = request.get("instrument")
    return {**request, "instrument": instrument["id"]} if isinstance(instrument, dict) else request


def undo(ident: Uri, actor: Uri, undone: Json) -> Json:
    """Takes back `undone`, a Follow, Like or Announce of ours, addressed as it was."""
    cc = undone.get("cc")
    found = {**_answer("Undo", ident, actor, undone, ""), "to": undone["to"]}
    return found if cc is None else {**found, "cc": cc}


def like(ident: Uri, actor: Uri, target: Uri, author: Uri) -> Json:
    """A Like of the work `target`, addressed to its author."""
    return {**_head("Like", ident, actor), "to": [author], "object": target}


def announce(ident: Uri, actor: Uri, target: Uri, *, at: int, to: Sequence[str], cc: Sequence[str]) -> Json:
    """A boost of `target`; `at` in epoch milliseconds."""
    return {
        **_head("Announce", ident, actor),
        "published": stamp(at),
        "to": list(to),
        "cc": list(cc),
        "object": target,
    }


def _head(kind: str, ident: Uri, actor: str, context: object = AS2) -> Json:
    return {"@context": context, "id": ident, "type": kind, "actor": actor}


def _around(kind: str, ident: Uri, note: Json, published: str) -> Json:
    held = {key: value for key, value in note.items() if key != "@context"}
    return {
        **_head(kind, ident, str(note["attributedTo"]), note["@context"]),
        "published": published,
        "to": note["to"],
        "cc": note["cc"],
        "object": held,
    }


def _answer(kind: str, ident: Uri, actor: Uri, answered: Json, to: str) -> Json:
    held = {key: value for key, value in answered.items() if key != "@context"}
    context: object = [AS2, REQUEST_TERMS] if held.get("type") in REQUEST_TERMS else AS2
    return {**_head(kind, ident, actor, context), "to": [to], "object": held}
