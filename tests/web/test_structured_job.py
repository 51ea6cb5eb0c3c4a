"""A job in schema.org's words: only while it is open and ours, only what the page shows, and by Google's rules."""

import json
import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

import pytest

from fedart.domain.hiring import JobType, Mode, Unit
from fedart.domain.job import Details, Fee, Job, JobState, Pay, Place, Terms
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.storage import jobs
from tests.support.client import Client
from tests.support.instance import Clock, Person, Studio
from tests.support.jobs import foreign, good, opened

EMPLOYMENT = {"FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"}
UNITS = {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}
REQUIRED = {"title", "description", "datePosted", "hiringOrganization"}
"""Google's required fields for every job posting; beside them one of jobLocation and jobLocationType."""
VOCABULARY = {
    "JobPosting": {
        "title", "description", "datePosted", "validThrough", "employmentType", "hiringOrganization", "directApply",
        "url", "identifier", "jobLocation", "jobLocationType", "applicantLocationRequirements", "baseSalary", "skills",
        "totalJobOpenings",
    },
    "Organization": {"name", "sameAs", "url", "logo"},
    "PropertyValue": {"name", "value"},
    "Place": {"address"},
    "PostalAddress": {"addressLocality", "addressCountry", "addressRegion", "postalCode", "streetAddress"},
    "Country": {"name"},
    "MonetaryAmount": {"currency", "value"},
    "QuantitativeValue": {"unitText", "value", "minValue", "maxValue"},
}  # fmt: skip
"""schema.org's types and what each of them may have, as far as a job needs it."""


