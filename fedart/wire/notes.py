"""Posts as other servers write them: Note and its many relatives (guide section 8, reading rules)."""

from html import escape
from typing import Final

from fedart.domain.answers import Elsewhere
from fedart.domain.ids import Uri, host_of
from fedart.domain.mature import read as of_words
from fedart.domain.work import Mention, clean_tags
from fedart.errors import Malformed
from fedart.wire import emojis, fields, html, limits, polls, read_job
from fedart.wire.activities import RemoteNote, Tombstone
from fedart.wire.fields import Fields
from fedart.wire.pictures import pictures

READ: Final = frozenset({"Note", "Question", "Article", "Page", "Image", "Video", "Audio", "Event", "Document"})
"""The types that are read as posts. In the ones below, `summary` is a content warning; elsewhere it is an abstract."""

_WARNED: Final = frozenset({"Note", "Question"})
_ALWAYS: Final = ("automaticApproval", "always")
_ASKING: Final = ("manualApproval", "approvalRequired")


def note(document: Fields) -> RemoteNote | Tombstone:
    """A post, or the tombstone of one. Raises Malformed for anything else and for a post without id or author."""
    kind = fields.type_of(document, READ | {"Tombstone"})
    uri = fields.thing(document.get("id") or document.get("@id"), "the object's id")
    if kind == "Tombstone":
        return Tombstone(uri)
    if kind not in READ:
        raise Malformed(f"an object of type {kind[:64]!r} is not a post", rule="PAR-03")
    title = _title(document, kind)
    content = _content(document, kind, title)
    mature = of_words(fields.text(item) for item in fields.items(document.get("contentRating"))[: limits.TAGS])
    warning = _warning(document, kind)
    if mature and warning == mature.named:
        # What our own servers write for others; here the categories themselves decide.
        warning = ""
    parent = fields.uri(document.get("inReplyTo"))
    return RemoteNote(
        uri=uri,
        type=kind,
        author=fields.thing(document.get("attributedTo") or document.get("actor"), "the author"),
        content=content,
        title=title,
        warning=warning,
        sensitive=fields.flag(document.get("sensitive")) or bool(warning) or bool(mature),
        to=tuple(fields.uris(document.get("to"), limits.RECIPIENTS)),
        cc=tuple(fields.uris(document.get("cc"), limits.RECIPIENTS)),
        url=uri if kind == "Image" else _url(document, uri),
        in_reply_to=parent,
        published=fields.time(document.get("published")),
        updated=fields.time(document.get("updated")),
        tags=_tags(document),
        mentions=_mentions(document),
        attachments=pictures(document, kind),
        language=_language(document),
        replies=fields.uri(document.get("replies")),
        emojis=emojis.listed(document),
        poll=polls.poll(document) if kind == "Question" else None,
        mature=mature,
        job=read_job.read(document) if kind == "Note" else None,
        answers=_answers(document),
        is_vote=kind == "Note" and parent is not None and not content and bool(fields.text(document.get("name"))),
    )


def _answers(document: Fields) -> Elsewhere | None:
    """Who may answer, in the words of now or those of before GoToSocial 0.20; None where nothing is said of it."""
    policy = fields.first_object(fields.first_object(document.get("interactionPolicy")).get("canReply"))
    if not any(name in policy for name in (*_ALWAYS, *_ASKING)):
        return None
    return Elsewhere(_named_in(policy, _ALWAYS), _named_in(policy, _ASKING))


def _named_in(policy: Fields, names: tuple[str, ...]) -> tuple[Uri, ...]:
    found = [uri for name in names for uri in fields.uris(policy.get(name), limits.RECIPIENTS)]
    return tuple(dict.fromkeys(found))


def _title(document: Fields, kind: str) -> str:
    """`workTitle` is what our own servers add; a Note's `name` is not shown (guide section 1, rule 2)."""
    raw = document.get("workTitle")
    if raw is None and kind != "Note":
        raw = document.get("name") or _mapped(document, "nameMap")
    return html.neutralise(html.plain(fields.text(raw), limits.FIELD_VALUE), limits.TITLE)


def _content(document: Fields, kind: str, title: str) -> str:
    raw = fields.text(document.get("content")) or _mapped(document, "contentMap")
    if not raw and kind not in _WARNED:
        raw = fields.text(document.get("summary")) or _mapped(document, "summaryMap")
    if not raw and kind == "Question":
        raw = escape(fields.text(document.get("name")))
    if fields.text(document.get("mediaType")) in ("text/markdown", "text/plain") and kind not in _WARNED:
        raw = escape(raw).replace("\n", "<br>")
    first_line = f"<p><strong>{escape(title)}</strong></p>"
    content = html.sanitise(raw)
    if title and document.get("workTitle") is not None:
        content = content.removeprefix(first_line).strip()
    return content


def _warning(document: Fields, kind: str) -> str:
    if kind not in _WARNED and not fields.flag(document.get("sensitive")):
        return ""
    raw = fields.text(document.get("summary")) or _mapped(document, "summaryMap")
    return html.neutralise_lines(html.plain(raw, limits.SUMMARY), limits.WARNING) if raw else ""


def _mapped(document: Fields, key: str) -> str:
    return next((text for text in fields.first_object(document.get(key)).values() if isinstance(text, str)), "")


def _language(document: Fields) -> str:
    """The language whose text equals `content`, else the first one; only what looks like a language tag."""
    texts = fields.first_object(document.get("contentMap"))
    content = document.get("content")
    tag = next((name for name, text in texts.items() if text == content), next(iter(texts), ""))
    fits = tag.isascii() and tag.replace("-", "").isalnum() and 2 <= len(tag) <= 35 and tag != "und"
    return tag if fits else ""


def _url(document: Fields, uri: Uri) -> str:
    """The page for people; the id's own page when the host differs (THREATS AUT-12)."""
    found = fields.page(document.get("url"))
    return found if found and host_of(found) == host_of(uri) else uri


def _tags(document: Fields) -> tuple[str, ...]:
    listed = list(fields.objects(document.get("tag")))[: limits.TAGS]
    return clean_tags([fields.text(tag.get("name")) for tag in listed if "Hashtag" in fields.types(tag.get("type"))])


def _mentions(document: Fields) -> tuple[Mention, ...]:
    found: dict[Uri, Mention] = {}
    for tag in list(fields.objects(document.get("tag")))[: limits.TAGS]:
        uri = fields.uri(tag.get("href"))
        if uri is not None and "Mention" in fields.types(tag.get("type")):
            found.setdefault(uri, Mention(uri, _handle(fields.text(tag.get("name")), uri), uri))
    return tuple(found.values())


def _handle(name: str, uri: Uri) -> str:
    """`@user@host`: the host is added where only a user was named."""
    user, _, host = html.neutralise(name, 300).lstrip("@").partition("@")
    return f"@{user}@{(host or host_of(uri)).lower()}" if user else ""
