"""The board, the page of a job in each state, and the step before another site."""

import re
from dataclasses import replace

import pytest

from fedart.domain.hiring import Discipline, Experience, JobType, Mode, Unit
from fedart.domain.job import Details, Fee, Job, JobState, Pay, Place, Terms, Ways
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.web import jobs as board
from tests.support.client import Client
from tests.support.instance import Clock, Person, Studio
from tests.support.job_pages import titles
from tests.support.jobs import foreign, good, opened

DAY = 86_400_000


@pytest.fixture
async def job(it: Instance, maren: Person) -> Job:
    """A job of Maren's that is open."""
    return await opened(it, maren.actor.id, good(it))


@pytest.fixture
async def other(client: Client, make: Studio) -> Client:
    """The browser of somebody else."""
    return await make.signed_in(client, await make.person("joost"))


# --- the board --------------------------------------------------------------------------------------------------------


async def test_the_board_is_open_to_everybody_and_names_the_pay(client: Client, job: Job) -> None:
    page = await client.page("/jobs")
    assert titles(page) == ["Background painter"]
    for words in ("€2,200 – €2,600 for the project", "Remote", "Freelance project", "maren", "1 job"):
        assert words in page.text, words


async def test_an_empty_board_says_so(client: Client) -> None:
    assert "No job is open" in (await client.page("/jobs")).text
    assert "No job fits all of that" in (await client.page("/jobs?type=residency")).text


def _odd(it: Instance) -> Terms:
    """A job that differs from the good one in everything that is filtered by."""
    return replace(
        good(it, title="Wall painter"),
        description="A school in the salt marsh.",
        type=JobType.RESIDENCY,
        disciplines=(Discipline.PAINTING,),
        pay=Pay(Unit.MONTH, 3_000_00, 0, "GBP"),
        place=Place(Mode.ON_SITE, "Leeds", "GB"),
        uses_ai=True,
        details=Details(experience=Experience.SENIOR, fee=Fee(20_00, "GBP")),
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Background painter", "Wall painter"}),
        ("type=residency", {"Wall painter"}),
        ("type=freelance", {"Background painter"}),
        ("discipline=painting", {"Wall painter"}),
        ("discipline=environment-art", {"Background painter"}),
        ("mode=on-site", {"Wall painter"}),
        ("mode=remote", {"Background painter"}),
        ("country=GB", {"Background painter", "Wall painter"}),
        ("country=gb&mode=on-site", {"Wall painter"}),
        ("country=FR", {"Background painter"}),
        ("experience=senior", {"Wall painter"}),
        ("floor=2500", {"Wall painter"}),
        ("floor=100", {"Background painter", "Wall painter"}),
        ("floor=100&currency=EUR", {"Background painter"}),
        ("no_ai=1", {"Background painter"}),
        ("free=1", {"Background painter"}),
        ("origin=here", {"Background painter"}),
        ("origin=elsewhere", {"Wall painter"}),
        ("since=1", {"Background painter", "Wall painter"}),
        ("q=ferry", {"Background painter"}),
        ("q=salt+marsh", {"Wall painter"}),
        ("q=paint", {"Background painter", "Wall painter"}),
        ("q=Leeds", {"Wall painter"}),
        ("q=%22%27%28", set()),
        ("q=ferry&type=residency", set()),
        ("type=nonsense&floor=-1&since=x&mode=", {"Background painter", "Wall painter"}),
    ],
)
async def test_each_filter_finds_what_fits(
    query: str, found: set[str], it: Instance, make: Studio, client: Client, job: Job
) -> None:
    await foreign(it, make, await make.remote(), _odd(it))
    page = await client.page(f"/jobs?{query}")
    assert page.status == 200
    assert set(titles(page)) == found
    feed = await client.get(f"/jobs.rss?{query}")
    assert set(re.findall(r"<item><title>([^<]*)<", feed.text)) == found


async def test_the_filters_stay_in_the_form_and_in_the_address_of_the_feed(client: Client, job: Job) -> None:
    page = await client.page("/jobs?type=freelance&floor=100&no_ai=1&q=ferry")
    assert '<option value="freelance" selected>' in page.text
    assert 'name="floor" inputmode="numeric" value="100"' in page.text
    assert 'name="no_ai" value="1" checked' in page.text
    assert 'href="/jobs.rss?type=freelance&amp;q=ferry&amp;floor=100&amp;no_ai=1"' in page.text
    assert "noindex" in page.text
    assert "noindex" not in (await client.page("/jobs")).text