def facts(text: str) -> Any:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def visible(text: str) -> str:
    """What stands on the page, without its data block and tags."""
    body = re.sub(r"<script.*?</script>|<head>.*?</head>", "", text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def known(said: dict[str, Any]) -> None:
    """schema.org's rules: nothing that its type does not have, nothing empty."""
    kind = said["@type"]
    assert set(said) - {"@type", "@context"} <= VOCABULARY[kind], kind
    for name, value in said.items():
        assert value not in ("", None, [], {}), name
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                known(part)


def check(said: dict[str, Any]) -> None:
    """Google's rules: what is required, and of which shape."""
    assert said["@context"] == "https://schema.org"
    known(said)
    assert isinstance(said["directApply"], bool)
    assert "applicantLocationRequirements" not in said or said["jobLocationType"] == "TELECOMMUTE"
    assert said["@type"] == "JobPosting"
    assert set(said) >= REQUIRED
    assert said["title"]
    assert said["description"] not in ("", said["title"])
    assert datetime.fromisoformat(said["datePosted"]) < datetime.fromisoformat(said["validThrough"])
    assert said["employmentType"] in EMPLOYMENT
    assert said["hiringOrganization"]["name"]
    remote = said.get("jobLocationType") == "TELECOMMUTE"
    assert remote is not ("jobLocation" in said)
    if not remote:
        assert said["jobLocation"]["address"]["addressCountry"]
    if "baseSalary" in said:
        salary, value = said["baseSalary"], said["baseSalary"]["value"]
        assert re.fullmatch("[A-Z]{3}", salary["currency"])
        assert value["unitText"] in UNITS
        assert ("value" in value) is not ("minValue" in value and "maxValue" in value)


async def page_of(client: Client, job: Job) -> str:
    return (await client.page(f"/jobs/{job.work_id}")).text


@pytest.mark.parametrize("kind", JobType)
async def test_every_kind_of_job_has_what_google_requires(
    kind: JobType, it: Instance, maren: Person, client: Client
) -> None:
    job = await opened(it, maren.actor.id, replace(good(it), type=kind, details=Details(fee=Fee(0))))
    check(facts(await page_of(client, job)))


PAYS = [Pay(unit, *((100_00, 0, "EUR") if unit.paid else ())) for unit in Unit]


@pytest.mark.parametrize("pay", PAYS, ids=[pay.unit for pay in PAYS])
async def test_every_pay_is_told_as_it_is_or_not_at_all(pay: Pay, it: Instance, maren: Person, client: Client) -> None:
    said = facts(await page_of(client, await opened(it, maren.actor.id, replace(good(it), pay=pay))))
    check(said)
    assert ("baseSalary" in said) is (pay.unit.value.upper() in UNITS)


async def test_a_range_of_pay_has_both_ends(it: Instance, maren: Person, client: Client) -> None:
    terms = replace(good(it), pay=Pay(Unit.HOUR, 38_50, 45_00, "GBP"))
    said = facts(await page_of(client, await opened(it, maren.actor.id, terms)))
    assert said["baseSalary"]["value"] == {
        "@type": "QuantitativeValue",
        "unitText": "HOUR",
        "minValue": 38.5,
        "maxValue": 45.0,
    }


@pytest.mark.parametrize(
    "place",
    [
        Place(Mode.REMOTE),
        Place(Mode.REMOTE, countries=("DE", "DK")),
        Place(Mode.ON_SITE, "Kiel", "DE"),
        Place(Mode.HYBRID, "Porto", "PT"),
    ],
)
async def test_every_place_is_told(place: Place, it: Instance, maren: Person, client: Client) -> None:
    said = facts(await page_of(client, await opened(it, maren.actor.id, replace(good(it), place=place))))
    check(said)
    countries = [each["name"] for each in said.get("applicantLocationRequirements", [])]
    assert countries == list(place.countries)


async def test_it_says_what_the_page_shows(it: Instance, maren: Person, client: Client) -> None:
    details = Details(software="Krita", openings=3)
    pay, place = Pay(Unit.MONTH, 2_400_00, 3_000_00, "EUR"), Place(Mode.ON_SITE, "Kiel", "DE")
    job = await opened(it, maren.actor.id, replace(good(it), pay=pay, place=place, details=details))
    text = await page_of(client, job)
    said, shown = facts(text), visible(text)
    assert said["title"] in shown
    assert " ".join(unescape(re.sub(r"<[^>]+>", "", said["description"])).split())[:40] in shown.replace(" . ", ". ")
    assert said["hiringOrganization"]["name"] in shown
    assert said["jobLocation"]["address"]["addressLocality"] in shown
    assert said["skills"] in shown
    assert str(said["totalJobOpenings"]) in shown
    assert f"{said['baseSalary']['value']['minValue']:,.0f}" in shown
    assert f"{said['baseSalary']['value']['maxValue']:,.0f}" in shown
    last = datetime.fromisoformat(said["validThrough"])
    assert last.date() == job.terms.closes
    assert f'datetime="{job.terms.closes.isoformat()}"' in text
    assert said["url"] == f"https://gallery.example/jobs/{job.work_id}"


@pytest.mark.parametrize("state", JobState)
async def test_only_the_page_of_an_open_job_has_it(
    state: JobState, it: Instance, maren: Person, client: Client, browser: Client
) -> None:
    """Whoever looks: its poster, who sees it in every state, and everybody else."""
    job = await opened(it, maren.actor.id, good(it))
    await it.db.write(lambda tx: jobs.move(tx, job, state, it.clock()))
    for visitor in (client, browser):
        text = await page_of(visitor, job)
        assert (facts(text) is not None) is (state is JobState.OPEN)
        assert ("noindex" in text) is (state is not JobState.OPEN)


@pytest.mark.parametrize("state", [JobState.PAUSED, JobState.FILLED, JobState.CLOSED])
async def test_it_goes_when_the_job_is_not_open(state: JobState, it: Instance, maren: Person, client: Client) -> None:
    job = await opened(it, maren.actor.id, good(it))
    assert facts(await page_of(client, job)) is not None
    await services.move(it, maren.actor.id, job.work_id, state)
    assert facts(await page_of(client, job)) is None


async def test_it_goes_when_the_time_is_over(it: Instance, clock: Clock, maren: Person, client: Client) -> None:
    job = await opened(it, maren.actor.id, good(it))
    clock.now += 40 * 86_400_000
    await it.db.write(lambda tx: services.expire(tx, it))
    assert facts(await page_of(client, job)) is None


async def test_a_job_that_waits_and_one_of_another_server_have_none(
    it: Instance, make: Studio, maren: Person, client: Client, browser: Client
) -> None:
    waiting = await services.post(it, maren.actor.id, good(it))
    assert facts(await page_of(browser, waiting)) is None
    remote = await foreign(it, make, await make.remote(), good(it))
    assert "Background painter" in await page_of(client, remote)
    assert facts(await page_of(client, remote)) is None


async def test_nothing_in_it_ends_the_script(it: Instance, maren: Person, client: Client) -> None:
    evil = "</script><script>alert(1)</script>"
    terms: Terms = replace(good(it, title=f"Painter {evil}"), details=Details(software=evil))
    text = await page_of(client, await opened(it, maren.actor.id, terms))
    assert "<script>alert(1)" not in text
    assert facts(text)["title"] == terms.title
    assert "by mail" not in text
