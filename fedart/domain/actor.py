"""Actors: artists here and everywhere else, and what we know about each."""

import re
from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import AccountId, ActorId, MediaId, Uri
from fedart.words import say

USERNAME = re.compile(r"[a-z0-9_]{1,30}\Z", re.ASCII)
"""Letters, digits and underscore, up to 30: everything else fails somewhere (guide section 3)."""

RESERVED = frozenset(
    {"admin", "administrator", "root", "instance", "actor", "postmaster", "webmaster", "support", "moderator", "abuse"}
    | {"jobs"}
)
"""Names that nobody may take; `jobs` is the board's own."""
MAX_FIELDS = 4


class ActorType(StrEnum):
    PERSON = "Person"
    ORGANIZATION = "Organization"
    GROUP = "Group"
    SERVICE = "Service"
    APPLICATION = "Application"


class Role(StrEnum):
    ARTIST = "artist"
    MODERATOR = "moderator"
    ADMIN = "admin"
    OWNER = "owner"

    @property
    def moderates(self) -> bool:
        return self is not Role.ARTIST

    @property
    def administers(self) -> bool:
        return self in (Role.ADMIN, Role.OWNER)


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a profile. `value` is sanitised HTML for remote actors, plain text or one address for ours."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as we store it. HTML in `summary` is sanitised; times are epoch milliseconds."""

    id: ActorId
    uri: Uri
    local: bool
    type: ActorType
    username: str
    host: str
    name: str
    summary: str
    summary_source: str
    fields: tuple[Field, ...]
    url: str
    inbox: str
    shared_inbox: str | None
    outbox: str
    followers: str
    following: str
    featured: str
    key_id: str
    public_key: str
    icon: MediaId | None
    image: MediaId | None
    locked: bool
    discoverable: bool
    indexable: bool
    created: int
    updated: int
    suspended: bool = False
    deleted: bool = False
    also_known_as: tuple[Uri, ...] = ()
    moved_to: Uri | None = None

    @property
    def handle(self) -> str:
        """`@user@host`, as people write it."""
        return f"@{self.username}@{self.host}"

    @property
    def display_name(self) -> str:
        return self.name if self.name.strip() else self.username

    @property
    def studio(self) -> bool:
        """Whether it is a studio of ours, which has no account and can do nothing but post jobs."""
        return self.local and self.type is ActorType.ORGANIZATION


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in here."""

    id: AccountId
    actor_id: ActorId
    username: str
    role: Role
    created: int
    disabled: bool


def username_problem(name: str) -> str | None:
    """Why this user name cannot be taken, in words for the person who typed it; None when it can."""
    if not USERNAME.match(name):
        return say("Please use 1 to 30 letters a–z, digits or underscores.")
    if name in RESERVED:
        return say("This name is reserved for the instance. Please choose another.")
    return None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks at a page while signed in. `csrf` goes into each form."""

    account: Account
    actor: Actor
    csrf: str
