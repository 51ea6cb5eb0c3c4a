"""Who else made a work, as its artist says it, and whether they say so, too."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.words import say

MOST: Final = 10
NAME_LIMIT: Final = 100
ROLE_LIMIT: Final = 60
_HANDLE = re.compile(r"@?[^\s@,]+@[^\s@,]+|@[^\s@,]+")


class CreditState(StrEnum):
    """NAMED: a plain name, or somebody elsewhere, named by the artist. ASKED: somebody here who has not answered.

    ACCEPTED and DECLINED are theirs to choose, at any time.
    """

    NAMED = "named"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def shown(self) -> bool:
        """Whether others see it."""
        return self in (CreditState.NAMED, CreditState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One line as the artist typed it: a name or a handle (`@user`, `@user@host`), and what they did."""

    who: str
    role: str

    @property
    def handle(self) -> str:
        """The handle, with its `@`; empty for a plain name."""
        return f"@{self.who.removeprefix('@')}" if _HANDLE.fullmatch(self.who) else ""


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit as it is kept. `person`: the actor, None for a plain name; `name` is what was typed."""

    id: str
    work_id: WorkId
    person: ActorId | None
    name: str
    role: str
    state: CreditState


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit as others read it. `uri` is None and `url` empty for a plain name; `name` is the handle of a person.

    `agreed`: the person said so, too; else it is the artist alone who says it.
    """

    name: str
    role: str
    uri: Uri | None = None
    url: str = ""
    agreed: bool = False


def lines(text: str) -> tuple[CreditLine, ...]:
    """The credits of a text field: one a line, name and role with a comma between."""
    found = []
    for line in text.splitlines():
        who, _, role = (" ".join(part.split()) for part in line.partition(","))
        if who or role:
            found.append(CreditLine(who, role))
    return tuple(found)


def written(named: tuple[CreditLine, ...]) -> str:
    """Credits as the text field has them."""
    return "\n".join(f"{line.who}, {line.role}" for line in named)


def problems(named: tuple[CreditLine, ...]) -> dict[str, str]:
    """What has to change about the field `credits`. Empty when all is well."""
    if len(named) > MOST:
        return {"credits": say("Please name up to %(most)s people.", most=MOST)}
    for line in named:
        if not line.who or not line.role:
            shown = line.who or line.role
            return {"credits": say("Please say what “%(name)s” did, after a comma: “@kim, colours”.", name=shown)}
        if len(line.who) > NAME_LIMIT or len(line.role) > ROLE_LIMIT:
            return {
                "credits": say(
                    "Please keep names under %(name)s characters and roles under %(role)s.",
                    name=NAME_LIMIT,
                    role=ROLE_LIMIT,
                )
            }
    return {}
