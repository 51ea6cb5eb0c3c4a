"""Read models of credits: for whoever is credited, and for the visitors of their page."""

from dataclasses import dataclass

from fedart.domain.credit import CreditState
from fedart.domain.ids import WorkId
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.views import NEWEST, Card, Page, Person, cards_in, page_of, person_in

SQL = statements.load("views_credits.sql")


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is said to have done for a work, by its artist `by`; `changed` in ms."""

    id: str
    role: str
    state: CreditState
    changed: int
    work: tuple[WorkId, str]
    by: Person


def mine(tx: Tx, person: str, state: CreditState, *, before: str = NEWEST, limit: int) -> Page[Role]:
    """The credits of one person in that state, of the newest works first; the cursor is a work's id."""
    rows = tx.all(SQL.mine, person=person, state=state.value, before=before, limit=limit + 1)
    found = [
        Role(
            id=row["id"],
            role=row["role"],
            state=CreditState(row["state"]),
            changed=row["changed"],
            work=(WorkId(row["w_id"]), row["w_title"]),
            by=person_in(row),
        )
        for row in rows
    ]
    return page_of(found, [each.work[0] for each in found], limit)


def also(tx: Tx, person: str, *, viewer: str = "", limit: int) -> Page[Card]:
    """Public works of others that somebody worked on, and says so, newest first."""
    return cards_in(tx.all(SQL.also, person=person, viewer=viewer, limit=limit + 1), limit)
