"""What each of our people hides: read as a whole for pages, and listed for its settings."""

from collections.abc import Sequence
from dataclasses import dataclass

from fedart.domain import policy
from fedart.domain.hiding import Sight
from fedart.domain.ids import new_id
from fedart.storage import activities, statements
from fedart.storage.database import Row, Tx
from fedart.storage.views import Page, Person, page_of, person_in

SQL = statements.load("hidden.sql")


@dataclass(frozen=True, slots=True)
class Hidden:
    """Somebody out of sight, since and until then (ms); None: for good."""

    person: Person
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Relation:
    """What the viewer hides of one person. `until`: the end of a mute (ms), None for good.

    `silenced`: the hidden domain that their server lies under, empty without one.
    """

    person: Person
    muted: bool
    until: int | None
    blocked: bool
    silenced: str


def sight(tx: Tx, viewer: str, now: int) -> Sight:
    """Everything that person hides, who blocks them, and the servers that are refused for everybody (AUT-10)."""
    return Sight(
        people=frozenset(row["id"] for row in tx.all(SQL.people, viewer=viewer, now=now)),
        domains=frozenset(domains(tx, viewer)) | policy.blocklist(activities.blocks(tx)),
        phrases=tuple(words for _, words in phrases(tx, viewer)),
    )


def domains(tx: Tx, viewer: str) -> list[str]:
    return [row["domain"] for row in tx.all(SQL.domains, viewer=viewer)]


def phrases(tx: Tx, viewer: str) -> list[tuple[str, str]]:
    """Hidden words with the ids of their rows."""
    return [(row["id"], row["words"]) for row in tx.all(SQL.words, viewer=viewer)]


def add_domain(tx: Tx, actor: str, domain: str, now: int) -> None:
    tx.run(SQL.add_domain, actor_id=actor, domain=domain, now=now)


def remove_domain(tx: Tx, actor: str, domain: str) -> bool:
    """False when it was not hidden."""
    return tx.run(SQL.remove_domain, actor_id=actor, domain=domain) == 1


def add_words(tx: Tx, actor: str, words: str, now: int) -> None:
    """Hide a phrase; one that is hidden already stays as it is."""
    tx.run(SQL.add_words, id=new_id(now), actor_id=actor, words=words, now=now)


def remove_words(tx: Tx, actor: str, ident: str) -> bool:
    """False when that person has no such row (THREATS WEB-10)."""
    return tx.run(SQL.remove_words, actor_id=actor, id=ident) == 1


def _page(rows: Sequence[Row], limit: int) -> Page[Hidden]:
    items = [Hidden(person_in(row), row["created"], row["until"]) for row in rows]
    return page_of(items, [item.person.id for item in items], limit)


def muted(tx: Tx, viewer: str, now: int, *, after: str = "", limit: int) -> Page[Hidden]:
    """Whom the viewer mutes; paged upwards by the actor's id."""
    return _page(tx.all(SQL.muted, viewer=viewer, now=now, after=after, limit=limit + 1), limit)


def blocked(tx: Tx, viewer: str, *, after: str = "", limit: int) -> Page[Hidden]:
    """Whom the viewer blocks; paged upwards by the actor's id."""
    return _page(tx.all(SQL.blocked, viewer=viewer, after=after, limit=limit + 1), limit)


def relation(tx: Tx, viewer: str, person: str, now: int) -> Relation | None:
    """What the viewer hides of somebody else; None for themselves and for whom we do not know."""
    row = tx.one(SQL.relation, viewer=viewer, id=person, now=now)
    if row is None:
        return None
    return Relation(person_in(row), bool(row["muted"]), row["until"], bool(row["blocked"]), row["silenced"] or "")
