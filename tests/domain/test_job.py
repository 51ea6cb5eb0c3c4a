"""What a job has to say before it can be published, and the states it goes through."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fedart.domain.hiring import Discipline, JobType, Mode, Unit
from fedart.domain.job import MOST_DAYS, TRANSITIONS, Details, Fee, JobState, Pay, Place, Terms, Ways
from tests.support.jobs import GOOD, TODAY


def test_a_whole_job_has_no_problems() -> None:
    assert GOOD.problems(TODAY) == {}


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (replace(GOOD, title="  "), "title"),
        (replace(GOOD, title="x" * 121), "title"),
        (replace(GOOD, description=""), "description"),
        (replace(GOOD, description="x" * 10_001), "description"),
        (replace(GOOD, disciplines=()), "discipline"),
        (replace(GOOD, disciplines=tuple(Discipline)[:6]), "discipline"),
        (replace(GOOD, closes=TODAY), "closes"),
        (replace(GOOD, closes=TODAY + timedelta(days=MOST_DAYS + 1)), "closes"),
        (replace(GOOD, uses_ai=None), "uses_ai"),
        (replace(GOOD, trains_ai=None), "trains_ai"),
        (replace(GOOD, pay=Pay(Unit.HOUR, 0, 0, "EUR")), "pay"),
        (replace(GOOD, pay=Pay(Unit.HOUR, 50_00, 40_00, "EUR")), "pay_most"),
        (replace(GOOD, pay=Pay(Unit.HOUR, 50_00, 0, "XXX")), "currency"),
        (replace(GOOD, place=Place(Mode.ON_SITE, "", "DE")), "town"),
        (replace(GOOD, place=Place(Mode.HYBRID, "Kiel", "")), "country"),
        (replace(GOOD, place=Place(Mode.REMOTE, countries=("Germany",))), "countries"),
        (replace(GOOD, ways=Ways(here=False)), "here"),
        (replace(GOOD, type=JobType.OPEN_CALL), "fee"),
        (replace(GOOD, details=Details(openings=0)), "openings"),
        (replace(GOOD, details=Details(benefits="x" * 201)), "benefits"),
    ],
)
def test_what_is_missing_is_named_with_a_sentence(changed: Terms, named: str) -> None:
    found = changed.problems(TODAY)
    assert list(found) == [named]
    assert found[named].endswith(".")


@pytest.mark.parametrize(
    "changed",
    [
        replace(GOOD, pay=Pay(Unit.UNPAID)),
        replace(GOOD, pay=Pay(Unit.SHARE)),
        replace(GOOD, pay=Pay(Unit.HOUR, 45_00, 0, "EUR")),
        replace(GOOD, place=Place(Mode.ON_SITE, "Kiel", "DE")),
        replace(GOOD, place=Place(Mode.REMOTE, countries=("DE", "DK"))),
        replace(GOOD, ways=Ways(here=False, link="https://studio.example/jobs/7")),
        replace(GOOD, ways=Ways(here=False, mail="jobs@studio.example")),
        replace(GOOD, type=JobType.RESIDENCY, details=Details(fee=Fee(0))),
        replace(GOOD, closes=TODAY + timedelta(days=MOST_DAYS)),
    ],
)
def test_every_honest_way_of_saying_it_is_taken(changed: Terms) -> None:
    assert changed.problems(TODAY) == {}


@pytest.mark.parametrize(
    "link",
    [
        "http://studio.example/jobs",
        "https://",
        "https://localhost/jobs",
        "https://user:secret@studio.example/",
        "https://studio.example/a b",
        "https://studio.example/\u202e",
        "javascript:alert(1)//https://studio.example",
        "https://[::1",
        "https://studio..example/jobs",
        "https://" + "x" * 64 + ".example/",
        "https://studio.example/" + "x" * 1_000,
    ],
)
def test_web_13_only_plain_https_addresses_are_ways_to_apply(link: str) -> None:
    assert "link" in Ways(link=link).problems()
    assert Ways(link="https://studio.example/jobs?id=7#apply").problems() == {}


@pytest.mark.parametrize(
    "mail", ["jobs", "@studio.example", "jobs@studio", "a b@studio.example", "<a@b.example>", "jobs@b.example."]
)
def test_what_is_no_mail_address_is_named(mail: str) -> None:
    assert "mail" in Ways(mail=mail).problems()
    assert Ways(mail="jobs+art@studio.example").problems() == {}


def test_every_state_leads_on_and_removal_is_final() -> None:
    assert set(TRANSITIONS) == set(JobState)
    assert not TRANSITIONS[JobState.REMOVED]
    assert all(JobState.REMOVED in onward for state, onward in TRANSITIONS.items() if state is not JobState.REMOVED)


def test_what_is_over_can_be_opened_again_until_it_is_in_the_archive() -> None:
    for state in (JobState.FILLED, JobState.CLOSED, JobState.EXPIRED):
        assert state.over
        assert JobState.OPEN in TRANSITIONS[state]
    assert JobState.OPEN not in TRANSITIONS[JobState.ARCHIVED]
    assert not JobState.PAUSED.over


@pytest.mark.parametrize("words", [*JobType, *Discipline, *Unit, *Mode, *JobState])
def test_everything_has_words(words: JobType | Discipline | Unit | Mode | JobState) -> None:
    assert words.words