async def test_jobs_of_before_a_day_are_left_out(it: Instance, clock: Clock, client: Client, job: Job) -> None:
    clock.now += 3 * DAY
    assert titles(await client.page("/jobs?since=1")) == []
    assert titles(await client.page("/jobs?since=7")) == ["Background painter"]


async def test_a_remote_job_for_some_countries_is_not_for_others(it: Instance, maren: Person, client: Client) -> None:
    await opened(it, maren.actor.id, replace(good(it), place=Place(Mode.REMOTE, countries=("DE", "DK"))))
    assert titles(await client.page("/jobs?country=DK")) == ["Background painter"]
    assert titles(await client.page("/jobs?country=FR")) == []


async def test_the_board_has_pages(
    it: Instance, maren: Person, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "JOBS", 2)
    for number in range(5):
        await opened(it, maren.actor.id, good(it, title=f"Job {number}"))
    seen, path = [], "/jobs?type=freelance"
    for _ in range(3):
        page = await client.page(path)
        seen += titles(page)
        found = re.search(r'href="(/jobs\?[^"]*before=[^"]*)"', page.text)
        path = found[1].replace("&amp;", "&") if found else ""
    assert sorted(seen) == [f"Job {number}" for number in range(5)]
    assert path == ""
    assert "5 jobs" in (await client.page("/jobs")).text


async def test_only_open_jobs_stand_on_the_board(it: Instance, maren: Person, client: Client, job: Job) -> None:
    for state in (JobState.PAUSED, JobState.FILLED):
        await services.move(it, maren.actor.id, job.work_id, state)
        assert titles(await client.page("/jobs")) == []
        assert titles(await client.page("/jobs?q=ferry")) == []


async def test_the_feed_leads_to_the_jobs(it: Instance, client: Client, job: Job) -> None:
    feed = await client.get("/jobs.rss?mode=remote")
    assert feed.header("content-type").startswith("application/rss+xml")
    for part in (
        "<link>https://gallery.example/jobs?mode=remote</link>",
        f"<link>https://gallery.example/jobs/{job.work_id}</link>",
        f'<guid isPermaLink="false">https://gallery.example/objects/{job.work_id}</guid>',
        "€2,200 – €2,600 for the project · Freelance project · Remote · maren",
    ):
        assert part in feed.text, part
    again = await client.get("/jobs.rss?mode=remote", if_none_match=feed.header("etag"))
    assert again.status == 304


# --- the page ---------------------------------------------------------------------------------------------------------


async def test_a_job_is_shown_to_everybody_with_all_its_facts(it: Instance, client: Client, job: Job) -> None:
    page = await client.page(f"/jobs/{job.work_id}")
    for words in (
        "€2,200 – €2,600 for the project",
        "<em>short film</em>",
        "No generative AI in this job",
        "What you make is not used to train models",
        "Never pay to apply",
    ):
        assert words in page.text, words
    assert "noindex" not in page.text


async def test_the_address_of_works_and_the_object_lead_to_the_jobs_page(client: Client, job: Job) -> None:
    answer = await client.page(f"/works/{job.work_id}")
    assert (answer.status, answer.header("location")) == (301, f"/jobs/{job.work_id}")
    answer = await client.page(f"/objects/{job.work_id}")
    assert answer.header("location") == f"https://gallery.example/works/{job.work_id}"
    document = (await client.document(f"/objects/{job.work_id}")).json()
    assert document["url"] == f"https://gallery.example/jobs/{job.work_id}"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (JobState.PAUSED, "Nobody can apply at the moment."),
        (JobState.FILLED, "<b>Filled.</b> Nobody can apply any more."),
        (JobState.CLOSED, "<b>Closed.</b> Nobody can apply any more."),
    ],
)
async def test_a_job_that_is_over_keeps_its_page_and_says_so(
    state: JobState, words: str, it: Instance, maren: Person, client: Client, job: Job
) -> None:
    await services.move(it, maren.actor.id, job.work_id, state)
    page = await client.page(f"/jobs/{job.work_id}")
    assert words in page.text
    assert "noindex" in page.text
    assert "€2,200 – €2,600" in page.text
    assert "/leave" not in page.text


async def test_a_job_whose_time_is_over_says_so(it: Instance, clock: Clock, client: Client, job: Job) -> None:
    clock.now += 40 * DAY
    await it.db.write(lambda tx: services.expire(tx, it))
    assert "<b>Expired.</b>" in (await client.page(f"/jobs/{job.work_id}")).text


