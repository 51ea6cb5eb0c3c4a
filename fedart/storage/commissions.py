"""Commission desks, and requests for commissions. Whatever is read of a request is scoped to one of its two sides
(THREATS WEB-09, WEB-10); whoever moderates has no part in it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fedart.domain.commission import Ask, Commission, CommissionId, Desk, Extra, Item, Purpose, Standing, Status, Step
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.practice import Opening, Practice
from fedart.storage import practice, statements
from fedart.storage.database import Row, Tx
from fedart.storage.views import NEWEST, Card, Page, Person, cards_in, page_of, person_in

SQL = statements.load("commissions.sql")


@dataclass(frozen=True, slots=True)
class Held:
    """A request with whoever is on the other side of it, seen from one of the two."""

    commission: Commission
    other: Person


@dataclass(frozen=True, slots=True)
class Sides:
    """What has to be known of a request to forget it."""

    id: CommissionId
    artist_id: ActorId
    client_id: ActorId
    over: bool
    takes_slot: bool


def _written(menu: Iterable[Item]) -> str:
    found = [
        {
            "name": item.name,
            "about": item.about,
            "price": item.price,
            "exact": item.exact,
            "extras": [[extra.name, extra.price] for extra in item.extras],
            "work": item.work,
        }
        for item in menu
    ]
    return json.dumps(found, ensure_ascii=False)


def _items(text: str) -> tuple[Item, ...]:
    return tuple(
        Item(
            name=each["name"],
            about=each["about"],
            price=each["price"],
            exact=each["exact"],
            extras=tuple(Extra(name, price) for name, price in each["extras"]),
            work=each["work"],
        )
        for each in json.loads(text)
    )


def desk(tx: Tx, actor: str) -> Desk | None:
    """What an artist says at their desk; None when they keep none."""
    row = tx.one(SQL.desk, actor=actor)
    return _desk(row) if row else None


def _desk(row: Row) -> Desk:
    return Desk(
        status=Status(row["status"]),
        slots=row["slots"],
        currency=row["currency"],
        menu=_items(row["menu"]),
        will=row["will"],
        wont=row["wont"],
        terms=row["terms"],
        usual=row["usual"],
        queue_shown=bool(row["queue_shown"]),
        changed=row["changed"],
    )


def standing(tx: Tx, actor: str, day: date) -> Standing | None:
    """A desk with how full it is, on that day; None when they keep none."""
    found = desk(tx, actor)
    if found is None:
        return None
    return Standing(found, taken(tx, actor), _listed(practice.of(tx, actor).on(day)))


def standings(tx: Tx, practices: Mapping[str, Practice]) -> dict[str, Standing]:
    """The desks of those artists who keep one, by the artist; `practices` without what has lapsed."""
    rows = tx.all(SQL.desks, actors=json.dumps(list(practices)))
    return {
        row["actor_id"]: Standing(_desk(row), int(row["taken"]), _listed(practices[row["actor_id"]])) for row in rows
    }


def _listed(said: Practice) -> bool:
    return any(each.kind is Opening.COMMISSIONS for each in said.openings)


def taken(tx: Tx, actor: str) -> int:
    """How many slots of an artist are taken."""
    row = tx.one(SQL.taken, artist=actor)
    return int(row["n"]) if row else 0


def put_desk(tx: Tx, actor: str, said: Desk) -> None:
    tx.run(
        SQL.put_desk,
        actor=actor,
        status=said.status.value,
        slots=said.slots,
        currency=said.currency,
        menu=_written(said.menu),
        will=said.will,
        wont=said.wont,
        terms=said.terms,
        usual=said.usual,
        queue_shown=int(said.queue_shown),
        changed=said.changed,
    )


def remove_desk(tx: Tx, actor: str) -> bool:
    """Take a desk away; whether there was one. Requests stay."""
    return tx.run(SQL.remove_desk, actor=actor) > 0


def told(tx: Tx, actor: str) -> str:
    """The line about a desk that other servers were told last."""
    row = tx.one(SQL.desk, actor=actor)
    return str(row["told"]) if row else ""


def tell(tx: Tx, actor: str, line: str) -> None:
    """Note what other servers are told of a desk."""
    tx.run(SQL.tell, actor=actor, told=line)


def samples(tx: Tx, actor: str, menu: Iterable[Item]) -> dict[WorkId, Card]:
    """The samples of a menu that anybody may still see, by their works."""
    wanted = [item.work for item in menu if item.work is not None]
    if not wanted:
        return {}
    rows = tx.all(SQL.samples, artist=actor, works=json.dumps(wanted))
    return {card.id: card for card in cards_in(rows, len(rows)).items}


def queue(tx: Tx, actor: str, limit: int) -> tuple[tuple[Step, int], ...]:
    """The steps of what is accepted or waits, the oldest first, each with since when: nothing of whose they are."""
    return tuple((Step(row["step"]), int(row["since"])) for row in tx.all(SQL.queue, artist=actor, limit=limit))


def _commission(row: Row) -> Commission:
    return Commission(
        id=CommissionId(row["c_id"]),
        artist_id=ActorId(row["c_artist_id"]),
        client_id=ActorId(row["c_client_id"]),
        step=Step(row["c_step"]),
        ask=Ask(
            wish=row["c_wish"],
            chosen=_items(row["c_chosen"]),
            sources=row["c_sources"],
            budget=row["c_budget"],
            deadline=date.fromisoformat(row["c_deadline"]) if row["c_deadline"] else None,
            purpose=Purpose(row["c_purpose"]),
        ),
        currency=row["c_currency"],
        reason=row["c_reason"],
        created=row["c_created"],
        over=row["c_over"],
        talk=WorkId(row["c_talk"]) if row["c_talk"] else None,
        linked=bool(row["c_linked"]),
    )


def _held(row: Row) -> Held:
    return Held(_commission(row), person_in(row))


def insert(tx: Tx, made: Commission) -> None:
    """Store a new request, with the first step of its way."""
    ask = made.ask
    tx.run(
        SQL.insert,
        id=made.id,
        artist=made.artist_id,
        client=made.client_id,
        step=made.step.value,
        wish=ask.wish,
        chosen=_written(ask.chosen),
        currency=made.currency,
        sources=ask.sources,
        budget=ask.budget,
        deadline=ask.deadline.isoformat() if ask.deadline else "",
        purpose=ask.purpose.value if ask.purpose else "",
        now=made.created,
    )
    tx.run(SQL.add_step, id=made.id, what=made.step.value, now=made.created)


def open_between(tx: Tx, artist: str, client: str) -> int:
    """How many requests of somebody to an artist are not over."""
    row = tx.one(SQL.open_of_pair, artist=artist, client=client)
    return int(row["n"]) if row else 0


def welcome(tx: Tx, reader: str, author: str) -> bool:
    """Whether a commission makes somebody no stranger: the artist to the client, and a client who was not declined."""
    row = tx.one(SQL.welcome, reader=reader, author=author)
    return bool(row and row["found"])


def of_artist(tx: Tx, artist: str, *, before: str = NEWEST, limit: int) -> Page[Held]:
    """Requests to an artist with whoever sent them, newest first."""
    rows = tx.all(SQL.of_artist, artist=artist, before=before, limit=limit + 1)
    return page_of([_held(row) for row in rows], [row["c_id"] for row in rows], limit)


def of_client(tx: Tx, client: str, *, before: str = NEWEST, limit: int) -> Page[Held]:
    """Requests that somebody sent, with the artists, newest first."""
    rows = tx.all(SQL.of_client, client=client, before=before, limit=limit + 1)
    return page_of([_held(row) for row in rows], [row["c_id"] for row in rows], limit)


def one(tx: Tx, viewer: str, ident: str) -> Held | None:
    """A request as one of its two sides sees it; None for everybody else."""
    row = tx.one(SQL.one, viewer=viewer, id=ident)
    return _held(row) if row else None


def by_link(tx: Tx, link: str) -> Held | None:
    """The request that a secret link shows, by the link's hash, with its artist."""
    row = tx.one(SQL.by_link, link=link)
    return _held(row) if row else None


