"""Who else made a work."""

from collections.abc import Iterable

from fedart.domain.credit import Credit, Credited, CreditLine, CreditState
from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("crediting.sql")


def _credit(row: Row) -> Credit:
    return Credit(
        id=row["id"],
        work_id=WorkId(row["work_id"]),
        person=None if row["person"] is None else ActorId(row["person"]),
        name=row["name"],
        role=row["role"],
        state=CreditState(row["state"]),
    )


def of_work(tx: Tx, work: str) -> list[Credit]:
    """All credits of a work, as its artist ordered them; without people who are gone."""
    return [_credit(row) for row in tx.all(SQL.of_work, work=work)]


def lines(tx: Tx, work: str) -> tuple[CreditLine, ...]:
    """The credits of a work as its artist typed them."""
    return tuple(CreditLine(row["name"], row["role"]) for row in tx.all(SQL.of_work, work=work))


def shown(tx: Tx, work: str) -> tuple[Credited, ...]:
    """The credits of a work that others see."""
    return tuple(_credited(row) for row in tx.all(SQL.of_work, work=work) if CreditState(row["state"]).shown)


def _credited(row: Row) -> Credited:
    if row["uri"] is None:
        return Credited(row["name"], row["role"])
    agreed = row["state"] == CreditState.ACCEPTED
    return Credited(f"@{row['username']}@{row['host']}", row["role"], Uri(row["uri"]), row["url"], agreed)


def elsewhere(tx: Tx, work: str) -> list[Uri]:
    """The people of other servers whom a work credits."""
    return [Uri(row["uri"]) for row in tx.all(SQL.of_work, work=work) if row["uri"] and not row["local"]]


def by_id(tx: Tx, ident: str) -> Credit | None:
    row = tx.one(SQL.by_id, id=ident)
    return _credit(row) if row else None


def add(tx: Tx, credit: Credit, position: int, now: int) -> None:
    """Store a credit; a person is credited once for each work."""
    tx.run(
        SQL.add,
        id=credit.id,
        work=credit.work_id,
        position=position,
        person=credit.person,
        name=credit.name,
        role=credit.role,
        state=credit.state.value,
        now=now,
    )


def place(tx: Tx, credit: Credit, position: int, now: int) -> None:
    """Change what a credit says, and where it stands."""
    state = credit.state.value
    tx.run(SQL.place, id=credit.id, position=position, name=credit.name, role=credit.role, state=state, now=now)


def drop(tx: Tx, idents: Iterable[str]) -> None:
    for ident in idents:
        tx.run(SQL.drop, id=ident)


def settle(tx: Tx, ident: str, state: CreditState, now: int) -> None:
    """What the person says to it."""
    tx.run(SQL.settle, id=ident, state=state.value, now=now)


def forget(tx: Tx, work: str) -> None:
    """Everything about a work that goes."""
    tx.run(SQL.forget, work=work)


def between(tx: Tx, artist: str, person: str) -> list[str]:
    """The credits of one person by one artist that are not declined, by id."""
    return [row["id"] for row in tx.all(SQL.between, artist=artist, person=person)]
