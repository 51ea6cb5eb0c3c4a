"""Studios as pages show them: who acts for one, which ones somebody acts for, and the jobs of one."""

from dataclasses import dataclass

from fedart.domain.studios import Member
from fedart.storage import statements
from fedart.storage.database import Row, Tx
from fedart.storage.jobs import job_of
from fedart.storage.studios import member_of
from fedart.storage.views import NEWEST, Page, Person, page_of, person_in
from fedart.storage.views_jobs import Posting

SQL = statements.load("views_studios.sql")


@dataclass(frozen=True, slots=True)
class Belonging:
    """Somebody and a studio: `who` is the person in a studio's list, the studio in a person's."""

    member: Member
    who: Person
    suspended: bool = False


def people(tx: Tx, studio: str) -> tuple[Belonging, ...]:
    """Everybody who acts for a studio, owners first, then those who are asked."""
    return tuple(Belonging(member_of(row), person_in(row)) for row in tx.all(SQL.people, studio=studio))


def of_person(tx: Tx, person: str) -> tuple[Belonging, ...]:
    """The studios that somebody acts for or is asked to, the oldest first."""
    rows = tx.all(SQL.of_person, person=person)
    return tuple(Belonging(member_of(row), person_in(row), row["suspended"] is not None) for row in rows)


def open_jobs(tx: Tx, studio: str, limit: int) -> tuple[Posting, ...]:
    """The jobs of a studio that anybody can apply for, newest first."""
    return tuple(_posting(tx, row) for row in tx.all(SQL.open_jobs, studio=studio, limit=limit))


def all_jobs(tx: Tx, studio: str, *, before: str = NEWEST, limit: int) -> Page[Posting]:
    """Every job of a studio, for those who act for it: also what nobody else sees yet."""
    rows = tx.all(SQL.all_jobs, studio=studio, before=before, limit=limit + 1)
    return page_of([_posting(tx, row) for row in rows], [row["work_id"] for row in rows], limit)


def _posting(tx: Tx, row: Row) -> Posting:
    return Posting(job_of(tx, row), person_in(row))
