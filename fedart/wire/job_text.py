"""A job as text: every fact in words that anybody can read, wherever the post arrives (guide section 7)."""

from collections.abc import Iterator
from html import escape

from fedart.domain.hiring import Mode, Rights, Trial, Unit
from fedart.domain.job import Job, JobState, Pay, Terms
from fedart.domain.practice import written

_STATES = {
    JobState.PAUSED: "Paused: no applications at the moment.",
    JobState.FILLED: "This job is filled.",
    JobState.CLOSED: "This job is closed.",
    JobState.EXPIRED: "This job has expired.",
    JobState.ARCHIVED: "This job is over.",
}


def content(job: Job, *, who: str, page: str, description: str) -> str:
    """HTML of the whole job. `who`: the poster's name; `page`: its address; `description`: sanitised HTML."""
    facts = "<br>".join(f"{escape(label)}: {escape(value)}" for label, value in facts_of(job.terms, who))
    state = f"<p><b>{_STATES[job.state]}</b></p>" if job.state in _STATES else ""
    unpaid = "<p><b>UNPAID</b></p>" if job.terms.pay.unit is Unit.UNPAID else ""
    link = f'<p><a href="{escape(page)}">{escape(page.removeprefix("https://"))}</a></p>'
    return f"{state}{unpaid}<p>{facts}</p>{description}{link}"


def facts_of(terms: Terms, who: str) -> Iterator[tuple[str, str]]:
    """What a job says beside its title and description, label and value, in English."""
    details = terms.details
    yield "Pay", pay(terms.pay)
    yield "From", who
    yield "Kind", f"{terms.type.words}, {', '.join(each.words for each in terms.disciplines)}"
    yield "Where", place(terms)
    yield "Open until", written(terms.closes)
    yield "How to apply", ways(terms)
    yield "Uses generative AI", yes_or_no(terms.uses_ai)
    yield "What you make is used to train AI", yes_or_no(terms.trains_ai)
    if details.fee.amount is not None:
        yield "Fee to enter", money(details.fee.amount, details.fee.currency) if details.fee.amount else "none"
    if details.rights is not Rights.UNSAID:
        yield "Rights", details.rights.words
    if details.trial is not Trial.NONE:
        yield "Test", details.trial.words
    if details.openings > 1:
        yield "Openings", str(details.openings)
    for name, label in _LINES:
        if text := getattr(details, name):
            yield label, text


_LINES = (
    ("eligibility", "Who may"),
    ("languages", "Languages"),
    ("start", "Begins"),
    ("duration", "Lasts"),
    ("hours", "Hours"),
    ("software", "Software"),
    ("credit", "Credit"),
    ("schedule", "Paid"),
    ("benefits", "Benefits"),
    ("visa", "Visa"),
    ("access", "Accessibility"),
)
"""Not the contact: that is for people who are signed in (WEB-13)."""


def pay(found: Pay) -> str:
    """`2,200 – 2,600 EUR for the project`; `UNPAID`."""
    if not found.unit.paid:
        return found.unit.words
    ends = [amount(found.least), *([amount(found.most)] if found.most > found.least else [])]
    return f"{' – '.join(ends)} {found.currency} {found.unit.words}"


def amount(hundredths: int) -> str:
    """`2,200`, or `12.50`."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"


def money(hundredths: int, currency: str) -> str:
    return f"{amount(hundredths)} {currency}"


def place(terms: Terms) -> str:
    """`Remote (DE, DK)`, `On site, Kiel, DE`."""
    found = terms.place
    if found.mode is Mode.REMOTE:
        return f"{found.mode.words} ({', '.join(found.countries)})" if found.countries else found.mode.words
    return f"{found.mode.words}, {found.town}, {found.country}"


def ways(terms: Terms) -> str:
    """How to apply. A mail address is for people who are signed in (WEB-13)."""
    found = []
    if terms.ways.here:
        found.append("here with your portfolio, or by a private answer to this post")
    if terms.ways.link:
        found.append(terms.ways.link)
    if terms.ways.mail:
        found.append("by mail (the address is on the job’s page)")
    return "; ".join(found)


def yes_or_no(answer: object) -> str:
    return "not said" if answer is None else "yes" if answer else "no"
