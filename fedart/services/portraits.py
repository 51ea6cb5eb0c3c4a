"""Avatars and banners of remote actors: fetched by a task, through the media door like everything else."""

import orjson

from fedart.domain.media import MediaState
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import media
from fedart.services.media import Place
from fedart.services.queue import Portrait
from fedart.storage import actors
from fedart.storage.database import Tx


async def fetch(it: Instance, payload: bytes) -> None:
    """Bring a remote actor's pictures in line with the addresses in its profile. Raises FetchFailed."""
    job = Portrait(**orjson.loads(payload))
    for role, url in (("icon", job.icon), ("image", job.image)):
        await _one(it, job.actor, role, url)


async def _one(it: Instance, ident: str, role: str, url: str | None) -> None:
    actor, known = await it.db.read(lambda tx: (actors.by_id(tx, ident), actors.picture_urls(tx, ident)))
    if actor is None or actor.deleted or known[0 if role == "icon" else 1] == url:
        return
    place = Place(actor.id, actor.host, role, remote_url=url)
    admitted = await media.fetch_and_admit(it, url, place, Budget()) if url else None

    def store(tx: Tx) -> None:
        current = actors.by_id(tx, ident)
        if current is None:
            return
        if admitted is not None:
            media.book(tx, admitted, None, it.clock())
        kept = admitted is not None and admitted.owned.media.state is MediaState.KEPT
        hung = admitted.owned.media.id if admitted is not None and kept else None
        profiles.replace_portrait(tx, it, current, role, hung, url)

    await it.db.write(store)
