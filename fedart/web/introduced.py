"""How an artist's page introduces its artist: roles, availability, software, and what else they show."""

from dataclasses import dataclass

from fedart.domain.commission import Standing
from fedart.domain.practice import Practice, today
from fedart.storage import commissions, cv, leaves, practice
from fedart.storage.database import Tx
from fedart.storage.practice import Tool
from fedart.web import commission_facts

TOOLS = 12


@dataclass(frozen=True, slots=True)
class Introduction:
    """What every face of an artist's page shows of their practice. `leaves`: slug and title of their own pages; `desk`:
    where they take commissions, if they keep one."""

    practice: Practice
    tools: tuple[Tool, ...]
    has_cv: bool
    leaves: tuple[tuple[str, str], ...]
    desk: Standing | None = None

    def values(self) -> dict[str, object]:
        """For templates."""
        return {
            "practice": self.practice,
            "tools": self.tools,
            "has_cv": self.has_cv,
            "menu": self.leaves,
            "desk_badge": (self.desk.status, commission_facts.badge(self.desk)) if self.desk else None,
        }


def by(tx: Tx, actor: str, now: int) -> Introduction:
    """An artist as their page introduces them at `now` (ms)."""
    return Introduction(
        practice=practice.of(tx, actor).on(today(now)),
        tools=practice.software(tx, actor, limit=TOOLS),
        has_cv=cv.has(tx, actor),
        leaves=leaves.menu(tx, actor),
        desk=commissions.standing(tx, actor, today(now)),
    )
