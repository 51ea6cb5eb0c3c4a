"""Judging again: pictures whose check did not finish, and stored ones when the model has changed.

A repeated check may show what was held by estimate. It never takes away what is shown: that is put before a person.
Where a person has decided, nothing is judged again.
"""

import asyncio
from dataclasses import dataclass, replace

import orjson

from fedart import log
from fedart.domain.actor import Account
from fedart.domain.ids import MediaId, new_id
from fedart.domain.media import Label, Media, MediaState
from fedart.domain.policy import Action, Policy, Report, Verdict
from fedart.domain.report import ReportState
from fedart.errors import FedartError, Forbidden, Invalid, Unavailable
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.refused import PictureRefused
from fedart.services import media as door
from fedart.services import policy, queue, settling
from fedart.storage import accounts, activities, appeals, media, notifications, rejudgings, tallies, verdicts
from fedart.storage.database import Tx
from fedart.storage.media import Owned
from fedart.storage.notifications import Notice
from fedart.storage.rejudgings import Rejudging
from fedart.storage.verdicts import Judged
from fedart.words import say

BATCH = 25
STEP_SECONDS = 25.0
_BY_CHECK = ("estimated", "error")
"""Reasons that a repeated check may lift; what a file declares stays until a person has looked."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one look changed: `released` is shown now, `waiting` is shown and put before a person."""

    released: bool = False
    waiting: bool = False
    failed: bool = False


async def at_start(it: Instance) -> None:
    """Queue every picture that is held because its check did not finish."""

    def store(tx: Tx) -> None:
        for ident in media.held_for_error(tx):
            queue.judge(tx, ident, it.clock(), 0)

    await it.db.write(store)


async def again(it: Instance, payload: bytes) -> None:
    """The task for one picture whose check did not finish. Raises Unavailable to be tried again.

    It then goes where the verdict says, as if it came in now.
    """
    ident = MediaId(orjson.loads(payload)["media"])
    owned, judged = await it.db.read(lambda tx: (media.by_id(tx, ident), verdicts.newest(tx, ident)))
    if owned is None or judged is None or owned.media.state is not MediaState.HELD or owned.media.reason != "error":
        return
    verdict = await _verdict(it, owned, judged)
    if verdict.action is Action.HOLD and verdict.reason == "error":
        raise Unavailable(f"the check failed again: {verdict.report.error}", rule="MED-06")
    await _apply(it, owned, judged, verdict)


async def start(it: Instance, by: Account, *, since: int = 0, held_only: bool = False) -> Rejudging:
    """Queue a run over the stored pictures made since then (ms). Raises Forbidden, Invalid while another one runs."""
    if not by.role.administers:
        raise Forbidden("only admins judge everything again")
    info, now = it.detector.describe(), it.clock()

    def store(tx: Tx) -> Rejudging:
        run = Rejudging(
            id=new_id(now),
            model=info.label if info else "",
            model_hash=info.sha256 if info else "",
            since=since,
            held_only=held_only,
            started=now,
            finished=None,
            place="",
            total=media.count_to_judge(tx, since=since, held_only=held_only),
            checked=0,
            released=0,
            waiting=0,
            failed=0,
        )
        if not rejudgings.start(tx, run):
            raise Invalid({"rejudge": say("Stored pictures are being judged again already: see its status.")})
        queue.rejudge(tx, run.id, now)
        activities.audit(tx, by.id, "judge stored pictures again", run.model or "no model", "", now)
        return run

    run = await it.db.write(store)
    it.wake.set()
    return run


async def status(it: Instance) -> Rejudging | None:
    """The newest run, whether or not it has finished; None when there never was one."""
    return await it.db.read(rejudgings.newest)


async def step(it: Instance, payload: bytes) -> None:
    """The task that looks at the next pictures of a run, and queues the one after it. Raises Unavailable while this

    server still works with another model than the run is for.
    """
    ident = orjson.loads(payload)["run"]
    run = await it.db.read(lambda tx: rejudgings.by_id(tx, ident))
    if run is None or run.finished is not None:
        return
    info = it.detector.describe()
    if run.model_hash != (info.sha256 if info else ""):
        raise Unavailable("this server still works with another model: restart it")
    batch = await it.db.read(
        lambda tx: media.to_judge(tx, after=run.place, since=run.since, held_only=run.held_only, limit=BATCH)
    )
    loop, ended = asyncio.get_running_loop(), False
    until = loop.time() + STEP_SECONDS
    for owned in batch:
        ended = owned.created > run.started
        if ended or loop.time() > until:
            break
        await _one(it, run, owned)
    await _go_on(it, run, ended=ended or not batch)


async def _go_on(it: Instance, run: Rejudging, *, ended: bool) -> None:
    def store(tx: Tx) -> Rejudging | None:
        if ended:
            rejudgings.finish(tx, run.id, it.clock())
        else:
            queue.rejudge(tx, run.id, it.clock())
        return rejudgings.by_id(tx, run.id)

    now = await it.db.write(store) or run
    counts = {"checked": now.checked, "total": now.total, "released": now.released, "waiting": now.waiting}
    log.info("rejudged" if ended else "rejudging", **counts, failed=now.failed)
    it.wake.set()


async def abandon(it: Instance, payload: bytes) -> None:
    """The end of a run whose task was given up: another one may begin."""
    ident = orjson.loads(payload)["run"]
    await it.db.write(lambda tx: rejudgings.finish(tx, ident, it.clock()))


