"""Custom emojis of other servers: noticed in what their people write, fetched by a task, judged like any picture.

THREATS MED-06: one fetch, through the media door; what is withheld, too large or missing stays text.
"""

from collections.abc import Sequence

import orjson

from fedart import log
from fedart.domain.actor import Actor
from fedart.domain.emoji import FILE_BYTES, SIDE
from fedart.domain.ids import ActorId
from fedart.errors import FedartError
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.media.refused import PictureRefused
from fedart.services import media, outside, queue, removal
from fedart.services.media import Admitted, Place
from fedart.storage import emojis
from fedart.storage.database import Tx
from fedart.wire.activities import RemoteEmoji

MOST = 5_000
"""Emojis of one host that we keep (CAP-03)."""

HOUR = 3_600_000
WEEK = 7 * 24 * HOUR
"""Milliseconds: an emoji that changes is fetched once an hour at most, one that could not be had once a week."""


def notice(tx: Tx, by: Actor, found: Sequence[RemoteEmoji], now: int) -> None:
    """Have the emojis fetched that somebody of another server used and that are new, or changed."""
    if by.local or not found:
        return
    codes = [emoji.code for emoji in found if _wanted(tx, by.host, emoji, now)]
    for emoji in found:
        if emoji.code in codes:
            emojis.put(tx, by.host, emoji.code, emoji.url, emoji.updated or 0, now)
    if codes:
        payload: dict[str, object] = {"actor": by.id, "host": by.host, "codes": codes}
        queue.outside(tx, queue.EMOJIS, payload, now, host=by.host, lane=f"emojis {by.host}")


def _wanted(tx: Tx, host: str, emoji: RemoteEmoji, now: int) -> bool:
    known = emojis.known(tx, host, emoji.code)
    if known is None:
        return emojis.count(tx, host, MOST) < MOST
    if emoji.url == known.url and (emoji.updated or 0) <= known.updated:
        return (not known.done or known.media_id is None) and now - known.looked > WEEK
    return now - known.looked > HOUR


async def fetch(it: Instance, payload: bytes) -> None:
    """The task that fetches them. Raises FetchFailed and Unavailable to be tried again."""
    job = orjson.loads(payload)
    trouble: FedartError | None = None
    for code in job["codes"]:
        try:
            await _one(it, ActorId(job["actor"]), job["host"], code)
        except FedartError as error:
            # One that cannot be had now does not keep back the others.
            trouble = error
    if trouble is not None:
        raise trouble


async def _one(it: Instance, actor: ActorId, host: str, code: str) -> None:
    known = await it.db.read(lambda tx: emojis.known(tx, host, code))
    if known is None or known.done:
        return
    admitted = await _admitted(it, known.url, Place(actor, host, "emoji", alt=f":{code}:", remote_url=known.url))

    def store(tx: Tx) -> bool:
        before = emojis.known(tx, host, code)
        if before is None or before.url != known.url:
            return False
        if admitted is not None:
            media.book(tx, admitted, None, it.clock())
        emojis.settle(tx, host, code, known.url, admitted.owned.media.id if admitted else None)
        if before.media_id is not None:
            queue.tidy(tx, removal.picture(tx, before.media_id, it.clock()), it.clock())
        return True

    if not await it.db.write(store) and admitted is not None:
        await media.discard(it, [admitted])


async def _admitted(it: Instance, url: str, place: Place) -> Admitted | None:
    """The judged picture, None for what is no emoji or cannot be had. Raises what passes."""
    try:
        data = await outside.picture(it, url, Budget(), most=FILE_BYTES)
        admitted = await media.admit(it, data, place)
    except PictureRefused as error:
        log.info("emoji_refused", host=place.source, reason=error)
        return None
    except FedartError as error:
        if error.retry:
            raise
        log.info("emoji_not_fetched", host=place.source, reason=error)
        return None
    facts = admitted.owned.media.facts
    if facts is not None and max(facts.width, facts.height) > SIDE:
        await media.discard(it, [admitted])
        return None
    return admitted
