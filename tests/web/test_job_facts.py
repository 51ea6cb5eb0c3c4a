"""A job's facts as pages show them."""

from dataclasses import replace

import pytest

from fedart.domain.hiring import Experience, JobType, Mode, Rights, Trial, Unit
from fedart.domain.job import Details, Fee, Pay, Place
from fedart.web import job_facts
from fedart.words import Language, speaking
from tests.support.jobs import GOOD


@pytest.mark.parametrize(
    ("pay", "words"),
    [
        (Pay(Unit.HOUR, 38_50, 0, "EUR"), "€38.50 per hour"),
        (Pay(Unit.PROJECT, 2_200_00, 2_600_00, "GBP"), "£2,200 – £2,600 for the project"),
        (Pay(Unit.YEAR, 9_000_000_00, 0, "JPY"), "JP¥9,000,000 per year"),
        (Pay(Unit.MONTH, 3_000_00, 3_000_00, "EUR"), "€3,000 per month"),
        (Pay(Unit.UNPAID), "UNPAID"),
        (Pay(Unit.SHARE), "a share of what comes in"),
    ],
)
def test_pay_names_amount_currency_and_unit(pay: Pay, words: str) -> None:
    assert job_facts.pay(pay) == words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(Mode.REMOTE), "Remote"),
        (Place(Mode.REMOTE, countries=("DE", "DK")), "Remote from Germany, Denmark"),
        (Place(Mode.ON_SITE, "Kiel", "DE"), "On site, Kiel, Germany"),
        (Place(Mode.HYBRID, "Nowhere", "XQ"), "Partly remote, Nowhere, XQ"),
    ],
)
def test_places_are_named(place: Place, words: str) -> None:
    assert job_facts.place(replace(GOOD, place=place)) == words


def test_a_currency_or_amount_that_nobody_knows_is_still_shown() -> None:
    assert "12.5" in job_facts.money(12_50, "XTS")


def test_an_amount_is_written_as_its_language_does() -> None:
    with speaking(Language("de")):
        assert job_facts.money(2_200_00, "EUR") == "2.200 €"
        assert job_facts.money(38_50, "EUR") == "38,50 €"


def test_every_country_is_offered_once_by_its_name() -> None:
    found = job_facts.countries()
    assert len({code for code, _ in found}) == len(found) > 240
    assert not {"EU", "UN", "ZZ"} & {code for code, _ in found}


def test_countries_are_listed_by_name_in_every_language() -> None:
    assert [name for _, name in job_facts.countries()][:3] == ["Afghanistan", "Åland Islands", "Albania"]
    with speaking(Language("de")):
        german = [name for _, name in job_facts.countries()]
    assert german[:3] == ["Afghanistan", "Ägypten", "Ålandinseln"]
    assert german.index("Oman") + 1 == german.index("Österreich") < german.index("Polen")


def test_the_ledger_answers_the_two_questions_first() -> None:
    labels = [label for label, _ in job_facts.ledger(GOOD, signed_in=False)]
    assert labels[:2] == ["Generative AI", "Training"]
    unsaid = dict(job_facts.ledger(replace(GOOD, uses_ai=None, trains_ai=True), signed_in=False))
    assert unsaid["Generative AI"] == "Not said"
    assert unsaid["Training"] == "What you make is used to train models"


def test_the_ledger_shows_what_was_added_and_nothing_else() -> None:
    details = Details(
        experience=Experience.LEAD,
        rights=Rights.KEPT,
        trial=Trial.UNPAID,
        openings=3,
        fee=Fee(12_50, "EUR"),
        software="Krita",
        contact="Anneli",
    )
    found = dict(job_facts.ledger(replace(GOOD, type=JobType.OPEN_CALL, details=details), signed_in=True))
    assert found["Fee to enter"] == "€12.50"
    assert found["Rights"] == "The artist keeps all rights."
    assert (found["Test"], found["Openings"], found["Software"]) == ("An unpaid test", "3", "Krita")
    assert found["Contact"] == "Anneli"
    assert set(dict(job_facts.ledger(GOOD, signed_in=True))) == {"Generative AI", "Training", "Experience"}


def test_web_13_the_contact_is_for_people_who_are_signed_in() -> None:
    terms = replace(GOOD, details=Details(contact="Anneli"))
    assert "Contact" in dict(job_facts.ledger(terms, signed_in=True))
    assert "Contact" not in dict(job_facts.ledger(terms, signed_in=False))


def test_a_call_without_a_fee_says_so() -> None:
    assert dict(job_facts.ledger(replace(GOOD, details=Details(fee=Fee(0))), signed_in=False))["Fee to enter"] == "None"
