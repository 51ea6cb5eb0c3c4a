"""The form of a job, its buttons, and the moderators who let it out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fedart.domain.hiring import Discipline, JobType, Unit
from fedart.domain.job import Job, JobState, Pay, Ways
from fedart.domain.practice import today
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.storage import jobs
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.job_pages import errors, send, titles, typed
from tests.support.jobs import good, opened


@pytest.fixture
async def job(it: Instance, maren: Person) -> Job:
    """A job of Maren's that is open."""
    return await opened(it, maren.actor.id, good(it))


@pytest.fixture
async def other(client: Client, make: Studio) -> Client:
    """The browser of somebody else."""
    return await make.signed_in(client, await make.person("joost"))


async def test_a_job_is_posted_by_its_form(it: Instance, make: Studio, browser: Client) -> None:
    answer = await send(make, browser, "/jobs", **typed(it))
    assert answer.status == 303
    ident = answer.header("location").rpartition("/")[2]
    found = await it.db.read(lambda tx: jobs.by_work(tx, ident))
    assert found is not None
    assert found.terms.pay == Pay(Unit.MONTH, 3_400_00, 4_100_00, "EUR")
    assert (found.terms.type, found.terms.disciplines) == (JobType.CONTRACT, (Discipline.ENVIRONMENT,))


async def test_everything_that_is_missing_is_said_beside_its_field(make: Studio, browser: Client) -> None:
    answer = await send(make, browser, "/jobs", title="Only this", pay="a lot", mail="nobody")
    assert answer.status == 422
    assert 'value="Only this"' in answer.text
    named = {"pay", "unit", "type", "mode", "description", "discipline", "closes", "uses_ai", "trains_ai", "mail"}
    assert named <= errors(answer)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("pay", "-5", "pay"),
        ("pay", "1e9", "pay"),
        ("pay_most", "10", "pay_most"),
        ("currency", "XXX", "currency"),
        ("link", "http://studio.example", "link"),
        ("closes", "2020-01-01", "closes"),
        ("closes", "tomorrow", "closes"),
        ("mode", "on-site", "town"),
        ("type", "open-call", "fee"),
        ("openings", "many", "openings"),
        ("title", "x" * 121, "title"),
    ],
)
async def test_each_wrong_value_is_named(
    field: str, value: str, named: str, it: Instance, make: Studio, browser: Client
) -> None:
    answer = await send(make, browser, "/jobs", **typed(it, **{field: value}))
    assert answer.status == 422
    assert named in errors(answer)


async def test_a_job_is_looked_at_before_it_goes_out(it: Instance, make: Studio, browser: Client) -> None:
    answer = await send(make, browser, "/jobs", **typed(it, do="look"))
    assert answer.status == 200
    assert "How it will look" in answer.text
    assert "€3,400 – €4,100 per month" in answer.text
    assert await it.db.read(lambda tx: jobs.waiting(tx, 10)) == []


async def test_a_job_is_edited_by_its_form(it: Instance, make: Studio, browser: Client, job: Job) -> None:
    form = await browser.page(f"/jobs/{job.work_id}/edit")
    assert 'value="2200"' in form.text
    assert '<option value="project" selected>' in form.text
    answer = await send(make, browser, f"/jobs/{job.work_id}/edit", **typed(it, title="Sea painter"))
    assert answer.status == 303
    assert "Sea painter" in (await browser.page(f"/jobs/{job.work_id}")).text


async def test_what_is_open_is_not_edited_to_what_is_held(
    it: Instance, make: Studio, browser: Client, job: Job
) -> None:
    text = "Send us a registration fee."
    answer = await send(make, browser, f"/jobs/{job.work_id}/edit", **typed(it, description=text))
    assert answer.status == 422
    assert "It asks applicants to pay something." in answer.text


async def test_web_10_only_its_poster_changes_a_job(
    it: Instance, make: Studio, other: Client, client: Client, job: Job
) -> None:
    path = f"/jobs/{job.work_id}"
    assert (await other.page(f"{path}/edit")).status == 404
    for address, fields in ((f"{path}/edit", typed(it)), (f"{path}/state", {"state": "closed"}), (f"{path}/renew", {})):
        assert (await send(make, other, address, **fields)).status == 404, address
    assert "Renew" not in (await other.page(path)).text
    assert (await client.page("/jobs/new")).header("location").startswith("/sign-in")


# --- the buttons ------------------------------------------------------------------------------------------------------


async def test_the_buttons_lead_through_the_states(it: Instance, make: Studio, browser: Client, job: Job) -> None:
    path = f"/jobs/{job.work_id}"

    async def buttons() -> set[str]:
        page = await browser.page(path)
        names = ("Pause", "Open again", "It is filled", "Close", "Renew for 30 days")
        return {name for name in names if f"<span>{name}</span>" in page.text}

    assert await buttons() >= {"Pause", "It is filled", "Close", "Renew for 30 days"}
    for state, shown, hidden in (
        ("paused", {"Open again", "It is filled"}, {"Pause"}),
        ("open", {"Pause"}, {"Open again"}),
        ("filled", {"Renew for 30 days"}, {"Pause", "It is filled"}),
    ):
        assert (await send(make, browser, f"{path}/state", state=state)).header("location") == path
        assert shown <= await buttons()
        assert not hidden & await buttons()
    assert (await send(make, browser, f"{path}/renew")).status == 303
    found = await it.db.read(lambda tx: jobs.by_work(tx, job.work_id))
    assert found is not None
    assert (found.state, found.terms.closes) == (JobState.OPEN, today(it.clock()) + timedelta(days=30))


@pytest.mark.parametrize("state", ["", "draft", "review", "removed", "archived", "nonsense"])
async def test_other_steps_are_refused(state: str, make: Studio, browser: Client, job: Job) -> None:
    assert (await send(make, browser, f"/jobs/{job.work_id}/state", state=state)).status == 422


# --- the moderators ---------------------------------------------------------------------------------------------------


async def test_moderators_see_why_a_job_waits_and_let_it_out(
    it: Instance, make: Studio, maren: Person, desk: Client, client: Client
) -> None:
    text = "A cheque comes by mail."
    terms = replace(good(it), description=text, ways=Ways(True, "https://studio.example/x", "hr@studio.example"))
    made = await services.post(it, maren.actor.id, terms)
    page = await desk.page("/admin/jobs")
    for words in (
        "It speaks of payment by cheque",
        "It is the first job of its poster",
        "https://studio.example/x",
        "hr@studio.example",
    ):
        assert words in page.text, words
    answer = await send(make, desk, f"/admin/jobs/{made.work_id}", decision="show")
    assert answer.header("location") == "/admin/jobs"
    assert titles(await client.page("/jobs")) == ["Background painter"]
    assert "No job waits" in (await desk.page("/admin/jobs")).text


async def test_a_job_that_is_sent_back_is_its_posters_alone(
    it: Instance, make: Studio, maren: Person, desk: Client, client: Client, browser: Client
) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    await send(make, desk, f"/admin/jobs/{made.work_id}", decision="back")
    assert titles(await client.page("/jobs")) == []
    assert "A moderator sent this job back." in (await browser.page(f"/jobs/{made.work_id}")).text
    answer = await send(make, browser, f"/jobs/{made.work_id}/edit", **typed(it))
    assert answer.status == 303
    assert "Ferry painter" in (await desk.page("/admin/jobs")).text
