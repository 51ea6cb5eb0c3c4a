"""Read models for people who are signed in: the bar, notifications, follows, the profile, what is withheld of theirs.

Every statement is scoped to the actor who asks (THREATS WEB-10).
"""

from dataclasses import dataclass

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.ids import MediaId, WorkId
from fedart.domain.media import Label, Media, MediaState
from fedart.domain.report import APPEALS_PER_PICTURE, ProcessFile, ReportState
from fedart.domain.work import Kind, WorkState
from fedart.storage import appeals, messages, statements, syndication
from fedart.storage.actors import actor_of
from fedart.storage.database import Row, Tx
from fedart.storage.notifications import HIRING, Notice
from fedart.storage.verdicts import Judged, judged_of
from fedart.storage.views import NEWEST, Page, Person, media_in, page_of, person_in

SQL = statements.load("views_home.sql")


@dataclass(frozen=True, slots=True)
class Bar:
    """What the top bar knows of its viewer. `letters`: conversations with something new; `appeals` and `reports`:
    those that are open, for those who moderate.
    """

    face: Media | None
    unseen: int
    letters: int
    appeals: int
    reports: int


@dataclass(frozen=True, slots=True)
class News:
    """One notification; times in ms. `work` is what it is about, `parent` what that answers, each with its title.

    `words` is the sanitised HTML of a reply or mention, `warning` what stands before it, `talk` the conversation that
    a direct one belongs to. `follow` is set for a request to follow.
    """

    id: str
    kind: Notice
    detail: str
    created: int
    fresh: bool
    by: Person | None
    work: tuple[WorkId, str] | None
    parent: tuple[WorkId, str] | None
    words: str
    cover: Media | None
    media: tuple[MediaId, MediaState] | None
    follow: tuple[str, FollowState] | None
    warning: str = ""
    talk: WorkId | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """A follow, seen from one of its ends."""

    id: str
    person: Person
    state: FollowState
    created: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One's own profile for its form."""

    actor: Actor
    face: Media | None
    banner: Media | None
    syndicated: bool = True


@dataclass(frozen=True, slots=True)
class Withheld:
    """One of one's own pictures that is not shown, or marked. `title` is its work's; empty for avatars and banners."""

    media: Media
    role: str
    title: str
    file_name: str
    created: int


@dataclass(frozen=True, slots=True)
class Plea:
    """An appeal as its readers see it, with the process files that are still here."""

    text: str
    state: ReportState
    created: int
    files: tuple[ProcessFile, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldReport:
    """Everything the artist is told about a picture that was held, dropped or marked; times in ms."""

    media: Media
    role: str
    file_name: str
    created: int
    work: tuple[WorkId, str, WorkState] | None
    judged: Judged
    decided: int | None
    plea: Plea | None
    may_appeal: bool


def bar(tx: Tx, actor: str, now: int, *, moderates: bool) -> Bar:
    """What stands in the top bar of that actor's pages."""
    row = tx.one(SQL.bar, viewer=actor, now=now, moderates=int(moderates))
    if row is None:
        return Bar(None, 0, 0, 0, 0)
    return Bar(media_in(row, "i_"), row["unseen"], messages.unread(tx, actor, now), row["appeals"], row["reports"])


def _news(row: Row) -> News:
    post = row["w_kind"] == Kind.POST
    talk = row["talk"] if row["kind"] in (Notice.REPLY, Notice.MENTION) else None
    return News(
        id=row["id"],
        kind=Notice(row["kind"]),
        detail=row["detail"],
        created=row["created"],
        fresh=row["seen"] is None,
        by=None if row["a_id"] is None else person_in(row),
        work=None if row["w_id"] is None else (row["w_id"], row["w_title"]),
        parent=None if row["p_id"] is None else (row["p_id"], row["p_title"]),
        words=row["w_content"] if (post or talk) and row["kind"] not in HIRING else "",
        warning=row["w_warning"] or "",
        talk=talk,
        cover=media_in(row, "m_"),
        media=None if row["media_state"] is None else (row["media_id"], MediaState(row["media_state"])),
        follow=None if row["follow_id"] is None else (row["follow_id"], FollowState(row["follow_state"])),
    )


def notifications(tx: Tx, actor: str, now: int, *, before: str = NEWEST, limit: int) -> Page[News]:
    """What happened, newest first; nothing by people out of sight."""
    items = [_news(row) for row in tx.all(SQL.notifications, viewer=actor, now=now, before=before, limit=limit + 1)]
    return page_of(items, [item.id for item in items], limit)


def requests(tx: Tx, actor: str, *, before: str = NEWEST, limit: int) -> Page[Following]:
    """Who asks to follow and waits for an answer."""
    items = [
        Following(row["follow_id"], person_in(row), FollowState.REQUESTED, row["created"])
        for row in tx.all(SQL.requests, actor=actor, before=before, limit=limit + 1)
    ]
    return page_of(items, [item.id for item in items], limit)


def following(tx: Tx, actor: str, *, before: str = NEWEST, limit: int) -> Page[Following]:
    """Whom somebody follows or has asked to follow."""
    items = [
        Following(row["follow_id"], person_in(row), FollowState(row["state"]), row["created"])
        for row in tx.all(SQL.following, actor=actor, before=before, limit=limit + 1)
    ]
    return page_of(items, [item.id for item in items], limit)


def profile(tx: Tx, actor: str) -> Profile | None:
    """One's own profile; None for actors of other servers."""
    row = tx.one(SQL.profile, actor=actor)
    if row is None:
        return None
    return Profile(actor_of(row), media_in(row, "i_"), media_in(row, "b_"), syndication.offered(tx, actor))


def withheld_uploads(tx: Tx, actor: str, *, before: str = NEWEST, limit: int) -> Page[Withheld]:
    """One's own pictures that wait for a person, were not accepted, or are marked as generated."""
    items = []
    for row in tx.all(SQL.withheld_uploads, actor=actor, before=before, limit=limit + 1):
        media = media_in(row, "m_")
        if media is not None:
            items.append(Withheld(media, row["role"], row["title"] or "", row["file_name"], row["created"]))
    return page_of(items, [item.media.id for item in items], limit)


def plea_in(tx: Tx, row: Row) -> Plea | None:
    """The appeal whose columns carry `p_`, with its files."""
    if row["p_id"] is None:
        return None
    return Plea(row["p_text"], ReportState(row["p_state"]), row["p_created"], appeals.files_of(tx, row["p_id"]))


def report(tx: Tx, media: str, actor: str) -> HeldReport | None:
    """The report about one of one's own pictures; None when it is somebody else's or nothing was made of it."""
    row = tx.one(SQL.report, id=media, actor=actor)
    found = media_in(row, "m_") if row else None
    if row is None or found is None:
        return None
    plea = plea_in(tx, row)
    answered = plea is None or plea.state is not ReportState.OPEN
    touched = found.state is not MediaState.KEPT or found.label is not Label.NONE
    return HeldReport(
        media=found,
        role=row["role"],
        file_name=row["file_name"],
        created=row["m_created"],
        work=None if row["w_id"] is None else (row["w_id"], row["w_title"], WorkState(row["w_state"])),
        judged=judged_of(row),
        decided=row["decided"],
        plea=plea,
        may_appeal=touched and answered and row["appeals"] < APPEALS_PER_PICTURE,
    )