async def _one(it: Instance, run: Rejudging, owned: Owned) -> None:
    """Look at one stored picture of a run; whatever is wrong with it is counted and stops nothing."""
    outcome = Outcome()
    try:
        judged = await it.db.read(lambda tx: verdicts.newest(tx, owned.media.id))
        if judged is not None and judged.decision is None:
            verdict = await _verdict(it, owned, judged)
            if verdict.reason == "error":
                outcome = Outcome(failed=True)
            elif verdict.reason != "off":
                outcome = await _apply(it, owned, judged, _gentle(owned, judged, verdict))
    except (FedartError, PictureRefused) as error:
        log.warning("rejudge_failed", media=owned.media.id, reason=error)
        outcome = Outcome(failed=True)
    found = outcome
    await it.db.write(
        lambda tx: rejudgings.advance(
            tx,
            run.id,
            owned.media.id,
            released=int(found.released),
            waiting=int(found.waiting),
            failed=int(found.failed),
        )
    )


def _gentle(owned: Owned, judged: Judged, verdict: Verdict) -> Verdict:
    """A verdict that takes nothing away without a person, and lifts nothing that a file declared itself."""
    if owned.media.state is MediaState.KEPT:
        return replace(verdict, action=Action.KEEP, would=verdict.action) if verdict.action.withholds else verdict
    if verdict.action is Action.DROP:
        return replace(verdict, action=Action.HOLD, would=Action.DROP)
    if verdict.action.withholds or owned.media.reason in _BY_CHECK or verdict.reason == "overturned":
        return verdict
    return replace(verdict, action=Action.HOLD, reason=judged.verdict.reason)


async def _verdict(it: Instance, owned: Owned, judged: Judged) -> Verdict:
    """Today's verdict about a stored picture. Raises NotFound for a lost file, PictureRefused, Unavailable."""
    local = judged.source == door.UPLOAD
    audience, rule = await it.db.read(lambda tx: policy.rule_for(tx, it, owned.actor_id, local=local))
    known = await it.db.read(lambda tx: verdicts.overturned(tx, judged.sha256, owned.actor_id, judged.phash))
    report = Report() if rule.policy is Policy.OFF else await _report(it, owned, judged)
    return door.verdict_for(report, audience, rule, local=local, overturned=known)


async def _report(it: Instance, owned: Owned, judged: Judged) -> Report:
    """What the detector says now: about the file as it came, or else about its largest rendition.

    A rendition declares nothing, so what the file declared then is taken over.
    """
    held = owned.media.state is MediaState.HELD
    if owned.original is not None:
        blob, area = owned.original, Area.QUARANTINE if held else Area.PRIVATE
    else:
        blob, area = _largest(owned.media), Area.QUARANTINE if held else Area.PUBLIC
    data = await asyncio.to_thread(it.blobs.read, blob, area)
    size = it.detector.sample_size
    own = owned.original is not None
    samples = await it.studio.samples(data, size, it.detector.frames, own=own) if size else ()
    report = await it.detector.examine(data, samples)
    return report if owned.original is not None else replace(report, evidence=judged.verdict.report.evidence)


def _largest(picture: Media) -> str:
    return max(picture.renditions, key=lambda r: (r.width * r.height, r.size)).blob


async def _apply(it: Instance, owned: Owned, judged: Judged, verdict: Verdict) -> Outcome:
    """Book a repeated verdict and let the picture go where it says. Raises NotFound when it was settled meanwhile."""
    held = owned.media.state is MediaState.HELD
    shows = verdict.action in (Action.KEEP, Action.LABEL)
    if held and shows:
        await asyncio.to_thread(settling.release_files, it, owned)

    def store(tx: Tx) -> Outcome:
        now = it.clock()
        verdicts.add(tx, new_id(now), owned.media.id, judged.source, judged.sha256, verdict, now, judged.phash)
        if not held:
            _mark(tx, it, owned, verdict)
        elif shows:
            _release(tx, it, owned, verdict)
        elif verdict.action is Action.DROP:
            settling.drop(tx, it, owned, verdict.reason)
            tallies.count_verdict(tx, now, verdict.action, checked=0)
        else:
            settling.hold(tx, owned, verdict.reason)
        return Outcome(released=held and shows, waiting=not held and verdict.would is not None)

    outcome = await it.db.write(store)
    log.info("judged_again", media=owned.media.id, action=verdict.action, reason=verdict.reason, would=verdict.would)
    it.wake.set()
    return outcome


def _release(tx: Tx, it: Instance, owned: Owned, verdict: Verdict) -> None:
    """Show what was held; an open appeal is answered by that."""
    now = it.clock()
    appeals.close(tx, owned.media.id, ReportState.RESOLVED, now)
    tallies.count_verdict(tx, now, verdict.action, checked=0)
    settling.keep(tx, it, owned, door.label_of(verdict))
    if accounts.by_actor(tx, owned.actor_id) is not None:
        kind = Notice.LABELLED if verdict.action is Action.LABEL else Notice.RELEASED
        notifications.add(tx, owned.actor_id, kind, now, work=owned.work_id, media=owned.media.id)


def _mark(tx: Tx, it: Instance, owned: Owned, verdict: Verdict) -> None:
    """Marks of a shown picture follow the newest verdict, unless a person has to look first."""
    label = door.label_of(verdict)
    if verdict.would is not None or label is owned.media.label or owned.media.label is Label.DECIDED:
        return
    settling.keep(tx, it, owned, label)
    tallies.count_verdict(tx, it.clock(), verdict.action, checked=0)
