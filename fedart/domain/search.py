"""What somebody typed into the search field: an address, a handle, a tag, or words."""

import re
from dataclasses import dataclass
from enum import StrEnum

LIMIT = 500
"""More than this is cut off before it is read."""

_BARE = re.compile(r"(?:[\w-]{1,63}\.){1,8}[a-z]{2,63}(?::\d{1,5})?/\S+", re.IGNORECASE)
_HANDLE = re.compile(r"@?[^\s@/#?]{1,255}@[^\s@/#?]{1,255}")
_TAG = re.compile(r"#[^\s#/?]{1,60}")


_WORD = re.compile(r"\w+")
MOST_TERMS = 12


def terms(text: str) -> str:
    """Words as a full-text index wants them: each must occur, the last may be the beginning of one.

    Quoted one by one, so that nothing typed is an operator; empty when there is no word in it.
    """
    found = _WORD.findall(text[:LIMIT])[:MOST_TERMS]
    begun = "*" if found and len(found[-1]) > 1 else ""
    return " ".join(f'"{word}"' for word in found) + begun


class Kind(StrEnum):
    NOTHING = "nothing"
    ADDRESS = "address"
    HANDLE = "handle"
    TAG = "tag"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Query:
    """`text` without what only marks its kind: a tag without `#`, an address with its scheme."""

    kind: Kind
    text: str

    @property
    def named(self) -> bool:
        """Whether it names one thing, which may be looked up elsewhere."""
        return self.kind in (Kind.ADDRESS, Kind.HANDLE)


def read(typed: str) -> Query:
    """What a person means by the text they typed or pasted."""
    text = " ".join(typed[:LIMIT].split())
    if not text:
        return Query(Kind.NOTHING, "")
    if text.startswith(("https://", "http://")) and " " not in text:
        return Query(Kind.ADDRESS, text)
    bare = text[5:] if text[:5].lower() == "acct:" else text
    if _HANDLE.fullmatch(bare):
        return Query(Kind.HANDLE, "@" + bare.removeprefix("@"))
    if _BARE.fullmatch(text):
        return Query(Kind.ADDRESS, f"https://{text}")
    if _TAG.fullmatch(text):
        return Query(Kind.TAG, text[1:])
    return Query(Kind.WORDS, text)
