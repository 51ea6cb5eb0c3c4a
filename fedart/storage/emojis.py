"""Custom emojis of other servers, and the reactions that use them."""

from collections.abc import Iterable
from dataclasses import dataclass

from fedart.domain.media import Media
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.media import media_of

SQL = statements.load("emojis.sql")


@dataclass(frozen=True, slots=True)
class Emoji:
    """What we know of a host's `:code:`. `done`: the picture at `url` was fetched and judged; times in ms."""

    url: str
    updated: int
    looked: int
    done: bool
    media_id: str | None


@dataclass(frozen=True, slots=True)
class Reacted:
    """How many people reacted to a work with an emoji; `host` is whose `:code:` it is, empty for characters."""

    emoji: str
    host: str
    people: int


def known(tx: Tx, host: str, code: str) -> Emoji | None:
    row = tx.one(SQL.known, host=host, code=code)
    return Emoji(row["url"], row["updated"], row["looked"], bool(row["done"]), row["media_id"]) if row else None


def count(tx: Tx, host: str, most: int) -> int:
    """How many emojis of a host we know, counted up to `most`."""
    row = tx.one(SQL.count, host=host, most=most)
    return int(row["n"]) if row else 0


def put(tx: Tx, host: str, code: str, url: str, updated: int, now: int) -> None:
    """Note where a picture is to be fetched; what is shown until then stays."""
    tx.run(SQL.put, host=host, code=code, url=url, updated=updated, looked=now)


def settle(tx: Tx, host: str, code: str, url: str, media_id: str | None) -> bool:
    """Note what came of the picture at `url`; False when another address is wanted by now."""
    return tx.run(SQL.settle, host=host, code=code, url=url, media_id=media_id) == 1


def shown(tx: Tx, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Media]:
    """The pictures that are kept, of those hosts' codes."""
    rows = {(host, code): tx.one(SQL.shown, host=host, code=code) for host, code in wanted}
    return {key: media_of(row) for key, row in rows.items() if row is not None}


def explained(tx: Tx, wanted: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of those hosts' codes somebody there explained as an emoji, whatever became of its picture."""
    return {(host, code) for host, code in wanted if tx.one(SQL.known, host=host, code=code) is not None}


def reactions(tx: Tx, work: str, most: int = 24) -> tuple[Reacted, ...]:
    """The emojis that people reacted to a work with, the most frequent first."""
    return tuple(Reacted(row["emoji"], row["at"], row["n"]) for row in tx.all(SQL.reactions, work_id=work, most=most))


def reactions_of(tx: Tx, work: str, actor: str) -> int:
    """In how many ways one person reacts to a work."""
    row = tx.one(SQL.reactions_of, work_id=work, actor_id=actor)
    return int(row["n"]) if row else 0
