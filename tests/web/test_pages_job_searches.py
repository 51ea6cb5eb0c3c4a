"""Saved searches and whom they tell, the reminder before a job ends, and jobs that moderators take away."""

import re
from dataclasses import replace

import orjson
import pytest

from fedart.domain.job import Job, JobState
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import job_searches
from fedart.services import jobs as services
from fedart.storage import job_searches as stored
from fedart.storage import jobs, views_jobs
from fedart.storage import works as posts
from fedart.storage.notifications import Notice
from fedart.storage.views_jobs import Wish
from tests.support.client import Answer, Client
from tests.support.instance import Clock, Person, Studio
from tests.support.jobs import foreign, good, opened

DAY = 86_400_000


@pytest.fixture
async def joost(make: Studio) -> Person:
    return await make.person("joost")


@pytest.fixture
async def other(client: Client, make: Studio, joost: Person) -> Client:
    """The browser of somebody who looks for jobs."""
    return await make.signed_in(client, joost)


async def send(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


async def told(it: Instance, who: Person, kind: Notice) -> list[str]:
    """The works that somebody was told of in that way."""
    sql = "SELECT work_id FROM notifications WHERE actor_id = :id AND kind = :kind ORDER BY id"
    rows = await it.db.read(lambda tx: tx.all(sql, id=who.actor.id, kind=kind.value))
    return [row["work_id"] for row in rows]


async def compare(it: Instance, job: Job) -> None:
    await job_searches.tell(it, orjson.dumps({"work": job.work_id, "after": ""}))


# --- searches ---------------------------------------------------------------------------------------------------------


async def test_a_search_is_saved_from_the_board_listed_and_deleted(make: Studio, other: Client) -> None:
    board = await other.page("/jobs?type=freelance&floor=2000&no_ai=1&q=sea&since=7&country=DE&origin=here")
    query = re.search(r'name="query" value="([^"]*)"', board.text)
    assert query is not None
    assert (await send(make, other, "/jobs/searches", query=query[1].replace("&amp;", "&"))).status == 303
    page = await other.page("/jobs/searches")
    assert (
        "“sea” · Freelance project · Germany · at least 2,000 a month · No generative AI · On this server" in page.text
    )
    assert (
        'href="/jobs?type=freelance&amp;origin=here&amp;q=sea&amp;country=DE&amp;floor=2000&amp;no_ai=1"' in page.text
    )
    ident = re.search(r"/jobs/searches/(\w+)/delete", page.text)
    assert ident is not None
    await send(make, other, f"/jobs/searches/{ident[1]}/delete")
    assert "You have no searches" in (await other.page("/jobs/searches")).text


async def test_saving_twice_keeps_one_and_nothing_or_nonsense_is_refused(make: Studio, other: Client) -> None:
    for _ in range(2):
        assert (await send(make, other, "/jobs/searches", query="mode=remote")).status == 303
    assert (await other.page("/jobs/searches")).text.count("/delete") == 1
    for query in ("", "mode=nonsense", "since=7", "x=1&floor=-4"):
        assert (await send(make, other, "/jobs/searches", query=query)).status == 422, query


async def test_there_is_a_most(it: Instance, joost: Person) -> None:
    for number in range(job_searches.MOST):
        await job_searches.save(it, joost.actor.id, f"floor={number + 1}", Wish(floor=number + 1))
    with pytest.raises(Invalid):
        await job_searches.save(it, joost.actor.id, "mode=remote", Wish(mode="remote"))


async def test_web_10_searches_are_their_owners_alone(
    it: Instance, make: Studio, joost: Person, browser: Client, client: Client
) -> None:
    await job_searches.save(it, joost.actor.id, "mode=remote", Wish(mode="remote"))
    (search,) = await it.db.read(lambda tx: stored.of_actor(tx, joost.actor.id))
    await send(make, browser, f"/jobs/searches/{search.id}/delete")
    assert await it.db.read(lambda tx: stored.number(tx, joost.actor.id)) == 1
    assert "You have no searches" in (await browser.page("/jobs/searches")).text
    assert (await client.page("/jobs/searches")).header("location").startswith("/sign-in")


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        (Wish(mode="remote"), True),
        (Wish(mode="on-site"), False),
        (Wish(text="ferry"), True),
        (Wish(text="submarine"), False),
        (Wish(text='"'), False),
        (Wish(type="freelance", discipline="environment-art", no_ai=True, free=True, origin="here"), True),
        (Wish(origin="elsewhere"), False),
        (Wish(floor=100), True),
        (Wish(floor=10**9), False),
        (Wish(country="DE"), True),
    ],
)
async def test_who_saved_a_search_is_told_of_what_fits_it(
    wish: Wish, fits: bool, it: Instance, maren: Person, joost: Person
) -> None:
    await job_searches.save(it, joost.actor.id, "x=1", replace(wish, since=it.clock() + DAY))
    job = await opened(it, maren.actor.id, good(it))
    assert await it.db.read(lambda tx: views_jobs.fits(tx, wish, job.work_id)) is fits
    await compare(it, job)
    assert await told(it, joost, Notice.JOB_FITS) == ([job.work_id] if fits else [])


