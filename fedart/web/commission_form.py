"""The form of a commission desk: rows of a menu that are added and removed by buttons, and what was typed in them."""

from dataclasses import dataclass, replace
from typing import Final

from fedart.domain.commission import (
    ABOUT_LIMIT,
    EXTRAS,
    ITEMS,
    LINE_LIMIT,
    NAME_LIMIT,
    SLOTS,
    TASTE_LIMIT,
    TERMS_LIMIT,
    Desk,
    Extra,
    Item,
    Status,
)
from fedart.domain.ids import WorkId, is_id
from fedart.domain.practice import line
from fedart.web import uploads
from fedart.web.job_form import hundredths

LIMITS: Final = {
    "items": ITEMS,
    "extras": EXTRAS,
    "slots": SLOTS,
    "name": NAME_LIMIT,
    "about": ABOUT_LIMIT,
    "line": LINE_LIMIT,
    "taste": TASTE_LIMIT,
    "terms": TERMS_LIMIT,
}
EXACT: Final = "exact"
BUTTONS: Final = ("add", "extra", "remove", "earlier", "later")
NOT_READ: Final = -1
"""A price or a number that is none: no desk can be kept with it."""


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the menu as it was typed. `extras`: name and price of each add-on."""

    name: str = ""
    about: str = ""
    price: str = ""
    exact: bool = False
    work: str = ""
    extras: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.name or self.about.strip() or self.price or self.work or self.extras)

    def item(self) -> Item:
        """What it says, with a price that no menu takes where none can be read."""
        return Item(
            name=self.name,
            about=self.about.strip(),
            price=_amount(self.price),
            exact=self.exact,
            extras=tuple(Extra(name, _amount(price)) for name, price in self.extras),
            work=WorkId(self.work) if is_id(self.work) else None,
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """A desk as it was typed."""

    status: str = Status.OPEN.value
    slots: str = "3"
    currency: str = "EUR"
    rows: tuple[Row, ...] = (Row(),)
    will: str = ""
    wont: str = ""
    terms: str = ""
    usual: str = ""
    queue: bool = False

    def filled(self) -> "Typed":
        """The same without rows in which nothing stands."""
        return replace(self, rows=tuple(row for row in self.rows if not row.empty))

    def desk(self) -> Desk:
        """What it says; `Desk.problems` tells whether it can be kept."""
        return Desk(
            status=Status(self.status) if self.status in set(Status) else Status.CLOSED,
            slots=_number(self.slots),
            currency=self.currency,
            menu=tuple(row.item() for row in self.rows),
            will=self.will.strip(),
            wont=self.wont.strip(),
            terms=self.terms.strip(),
            usual=self.usual,
            queue_shown=self.queue,
        )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else NOT_READ


def _amount(text: str) -> int:
    found = hundredths(text) if text.strip() else None
    return NOT_READ if found is None else found


def typed(form: uploads.Form) -> Typed:
    """A desk as its form brought it."""
    numbers = [row for row in range(1, ITEMS + 1) if f"name{row}" in form.fields]
    return Typed(
        status=form.text("status"),
        slots=form.text("slots").strip(),
        currency=form.text("currency"),
        rows=tuple(_row(form, row) for row in numbers),
        will=form.text("will"),
        wont=form.text("wont"),
        terms=form.text("terms"),
        usual=line(form.text("usual")),
        queue=form.checked("queue"),
    )


def _row(form: uploads.Form, row: int) -> Row:
    pairs = [
        (line(form.text(f"extra{row}-{at}")), form.text(f"charge{row}-{at}").strip()) for at in range(1, EXTRAS + 1)
    ]
    return Row(
        name=line(form.text(f"name{row}")),
        about=form.text(f"about{row}"),
        price=form.text(f"price{row}").strip(),
        exact=form.text(f"exact{row}") == EXACT,
        work=form.text(f"work{row}"),
        extras=tuple(pair for pair in pairs if any(pair)),
    )


def stored(desk: Desk, listed_as: Status) -> Typed:
    """The form as a desk is now."""
    return Typed(
        status=listed_as.value,
        slots=str(desk.slots),
        currency=desk.currency,
        rows=tuple(_shown(item) for item in desk.menu),
        will=desk.will,
        wont=desk.wont,
        terms=desk.terms,
        usual=desk.usual,
        queue=desk.queue_shown,
    )


def _shown(item: Item) -> Row:
    extras = tuple((extra.name, plain(extra.price)) for extra in item.extras)
    return Row(item.name, item.about, plain(item.price), item.exact, item.work or "", extras)


def plain(amount: int) -> str:
    """An amount as it is typed into a field: `40`, `39.50`."""
    whole, rest = divmod(amount, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def pressed(shown: Typed, do: str) -> Typed | None:
    """The form after a button that changes its rows; None for the one that keeps the desk."""
    what, _, at = do.partition(" ")
    if what not in BUTTONS:
        return None
    row = int(at) - 1 if at.isascii() and at.isdigit() and len(at) < 3 else -1
    rows = shown.rows
    if what == "add" and len(rows) < ITEMS:
        return replace(shown, rows=(*rows, Row()))
    if what == "remove" and 0 <= row < len(rows):
        return replace(shown, rows=(*rows[:row], *rows[row + 1 :]))
    first = {"earlier": row - 1, "later": row}.get(what, -1)
    if 0 <= first < len(rows) - 1:
        return replace(shown, rows=(*rows[:first], rows[first + 1], rows[first], *rows[first + 2 :]))
    return shown
