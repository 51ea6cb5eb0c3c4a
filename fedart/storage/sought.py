"""The words that our public works are found by."""

from fedart.domain.stated import Stated
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.storage import arranged, statements
from fedart.storage.database import Tx

SQL = statements.load("sought.sql")


def refresh(tx: Tx, work: Work, stated: Stated) -> None:
    """Bring the words of a work up to date; of what lists do not show nothing is found."""
    shown = work.local and work.kind is Kind.WORK and work.state is WorkState.LIVE
    if not (shown and work.visibility is Visibility.PUBLIC):
        remove(tx, work.id)
        return
    about = [*work.tags, *(word for _, word in stated.facets()), stated.materials, stated.year]
    tx.run(SQL.enter, work=work.id)
    words = [part.words for _, part in arranged.hung(tx, work.id)]
    tx.run(SQL.write, work=work.id, about=" ".join(about), words=" ".join(filter(None, words)))


def remove(tx: Tx, work: str) -> None:
    tx.run(SQL.erase, work=work)
    tx.run(SQL.leave, work=work)
