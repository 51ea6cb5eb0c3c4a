"""Appeals, decisions about withheld pictures, blocked domains. Every act of a moderator leaves an audit row."""

import asyncio
from dataclasses import replace

from fedart.domain.actor import Account, Viewer
from fedart.domain.ids import MediaId, host_of, new_id
from fedart.domain.media import MediaState, may_become
from fedart.domain.policy import Action
from fedart.domain.report import APPEAL_LIMIT, Appeal, ReportState
from fedart.domain.work import WorkState
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.services import actors as profiles
from fedart.services import queue, removal
from fedart.services import works as publishing
from fedart.storage import accounts, activities, actors, media, notifications, works
from fedart.storage.database import Tx
from fedart.storage.media import Owned
from fedart.storage.notifications import Notice

NOTE_LIMIT = 1_000


async def appeal(it: Instance, by: Viewer, media_id: MediaId, text: str) -> None:
    """Ask for a person to look again. Raises Invalid for an empty text or a second open appeal, NotFound."""
    if not text.strip():
        raise Invalid({"text": "Please tell us how you made it."})
    if len(text) > APPEAL_LIMIT:
        raise Invalid({"text": f"Please keep the text under {APPEAL_LIMIT:,} characters."})

    def store(tx: Tx) -> None:
        owned = media.by_id(tx, media_id)
        judged = media.verdict_of_media(tx, media_id)
        if owned is None or owned.actor_id != by.actor.id or judged is None or judged.verdict.action is Action.KEEP:
            raise NotFound("no withheld picture of theirs")
        now = it.clock()
        made = Appeal(new_id(now), media_id, by.account.id, text.strip(), ReportState.OPEN, now)
        if not media.add_appeal(tx, made):
            raise Invalid({"text": "You have appealed already. A person will look at it."})
        for moderator in accounts.moderators(tx):
            notifications.add(tx, moderator, Notice.APPEAL, now, by=by.actor.id, media=media_id, detail=made.id)

    await it.db.write(store)


async def decide(it: Instance, by: Viewer, verdict_id: str, *, keep: bool, note: str) -> None:
    """A person's decision about a withheld picture, with its reason. Raises Forbidden, NotFound, Invalid.

    A kept file is never withheld again. One that was dropped left no bytes, so its artist is asked to upload it anew.
    """
    if not by.account.role.moderates:
        raise Forbidden("only moderators decide")
    if not note.strip():
        raise Invalid({"note": "Please give the reason; the artist will read it."})
    owned = await it.db.read(lambda tx: _open_case(tx, verdict_id))
    held = owned.media.state is MediaState.HELD
    if keep and held:
        await asyncio.to_thread(_release_files, it, owned)

    def store(tx: Tx) -> None:
        decision = Action.KEEP if keep else Action.DROP
        if not media.decide(tx, verdict_id, by.account.id, decision, note.strip()[:NOTE_LIMIT], it.clock()):
            raise NotFound("this was decided already")
        media.close_appeals(tx, owned.media.id, ReportState.RESOLVED if keep else ReportState.DISMISSED)
        activities.audit(
            tx, by.account.id, f"picture {decision}", owned.media.id, note.strip()[:NOTE_LIMIT], it.clock()
        )
        if held:
            _settle(tx, it, owned, keep=keep)
        _tell(tx, it, owned, note.strip()[:NOTE_LIMIT], keep=keep)

    await it.db.write(store)
    it.wake.set()


def _open_case(tx: Tx, verdict_id: str) -> Owned:
    judged = media.verdict(tx, verdict_id)
    owned = media.by_id(tx, judged.media_id) if judged else None
    if judged is None or owned is None or judged.decision is not None or judged.verdict.action is Action.KEEP:
        raise NotFound("no open case")
    return owned


def _release_files(it: Instance, owned: Owned) -> None:
    """Copy the files out of quarantine; the copies there go with the transaction's tidy task."""
    for rendition in owned.media.renditions:
        it.blobs.put(it.blobs.read(rendition.blob, Area.QUARANTINE), Area.PUBLIC)
    if owned.original:
        it.blobs.put(it.blobs.read(owned.original, Area.QUARANTINE), Area.PRIVATE)


def _settle(tx: Tx, it: Instance, owned: Owned, *, keep: bool) -> None:
    state = MediaState.KEPT if keep else MediaState.DROPPED
    if not may_become(owned.media.state, state):
        raise NotFound("this was decided already")
    if keep:
        picture, original = replace(owned.media, state=state, reason=""), owned.original
    else:
        picture = replace(owned.media, state=state, facts=None, renditions=(), reason="decided")
        original = None
    queue.tidy(tx, media.settle(tx, picture, original), it.clock())
    if owned.work_id is not None:
        _settle_work(tx, it, owned.work_id)
    actor = actors.by_id(tx, owned.actor_id)
    if keep and actor is not None and owned.role in ("icon", "image"):
        profiles.replace_portrait(tx, it, actor, owned.role, owned.media.id, owned.media.remote_url)
        if actor.local:
            profiles.announce_profile(tx, it, actor.id)


def _settle_work(tx: Tx, it: Instance, work_id: str) -> None:
    """When nothing of a held work waits any more, it goes live with the pictures that were kept; with none, it goes."""
    work = works.by_id(tx, work_id)
    if work is None:
        return
    works.touch(tx, work.id)
    if work.state is not WorkState.HELD or media.held_of_work(tx, work.id):
        return
    if any(p.state is MediaState.KEPT for p in media.by_work(tx, work.id)):
        live = replace(work, state=WorkState.LIVE, published=it.clock())
        works.set_state(tx, work.id, WorkState.LIVE, live.published)
        publishing.go_live(tx, it, live)
    else:
        removal.remove(tx, work, it.clock())


def _tell(tx: Tx, it: Instance, owned: Owned, note: str, *, keep: bool) -> None:
    local = accounts.by_actor(tx, owned.actor_id)
    if local is not None:
        kind = Notice.RELEASED if keep else Notice.DROPPED
        notifications.add(tx, owned.actor_id, kind, it.clock(), work=owned.work_id, media=owned.media.id, detail=note)


async def block_domain(it: Instance, by: Account, domain: str, reason: str) -> None:
    """Refuse a domain and everything under it, on every path. Raises Forbidden, Invalid."""
    if not by.role.moderates:
        raise Forbidden("only moderators block")
    host = _domain(domain)

    def store(tx: Tx) -> None:
        activities.block(tx, host, reason.strip()[:NOTE_LIMIT], it.clock())
        activities.audit(tx, by.id, "block domain", host, reason.strip()[:NOTE_LIMIT], it.clock())

    await it.db.write(store)


async def unblock_domain(it: Instance, by: Account, domain: str) -> None:
    """Lift a block. Raises Forbidden, Invalid, NotFound when there is none."""
    if not by.role.moderates:
        raise Forbidden("only moderators unblock")
    host = _domain(domain)

    def store(tx: Tx) -> None:
        if not activities.unblock(tx, host):
            raise NotFound(f"{host} is not blocked", public=f"{host} is not refused.")
        activities.audit(tx, by.id, "unblock domain", host, "", it.clock())

    await it.db.write(store)


def _domain(text: str) -> str:
    """A domain as it is compared: lower-case IDNA ASCII, no dot at the end. Raises Invalid."""
    host = host_of(f"https://{text.strip().lower().rstrip('.')}")
    if not host or "." not in host:
        raise Invalid({"domain": "Please give a domain like spam.example."})
    return host
