"""Deciding about reports: one transaction for the decision, what it does, the audit rows and the news of it."""

from collections.abc import Sequence

from fedart.domain.actor import Actor, Viewer
from fedart.domain.domains import above
from fedart.domain.ids import WorkId
from fedart.domain.report import Decision, may_become
from fedart.domain.work import Work, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import applications_out, ending, moderation, posters, removal, sanctions
from fedart.services import works as publishing
from fedart.storage import accounts, activities, actors, job_searches, jobs, notifications, reports, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.reports import Report
from fedart.words import say

NOTE_LIMIT = 1_000


async def remove_job(it: Instance, by: Viewer, work_id: WorkId, reason: str) -> None:
    """Take a job away that is a fraud, ours or another server's; title, day and reason stay for anybody to read.

    Raises Forbidden, NotFound, and Invalid without a reason.
    """
    sanctions.require(by)
    words = reason.strip()[:NOTE_LIMIT]
    if not words:
        raise Invalid({"reason": say("Please give the reason.")})

    def store(tx: Tx) -> None:
        job, work = jobs.by_work(tx, work_id), works.by_id(tx, work_id)
        if job is None or work is None or work.state is WorkState.DELETED:
            raise NotFound("no such job")
        if job.opened is not None:
            job_searches.note_removed(tx, work.id, job.terms.title, words, it.clock())
        _remove(tx, it, by, work, words)

    await it.db.write(store)
    it.wake.set()


async def decide(
    it: Instance, by: Viewer, ident: str, decision: Decision, reason: str, chosen: Sequence[WorkId] = ()
) -> None:
    """Decide about an open report. `chosen`: which of the works that it names are removed as well.

    Works of ours are deleted everywhere they went; those of others are removed here and never taken again.
    Raises Forbidden, NotFound when the report is not open or about the moderator, and Invalid.
    """
    sanctions.require(by)
    words = reason.strip()[:NOTE_LIMIT]
    if not words:
        raise Invalid({"note": say("Please give the reason.")})

    def store(tx: Tx) -> None:
        report = reports.by_id(tx, ident)
        actor = actors.by_id(tx, report.about) if report else None
        if report is None or actor is None or not may_become(report.state, decision.state):
            raise NotFound("no open report")
        if actor.id == by.actor.id and set(accounts.moderators(tx)) - {actor.id}:
            raise NotFound("about oneself", rule="WEB-10")
        _act(tx, it, by, decision, actor, words, _named(tx, report, decision, chosen))
        if not reports.close(tx, ident, decision, words, by.account.id, it.clock()):
            raise NotFound("this was decided already")
        activities.audit(tx, by.account.id, f"report {decision}", ident, words, it.clock())
        _tell(tx, it, report, decision)

    await it.db.write(store)
    it.wake.set()


def _named(tx: Tx, report: Report, decision: Decision, chosen: Sequence[WorkId]) -> list[Work]:
    """The chosen works, as far as the report names them and they are still here. Raises Invalid when there is none."""
    if decision is Decision.DISMISS:
        return []
    wanted = [works.by_id(tx, ident) for ident in report.works if ident in set(chosen)]
    found = [work for work in wanted if work and work.actor_id == report.about and work.state is not WorkState.DELETED]
    if decision is Decision.REMOVE and not found:
        raise Invalid({"works": say("Please choose what is to be removed.")})
    return found


def _act(tx: Tx, it: Instance, by: Viewer, decision: Decision, actor: Actor, reason: str, gone: Sequence[Work]) -> None:
    for work in gone:
        _remove(tx, it, by, work, reason)
    if decision is Decision.SUSPEND:
        sanctions.suspend(tx, it, by, actor, reason)
    elif decision is Decision.REFUSE:
        if actor.local:
            raise Invalid({"decision": say("They are on this server, which cannot refuse itself.")})
        moderation.refuse(tx, it, by.account, above(actor.host)[0], reason)


def _remove(tx: Tx, it: Instance, by: Viewer, work: Work, reason: str) -> None:
    now, job = it.clock(), jobs.by_work(tx, work.id)
    if job is not None and job.opened is not None:
        # What moderators write to each other and to the poster about a report is not for everybody.
        job_searches.note_removed(tx, work.id, job.terms.title, "", now)
    if work.local:
        ending.with_job(tx, work, now, Notice.JOB_REMOVED)
        publishing.withdraw(tx, it, work)
        about = f"{work.title}: {reason}" if work.title else reason
        posters.tell(tx, work.actor_id, Notice.REMOVED, now, work=work.id, detail=about)
    else:
        # Buried, so that neither another copy nor a later edit brings it back.
        activities.bury(tx, work.uri, work.actor_uri, now)
        applications_out.with_job(tx, it, work.id)
        ending.with_job(tx, work, now, Notice.JOB_REMOVED)
        removal.remove(tx, work, now)
    activities.audit(tx, by.account.id, "remove work", work.id, reason, now)


def _tell(tx: Tx, it: Instance, report: Report, decision: Decision) -> None:
    """Tell one of ours that somebody has decided about what they reported, not in which words."""
    reporter = actors.by_uri(tx, report.from_uri) if report.local else None
    if reporter is not None and reporter.local:
        notifications.add(
            tx, reporter.id, Notice.DECIDED, it.clock(), by=report.about, detail=f"{decision.state} {report.id}"
        )
