"""Works and posts: everything somebody publishes, here or elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.domain.mature import NONE, Mature
from fedart.words import number, say

MAX_PICTURES = 20
TITLE_LIMIT = 200
TEXT_LIMIT = 10_000
WARNING_LIMIT = 300
ALT_LIMIT = 5_000
TAG_LIMIT = 30
TAG_LENGTH = 60


class Visibility(StrEnum):
    """Who a work is for. QUIET: public, but kept out of listings and feeds. LOCAL: people signed in here; it stays."""

    PUBLIC = "public"
    QUIET = "quiet"
    LOCAL = "local"
    FOLLOWERS = "followers"
    DIRECT = "direct"

    @classmethod
    def read(cls, text: str) -> "Visibility":
        """An audience as a form names it; an unknown one is the narrowest."""
        return cls(text) if text in set(cls) else cls.DIRECT

    @property
    def anyone(self) -> bool:
        return self in (Visibility.PUBLIC, Visibility.QUIET)

    @property
    def leaves(self) -> bool:
        """Whether other servers may ever hear of it."""
        return self is not Visibility.LOCAL


def narrowest(*found: Visibility) -> Visibility:
    """The one that reaches the fewest people."""
    return max(found, key=list(Visibility).index)


def answering(wanted: Visibility, parent: Visibility) -> Visibility | None:
    """Who an answer is for: nobody whom `parent` is not for. None when it cannot both stay here and be for fewer."""
    if parent is Visibility.LOCAL:
        return Visibility.LOCAL if wanted.anyone or not wanted.leaves else Visibility.DIRECT
    if wanted is Visibility.LOCAL and not parent.anyone:
        return None
    return narrowest(wanted, parent)


class Kind(StrEnum):
    """WORK hangs in a portfolio; POST is a reply or a note without a place on the wall."""

    WORK = "work"
    POST = "post"


class WorkState(StrEnum):
    """HELD: at least one picture waits for a person, nothing has left yet."""

    LIVE = "live"
    HELD = "held"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a text or addressed by it: actor id, `@user@host`, profile page."""

    uri: Uri
    handle: str
    url: str


@dataclass(frozen=True, slots=True)
class Work:
    """A published thing as we store it. `content` is sanitised HTML without the title; times are epoch milliseconds.

    What carries `mature` is `sensitive`, too.
    """

    id: WorkId
    uri: Uri
    local: bool
    kind: Kind
    actor_id: ActorId
    actor_uri: Uri
    title: str
    source: str
    content: str
    warning: str
    sensitive: bool
    visibility: Visibility
    language: str
    url: str
    in_reply_to: Uri | None
    in_reply_to_id: WorkId | None
    published: int
    edited: int | None
    state: WorkState
    tags: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    version: int = 1
    mature: Mature = NONE

    @property
    def hangs(self) -> bool:
        """Whether it counts among an artist's works for anybody who looks (WEB-09: hidden ones do not)."""
        shown = self.state is WorkState.LIVE and self.visibility.anyone
        return self.local and self.kind is Kind.WORK and shown


def clean_tags(raw: Sequence[str]) -> tuple[str, ...]:
    """Tags as we keep them: no `#`, no blanks, each once (case ignored), in the order given."""
    seen: dict[str, str] = {}
    for tag in raw:
        word = "".join(c for c in tag.strip().lstrip("#") if c.isalnum() or c == "_")[:TAG_LENGTH]
        if word and not word.isdigit():
            seen.setdefault(word.casefold(), word)
    return tuple(seen.values())[:TAG_LIMIT]


def work_problems(title: str, text: str, warning: str, alts: Sequence[str], pictures: int) -> dict[str, str]:
    """What has to change before a work can be published: field name to sentence. Empty when all is well."""
    problems = {}
    if not title.strip():
        problems["title"] = say("Please give the work a title. “Untitled” is fine.")
    elif len(title) > TITLE_LIMIT:
        problems["title"] = say("Please keep the title under %(most)s characters.", most=TITLE_LIMIT)
    if len(text) > TEXT_LIMIT:
        problems["text"] = say("Please keep the text under %(most)s characters.", most=number(TEXT_LIMIT))
    if len(warning) > WARNING_LIMIT:
        problems["warning"] = say("Please keep the warning under %(most)s characters.", most=WARNING_LIMIT)
    if pictures == 0:
        problems["pictures"] = say("Please choose at least one picture.")
    elif pictures > MAX_PICTURES:
        problems["pictures"] = say("Please choose up to %(most)s pictures.", most=MAX_PICTURES)
    if any(len(alt) > ALT_LIMIT for alt in alts):
        problems["alt"] = say("Please keep each description under %(most)s characters.", most=number(ALT_LIMIT))
    return problems
