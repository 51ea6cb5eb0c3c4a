"""What people of other servers say about a job of ours stands on its page, as far as it is meant for whoever looks."""

import pytest

from fedart.domain.job import Job
from fedart.instance import Instance
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.jobs import good, opened
from tests.support.remote import Net, Stranger, hear

ADA = Stranger("ada", "https://studio.example")


@pytest.fixture
async def maren(make: Studio) -> Person:
    """Who posts the job."""
    return await make.person("maren")


@pytest.fixture
async def job(it: Instance, maren: Person, net: Net) -> Job:
    net.publish(ADA)
    return await opened(it, maren.actor.id, good(it))


async def test_a_public_answer_is_for_everybody_and_a_direct_one_for_the_poster(
    it: Instance, make: Studio, maren: Person, client: Client, job: Job
) -> None:
    uri, path = it.urls.object(job.work_id), f"/jobs/{job.work_id}"
    public = ADA.note("Which paper?", inReplyTo=uri)
    private = ADA.note("My <em>portfolio</em>", inReplyTo=uri, to=[maren.actor.uri], cc=[])
    for note in (public, private):
        await hear(it, ADA, ADA.create(note))
    poster = await make.signed_in(client, maren)
    other = await make.signed_in(client, await make.person("nosy"))
    for visitor, told in ((client, False), (other, False), (poster, True)):
        page = await visitor.page(path)
        assert "Which paper?" in page.text
        assert ("<em>portfolio</em>" in page.text) is told
    assert f'href="{public["id"]}"' in (await client.page(path)).text
    await hear(it, ADA, ADA.delete(str(public["id"])))
    assert "Which paper?" not in (await client.page(path)).text


async def test_xss_05_answers_are_sanitised(it: Instance, client: Client, job: Job) -> None:
    evil = "Hello <b>there</b><script>alert(1)</script><img src=x onerror=alert(1)>"
    await hear(it, ADA, ADA.create(ADA.note(evil, inReplyTo=it.urls.object(job.work_id))))
    page = await client.page(f"/jobs/{job.work_id}")
    assert "there" in page.text
    assert "alert(1)" not in page.text
