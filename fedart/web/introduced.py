"""How an artist's page introduces its artist: roles, availability, software."""

from dataclasses import dataclass

from fedart.domain.practice import Practice, today
from fedart.storage import practice
from fedart.storage.database import Tx
from fedart.storage.practice import Tool

TOOLS = 12


@dataclass(frozen=True, slots=True)
class Introduction:
    """What every face of an artist's page shows of their practice."""

    practice: Practice
    tools: tuple[Tool, ...]

    def values(self) -> dict[str, object]:
        """For templates."""
        return {"practice": self.practice, "tools": self.tools}


def by(tx: Tx, actor: str, now: int) -> Introduction:
    """An artist as their page introduces them at `now` (ms)."""
    return Introduction(
        practice=practice.of(tx, actor).on(today(now)),
        tools=practice.software(tx, actor, limit=TOOLS),
    )
