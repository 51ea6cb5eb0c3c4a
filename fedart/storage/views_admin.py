"""Read models for the people who run the instance, and the numbers that everybody may read."""

from collections.abc import Iterable
from dataclasses import dataclass

from fedart.domain.actor import Role
from fedart.domain.ids import WorkId, first_id
from fedart.domain.media import Media, MediaState
from fedart.storage import statements
from fedart.storage.database import Row, Tx
from fedart.storage.media import Judged
from fedart.storage.views import NEWEST, Page, Person, media_in, page_of, person_in
from fedart.storage.views_home import Plea, judged_in, plea_in

SQL = statements.load("views_admin.sql")


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation link; times in ms. Its token is known only to whom it was shown."""

    role: Role
    note: str
    created: int
    expires: int
    used: int | None
    used_by: str


@dataclass(frozen=True, slots=True)
class Record:
    """What a moderator reads about one picture that was withheld. `decided` in ms, `decided_by` a user name."""

    judged: Judged
    media: Media
    role: str
    file_name: str
    by: Person
    work: tuple[WorkId, str, str] | None
    decided: int | None
    decided_by: str
    plea: Plea | None

    @property
    def waits(self) -> bool:
        """Whether a person may still decide: what was dropped on arrival is gone."""
        return self.media.state is MediaState.HELD and self.decided is None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the check did since a day: pictures looked at, held, dropped, released by a person, appeals written."""

    checked: int
    held: int
    dropped: int
    released: int
    appealed: int


def invites(tx: Tx, account: str, *, limit: int) -> tuple[Invite, ...]:
    """The invitations that somebody made, newest first."""
    return tuple(
        Invite(Role(r["role"]), r["note"], r["created"], r["expires"], r["used"], r["used_by"] or "")
        for r in tx.all(SQL.invites, account=account, limit=limit)
    )


def _records(rows: Iterable[Row]) -> list[Record]:
    records = []
    for row in rows:
        media = media_in(row, "m_")
        if media is not None:
            work = None if row["w_id"] is None else (WorkId(row["w_id"]), row["w_title"], row["w_uri"])
            records.append(
                Record(
                    judged=judged_in(row),
                    media=media,
                    role=row["role"],
                    file_name=row["file_name"],
                    by=person_in(row),
                    work=work,
                    decided=row["decided"],
                    decided_by=row["decided_by"] or "",
                    plea=plea_in(row),
                )
            )
    return records


def withheld(tx: Tx, *, before: str = NEWEST, limit: int) -> Page[Record]:
    """Every picture that was held or dropped, newest first; the cursor is the verdict's id."""
    records = _records(tx.all(SQL.withheld, before=before, limit=limit + 1))
    return page_of(records, [record.judged.id for record in records], limit)


def record(tx: Tx, verdict: str) -> Record | None:
    """One record by its verdict."""
    return next(iter(_records(tx.all(SQL.record, id=verdict))), None)


def appeals(tx: Tx, *, before: str = NEWEST, limit: int) -> Page[Record]:
    """The open appeals, newest first; the cursor is the appeal's id."""
    rows = tx.all(SQL.appeals, before=before, limit=limit + 1)
    return page_of(_records(rows), [row["appeal_id"] for row in rows], limit)


def tally(tx: Tx, since: int) -> Tally:
    """The numbers since a time in ms."""
    row = tx.one(SQL.tally, since=first_id(since))
    if row is None:
        return Tally(0, 0, 0, 0, 0)
    return Tally(row["checked"], row["held"], row["dropped"], row["released"], row["appealed"])