async def test_each_job_is_told_once_and_never_to_its_poster(
    it: Instance, maren: Person, joost: Person, other: Client
) -> None:
    for who in (maren, joost):
        for query, wish in (("mode=remote", Wish(mode="remote")), ("q=ferry", Wish(text="ferry"))):
            await job_searches.save(it, who.actor.id, query, wish)
    job = await opened(it, maren.actor.id, good(it))
    for _ in range(2):
        await compare(it, job)
    assert await told(it, joost, Notice.JOB_FITS) == [job.work_id]
    assert await told(it, maren, Notice.JOB_FITS) == []
    page = await other.page("/notifications")
    assert "A new job fits one of your searches:" in page.text
    assert f'href="/jobs/{job.work_id}"' in page.text


async def test_a_job_that_opens_wakes_the_searches_and_one_that_waits_does_not(it: Instance, maren: Person) -> None:
    sql = "SELECT COUNT(*) AS n FROM tasks WHERE kind = 'tell-searches'"

    async def waiting() -> int:
        row = await it.db.read(lambda tx: tx.one(sql))
        return int(row["n"]) if row else 0

    made = await services.post(it, maren.actor.id, good(it))
    assert await waiting() == 0
    await services.decide(it, made.work_id, shown=True)
    assert await waiting() == 1


async def test_many_searches_are_compared_one_part_after_the_other(
    it: Instance, maren: Person, joost: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_searches, "AT_ONCE", 1)
    await job_searches.save(it, maren.actor.id, "a=1", Wish(mode="remote"))
    await job_searches.save(it, joost.actor.id, "b=1", Wish(mode="remote"))
    job = await opened(it, maren.actor.id, good(it))
    await compare(it, job)
    assert await told(it, joost, Notice.JOB_FITS) == []
    sql = "SELECT payload FROM tasks WHERE kind = 'tell-searches' ORDER BY id DESC LIMIT 1"
    row = await it.db.read(lambda tx: tx.one(sql))
    assert row is not None
    await job_searches.tell(it, row["payload"])
    assert await told(it, joost, Notice.JOB_FITS) == [job.work_id]


# --- the reminder -----------------------------------------------------------------------------------------------------


async def _remind(it: Instance, job: Job) -> None:
    await services.remind(it, orjson.dumps({"work": job.work_id}))


async def test_the_poster_is_reminded_seven_days_before_the_end(
    it: Instance, clock: Clock, maren: Person, browser: Client
) -> None:
    job = await opened(it, maren.actor.id, good(it, 30))
    sql = "SELECT due FROM tasks WHERE kind = 'remind-job' AND state = 'due'"
    rows = await it.db.read(lambda tx: tx.all(sql))
    assert [row["due"] for row in rows] == [job.ends - 7 * DAY]
    await _remind(it, job)
    assert await told(it, maren, Notice.JOB_ENDS) == [job.work_id]
    assert "ends within seven days. You can renew it on its page." in (await browser.page("/notifications")).text


async def test_who_renews_is_reminded_again_at_the_new_time(it: Instance, clock: Clock, maren: Person) -> None:
    job = await opened(it, maren.actor.id, good(it, 30))
    await _remind(it, job)
    clock.now += 25 * DAY
    longer = await services.renew(it, maren.actor.id, job.work_id, 30)
    sql = "SELECT due FROM tasks WHERE kind = 'remind-job' AND state = 'due'"
    rows = await it.db.read(lambda tx: tx.all(sql))
    assert [row["due"] for row in rows] == [longer.ends - 7 * DAY]
    await _remind(it, job)
    assert len(await told(it, maren, Notice.JOB_ENDS)) == 2


