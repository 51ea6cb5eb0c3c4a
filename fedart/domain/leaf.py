"""Pages that artists write beside their works: contact, prices, a studio visit."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import NewType

from fedart.domain.ids import ActorId
from fedart.domain.practice import folded, line
from fedart.domain.work import TEXT_LIMIT
from fedart.words import number, say

LeafId = NewType("LeafId", str)

MAX_LEAVES = 10
TITLE_LIMIT = 60
SLUG_LIMIT = 40
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z", re.ASCII)
_OTHER = re.compile(r"[^a-z0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as we store it. `content` is sanitised HTML of `source`; `changed` in epoch milliseconds."""

    id: LeafId
    actor_id: ActorId
    slug: str
    title: str
    source: str
    content: str
    position: int
    changed: int


@dataclass(frozen=True, slots=True)
class LeafForm:
    """A page as its artist typed it. An empty `slug` follows from the title."""

    title: str = ""
    words: str = ""
    slug: str = ""

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence."""
        problems = {}
        if not 0 < len(line(self.title)) <= TITLE_LIMIT:
            problems["title"] = say("Please give the page a title of up to %(most)s characters.", most=TITLE_LIMIT)
        if len(self.words) > TEXT_LIMIT:
            problems["words"] = say("Please keep the text under %(most)s characters.", most=number(TEXT_LIMIT))
        typed = self.slug.strip()
        if typed and (len(typed) > SLUG_LIMIT or not SLUG.match(typed)):
            problems["slug"] = say("Please use up to %(most)s letters a–z, digits and single hyphens.", most=SLUG_LIMIT)
        return problems


def slug_of(title: str, taken: Collection[str]) -> str:
    """An address for a page with that title, which no other of the artist has."""
    found = _OTHER.sub("-", folded(title)).strip("-")[:SLUG_LIMIT].strip("-") or "page"
    number, candidate = 1, found
    while candidate in taken:
        number += 1
        candidate = f"{found[: SLUG_LIMIT - 4].rstrip('-')}-{number}"
    return candidate
