"""What people say about a job stands on its page: public answers for everybody, direct ones for the two sides alone."""

import re

import pytest

from fedart.domain.job import Job, JobState
from fedart.domain.work import TEXT_LIMIT, Visibility
from fedart.instance import Instance
from fedart.services import blocks, replying
from fedart.services import jobs as services
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.job_pages import errors, send
from tests.support.jobs import foreign, good, opened

ASKED = "Is the ferry *moving*?"


@pytest.fixture
async def job(it: Instance, maren: Person) -> Job:
    """A job of Maren's that is open."""
    return await opened(it, maren.actor.id, good(it))


@pytest.fixture
async def joost(make: Studio) -> Person:
    return await make.person("joost")


@pytest.fixture
async def asker(client: Client, make: Studio, joost: Person) -> Client:
    """Joost's browser."""
    return await make.signed_in(client, joost)


def said(text: str) -> list[str]:
    """The answers that a page shows, as they are marked up."""
    return [each.strip() for each in re.findall(r'<div class="said"[^>]*>(.*?)</div>', text, re.DOTALL)]


async def test_a_public_answer_stands_on_the_page_of_the_job(
    it: Instance, make: Studio, client: Client, browser: Client, asker: Client, job: Job
) -> None:
    path = f"/jobs/{job.work_id}"
    assert "Nobody has answered yet." in (await client.page(path)).text
    answer = await send(make, asker, f"{path}/reply", text=ASKED, visibility="public")
    assert answer.header("location").startswith(f"{path}#reply-")
    for visitor in (client, browser, asker):
        page = await visitor.page(path)
        assert said(page.text) == ["<p>Is the ferry <em>moving</em>?</p>"]
        assert f'id="{answer.header("location").partition("#")[2]}"' in page.text


async def test_the_address_of_the_work_takes_answers_too_and_leads_to_them(
    make: Studio, asker: Client, job: Job
) -> None:
    answer = await send(make, asker, f"/works/{job.work_id}/reply", text=ASKED, visibility="public")
    assert answer.header("location").startswith(f"/works/{job.work_id}#reply-")
    onward = await asker.page(f"/works/{job.work_id}?text=hello")
    assert onward.header("location") == f"/jobs/{job.work_id}?text=hello"
    page = await asker.page(onward.header("location"))
    assert "<em>moving</em>" in page.text
    assert re.search(r'<textarea id="text"[^>]*>\s*hello</textarea>', page.text)


async def test_an_answer_that_cannot_be_taken_comes_back_on_the_jobs_page(
    make: Studio, asker: Client, job: Job
) -> None:
    too_long = "x" * (TEXT_LIMIT + 1)
    for text in ("  ", too_long):
        page = await send(make, asker, f"/jobs/{job.work_id}/reply", text=text, visibility="direct")
        assert page.status == 422
        assert errors(page) == {"text"}
        assert "Background painter" in page.text
        assert '<option value="direct" selected>' in page.text
        assert (too_long in page.text) is (text == too_long)
    assert said((await asker.page(f"/jobs/{job.work_id}")).text) == []


async def test_web_09_a_direct_answer_is_for_the_two_sides_alone(
    it: Instance, make: Studio, client: Client, browser: Client, asker: Client, job: Job
) -> None:
    third = await make.signed_in(client, await make.person("nosy"))
    path = f"/jobs/{job.work_id}"
    await send(make, asker, f"{path}/reply", text="My rate is zanzibarite.", visibility="direct")
    await send(make, asker, f"{path}/reply", text=ASKED, visibility="public")
    for visitor, told in ((browser, True), (asker, True), (third, False), (client, False)):
        page = await visitor.page(path)
        assert ("zanzibarite" in page.text) is told
        assert "<em>moving</em>" in page.text


async def test_visitors_answer_from_their_own_server(it: Instance, client: Client, asker: Client, job: Job) -> None:
    page = await client.page(f"/jobs/{job.work_id}")
    uri = it.urls.object(job.work_id)
    assert 'action="/interact"' in page.text
    assert f'name="uri" value="{uri}"' in page.text
    assert 'name="text"' not in page.text
    page = await asker.page(f"/jobs/{job.work_id}")
    assert 'action="/interact"' not in page.text
    assert f'action="/jobs/{job.work_id}/reply"' in page.text


async def test_nobody_answers_what_nobody_sees(
    it: Instance, make: Studio, maren: Person, browser: Client, asker: Client
) -> None:
    waiting = await services.post(it, maren.actor.id, good(it))
    path = f"/jobs/{waiting.work_id}"
    assert (await send(make, asker, f"{path}/reply", text=ASKED, visibility="public")).status == 404
    page = await browser.page(path)
    assert page.status == 200
    assert 'id="replies"' not in page.text
    await services.decide(it, waiting.work_id, shown=True)
    assert (await send(make, asker, f"{path}/reply", text=ASKED, visibility="public")).status == 303
    assert 'id="replies"' in (await browser.page(path)).text


async def test_a_work_that_is_no_job_takes_no_answer_there(make: Studio, maren: Person, asker: Client) -> None:
    work = await make.work(maren.actor)
    sent = await send(make, asker, f"/jobs/{work.id}/reply", text=ASKED, visibility="public")
    assert sent.status == 404
    assert said((await asker.page(f"/works/{work.id}")).text) == []


async def test_what_was_said_stays_when_the_job_is_over(
    it: Instance, make: Studio, maren: Person, client: Client, asker: Client, job: Job
) -> None:
    path = f"/jobs/{job.work_id}"
    await send(make, asker, f"{path}/reply", text=ASKED, visibility="public")
    await services.move(it, maren.actor.id, job.work_id, JobState.FILLED)
    assert "<em>moving</em>" in (await client.page(path)).text


async def test_answers_of_people_who_are_hidden_are_not_shown_to_who_hides_them(
    it: Instance, make: Studio, client: Client, browser: Client, maren: Person, joost: Person, job: Job
) -> None:
    await replying.reply(it, joost.actor.id, it.urls.object(job.work_id), ASKED, visibility=Visibility.PUBLIC)
    path = f"/jobs/{job.work_id}"
    assert "<em>moving</em>" in (await browser.page(path)).text
    await blocks.mute(it, maren.actor.id, joost.actor.id)
    assert "<em>moving</em>" not in (await browser.page(path)).text
    assert "<em>moving</em>" in (await client.page(path)).text


async def test_a_job_of_another_server_is_answered_here_by_people_who_are_signed_in(
    it: Instance, make: Studio, client: Client, asker: Client
) -> None:
    made = await foreign(it, make, await make.remote(), good(it))
    path = f"/jobs/{made.work_id}"
    page = await asker.page(path)
    assert f'action="{path}/reply"' in page.text
    assert "It goes to peer.example as well." in page.text
    page = await client.page(path)
    assert page.status == 200
    assert 'id="replies"' not in page.text
    assert "Open at peer.example" in page.text
