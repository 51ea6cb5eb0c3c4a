"""Misskey: stops reading at 64 KiB, wants one host for everything, resolves what it cannot trust."""

import json
import re

from tests.support.acceptance.common import (
    ACTOR,
    Document,
    Rules,
    author,
    https,
    ident,
    inner,
    one_of,
    same_host,
    strings,
    unless,
)

_NAME = re.compile(r"\w([\w.-]*\w)?", re.ASCII)


def note(document: Document) -> list[str]:
    """Reads only the first of several types; id, author and page share a host."""
    return [
        *unless(len(json.dumps(document).encode()) < 64 * 1024 * 2, "too large even when escaped"),
        *unless(isinstance(document.get("type"), str), "a list of types"),
        *unless(same_host(document.get("id"), document.get("attributedTo")), "author and post on different hosts"),
        *unless(same_host(document.get("id"), document.get("url")), "url is on another host"),
        *unless(isinstance(document.get("published"), str), "no time"),
    ]


def actor(document: Document) -> list[str]:
    """Checks that inbox and key live on the actor's host and that names are not endless."""
    key, summary = inner(document, "publicKey"), document.get("summary", "")
    return [
        *unless(same_host(document.get("id"), key.get("id")), "the key is on another host"),
        *unless(same_host(document.get("id"), document.get("inbox")), "the inbox is on another host"),
        *unless(isinstance(document.get("name"), str) and len(str(document["name"])) <= 128, "no name of up to 128"),
        *unless(isinstance(summary, str), "a bio that is no text"),
        *unless(_NAME.fullmatch(str(document.get("preferredUsername"))), "a user name of other signs"),
        *unless(len(str(document.get("preferredUsername"))) <= 128, "the user name is longer than 128"),
    ]


def wrapped(document: Document) -> list[str]:
    """Create and Update: the author is the actor, and the object lives on the actor's host."""
    held = inner(document)
    return [
        *unless(author(held) == document.get("actor"), "not by the author"),
        *unless(same_host(held.get("id"), document.get("actor")), "the object is on another host"),
    ]


def about_something(document: Document) -> list[str]:
    return unless(https(ident(document.get("object"))), "the object has no id")


def announce(document: Document) -> list[str]:
    """Keeps a boost by its id, with the activity's own audience."""
    return about_something(document) + unless(strings(document.get("to")), "nobody is addressed")


def answer(document: Document) -> list[str]:
    """Resolves what is answered: the Follow has to be inside, for ours cannot be fetched by it."""
    held = inner(document)
    return unless(held.get("type") != "Follow" or https(held.get("actor")), "the Follow does not say whose it was")


def undo(document: Document) -> list[str]:
    held = inner(document)
    return [
        *unless(
            one_of(held.get("type"), "Follow", "Like", "Announce", "Accept", "Block"), "undoes what it does not know"
        ),
        *unless(https(ident(held.get("object"))), "what is undone has no object"),
    ]


def delete(document: Document) -> list[str]:
    """Takes what is deleted for a person when it is the actor, else for a post."""
    return unless(https(ident(document.get("object"))), "no id to delete")


def pin(document: Document) -> list[str]:
    """Add and Remove: only for the actor's featured collection, which is named as an address."""
    return [
        *unless(https(document.get("target")), "no target"),
        *unless(same_host(document.get("actor"), document.get("target")), "the target is on another host"),
    ]


def move(document: Document) -> list[str]:
    return unless(https(ident(document.get("target"))), "moves nowhere")


def flag(document: Document) -> list[str]:
    """Looks for people among the reported addresses by where they begin."""
    found = document.get("object")
    return unless(strings(found if isinstance(found, list) else [found]), "nothing is reported")


def collection(document: Document) -> list[str]:
    """Reads items from the collection or its first page; ids or whole objects."""
    return unless(isinstance(document.get("totalItems"), int), "no total")


def page(document: Document) -> list[str]:
    return unless(isinstance(document.get("orderedItems"), list), "no items")


RULES: Rules = {
    "Note": note,
    ACTOR: actor,
    "Create": wrapped,
    "Update": wrapped,
    "Follow": about_something,
    "Like": about_something,
    "Block": about_something,
    "Announce": announce,
    "Accept": answer,
    "Reject": answer,
    "Undo": undo,
    "Delete": delete,
    "Add": pin,
    "Remove": pin,
    "Move": move,
    "Flag": flag,
    "OrderedCollection": collection,
    "OrderedCollectionPage": page,
}
