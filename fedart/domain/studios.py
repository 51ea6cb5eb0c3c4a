"""Studios: actors of ours that people act for. What they are called, who may do what, which domains are theirs.

A studio's verified domain is one over which its owner has shown control: by a TXT record, or by a file on its site.
"""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fedart.domain.actor import username_problem
from fedart.domain.domains import TWO_LEVEL
from fedart.domain.ids import ActorId, origin_of
from fedart.words import later, number, say

NAME_LIMIT: Final = 80
ABOUT_LIMIT: Final = 3_000
WEBSITE_LIMIT: Final = 200
MOST: Final = 3
"""How many studios a person may found."""
MOST_MEMBERS: Final = 30
MOST_DOMAINS: Final = 5
LABEL: Final = "fedart-verification="
"""What stands before the token, in the record and in the file."""
RECORD: Final = "_fedart"
FILE: Final = "/.well-known/fedart-verification"
FAILURES: Final = 3
"""After so many looks in a row that found no proof a domain is verified no longer."""
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z", re.ASCII)
_NOBODYS: Final = frozenset({"local", "localhost", "internal", "onion", "invalid", "arpa", "home", "lan"})


class Rank(StrEnum):
    """What somebody may do for a studio. An owner may do everything; an editor sees to its jobs."""

    OWNER = "owner"
    EDITOR = "editor"

    @property
    def words(self) -> str:
        return _RANKS[self]


_RANKS: Final = {Rank.OWNER: later("Owner"), Rank.EDITOR: later("Editor")}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who acts for a studio, or (`asked`) was asked to. `since` in epoch milliseconds."""

    studio: ActorId
    person: ActorId
    rank: Rank
    asked: bool
    since: int


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain that a studio names as its own; times in epoch milliseconds, None for never.

    `way`: `dns` or `file`, how it was proven last. `verified`: since when it counts as the studio's.
    """

    name: str
    token: str
    way: str = ""
    looked: int | None = None
    verified: int | None = None
    failures: int = 0

    @property
    def proof(self) -> str:
        """What has to stand in the record or in the file."""
        return f"{LABEL}{self.token}"

    @property
    def record(self) -> str:
        return f"{RECORD}.{self.name}"

    @property
    def address(self) -> str:
        return f"https://{self.name}{FILE}"


@dataclass(frozen=True, slots=True)
class StudioForm:
    """A studio as it is typed. `about` is Markdown; `website` an https address or empty."""

    name: str
    about: str
    website: str

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence. Empty when all is well."""
        problems = {}
        if not self.name.strip() or len(self.name) > NAME_LIMIT:
            problems["name"] = say("Please give a name of up to %(most)s characters.", most=NAME_LIMIT)
        if len(self.about) > ABOUT_LIMIT:
            problems["about"] = say("Please keep the text under %(most)s characters.", most=number(ABOUT_LIMIT))
        if self.website and not _is_website(self.website):
            problems["website"] = say("Please give the whole address, beginning with https://.")
        return problems


def founding_problems(form: StudioForm, username: str) -> dict[str, str]:
    """The same for a studio that is founded; its short name is a handle like those of people."""
    wrong = username_problem(username)
    return ({"username": wrong} if wrong else {}) | form.problems()


def _is_website(address: str) -> bool:
    origin = origin_of(address)
    return (
        len(address) <= WEBSITE_LIMIT
        and address.startswith("https://")
        and origin is not None
        and _HOST.match(origin[1]) is not None
    )


def domain_of(typed: str) -> str | None:
    """The domain that somebody names, in IDNA ASCII; None for what nobody can own: addresses, suffixes, local names.

    A whole web address does, too: its host counts, without `www.`.
    """
    text = typed.strip().lower()
    host = text.partition("://")[2] or text
    host = re.split(r"[/?#]", host, maxsplit=1)[0].removesuffix(".")
    try:
        name = host.encode("idna").decode("ascii").removeprefix("www.")
    except UnicodeError:
        return None
    if len(name) > 240 or _HOST.match(name) is None or _is_address(name):
        return None
    return None if name in TWO_LEVEL or name.rpartition(".")[2] in _NOBODYS else name


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def proves(domain: Domain, text: str) -> bool:
    """Whether a record or a file holds what proves a domain: on a line of its own, nothing else counts."""
    return any(line.strip() == domain.proof for line in text.splitlines())
