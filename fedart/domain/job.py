"""A job as its poster states it: what, for how much, where, until when, how to apply; and the states it goes through.

Pay is required, or the word UNPAID is shown large. Amounts are whole hundredths of a currency's unit.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from fedart.domain.hiring import CURRENCIES, Discipline, Experience, JobType, Mode, Rights, Trial, Unit
from fedart.domain.ids import ActorId, WorkId, origin_of
from fedart.words import later, say

TITLE_LIMIT: Final = 120
DESCRIPTION_LIMIT: Final = 10_000
LINE_LIMIT: Final = 200
DISCIPLINES: Final = 5
COUNTRIES: Final = 30
OPENINGS: Final = 1_000
DAYS: Final = 60
"""How long a job stays open unless its poster says otherwise; MOST_DAYS is the longest."""
MOST_DAYS: Final = 90
MOST_PAY: Final = 100_000_000_00


@dataclass(frozen=True, slots=True)
class Pay:
    """From `least` to `most` hundredths of `currency` for each `unit`; both 0 where the unit needs no amount."""

    unit: Unit
    least: int = 0
    most: int = 0
    currency: str = ""

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence."""
        if not self.unit.paid:
            return {}
        problems = {}
        if not 0 < self.least <= MOST_PAY:
            problems["pay"] = say("Please name the pay. If there is none, choose “unpaid”.")
        elif self.most and not self.least <= self.most <= MOST_PAY:
            problems["pay_most"] = say("The highest pay is below the lowest.")
        if self.currency not in CURRENCIES:
            problems["currency"] = say("Please choose a currency.")
        return problems


@dataclass(frozen=True, slots=True)
class Place:
    """`town` and `country` of the place of work; `countries`: where remote people may live, none for anywhere.

    Countries are ISO 3166-1 alpha-2.
    """

    mode: Mode
    town: str = ""
    country: str = ""
    countries: tuple[str, ...] = ()

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence."""
        problems = {}
        if self.mode is not Mode.REMOTE:
            if not self.town.strip():
                problems["town"] = say("Please name the town.")
            if not _is_country(self.country):
                problems["country"] = say("Please choose the country.")
        if len(self.town) > LINE_LIMIT:
            problems["town"] = say("Please keep this under %(most)s characters.", most=LINE_LIMIT)
        if len(self.countries) > COUNTRIES or not all(_is_country(code) for code in self.countries):
            problems["countries"] = say("Please choose up to %(most)s countries, or none for anywhere.", most=COUNTRIES)
        return problems


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()


@dataclass(frozen=True, slots=True)
class Ways:
    """How to apply: here with one’s portfolio, at an https address, by mail. At least one.

    `intent`: what an application answers that is sent from another server, where the job’s own takes those (FEP-0837).
    """

    here: bool = True
    link: str = ""
    mail: str = ""
    intent: str = ""

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence."""
        problems = {}
        if not (self.here or self.link or self.mail):
            problems["here"] = say("Please say how to apply: here, at an address, or by mail.")
        if self.link and not _is_https(self.link):
            problems["link"] = say("Please give the whole address, beginning with https://.")
        if self.mail and not _is_mail(self.mail):
            problems["mail"] = say("This is no mail address.")
        return problems


def _is_https(address: str) -> bool:
    """An https address of a named host, without a name and password in it (WEB-13)."""
    if len(address) > 1_000 or any(not char.isprintable() or char.isspace() for char in address):
        return False
    if origin_of(address) is None:
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" and "." in (parts.hostname or "").strip(".")


def _is_mail(address: str) -> bool:
    name, at, host = address.rpartition("@")
    plain = len(address) <= 254 and address.isascii() and address.isprintable() and not _ODD & set(address)
    return plain and bool(at and name) and "." in host.strip(".") and host == host.strip(".")


_ODD: Final = frozenset(' <>",;:()[]')


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs to enter a call, in hundredths of `currency`; 0 is free, None is not said."""

    amount: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """What a poster may add; each is a line of plain text (XSS-05)."""

    experience: Experience = Experience.ANY
    languages: str = ""
    start: str = ""
    duration: str = ""
    hours: str = ""
    software: str = ""
    rights: Rights = Rights.UNSAID
    credit: str = ""
    schedule: str = ""
    trial: Trial = Trial.NONE
    openings: int = 1
    benefits: str = ""
    visa: str = ""
    access: str = ""
    contact: str = ""
    eligibility: str = ""
    fee: Fee = field(default_factory=Fee)

    LINES = (
        "languages", "start", "duration", "hours", "software", "credit", "schedule", "benefits", "visa", "access",
        "contact", "eligibility",
    )  # fmt: skip

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence."""
        sentence = say("Please keep this under %(most)s characters.", most=LINE_LIMIT)
        problems = {name: sentence for name in self.LINES if len(getattr(self, name)) > LINE_LIMIT}
        if not 1 <= self.openings <= OPENINGS:
            problems["openings"] = say("Please name how many people are wanted: 1 to %(most)s.", most=OPENINGS)
        return problems


