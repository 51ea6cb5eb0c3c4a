"""What holds for everything that goes over the wire, and what readers everywhere should see."""

import json
import re

from tests.support.acceptance.common import (
    ACTOR,
    AS2,
    COLLECTIONS,
    Document,
    Rules,
    attachments,
    depth,
    https,
    is_stamp,
    kind,
    pairs,
    tags,
    unless,
)

TAGS = {"p", "br", "a", "span", "strong", "em", "b", "i", "u", "del", "code", "pre", "ul", "ol", "li", "blockquote"}
TIMES = {"published", "updated", "deleted"}
ACTED = {
    *("Create", "Update", "Delete", "Follow", "Accept", "Reject", "Undo", "Like", "Announce"),
    *("Add", "Remove", "Move", "Block", "Flag", "Offer"),
}
_TAG = re.compile(r"</?([a-zA-Z0-9]+)")


def everything(document: Document) -> list[str]:
    """Size, depth, one type, an https id, no nulls, times in UTC."""
    size = len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
    return [
        *unless(size < 48_000 or kind(document) in COLLECTIONS, f"{size} bytes are too many"),
        *unless(depth(document) <= 6, "nested too deeply"),
        *unless(isinstance(document.get("type"), str), "the type is not one string"),
        *unless(https(document.get("id")), "the id is no https address"),
        *unless(_starts_with_as2(document.get("@context")), "the first context is not ActivityStreams"),
        *[f"{key} is null" for key, value in pairs(document) if value is None],
        *[f"{value} is no UTC time" for key, value in pairs(document) if key in TIMES and not is_stamp(value)],
        *(activity(document) if kind(document) in ACTED else []),
    ]


def activity(document: Document) -> list[str]:
    """An activity names its actor as one string, and carries no second context."""
    return [
        *unless(https(document.get("actor")), "the actor is not one id"),
        *unless(document.get("object"), "there is no object"),
        *unless(all(key != "@context" for key in _keys(document.get("object"))), "a second context inside"),
    ]


def note(document: Document) -> list[str]:
    """Known tags only, recognisable hashtags, the title as the first line, a word about pictures left out."""
    content = document.get("content")
    text = content if isinstance(content, str) else ""
    used = {name.lower() for name in _TAG.findall(text)}
    return [
        *unless(used <= TAGS, f"tags that others drop: {sorted(used - TAGS)}"),
        *unless(
            not document.get("workTitle") or text.startswith("<p><strong>"), "the title is not the first bold line"
        ),
        *unless(not re.search(r'<a [^<]*?href="(?!https?://|mailto:)', text), "a link that is not absolute"),
        *unless(all(_hashtag(tag) for tag in tags(document, "Hashtag")), "a hashtag without # or address"),
        *unless(
            len(attachments(document)) <= 4 or _all_linked(document, text),
            "more pictures than shown, and no word of it",
        ),
        *unless("context" not in document or https(document["context"]), "the thread is not an address"),
    ]


def actor(document: Document) -> list[str]:
    """An artist's bio and fields are short enough to be shown anywhere."""
    return unless(len(str(document.get("preferredUsername"))) <= 64, "a user name that nobody shows whole")


RULES: Rules = {"Note": note, ACTOR: actor}


def _keys(value: object) -> list[str]:
    if isinstance(value, dict):
        return [*value, *[key for held in value.values() for key in _keys(held)]]
    return [key for held in value for key in _keys(held)] if isinstance(value, list) else []


def _starts_with_as2(context: object) -> bool:
    return context == AS2 or (isinstance(context, list) and context[:1] == [AS2])


def _all_linked(document: Document, text: str) -> bool:
    return "pictures" in text and f'href="{document.get("url")}"' in text


def _hashtag(tag: Document) -> bool:
    return str(tag.get("name")).startswith("#") and https(tag.get("href")) and str(tag["href"]).isascii()
