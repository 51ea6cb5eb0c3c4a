"""A commission desk, and a request for a commission on its way.

The desk says what an artist offers and for how much; amounts are whole hundredths of its currency. Whether the artist
takes commissions at all is part of their availability (`practice.Opening.COMMISSIONS`), and the desk follows that. Only
the artist and the client ever see a request (THREATS WEB-09).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NewType

from fedart.domain.hiring import CURRENCIES
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.job import MOST_PAY
from fedart.words import later, number, say

CommissionId = NewType("CommissionId", str)

ITEMS: Final = 20
EXTRAS: Final = 6
SLOTS: Final = 50
NAME_LIMIT: Final = 80
ABOUT_LIMIT: Final = 500
LINE_LIMIT: Final = 120
TASTE_LIMIT: Final = 800
TERMS_LIMIT: Final = 5_000
WISH_LIMIT: Final = 4_000
SOURCES_LIMIT: Final = 1_500
REASON_LIMIT: Final = 500
KEPT_DAYS: Final = 180
"""How long a request stays after it is done, declined or cancelled."""


class Status(StrEnum):
    """Whether the desk takes requests, and for when."""

    OPEN = "open"
    WAITLIST = "waitlist"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        return _STATUS[self]

    @property
    def badge(self) -> str:
        """As it stands on the artist's page."""
        return _BADGES[self]


_STATUS: Final = {
    Status.OPEN: later("Open"),
    Status.WAITLIST: later("Waitlist"),
    Status.CLOSED: later("Closed"),
}
_BADGES: Final = {
    Status.OPEN: later("Commissions open"),
    Status.WAITLIST: later("Commissions: waitlist"),
    Status.CLOSED: later("Commissions closed"),
}


