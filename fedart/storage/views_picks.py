"""What the collective chose for its front page, as pages show it."""

from dataclasses import dataclass

from fedart.domain.ids import WorkId
from fedart.storage import picks, statements
from fedart.storage.database import Tx
from fedart.storage.views import Card, cards_in

SQL = statements.load("views_picks.sql")


@dataclass(frozen=True, slots=True)
class Picked:
    """One of them, with the moderators' words beside it. `card` is None while not everybody may see the work."""

    work_id: WorkId
    words: str
    card: Card | None


def shown(tx: Tx) -> tuple[tuple[Card, str], ...]:
    """Those that everybody may see, in their order, each with its words."""
    rows = tx.all(SQL.shown)
    cards = cards_in(rows, len(rows)).items
    return tuple((card, row["words"]) for card, row in zip(cards, rows, strict=True))


def every(tx: Tx) -> tuple[Picked, ...]:
    """All of them, for the desk."""
    known = {card.id: card for card, _ in shown(tx)}
    return tuple(Picked(pick.work_id, pick.words, known.get(pick.work_id)) for pick in picks.every(tx))
