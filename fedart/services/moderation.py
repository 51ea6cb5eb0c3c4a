"""Decisions about pictures, and blocked domains. Every act of a moderator leaves an audit row."""

import asyncio

from fedart.domain.actor import Account, Viewer
from fedart.domain.domains import above
from fedart.domain.ids import host_of
from fedart.domain.media import Label, MediaState
from fedart.domain.policy import Action
from fedart.domain.report import ReportState
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import settling
from fedart.storage import accounts, activities, appeals, media, notifications, tallies, verdicts
from fedart.storage.database import Tx
from fedart.storage.media import Owned
from fedart.storage.notifications import Notice
from fedart.storage.verdicts import Judged
from fedart.words import say

NOTE_LIMIT = 1_000

_NOTICES = {Action.KEEP: Notice.RELEASED, Action.LABEL: Notice.LABELLED, Action.DROP: Notice.DROPPED}


async def decide(it: Instance, by: Viewer, verdict_id: str, decision: Action, note: str) -> None:
    """A person's decision about a picture, with its reason: keep, label or drop. Raises Forbidden, NotFound, Invalid.

    Open are pictures that are held, those with an open appeal, and shown ones that today's rule would withhold.
    A kept file is never withheld again. One that was dropped left no bytes, so its artist is asked to upload it anew.
    """
    if not by.account.role.moderates:
        raise Forbidden("only moderators decide")
    if decision is Action.HOLD:
        raise Invalid({"decision": say("Please choose to keep, to mark or to drop the picture.")})
    words = note.strip()[:NOTE_LIMIT]
    if not words:
        raise Invalid({"note": say("Please give the reason; the artist will read it.")})
    judged, owned = await it.db.read(lambda tx: _case(tx, verdict_id))
    if decision is Action.LABEL and owned.media.state is MediaState.DROPPED:
        raise Invalid({"decision": say("The file is gone: the picture can be kept next time, or stay dropped.")})
    if decision is not Action.DROP and owned.media.state is MediaState.HELD:
        await asyncio.to_thread(settling.release_files, it, owned)

    def store(tx: Tx) -> None:
        if not verdicts.decide(tx, judged.id, by.account.id, decision, words, it.clock()):
            raise NotFound("this was decided already")
        closed = appeals.close(
            tx,
            owned.media.id,
            ReportState.RESOLVED if decision is Action.KEEP else ReportState.DISMISSED,
            it.clock(),
        )
        activities.audit(tx, by.account.id, f"picture {decision}", owned.media.id, words, it.clock())
        _count(tx, it, owned, judged, decision)
        _settle(tx, it, owned, decision)
        if closed or not _unnoticed(judged, decision):
            _tell(tx, it, owned, decision, words)

    await it.db.write(store)
    it.wake.set()


def _case(tx: Tx, verdict_id: str) -> tuple[Judged, Owned]:
    """The newest verdict about the picture and the picture, when a person may decide. Raises NotFound.

    A verdict that was repeated in the meantime leads to the newer one.
    """
    asked = verdicts.by_id(tx, verdict_id)
    judged = verdicts.newest(tx, asked.media_id) if asked else None
    owned = media.by_id(tx, judged.media_id) if judged else None
    if judged is None or owned is None or not (_waits(judged) or _appealed(tx, owned)):
        raise NotFound("no open case")
    return judged, owned


def _waits(judged: Judged) -> bool:
    withheld = judged.verdict.action.withholds or judged.verdict.would is not None
    return withheld and judged.decision is None


def _appealed(tx: Tx, owned: Owned) -> bool:
    return any(a.state is ReportState.OPEN for a in appeals.of_media(tx, owned.media.id))


def _unnoticed(judged: Judged, decision: Action) -> bool:
    """Whether the artist never heard of the case: the picture was shown all the time, and goes on being shown."""
    return decision is Action.KEEP and judged.verdict.action is Action.KEEP and judged.decision is None


def _count(tx: Tx, it: Instance, owned: Owned, judged: Judged, decision: Action) -> None:
    overturns = decision is Action.KEEP and not _unnoticed(judged, decision)
    marks = decision is Action.LABEL and owned.media.label is not Label.DECIDED
    drops = decision is Action.DROP and owned.media.state is not MediaState.DROPPED
    tallies.count(tx, it.clock(), overturned=int(overturns), labelled=int(marks), dropped=int(drops))


def _settle(tx: Tx, it: Instance, owned: Owned, decision: Action) -> None:
    if owned.media.state is MediaState.DROPPED:
        return
    if decision is Action.DROP:
        settling.drop(tx, it, owned, "decided")
    else:
        settling.keep(tx, it, owned, Label.DECIDED if decision is Action.LABEL else Label.NONE)


def _tell(tx: Tx, it: Instance, owned: Owned, decision: Action, note: str) -> None:
    if accounts.by_actor(tx, owned.actor_id) is not None:
        kind = _NOTICES[decision]
        notifications.add(tx, owned.actor_id, kind, it.clock(), work=owned.work_id, media=owned.media.id, detail=note)


async def block_domain(it: Instance, by: Account, domain: str, reason: str) -> None:
    """Refuse a domain and everything under it, on every path. Raises Forbidden, Invalid."""
    await it.db.write(lambda tx: refuse(tx, it, by, domain, reason))


def refuse(tx: Tx, it: Instance, by: Account, domain: str, reason: str) -> None:
    """The same within a transaction (THREATS AUT-11). Raises Forbidden, Invalid, also for what we lie under."""
    if not by.role.moderates:
        raise Forbidden("only moderators block")
    host = _domain(domain)
    if host in above(it.urls.host):
        raise Invalid({"domain": say("This server lies under that domain, and cannot refuse itself.")})
    words = reason.strip()[:NOTE_LIMIT]
    activities.block(tx, host, words, it.clock())
    activities.audit(tx, by.id, "block domain", host, words, it.clock())


async def unblock_domain(it: Instance, by: Account, domain: str) -> None:
    """Lift a block. Raises Forbidden, Invalid, NotFound when there is none."""
    if not by.role.moderates:
        raise Forbidden("only moderators unblock")
    host = _domain(domain)

    def store(tx: Tx) -> None:
        if not activities.unblock(tx, host):
            raise NotFound(f"{host} is not blocked", public=say("%(host)s is not refused.", host=host))
        activities.audit(tx, by.id, "unblock domain", host, "", it.clock())

    await it.db.write(store)


def _domain(text: str) -> str:
    """A domain as it is compared: lower-case IDNA ASCII, no port, no dot at the end (AUT-11). Raises Invalid."""
    names = above(host_of(f"https://{text.strip().lower().rstrip('.')}"))
    if not names or "." not in names[0]:
        raise Invalid({"domain": say("Please give a domain like spam.example.")})
    return names[0]
