"""Reports to moderators: from other servers (Flag), from people here, and on to other servers."""

from collections.abc import Sequence

from fedart.domain.actor import Actor, Viewer
from fedart.domain.ids import ActorId, Uri, WorkId, new_id
from fedart.domain.report import ReportState
from fedart.domain.work import Work
from fedart.errors import Invalid, NotFound, TooFast
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import audience, local_actors, outbox
from fedart.services.outbox import Outgoing
from fedart.storage import accounts, actors, notifications, reports, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.reports import Report
from fedart.wire import render
from fedart.wire.activities import Flag
from fedart.words import number, say

TEXT_LIMIT = 5_000
WORKS = 20
HOUR = 3_600_000
PER_HOUR = 60
PER_PERSON = 10


async def flag(it: Instance, activity: Flag, budget: Budget) -> None:
    """Another server reports people or works of ours; each artist meant becomes one report for the moderators."""

    def store(tx: Tx) -> None:
        for about, mentioned in _meant(tx, it, activity.targets).items():
            if reports.recent(tx, activity.actor, it.clock() - HOUR) >= PER_HOUR:
                return
            uri = Uri(f"{activity.id}#{about}") if activity.id else None
            _keep(tx, it, uri, activity.actor, about, mentioned, activity.text, local=False)

    await it.db.write(store)


def _meant(tx: Tx, it: Instance, targets: Sequence[Uri]) -> dict[ActorId, list[WorkId]]:
    """Our artists that a report is about, with the works of theirs that it names."""
    found: dict[ActorId, list[WorkId]] = {}
    for uri in targets:
        parsed = it.urls.parse(uri)
        match parsed.kind if parsed else "":
            case "actor":
                actor = actors.by_uri(tx, uri)
            case "profile":
                actor = actors.by_handle(tx, parsed.id.lower() if parsed else "", it.urls.host)
            case "object" | "work":
                work = works.by_id(tx, parsed.id if parsed else "")
                if work is not None and work.local and len(found.setdefault(work.actor_id, [])) < WORKS:
                    found[work.actor_id].append(work.id)
                continue
            case _:
                continue
        if actor is not None and actor.local and not actor.deleted:
            found.setdefault(actor.id, [])
    return found


def _keep(
    tx: Tx,
    it: Instance,
    uri: Uri | None,
    from_uri: Uri,
    about: ActorId,
    mentioned: Sequence[WorkId],
    text: str,
    *,
    local: bool,
    forwarded: bool = False,
) -> str:
    """Store a report and tell the moderators, but not whom it is about; a Flag that is known is told once."""
    now = it.clock()
    ident = new_id(now)
    made = Report(ident, uri, from_uri, local, about, tuple(mentioned), text, forwarded, ReportState.OPEN, now)
    if reports.add(tx, made):
        everybody = accounts.moderators(tx)
        for moderator in [each for each in everybody if each != about] or everybody:
            notifications.add(tx, moderator, Notice.REPORT, now, by=about, detail=ident)
    return ident


async def report(
    it: Instance, viewer: Viewer, actor: Actor, mentioned: Sequence[WorkId], text: str, *, forward: bool
) -> str:
    """Report somebody, here or elsewhere, with works of theirs; returns the report's id.

    With `forward` their own server is told as well, by this instance: who reported stays unknown there.
    Raises Invalid, NotFound for works that are not theirs or that the viewer may not see, TooFast.
    """
    words = text.strip()
    if len(words) > TEXT_LIMIT:
        raise Invalid({"text": say("Please keep the text under %(most)s characters.", most=number(TEXT_LIMIT))})
    if len(mentioned) > WORKS:
        raise Invalid({"works": say("Please name up to %(most)s works.", most=WORKS)})
    if actor.id == viewer.actor.id:
        raise Invalid({"actor": say("You cannot report yourself.")})
    sender = await local_actors.ensure_instance_actor(it)

    def store(tx: Tx) -> str:
        if reports.recent(tx, viewer.actor.uri, it.clock() - HOUR) >= PER_PERSON:
            raise TooFast("too many reports", retry_after=HOUR // 1000, rule="CAP-04")
        meant = [_theirs(tx, viewer, actor, ident) for ident in dict.fromkeys(mentioned)]
        onward = forward and not actor.local and not actor.deleted
        ident = _keep(
            tx, it, None, viewer.actor.uri, actor.id, [w.id for w in meant], words, local=True, forwarded=onward
        )
        if onward:
            uri = outbox.new_activity(it)
            document = render.flag(uri, sender.uri, actor.uri, [w.uri for w in meant], words)
            outbox.enqueue(tx, it, Outgoing(sender, "Flag", uri, document, public=False), [actor.inbox])
        return ident

    made = await it.db.write(store)
    it.wake.set()
    return made


def _theirs(tx: Tx, viewer: Viewer, actor: Actor, ident: WorkId) -> Work:
    work = works.by_id(tx, ident)
    if work is None or work.actor_id != actor.id or not audience.may_see(tx, work, viewer.actor):
        raise NotFound("no such work of theirs")
    return work
