"""Our users' Markdown into the HTML that federates: no raw HTML, no pictures, headings as bold paragraphs.

Mentions and hashtags become the anchors that other servers recognise (guide section 5); bleach links bare addresses
and has a second look; nh3 has the last. The text is bounded before it comes here (domain.work.TEXT_LIMIT).
"""

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from urllib.parse import quote

from bleach.linkifier import Linker
from bleach.sanitizer import Cleaner
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from fedart.domain.work import TAG_LENGTH, Mention, clean_tags
from fedart.wire import limits
from fedart.wire.html import CLASSES, REL, TAGS, safe_href, sanitise_ours

_MENTION = re.compile(
    r"@([A-Za-z0-9_]{1,64})(?:@((?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}(?::\d{1,5})?))?", re.ASCII
)
_HASHTAG = re.compile(r"#(\w{1,200})")
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`|\\^{}]{1,1900}", re.IGNORECASE)
_OFF = ["image", "html_block", "html_inline", "lheading", "code", "reference"]

Attributes = MutableMapping[tuple[str | None, str], str]


@dataclass(slots=True)
class _Links:
    """What one text's mentions and tags lead to, and what was found in it."""

    mentions: Mapping[str, Mention]
    tag_url: Callable[[str], str]
    handles: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def markdown(text: str, mentions: Mapping[str, Mention], tag_url: Callable[[str], str]) -> str:
    """Sanitised HTML of a text.

    `mentions` maps what `find_mentions` returned to the people it means; a handle that is not in it stays text.
    `tag_url` gives the address of a tag's page; it gets the tag percent-encoded.
    """
    rendered = str(_parser().render(text, {"links": _Links(mentions, tag_url)}))
    return sanitise_ours(_cleaner().clean(rendered))


def find_mentions(text: str) -> list[str]:
    """The handles in a text, `@user` or `@user@host` in lower case, each once, outside code and links."""
    return list(dict.fromkeys(_scan(text).handles))[: limits.MENTIONS]


def find_tags(text: str) -> list[str]:
    """The hashtags in a text without their `#`, as `clean_tags` keeps them, outside code and links."""
    return list(clean_tags(_scan(text).tags))


def mention_anchor(mention: Mention) -> str:
    """The anchor of a mention as other servers recognise it; the text shows the user name only."""
    name = mention.handle.lstrip("@").partition("@")[0]
    return (
        f'<span class="h-card"><a href="{escape(mention.url)}" class="u-url mention" rel="{REL}">'
        f"@<span>{escape(name)}</span></a></span>"
    )


def tag_anchor(tag: str, url: str) -> str:
    """The anchor of a hashtag as other servers recognise it (FEP-eb48)."""
    return f'<a href="{escape(url)}" class="mention hashtag" rel="tag {REL}">#<span>{escape(tag)}</span></a>'


def _scan(text: str) -> _Links:
    links = _Links({}, str)
    _parser().parse(text, {"links": links})
    return links


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable("strikethrough").disable(_OFF)
    parser.inline.ruler.push("mention", _mention)
    parser.inline.ruler.push("hashtag", _hashtag)
    parser.core.ruler.push("plainer", _plainer)
    return parser


def _linker() -> Linker:
    """Made anew for each text, like the cleaner: both keep a parser's state, and texts are rendered in threads."""
    return Linker(callbacks=[_mark], url_re=_ADDRESS, parse_email=False)


def _cleaner() -> Cleaner:
    return Cleaner(tags=TAGS, attributes=_allowed, protocols={"http", "https", "mailto"}, strip=True)


def _allowed(tag: str, name: str, value: str) -> bool:
    """bleach lets some hrefs pass that our own check refuses, so the check is asked here too."""
    if name == "class":
        return tag in ("a", "span") and set(value.split()) <= CLASSES
    return tag == "a" and (name == "rel" or (name == "href" and safe_href(value) is not None))


def _mark(attrs: Attributes, *_new: object) -> Attributes:
    attrs.setdefault((None, "rel"), REL)
    return attrs


def _mention(state: StateInline, silent: object) -> bool:
    match = _MENTION.match(state.src, state.pos)
    if match is None or not _starts_word(state):
        return False
    handle = match[0].lower()
    links: _Links = state.env["links"]
    if not silent and not state.linkLevel:
        links.handles.append(handle)
    known = links.mentions.get(handle)
    return _emit(state, match[0], mention_anchor(known) if known else None, silent)


def _hashtag(state: StateInline, silent: object) -> bool:
    match = _HASHTAG.match(state.src, state.pos)
    if match is None or not _starts_word(state) or not clean_tags([match[1]]):
        return False
    tag = clean_tags([match[1][:TAG_LENGTH]])[0]
    links: _Links = state.env["links"]
    if not silent and not state.linkLevel:
        links.tags.append(tag)
    return _emit(state, match[0], tag_anchor(match[1], links.tag_url(quote(tag))), silent)


def _starts_word(state: StateInline) -> bool:
    before = state.src[state.pos - 1] if state.pos else " "
    return not (before.isalnum() or before in "/@#_.=&-")


def _emit(state: StateInline, written: str, anchor: str | None, silent: object) -> bool:
    """Takes `written` from the text and puts its anchor there, or the text itself inside a link."""
    if not silent:
        if anchor is None or state.linkLevel:
            state.push("text", "", 0).content = written
        else:
            state.push("html_inline", "", 0).content = anchor
    state.pos += len(written)
    return True


def _plainer(state: StateCore) -> None:
    """Headings become bold paragraphs, struck text becomes `del`, rules go: only those tags federate."""
    state.tokens = [token for token in state.tokens if token.type != "hr"]
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        children = list(_linked(token.children or []))
        for child in children:
            if child.tag == "s":
                child.tag = "del"
        if before.type == "heading_open":
            children = [Token("strong_open", "strong", 1), *children, Token("strong_close", "strong", -1)]
        token.children = children if token.children is not None else None


def _linked(children: Sequence[Token]) -> Iterator[Token]:
    """Bare addresses in plain text become links; bleach sees one text at a time, never code and never a link."""
    inside = 0
    for child in children:
        if child.type in ("link_open", "link_close"):
            inside += child.nesting
            child.attrs = {**child.attrs, "rel": REL} if child.nesting > 0 else {}
        if child.type == "text" and not inside and "://" in child.content:
            yield Token("html_inline", "", 0, content=_linker().linkify(escape(child.content, quote=False)))
        else:
            yield child