@pytest.mark.parametrize("state", [JobState.FILLED, JobState.CLOSED])
async def test_nobody_is_reminded_of_a_job_that_is_over(state: JobState, it: Instance, maren: Person) -> None:
    job = await opened(it, maren.actor.id, good(it))
    await services.move(it, maren.actor.id, job.work_id, state)
    await _remind(it, job)
    assert await told(it, maren, Notice.JOB_ENDS) == []


async def test_a_short_job_has_no_reminder(it: Instance, maren: Person) -> None:
    await opened(it, maren.actor.id, good(it, 3))
    rows = await it.db.read(lambda tx: tx.all("SELECT id FROM tasks WHERE kind = 'remind-job'"))
    assert rows == []


# --- what is taken away -----------------------------------------------------------------------------------------------


async def test_a_moderator_removes_a_job_and_its_address_says_so(
    it: Instance, make: Studio, maren: Person, desk: Client, browser: Client, client: Client
) -> None:
    job = await opened(it, maren.actor.id, good(it))
    path = f"/jobs/{job.work_id}"
    assert "Remove this job" in (await desk.page(path)).text
    answer = await send(make, desk, f"{path}/remove", reason="It asked for a deposit.")
    assert answer.status == 303
    for visitor in (client, browser, desk):
        page = await visitor.page(path)
        assert page.status == 410
        for words in ("Removed as a scam", "Background painter", "It asked for a deposit."):
            assert words in page.text, words
        assert "€2,200" not in page.text
        assert "maren" not in re.sub(r"<header.*?</header>", "", page.text, flags=re.S) or visitor is browser
    log = await client.page("/jobs/removed")
    assert ("Background painter" in log.text, "It asked for a deposit." in log.text) == (True, True)
    assert "maren" not in log.text
    assert "Background painter" not in (await client.page("/jobs")).text
    assert (await client.document(f"/objects/{job.work_id}")).status == 410
    assert "taken down something of yours" in (await browser.page("/notifications")).text


async def test_a_job_of_another_server_is_removed_here(
    it: Instance, make: Studio, desk: Client, client: Client
) -> None:
    job = await foreign(it, make, await make.remote(), good(it))
    await send(make, desk, f"/jobs/{job.work_id}/remove", reason="A copy.")
    assert (await client.page(f"/jobs/{job.work_id}")).status == 410
    work = await it.db.read(lambda tx: posts.by_id(tx, job.work_id))
    assert work is not None
    assert work.state.value == "deleted"


async def test_the_log_is_empty_at_first_and_a_deleted_job_is_not_in_it(
    it: Instance, make: Studio, maren: Person, client: Client, browser: Client
) -> None:
    job = await opened(it, maren.actor.id, good(it))
    await send(make, browser, f"/works/{job.work_id}/delete")
    assert "No job was removed" in (await client.page("/jobs/removed")).text
    assert (await client.page(f"/jobs/{job.work_id}")).status == 404


async def test_web_10_only_moderators_remove_and_only_with_a_reason(
    it: Instance, make: Studio, maren: Person, desk: Client, browser: Client
) -> None:
    job = await opened(it, maren.actor.id, good(it))
    assert (await send(make, browser, f"/jobs/{job.work_id}/remove", reason="x")).status == 403
    assert "Remove this job" not in (await browser.page(f"/jobs/{job.work_id}")).text
    assert (await send(make, desk, f"/jobs/{job.work_id}/remove", reason="  ")).status == 422
    assert (await send(make, desk, f"/jobs/{'0' * 26}/remove", reason="x")).status == 404
    assert await it.db.read(lambda tx: jobs.by_work(tx, job.work_id)) is not None


async def test_what_nobody_saw_is_removed_without_a_word(
    it: Instance, make: Studio, maren: Person, desk: Client, client: Client
) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    await send(make, desk, f"/jobs/{made.work_id}/remove", reason="Spam.")
    assert (await client.page(f"/jobs/{made.work_id}")).status == 404
    assert "No job was removed" in (await client.page("/jobs/removed")).text
    assert await it.db.read(lambda tx: jobs.by_work(tx, made.work_id)) is None
