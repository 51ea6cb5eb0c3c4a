"""Small pictures in texts as other servers write them: `:code:` in the text, and an Emoji in `tag` that explains it."""

import re
import unicodedata
from typing import Final

from fedart.domain.emoji import CODE
from fedart.wire import fields, html, limits
from fedart.wire.activities import RemoteEmoji
from fedart.wire.fields import Fields

_CODE: Final = re.compile(rf":?({CODE})(?:@[A-Za-z0-9.-]{{1,253}})?:?", re.ASCII)
_WHOLE: Final = re.compile(rf":({CODE})(?:@[A-Za-z0-9.-]{{1,253}})?:", re.ASCII)
_PICTORIAL: Final = frozenset({"So", "Sk", "Sm", "Po", "Nd", "Mn", "Me", "Cf"})
_LONGEST: Final = 16
"""Characters of one emoji: families and flags are made of many."""


def listed(document: Fields) -> tuple[RemoteEmoji, ...]:
    """The emojis that a post, an actor or a reaction explains, each code once, at most `EMOJIS` (THREATS XSS-05)."""
    found: dict[str, RemoteEmoji] = {}
    for tag in list(fields.objects(document.get("tag")))[: limits.TAGS]:
        emoji = _emoji(tag) if "Emoji" in fields.types(tag.get("type")) else None
        if emoji is not None:
            found.setdefault(emoji.code, emoji)
    return tuple(found.values())[: limits.EMOJIS]


def _emoji(tag: Fields) -> RemoteEmoji | None:
    named = _CODE.fullmatch(fields.text(tag.get("name")))
    icon = next(iter(fields.items(tag.get("icon"))), None)
    url = fields.uri(icon.get("url") or icon.get("href") if isinstance(icon, dict) else icon)
    if named is None or url is None:
        return None
    return RemoteEmoji(named[1], url, fields.time(tag.get("updated")))


def reaction(document: Fields) -> str | None:
    """The emoji of a reaction: one pictorial character, or `:code:`; None for words, which nobody has to read.

    It stands in `content`, or in Misskey's own property.
    """
    raw = fields.text(document.get("content")) or fields.text(document.get("_misskey_reaction"))
    text = html.neutralise(html.plain(raw[: limits.FIELD_VALUE], limits.FIELD_VALUE), limits.FIELD_VALUE)
    named = _WHOLE.fullmatch(text)
    if named is not None:
        return f":{named[1]}:"
    return text if _pictorial(text) else None


def _pictorial(text: str) -> bool:
    """Whether a text is one emoji, as far as the properties of its characters tell."""
    if not 0 < len(text) <= _LONGEST or any(unicodedata.category(char) not in _PICTORIAL for char in text):
        return False
    return any(unicodedata.category(char) in ("So", "Me") for char in text) or text[0] in "‼⁉〰〽"
