"""A job in another server's Note: recognised, and read with care. Everything is a claim of whoever sent it.

A Note is a job when `additionalType` names JobPosting, or when it is a request of a federated marketplace (FEP-0837).
Servers that say no more than schema.org's words are understood, too: what is missing gets the plainest value.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Final

from fedart.domain.hiring import CURRENCIES, Discipline, Experience, JobType, Mode, Rights, Trial, Unit
from fedart.domain.ids import same_origin
from fedart.domain.job import (
    COUNTRIES,
    DESCRIPTION_LIMIT,
    DISCIPLINES,
    LINE_LIMIT,
    MOST_PAY,
    OPENINGS,
    TITLE_LIMIT,
    Details,
    Fee,
    JobState,
    Pay,
    Place,
    Terms,
    Ways,
)
from fedart.domain.practice import line
from fedart.wire import html
from fedart.wire.limits import URI_LENGTH
from fedart.wire.read_application import OFFER
from fedart.wire.render_job import ACTION, JOB_POSTING, REQUEST

_PROPERTIES: Final = 40
_TYPES: Final = {
    "FULL_TIME": JobType.FULL_TIME, "PART_TIME": JobType.PART_TIME, "CONTRACTOR": JobType.CONTRACT,
    "INTERN": JobType.INTERNSHIP, "TEMPORARY": JobType.CONTRACT,
}  # fmt: skip


def is_job(document: Mapping[str, object]) -> bool:
    """Whether a Note is meant as a job."""
    if JOB_POSTING in _list(document.get("additionalType")) or "JobPosting" in _list(document.get("additionalType")):
        return True
    intent = document.get("publishes")
    asks = isinstance(intent, Mapping) and intent.get("action") == ACTION
    return document.get("purpose") == REQUEST and asks


def read(document: Mapping[str, object]) -> tuple[Terms, JobState | None] | None:
    """The job that a Note carries, and where its origin says that it stands; None for any other Note.

    A job that names no end, or no title, is none that a board could show.
    """
    if not is_job(document):
        return None
    more, until = _more(document), _moment(document.get("validThrough"))
    title = line(_text(document.get("title")) or _text(document.get("name")))[:TITLE_LIMIT]
    if not title or until is None:
        return None
    terms = Terms(
        title=title,
        description=html.plain(_text(document.get("content")))[:DESCRIPTION_LIMIT] or title,
        type=_type(document, more),
        disciplines=_disciplines(document),
        pay=_pay(document, more),
        place=_place(document, more),
        closes=until.date(),
        ways=Ways(
            document.get("directApply") is not False,
            _link(more.get("applyAt", "")),
            intent=_intent(document) if more.get("applyBy") == OFFER else "",
        ),
        uses_ai=_answer(more.get("usesGenerativeAI", "")),
        trains_ai=_answer(more.get("trainsGenerativeAI", "")),
        details=_details(more),
    )
    told = more.get("jobState", "")
    return terms, JobState(told) if told in set(JobState) else None


def _more(document: Mapping[str, object]) -> dict[str, str]:
    """The additional properties, name to line of plain text."""
    found = {}
    for each in _list(document.get("additionalProperty"))[:_PROPERTIES]:
        if isinstance(each, Mapping):
            text = _text(each.get("propertyValue")) or _text(each.get("value"))
            found[_text(each.get("name"))] = line(text)[:LINE_LIMIT]
    return found


def _type(document: Mapping[str, object], more: Mapping[str, str]) -> JobType:
    told = more.get("jobType", "")
    if told in set(JobType):
        return JobType(told)
    return _TYPES.get(_text(next(iter(_list(document.get("employmentType"))), "")), JobType.FREELANCE)


def _disciplines(document: Mapping[str, object]) -> tuple[Discipline, ...]:
    said = [each for each in _list(document.get("skills")) if isinstance(each, str)]
    known = [Discipline(each) for each in said if each in set(Discipline)]
    return tuple(dict.fromkeys(known))[:DISCIPLINES] or (Discipline.OTHER,)


def _pay(document: Mapping[str, object], more: Mapping[str, str]) -> Pay:
    """What is paid; a job that names no pay counts as unpaid, which is what its card then says."""
    salary = document.get("baseSalary")
    told = more.get("payUnit", "")
    if isinstance(salary, Mapping):
        value = salary.get("value")
        inner = value if isinstance(value, Mapping) else salary
        unit = told or _text(inner.get("unitText")).lower()
        least = _hundredths(inner.get("minValue")) or _hundredths(inner.get("value"))
        most, currency = _hundredths(inner.get("maxValue")), _text(salary.get("currency")).upper()
        if unit in set(Unit) and Unit(unit).paid and least and currency in CURRENCIES:
            return Pay(Unit(unit), least, most if most > least else 0, currency)
    return Pay(Unit.SHARE) if told == Unit.SHARE else Pay(Unit.UNPAID)


def _hundredths(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return 0
    found = round(value * 100)
    return found if 0 < found <= MOST_PAY else 0


def _place(document: Mapping[str, object], more: Mapping[str, str]) -> Place:
    told = more.get("mode", "")
    remote = "TELECOMMUTE" in _list(document.get("jobLocationType"))
    mode = Mode(told) if told in set(Mode) else Mode.REMOTE if remote else Mode.ON_SITE
    countries = [_country(_text(each)) for each in _list(document.get("applicantLocationRequirements"))]
    if mode is Mode.REMOTE:
        return Place(mode, countries=tuple(dict.fromkeys(filter(None, countries)))[:COUNTRIES])
    location = document.get("jobLocation")
    named = line(_text(location.get("name")))[:LINE_LIMIT] if isinstance(location, Mapping) else ""
    return Place(mode, more.get("town", "") or named, _country(more.get("country", "")))


def _country(text: str) -> str:
    return text.upper() if len(text) == 2 and text.isascii() and text.isalpha() else ""


def _details(more: Mapping[str, str]) -> Details:
    experience, rights, trial, openings = (more.get(name, "") for name in ("experience", "rights", "test", "openings"))
    number = int(openings) if openings.isascii() and openings.isdigit() and len(openings) < 5 else 1
    return Details(
        experience=Experience(experience) if experience in set(Experience) else Experience.ANY,
        rights=Rights(rights) if rights in set(Rights) else Rights.UNSAID,
        trial=Trial(trial) if trial in set(Trial) else Trial.NONE,
        openings=number if 1 <= number <= OPENINGS else 1,
        fee=_fee(more.get("entryFee", "")),
        **{name: more.get(name, "") for name in Details.LINES if name != "contact"},
    )


def _fee(text: str) -> Fee:
    amount, _, currency = text.partition(" ")
    try:
        value = float(amount)
    except ValueError:
        return Fee()
    if not isfinite(value) or not 0 <= value <= MOST_PAY / 100:
        return Fee()
    return Fee(round(value * 100), currency if currency in CURRENCIES else "")


def _intent(document: Mapping[str, object]) -> str:
    """The intent that an application satisfies, where the job lies: its server takes Offers of Agreements."""
    intent, note = document.get("publishes"), _text(document.get("id"))
    named = _text(intent.get("id")) if isinstance(intent, Mapping) else ""
    return named if len(named) <= URI_LENGTH and same_origin(named, note) else ""


def _link(text: str) -> str:
    return "" if not text or Ways(link=text).problems() else text


def _answer(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def _moment(value: object) -> datetime | None:
    """A time in UTC; one without a zone is taken as such."""
    try:
        found = datetime.fromisoformat(_text(value))
        return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]
