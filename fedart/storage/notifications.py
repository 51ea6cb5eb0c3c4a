"""What people are told: likes, boosts, replies, mentions, follows, and what became of their pictures."""

from enum import StrEnum

from fedart.domain.ids import new_id
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("notifications.sql")


class Notice(StrEnum):
    LIKE = "like"
    BOOST = "boost"
    REPLY = "reply"
    MENTION = "mention"
    FOLLOW = "follow"
    REQUEST = "request"
    ACCEPTED = "accepted"
    HELD = "held"
    RELEASED = "released"
    DROPPED = "dropped"
    LABELLED = "labelled"
    APPEAL = "appeal"
    REPORT = "report"
    DECIDED = "decided"
    REMOVED = "removed"
    MOVED = "moved"
    ASKED = "asked"
    LET_IN = "let in"
    NOT_LET_IN = "not let in"
    CREDIT = "credit"
    CREDITED = "credited"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    APPLIED = "applied"
    APPLICATION = "application"
    WITHDRAWN = "withdrawn"
    JOB_REMOVED = "job removed"
    JOB_GONE = "job gone"
    JOB_FITS = "job fits"
    JOB_ENDS = "job ends"
    STUDIO_ASKED = "studio asked"
    STUDIO_JOINED = "studio joined"
    STUDIO_RANK = "studio rank"
    STUDIO_LEFT = "studio left"
    STUDIO_DOMAIN = "studio domain"
    COMMISSION = "commission"
    COMMISSION_STEP = "commission step"
    COMMISSION_GONE = "commission gone"


HIRING = frozenset(
    {
        Notice.APPLIED,
        Notice.APPLICATION,
        Notice.WITHDRAWN,
        Notice.JOB_REMOVED,
        Notice.JOB_GONE,
        Notice.JOB_FITS,
        Notice.JOB_ENDS,
    }
)
"""News about jobs and applications; what they are about is a job, whose text is not quoted."""


def add(
    tx: Tx,
    actor: str,
    kind: Notice,
    now: int,
    *,
    by: str | None = None,
    work: str | None = None,
    media: str | None = None,
    detail: str = "",
) -> None:
    """Tell one of ours something; the same news from the same person is told once."""
    tx.run(
        SQL.add,
        id=new_id(now),
        actor_id=actor,
        kind=kind.value,
        from_id=by,
        work_id=work,
        media_id=media,
        detail=detail,
        created=now,
    )


def withdraw(tx: Tx, actor: str, kind: Notice, by: str, work: str | None, detail: str = "") -> None:
    """Take news back: what it told was undone."""
    tx.run(SQL.withdraw, actor_id=actor, kind=kind.value, from_id=by, work_id=work, detail=detail)


def seen(tx: Tx, actor: str, up_to: str, now: int) -> None:
    """Mark everything up to that notification as seen."""
    tx.run(SQL.seen, actor_id=actor, up_to=up_to, now=now)


def unseen(tx: Tx, actor: str) -> int:
    row = tx.one(SQL.unseen, actor_id=actor)
    return int(row["n"]) if row else 0
