"""A job's facts as pages show them: money, places and days in the reader's language."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import format_currency

from fedart.domain.hiring import Mode, Rights, Trial, Unit
from fedart.domain.job import Job, Pay, Terms
from fedart.web import filters
from fedart.words import current, later, say

USES_AI: Final = {
    None: later("Not said"),
    False: later("No generative AI in this job"),
    True: later("Works with generative AI"),
}
TRAINS_AI: Final = {
    None: later("Not said"),
    False: later("What you make is not used to train models"),
    True: later("What you make is used to train models"),
}
LINES: Final = (
    ("eligibility", later("Who may apply")),
    ("languages", later("Languages")),
    ("duration", later("Lasts")),
    ("hours", later("Hours")),
    ("software", later("Software")),
    ("credit", later("Credit")),
    ("schedule", later("Payment")),
    ("benefits", later("Benefits")),
    ("visa", later("Visa")),
    ("access", later("Accessibility")),
)


def _locale() -> Locale:
    code = current().code.replace("-", "_")
    return Locale.parse("en_GB" if code == "en" else code)


@lru_cache(maxsize=32)
def _countries(code: str) -> dict[str, str]:
    locale = Locale.parse("en_GB" if code == "en" else code.replace("-", "_"))
    return {name: str(words) for name, words in locale.territories.items() if len(name) == 2 and name.isalpha()}


def country(code: str) -> str:
    """The name of a country (ISO 3166-1 alpha-2); the code itself for one that has no name here."""
    return _countries(current().code).get(code, code)


def countries() -> list[tuple[str, str]]:
    """Every country to choose from, by name."""
    left_out = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    known = _countries(current().code)
    chosen = ((code, name) for code, name in known.items() if code not in left_out)
    return sorted(chosen, key=lambda pair: _plain(pair[1]))


def _plain(name: str) -> str:
    """A name as lists are ordered: `Österreich` stands at O, not behind Z."""
    return "".join(sign for sign in normalize("NFD", name) if not combining(sign)).casefold()


def money(hundredths: int, currency: str) -> str:
    """An amount with its currency: `€2,200`."""
    locale = _locale()
    pattern = None if hundredths % 100 else locale.currency_formats["standard"].pattern.replace(".00", "")
    try:
        return format_currency(
            hundredths / 100, currency, pattern, locale=locale, currency_digits=pattern is None
        ).replace("\xa0", " ")
    except (UnknownLocaleError, ValueError):
        return f"{hundredths / 100:,.2f} {currency}"


def pay(found: Pay) -> str:
    """`€2,200 – €2,600 for the project`; `UNPAID`."""
    if not found.unit.paid:
        return say(found.unit.words)
    least = money(found.least, found.currency)
    if found.most > found.least:
        least = say("%(least)s – %(most)s", least=least, most=money(found.most, found.currency))
    return say("%(amount)s %(unit)s", amount=least, unit=say(found.unit.words))


def place(terms: Terms) -> str:
    """`Remote`, `Remote from Germany, Denmark`, `On site, Kiel, Germany`."""
    found = terms.place
    if found.mode is not Mode.REMOTE:
        return f"{say(found.mode.words)}, {found.town}, {country(found.country)}"
    if not found.countries:
        return say(found.mode.words)
    return say("Remote from %(countries)s", countries=", ".join(country(code) for code in found.countries))


def closes(job: Job) -> str:
    """Its last day: `12 December 2026`."""
    return filters.day(job.ends - 1)


def unpaid(job: Job) -> bool:
    """Whether the word stands large on it."""
    return job.terms.pay.unit is Unit.UNPAID


def ledger(terms: Terms, *, signed_in: bool) -> Iterator[tuple[str, str]]:
    """What stands beside the description: label and words. The contact is for people who are signed in (WEB-13)."""
    details = terms.details
    yield say("Generative AI"), say(USES_AI[terms.uses_ai])
    yield say("Training"), say(TRAINS_AI[terms.trains_ai])
    if details.fee.amount is not None:
        free = details.fee.amount == 0
        yield say("Fee to enter"), say("None") if free else money(details.fee.amount, details.fee.currency)
    if details.rights is not Rights.UNSAID:
        yield say("Rights"), say(details.rights.words)
    yield say("Experience"), say(details.experience.words)
    if details.trial is not Trial.NONE:
        yield say("Test"), say(details.trial.words)
    if details.openings > 1:
        yield say("Openings"), str(details.openings)
    for name, label in LINES:
        if text := getattr(details, name):
            yield say(label), text
    if signed_in and details.contact:
        yield say("Contact"), details.contact