def steps(tx: Tx, ident: str) -> tuple[tuple[Step, int], ...]:
    """The way of a request that whoever calls may see, the first step first; times in ms."""
    return tuple((Step(row["what"]), int(row["at"])) for row in tx.all(SQL.steps, id=ident))


def move(tx: Tx, ident: str, step: Step, now: int, reason: str = "") -> None:
    """Change where a request stands; whoever calls knows that it may."""
    tx.run(SQL.move, id=ident, step=step.value, over=now if step.over else None, reason=reason)
    tx.run(SQL.add_step, id=ident, what=step.value, now=now)


def talk(tx: Tx, ident: str, root: str) -> None:
    """Note in which conversation the two sides write."""
    tx.run(SQL.talk, id=ident, root=root)


def link(tx: Tx, ident: str, hashed: str | None) -> None:
    """Give a request a secret link in the place of any other, by its hash; None ends it."""
    tx.run(SQL.link, id=ident, link=hashed)


def forget(tx: Tx, ident: str) -> None:
    """Delete a request."""
    tx.run(SQL.forget_steps, id=ident)
    tx.run(SQL.forget, id=ident)


def _sides(row: Row) -> Sides:
    artist, client = ActorId(row["artist_id"]), ActorId(row["client_id"])
    return Sides(CommissionId(row["id"]), artist, client, bool(row["over"]), bool(row["slot"]))


def stale(tx: Tx, before: int, limit: int) -> list[Sides]:
    """Requests that have been over since before then (ms)."""
    return [_sides(row) for row in tx.all(SQL.stale, before=before, limit=limit)]


def of_actor(tx: Tx, actor: str, limit: int) -> list[Sides]:
    """Some requests that somebody sent or got."""
    rows = [tx.all(sql, actor=actor, limit=limit) for sql in (SQL.some_of_artist, SQL.some_of_client)]
    return [_sides(row) for found in rows for row in found]