@dataclass(frozen=True, slots=True)
class Extra:
    """What can be added to an item, for its own price."""

    name: str
    price: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu. `exact`: it costs that, and otherwise that or more; `work`: a sample of one's own."""

    name: str
    about: str = ""
    price: int = 0
    exact: bool = False
    extras: tuple[Extra, ...] = ()
    work: WorkId | None = None

    def problems(self, row: int) -> Iterator[tuple[str, str]]:
        """What has to change, with the name of its field in that row of the form."""
        if not 0 < len(self.name) <= NAME_LIMIT:
            yield f"name{row}", say("Please say what it is, in up to %(most)s characters.", most=NAME_LIMIT)
        if len(self.about) > ABOUT_LIMIT:
            yield f"about{row}", say("Please keep this under %(most)s characters.", most=ABOUT_LIMIT)
        if not 0 < self.price <= MOST_PAY:
            yield f"price{row}", say("Please give a price, like 40 or 39.50.")
        for at, extra in enumerate(self.extras, 1):
            if not 0 < len(extra.name) <= NAME_LIMIT:
                name = f"extra{row}-{at}"
                yield name, say("Please say what it is, in up to %(most)s characters.", most=NAME_LIMIT)
            if not 0 <= extra.price <= MOST_PAY:
                yield f"charge{row}-{at}", say("Please give a price, like 40 or 39.50.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What an artist says at their desk. `queue_shown`: visitors see how far the queue is, without names; `changed` in
    epoch milliseconds."""

    status: Status
    slots: int
    currency: str
    menu: tuple[Item, ...] = ()
    will: str = ""
    wont: str = ""
    terms: str = ""
    usual: str = ""
    queue_shown: bool = False
    changed: int = 0

    @property
    def least(self) -> int | None:
        """The lowest price of the menu; None without one."""
        return min((item.price for item in self.menu), default=None)

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence."""
        problems = {}
        if not 1 <= self.slots <= SLOTS:
            problems["slots"] = say("Please give a number from 1 to %(most)s.", most=SLOTS)
        if self.currency not in CURRENCIES:
            problems["currency"] = say("Please choose a currency.")
        if len(self.menu) > ITEMS:
            problems["menu"] = say("A menu holds up to %(most)s items.", most=ITEMS)
        limits = {"usual": LINE_LIMIT, "will": TASTE_LIMIT, "wont": TASTE_LIMIT, "terms": TERMS_LIMIT}
        for name, most in limits.items():
            if len(getattr(self, name)) > most:
                problems[name] = say("Please keep this under %(most)s characters.", most=number(most))
        for row, item in enumerate(self.menu, 1):
            problems |= dict(item.problems(row))
        return problems


@dataclass(frozen=True, slots=True)
class Standing:
    """A desk as it stands today. `taken`: how many of its slots; `listed`: the artist is open for commissions."""

    desk: Desk
    taken: int
    listed: bool

    @property
    def free(self) -> int:
        return max(0, self.desk.slots - self.taken)

    @property
    def status(self) -> Status:
        """Availability decides whether it is closed, and the queue whether there is more than the waitlist."""
        if not self.listed:
            return Status.CLOSED
        waits = self.desk.status is Status.WAITLIST or self.free == 0
        return Status.WAITLIST if waits else Status.OPEN


class Step(StrEnum):
    """Where a request stands."""

    NEW = "new"
    WAITING = "waitlist"
    ACCEPTED = "accepted"
    SKETCH = "sketch"
    PROGRESS = "progress"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        """As the artist's columns are headed."""
        return _STEPS[self][0]

    @property
    def told(self) -> str:
        """What both sides read of it, as a whole sentence."""
        return _STEPS[self][1]

    @property
    def verb(self) -> str:
        """What the artist's button says."""
        return _STEPS[self][2]

    @property
    def takes_slot(self) -> bool:
        return self in (Step.ACCEPTED, Step.SKETCH, Step.PROGRESS)

    @property
    def over(self) -> bool:
        return self in (Step.DONE, Step.DECLINED, Step.CANCELLED)


_STEPS: Final = {
    Step.NEW: (later("New"), later("The request was sent."), ""),
    Step.WAITING: (later("Waitlist"), later("It is on the waitlist."), later("Put on the waitlist")),
    Step.ACCEPTED: (later("Accepted"), later("It is accepted."), later("Accept")),
    Step.SKETCH: (later("Sketch"), later("A sketch is being made."), later("Sketch begun")),
    Step.PROGRESS: (later("In progress"), later("The work is in progress."), later("Work in progress")),
    Step.DONE: (later("Done"), later("It is done."), later("Done")),
    Step.DECLINED: (later("Declined"), later("It was declined."), later("Decline")),
    Step.CANCELLED: (later("Cancelled"), later("It was cancelled."), later("Cancel")),
}

TRANSITIONS: Final[dict[Step, frozenset[Step]]] = {
    Step.NEW: frozenset({Step.WAITING, Step.ACCEPTED, Step.DECLINED}),
    Step.WAITING: frozenset({Step.ACCEPTED, Step.DECLINED}),
    Step.ACCEPTED: frozenset({Step.SKETCH, Step.PROGRESS, Step.DONE, Step.CANCELLED}),
    Step.SKETCH: frozenset({Step.ACCEPTED, Step.PROGRESS, Step.DONE, Step.CANCELLED}),
    Step.PROGRESS: frozenset({Step.SKETCH, Step.DONE, Step.CANCELLED}),
    Step.DONE: frozenset({Step.PROGRESS}),
    Step.DECLINED: frozenset(),
    Step.CANCELLED: frozenset(),
}
"""What the artist may do; a press of the wrong button can be taken back while the work is under way."""


class Purpose(StrEnum):
    """What a client wants to use the work for."""

    PERSONAL = "personal"
    COMMERCIAL = "commercial"

    @property
    def words(self) -> str:
        return _PURPOSES[self]


_PURPOSES: Final = {Purpose.PERSONAL: later("Personal"), Purpose.COMMERCIAL: later("Commercial")}


@dataclass(frozen=True, slots=True)
class Ask:
    """What a client writes. `chosen`: items of the menu with the add-ons that are wanted; `sources`: references as
    plain text, which lead nowhere; `deadline`: the last day that is any use."""

    wish: str = ""
    chosen: tuple[Item, ...] = ()
    sources: str = ""
    budget: str = ""
    deadline: date | None = None
    purpose: Purpose | None = None

    def problems(self, today: date) -> dict[str, str]:
        """What has to change before it can be sent: field name to sentence."""
        problems = {}
        if not self.wish.strip():
            problems["wish"] = say("Please say what you would like.")
        for name, most in (("wish", WISH_LIMIT), ("sources", SOURCES_LIMIT), ("budget", LINE_LIMIT)):
            if len(getattr(self, name)) > most:
                problems[name] = say("Please keep this under %(most)s characters.", most=number(most))
        if self.deadline is not None and self.deadline < today:
            problems["deadline"] = say("This day is over. Please give another, or none.")
        if self.purpose is None:
            problems["purpose"] = say("Please say what it is for.")
        return problems


def sum_of(chosen: Sequence[Item]) -> tuple[int, bool]:
    """What items cost together with their add-ons, and whether it is exactly that."""
    total = sum(item.price + sum(extra.price for extra in item.extras) for item in chosen)
    return total, all(item.exact for item in chosen)


@dataclass(frozen=True, slots=True)
class Commission:
    """A request as it is stored; times in epoch milliseconds. `reason`: why it was declined; `talk`: the conversation
    of the two sides; `linked`: a secret link shows how far it is."""

    id: CommissionId
    artist_id: ActorId
    client_id: ActorId
    step: Step
    ask: Ask
    currency: str
    reason: str
    created: int
    over: int | None
    talk: WorkId | None = None
    linked: bool = False