@dataclass(frozen=True, slots=True)
class Terms:
    """A whole job. `uses_ai` and `trains_ai`: what its poster answers to the two questions, None for no answer yet."""

    title: str
    description: str
    type: JobType
    disciplines: tuple[Discipline, ...]
    pay: Pay
    place: Place
    closes: date
    ways: Ways
    uses_ai: bool | None
    trains_ai: bool | None
    details: Details = field(default_factory=Details)

    def problems(self, today: date) -> dict[str, str]:
        """What has to change before it can be published: field name to sentence. Empty when all is well."""
        problems = {}
        if not self.title.strip() or len(self.title) > TITLE_LIMIT:
            problems["title"] = say("Please give a title of up to %(most)s characters.", most=TITLE_LIMIT)
        if not self.description.strip() or len(self.description) > DESCRIPTION_LIMIT:
            problems["description"] = say(
                "Please describe the work in up to %(most)s characters.", most=DESCRIPTION_LIMIT
            )
        if not 1 <= len(self.disciplines) <= DISCIPLINES:
            problems["discipline"] = say("Please choose one to %(most)s fields of work.", most=DISCIPLINES)
        if not today < self.closes <= today + timedelta(days=MOST_DAYS):
            problems["closes"] = say("Please choose a day within the next %(most)s days.", most=MOST_DAYS)
        if self.uses_ai is None:
            problems["uses_ai"] = say("Please answer this: it stands on the job’s card.")
        if self.trains_ai is None:
            problems["trains_ai"] = say("Please answer this: it stands on the job’s card.")
        if self.type.call and self.details.fee.amount is None:
            problems["fee"] = say("Please name the fee, 0 if there is none: calls have to show it.")
        parts = (self.pay, self.place, self.ways, self.details)
        return problems | {name: text for part in parts for name, text in part.problems().items()}


class JobState(StrEnum):
    """Where a job stands. A draft is its poster's alone, and so is one under review; ARCHIVED is kept for its pay."""

    DRAFT = "draft"
    REVIEW = "review"
    OPEN = "open"
    PAUSED = "paused"
    FILLED = "filled"
    CLOSED = "closed"
    EXPIRED = "expired"
    ARCHIVED = "archived"
    REMOVED = "removed"

    @property
    def words(self) -> str:
        return _STATES[self]

    @property
    def over(self) -> bool:
        """Whether nobody can apply any more, for good or until it is renewed."""
        return self not in (JobState.DRAFT, JobState.REVIEW, JobState.OPEN, JobState.PAUSED)


_STATES: Final = {
    JobState.DRAFT: later("Draft"),
    JobState.REVIEW: later("Waits for a person"),
    JobState.OPEN: later("Open"),
    JobState.PAUSED: later("Paused"),
    JobState.FILLED: later("Filled"),
    JobState.CLOSED: later("Closed"),
    JobState.EXPIRED: later("Expired"),
    JobState.ARCHIVED: later("In the archive"),
    JobState.REMOVED: later("Removed"),
}

TRANSITIONS: Final[dict[JobState, frozenset[JobState]]] = {
    JobState.DRAFT: frozenset({JobState.REVIEW, JobState.OPEN, JobState.REMOVED}),
    JobState.REVIEW: frozenset({JobState.OPEN, JobState.DRAFT, JobState.REMOVED}),
    JobState.OPEN: frozenset(
        {JobState.PAUSED, JobState.FILLED, JobState.CLOSED, JobState.EXPIRED, JobState.REVIEW, JobState.REMOVED}
    ),
    JobState.PAUSED: frozenset({JobState.OPEN, JobState.FILLED, JobState.CLOSED, JobState.EXPIRED, JobState.REMOVED}),
    JobState.FILLED: frozenset({JobState.OPEN, JobState.ARCHIVED, JobState.REMOVED}),
    JobState.CLOSED: frozenset({JobState.OPEN, JobState.ARCHIVED, JobState.REMOVED}),
    JobState.EXPIRED: frozenset({JobState.OPEN, JobState.ARCHIVED, JobState.REMOVED}),
    JobState.ARCHIVED: frozenset({JobState.REMOVED}),
    JobState.REMOVED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Job:
    """A job that is known here, ours or another server's: the work that carries it, what it says, where it stands.

    Times are epoch milliseconds. `ends`: when it expires by our own clock, whatever its origin says or forgets.
    """

    work_id: WorkId
    actor_id: ActorId
    local: bool
    terms: Terms
    state: JobState
    opened: int | None
    ends: int
    changed: int
