"""Forgetting what came from elsewhere: posts, their pictures, people and keys that nobody here has to do with any more.

So that tables and files reach a plateau (THREATS CAP-03). Everything that is forgotten can be fetched again from where
it lives, when somebody here wants it.
"""

from collections.abc import Callable

import orjson

from fedart import log
from fedart.instance import Instance
from fedart.services import queue
from fedart.storage import retention
from fedart.storage.database import Tx
from fedart.storage.retention import Window

DAY = 24 * 3_600_000
ROWS = 1_000
"""How many rows of each table one step looks at; looking is reading, and keeps nobody from writing."""
BATCH = 50
"""How many rows are forgotten in one transaction."""

Look = Callable[[Tx, str, int, int], Window]
Forget = Callable[[Tx, str, int], list[str]]

_TABLES: dict[str, tuple[Look, Forget]] = {
    "posts": (retention.posts, retention.forget_post),
    "actors": (retention.actors, retention.forget_actor),
    "keys": (retention.keys, retention.forget_key),
}
"""In this order: an author can be forgotten when the last post is."""


def begin(tx: Tx, it: Instance) -> None:
    """Have the tables looked through from their beginnings, unless that is under way or settled for tomorrow."""
    if it.config.storage.remote_days and not queue.forgetting(tx):
        queue.forget(tx, dict.fromkeys(_TABLES, ""), it.clock())


async def step(it: Instance, payload: bytes) -> None:
    """The task: look through the next rows of each table; then the ones after them, or tomorrow all of them again."""
    places: dict[str, str | None] = orjson.loads(payload)
    days = it.config.storage.remote_days
    if not days:
        return
    before = it.clock() - days * DAY
    following = {name: await _look(it, name, places.get(name), before) for name in _TABLES}

    def go_on(tx: Tx) -> None:
        now = it.clock()
        if any(place is not None for place in following.values()):
            queue.forget(tx, following, now)
        else:
            queue.forget(tx, dict.fromkeys(_TABLES, ""), now, due=now + DAY)

    await it.db.write(go_on)


async def _look(it: Instance, name: str, place: str | None, before: int) -> str | None:
    """Forget what is stale in the rows of a table after `place`; where to go on, None at the table's end."""
    if place is None:
        return None
    look, forget = _TABLES[name]
    window = await it.db.read(lambda tx: look(tx, place, before, ROWS))
    for first in range(0, len(window.stale), BATCH):
        await _forget(it, forget, window.stale[first : first + BATCH], before)
    if window.stale:
        log.info("forgotten", what=name, count=len(window.stale))
    return window.last or None


async def _forget(it: Instance, forget: Forget, idents: tuple[str, ...], before: int) -> None:
    def store(tx: Tx) -> None:
        freed = [file for ident in idents for file in forget(tx, ident, before)]
        queue.tidy(tx, freed, it.clock())

    await it.db.write(store)
