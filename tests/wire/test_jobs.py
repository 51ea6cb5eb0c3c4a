"""Jobs on the wire: what is said comes back as it was, and what others say is read with care."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.hiring import CURRENCIES, Discipline, Experience, JobType, Mode, Rights, Trial, Unit
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.job import Details, Fee, Job, JobState, Pay, Place, Terms, Ways
from fedart.wire import job_text
from fedart.wire.read_job import is_job, read
from fedart.wire.render_job import described
from tests.support.jobs import GOOD

LINE = st.text(st.characters(categories=["L", "N"]), max_size=40)
COUNTRY = st.sampled_from(["DE", "DK", "NL", "JP"])
PAYS = st.one_of(
    st.sampled_from([Pay(Unit.UNPAID), Pay(Unit.SHARE)]),
    st.builds(
        lambda unit, least, more, currency: Pay(unit, least, least + more if more else 0, currency),
        st.sampled_from([unit for unit in Unit if unit.paid]),
        st.integers(1, 10**8),
        st.integers(0, 10**6),
        st.sampled_from(CURRENCIES),
    ),
)
PLACES = st.one_of(
    st.builds(lambda many: Place(Mode.REMOTE, countries=tuple(many)), st.lists(COUNTRY, unique=True, max_size=4)),
    st.builds(
        Place,
        st.sampled_from([Mode.ON_SITE, Mode.HYBRID]),
        LINE.filter(bool),
        COUNTRY,
    ),
)
FEES = st.one_of(st.just(Fee()), st.builds(lambda amount: Fee(amount, "EUR" if amount else ""), st.integers(0, 10_000)))
DETAILS = st.builds(
    Details,
    experience=st.sampled_from(Experience),
    rights=st.sampled_from(Rights),
    trial=st.sampled_from(Trial),
    openings=st.integers(1, 999),
    fee=FEES,
    software=LINE,
    benefits=LINE,
    start=LINE,
)
TERMS = st.builds(
    Terms,
    title=LINE.filter(bool),
    description=st.just("x"),
    type=st.sampled_from(JobType),
    disciplines=st.lists(st.sampled_from(Discipline), min_size=1, max_size=5, unique=True).map(tuple),
    pay=PAYS,
    place=PLACES,
    closes=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    ways=st.builds(lambda here: Ways(here, "https://studio.example/jobs"), st.booleans()),
    uses_ai=st.sampled_from([True, False, None]),
    trains_ai=st.sampled_from([True, False, None]),
    details=DETAILS,
)


def job(terms: Terms = GOOD, state: JobState = JobState.OPEN) -> Job:
    last = datetime(terms.closes.year, terms.closes.month, terms.closes.day, 23, 59, 59, tzinfo=UTC)
    ends = int(last.timestamp() * 1000) + 1000
    return Job(WorkId("w"), ActorId("a"), True, terms, state, 0, ends, ends - 86_400_000)


def sent(found: Job) -> dict[str, Any]:
    extra = described(found, "https://gallery.example/objects/w", who="Maren", page="https://gallery.example/@maren")
    return {"type": "Note", "content": "<p>x</p>", **extra}


@given(TERMS)
def test_what_we_say_is_what_we_read(terms: Terms) -> None:
    read_back = read(sent(job(terms)))
    assert read_back is not None
    found, state = read_back
    assert found == replace(terms, title=found.title, description=found.description, details=found.details)
    assert found.title == " ".join(terms.title.split())
    assert found.details == terms.details
    assert state is JobState.OPEN


@pytest.mark.parametrize("state", [JobState.FILLED, JobState.CLOSED, JobState.EXPIRED])
def test_what_is_over_is_so_since_then(state: JobState) -> None:
    found = job(state=state)
    until = datetime.fromisoformat(sent(found)["validThrough"])
    assert until.timestamp() * 1000 <= found.changed


def test_web_13_mail_and_contact_stay_here() -> None:
    details = Details(contact="Anneli Rask")
    terms = replace(GOOD, ways=Ways(True, "", "jobs@studio.example"), details=details)
    text = job_text.content(job(terms), who="Maren", page="https://gallery.example/jobs/w", description="<p>x</p>")
    for said in (str(sent(job(terms))), text):
        assert "jobs@studio.example" not in said
        assert "Anneli" not in said
    assert "by mail" in text


def test_a_job_of_another_maker_is_read_by_schema_orgs_words_alone() -> None:
    found = read(
        {
            "type": "Note",
            "content": "<p>We need <b>tiles</b>.</p>",
            "additionalType": ["https://schema.org/JobPosting"],
            "title": "Tile painter",
            "employmentType": "FULL_TIME",
            "validThrough": "2026-12-01T12:00:00+02:00",
            "baseSalary": {
                "currency": "eur",
                "value": {"unitText": "MONTH", "minValue": 2400, "maxValue": 3000.5},
            },
            "jobLocation": {"type": "Place", "name": "Delft"},
        }
    )
    assert found is not None
    terms, told = found
    assert (terms.title, terms.type, terms.description) == ("Tile painter", JobType.FULL_TIME, "We need tiles.")
    assert terms.pay == Pay(Unit.MONTH, 2_400_00, 3_000_50, "EUR")
    assert (terms.place.mode, terms.place.town, terms.closes) == (Mode.ON_SITE, "Delft", date(2026, 12, 1))
    assert terms.uses_ai is None
    assert told is None


def test_a_request_of_a_marketplace_is_a_job_too() -> None:
    note = {"type": "Note", "purpose": "request", "publishes": {"type": "Intent", "action": "deliverService"}}
    assert is_job(note)
    assert not is_job({**note, "purpose": "offer"})
    assert not is_job({**note, "publishes": {"type": "Intent", "action": "transfer"}})
    assert not is_job({"type": "Note", "content": "JobPosting"})


@pytest.mark.parametrize(
    "spoiled",
    [
        {"validThrough": "soon"},
        {"validThrough": None},
        {"validThrough": "0001-01-01T00:00:00+14:00"},
        {"title": ""},
        {"title": 7},
    ],
)
def test_a_job_without_title_or_end_is_none(spoiled: dict[str, object]) -> None:
    assert read({**sent(job()), **spoiled}) is None


@pytest.mark.parametrize(
    "spoiled",
    [
        {"baseSalary": {"currency": "EUR", "minValue": float("inf"), "unitText": "month"}},
        {"baseSalary": {"currency": "EUR", "minValue": -5, "unitText": "month"}},
        {"baseSalary": {"currency": "EUR", "minValue": True, "unitText": "month"}},
        {"baseSalary": {"currency": "XXX", "minValue": 5, "unitText": "month"}},
        {"baseSalary": "a lot"},
        {"baseSalary": None},
    ],
)
def test_pay_that_cannot_be_read_counts_as_none(spoiled: dict[str, object]) -> None:
    without = {"type": "Note", "additionalType": "JobPosting", "title": "x", "validThrough": "2026-12-01"}
    found = read({**without, **spoiled})
    assert found is not None
    assert found[0].pay == Pay(Unit.UNPAID)


def test_web_13_an_address_that_is_no_plain_https_is_left_out() -> None:
    document = sent(job(replace(GOOD, ways=Ways(link="https://studio.example/jobs"))))
    for each in document["additionalProperty"]:
        if each["name"] == "applyAt":
            each["propertyValue"] = "javascript:alert(1)"
    found = read(document)
    assert found is not None
    assert found[0].ways.link == ""


PLAIN = st.none() | st.booleans() | st.floats() | st.text(max_size=12) | st.integers()
JUNK = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(st.text(max_size=8), PLAIN, max_size=3)


@given(st.dictionaries(st.sampled_from([*sent(job()), "name", "content"]), JUNK, max_size=6))
def test_par_02_nothing_that_arrives_breaks_the_reader(spoiled: dict[str, object]) -> None:
    document = {**sent(job()), **spoiled, "additionalType": "JobPosting"}
    found = read(document)
    assert found is None or found[0].title