async def test_web_09_a_job_that_waits_is_nothing_to_everybody_else(
    it: Instance, maren: Person, client: Client, other: Client, browser: Client
) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    nothing = "0" * 26
    for state in (JobState.REVIEW, JobState.DRAFT):
        for visitor in (client, other):
            for path in ("/jobs/{}", "/works/{}", "/jobs/{}/leave"):
                answer = await visitor.page(path.format(made.work_id))
                missing = await visitor.page(path.format(nothing))
                assert (answer.status, missing.status) == (404, 404), path
                same = answer.text.replace(made.work_id, nothing)
                assert re.sub(r'value="[\w-]{43}"', "", same) == re.sub(r'value="[\w-]{43}"', "", missing.text), path
        assert (await client.document(f"/objects/{made.work_id}")).status == 404
        page = await browser.page(f"/jobs/{made.work_id}")
        assert page.status == 200
        said = "It is the first job of its poster" if state is JobState.REVIEW else "A moderator sent this job back."
        assert said in page.text
        assert "noindex" in page.text
        assert page.header("cache-control") == "private, no-store"
        if state is JobState.REVIEW:
            await services.decide(it, made.work_id, shown=False)


async def test_an_unpaid_job_says_so_large(it: Instance, maren: Person, client: Client) -> None:
    made = await opened(it, maren.actor.id, replace(good(it), pay=Pay(Unit.UNPAID)))
    for path in ("/jobs", f"/jobs/{made.work_id}"):
        assert re.search(r'class="unpaid[^"]*">UNPAID<', (await client.page(path)).text), path


async def test_web_13_mail_and_contact_are_for_people_who_are_signed_in(
    it: Instance, maren: Person, client: Client, other: Client
) -> None:
    details = Details(contact="Anneli Rask")
    ways = Ways(True, "", "jobs@studio.example")
    made = await opened(it, maren.actor.id, replace(good(it), ways=ways, details=details))
    for visitor, told in ((client, False), (other, True)):
        page = await visitor.page(f"/jobs/{made.work_id}")
        for words in ("jobs@studio.example", "Anneli Rask"):
            assert (words in page.text) is told, words
        assert ("The mail address is shown to people who are signed in." in page.text) is not told
    assert "jobs@studio.example" not in (await client.document(f"/objects/{made.work_id}")).text
    assert "jobs@studio.example" not in (await client.get("/jobs.rss")).text


async def test_xss_05_fields_of_a_job_are_plain_text(it: Instance, make: Studio, client: Client) -> None:
    evil = "<script>alert(1)</script>"
    terms = replace(good(it, title=f"T{evil}"), details=Details(software=evil, benefits=evil))
    made = await foreign(it, make, await make.remote(), terms)
    for path in ("/jobs", f"/jobs/{made.work_id}", "/jobs.rss"):
        page = await client.page(path)
        assert evil not in page.text, path
        assert "&lt;script&gt;" in page.text, path


async def test_a_job_of_another_server_names_that_server(it: Instance, make: Studio, client: Client) -> None:
    made = await foreign(it, make, await make.remote(), good(it))
    page = await client.page(f"/jobs/{made.work_id}")
    assert 'dir="ltr">peer.example' in page.text or "peer.example" in page.text
    assert "noindex" in page.text
    assert "ld+json" not in page.text
    assert "1 from another server" in (await client.page("/jobs")).text


# --- the step before another site -------------------------------------------------------------------------------------


async def test_web_13_the_step_before_another_site_shows_the_true_host(
    it: Instance, maren: Person, client: Client
) -> None:
    link = "https://stüdio.example/jobs?x=1&y=2"
    made = await opened(it, maren.actor.id, replace(good(it), ways=Ways(link=link)))
    page = await client.page(f"/jobs/{made.work_id}")
    assert f'href="/jobs/{made.work_id}/leave"' in page.text
    assert "dio.example" not in page.text
    step = await client.page(f"/jobs/{made.work_id}/leave")
    assert '<p class="big host" dir="ltr">xn--stdio-lva.example</p>' in step.text
    assert "Never pay to apply" in step.text
    assert 'rel="nofollow noopener noreferrer external"' in step.text
    assert "noindex" in step.text


async def test_no_step_leads_away_from_a_job_without_link_or_that_is_over(
    it: Instance, maren: Person, client: Client, job: Job
) -> None:
    assert (await client.page(f"/jobs/{job.work_id}/leave")).status == 404
    linked = await opened(it, maren.actor.id, replace(good(it), ways=Ways(link="https://studio.example/")))
    assert (await client.page(f"/jobs/{linked.work_id}/leave")).status == 200
    await services.move(it, maren.actor.id, linked.work_id, JobState.PAUSED)
    assert (await client.page(f"/jobs/{linked.work_id}/leave")).status == 404
