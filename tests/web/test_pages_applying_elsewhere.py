"""The pages around an application that crosses between servers, on both sides; and that nobody else gets any of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from fedart.domain.actor import Actor
from fedart.domain.applying import Application
from fedart.domain.ids import new_id
from fedart.domain.job import Job, Ways
from fedart.federation import cavage
from fedart.federation.dates import format_date
from fedart.instance import Instance
from fedart.services import applying, blocks
from fedart.storage import offers
from tests.support import signing
from tests.support.applying import LETTER, PDF, applied, out, shown
from tests.support.client import Answer, Client
from tests.support.instance import Clock, Person, Studio, network
from tests.support.jobs import foreign, good
from tests.support.offers import offer, pdf_link, received, work_link
from tests.support.remote import Stranger, count, hear, rows, settle

ADA = Stranger("ada")
INTENT = f"{ADA.origin}/notes/1#intent"


@pytest.fixture
async def ada(make: Studio) -> Actor:
    """Who posts a job elsewhere, or applies from there."""
    return await make.remote(ADA.uri)


@pytest.fixture
async def jun(make: Studio) -> Person:
    return await make.person("jun")


@pytest.fixture
async def artist(client: Client, make: Studio, jun: Person) -> Client:
    """The browser of Jun, who applies."""
    return await make.signed_in(client, jun)


@pytest.fixture
async def job(it: Instance, make: Studio, ada: Actor) -> Job:
    """Ada's, on a server that takes Offers."""
    return await foreign(it, make, ada, replace(good(it), ways=Ways(intent=INTENT)))


async def get_as(client: Client, target: str, who: str, name: str, when: float = signing.NOW) -> Answer:
    """GET as the server of `who` signs it, with the key pair `name`."""
    headers = cavage.sign(
        f"{who}#main-key", signing.private(name), method="GET", host=signing.OUR_HOST, target=target,
        date=format_date(when), body=None,
    )  # fmt: skip
    return await client.request(
        "GET", target, headers=[(n.lower(), v) for n, v in headers.items() if n.lower() != "host"]
    )


async def with_pdf(it: Instance, who: Person, job: Job, folder: Path) -> Application:
    path = folder / "sent"
    path.write_bytes(PDF)
    return await applying.apply(it, who.actor.id, job.work_id, LETTER, applying.Enclosure(path, "me.pdf", len(PDF)))


async def test_an_artist_applies_on_another_server_as_on_this_one(
    it: Instance, make: Studio, client: Client, artist: Client, jun: Person, job: Job
) -> None:
    work = await shown(make, jun)
    visitor = (await client.page(f"/jobs/{job.work_id}")).text
    assert f'href="/sign-in?next=/jobs/{job.work_id}/apply"' in visitor
    assert "Apply with your portfolio" in (await artist.page(f"/jobs/{job.work_id}")).text
    form = (await artist.page(f"/jobs/{job.work_id}/apply")).text
    assert f'value="{work}"' in form
    assert "It goes to peer.example and nowhere else" in form
    fields = [("csrf", await make.token(artist)), ("note", "I paint the sea."), ("works", work)]
    sent = await artist.upload(f"/jobs/{job.work_id}/apply", fields, [("pdf", "me.pdf", PDF)])
    assert sent.status == 303
    page = (await artist.page(sent.header("location"))).text
    for words in ("Your application is sent.", "I paint the sea.", "Ferry", "me.pdf", "It was sent."):
        assert words in page, words
    assert "Background painter" in (await artist.page("/applications")).text
    address = sent.header("location").partition("?")[0]
    assert "It is on its way to peer.example" in (await artist.page(address)).text
    await settle(it)
    page = (await artist.page(address)).text
    assert "It is on its way to peer.example" not in page
    assert "peer.example could not be reached" not in page
    await it.db.write(lambda tx: tx.run("UPDATE offers SET lost = 1"))
    assert "peer.example could not be reached" in (await artist.page(address)).text
    assert list(network(it).inboxes) == [ADA.inbox]


async def test_where_a_server_takes_no_applications_one_writes_in_private(
    it: Instance, make: Studio, client: Client, artist: Client, ada: Actor
) -> None:
    network(it).serve(ADA.uri, ADA.document())
    job = await foreign(it, make, ada, good(it))
    assert f'href="/sign-in?next=/jobs/{job.work_id}/apply"' in (await client.page(f"/jobs/{job.work_id}")).text
    assert "Write to them in private" in (await artist.page(f"/jobs/{job.work_id}")).text
    form = (await artist.page(f"/jobs/{job.work_id}/apply")).text
    assert "takes no applications with a portfolio" in form
    assert 'name="works"' not in form
    fields = [("csrf", await make.token(artist)), ("note", " ")]
    empty = await artist.upload(f"/jobs/{job.work_id}/apply", fields, [])
    assert (empty.status, "Please write something." in empty.text) == (422, True)
    sent = await artist.upload(f"/jobs/{job.work_id}/apply", [fields[0], ("note", "I paint the sea.")], [])
    assert sent.status == 303
    assert "I paint the sea." in (await artist.page(sent.header("location"))).text
    assert await count(it, "applications") == 0


async def test_web_09_the_posters_server_alone_fetches_the_file(
    it: Instance, make: Studio, client: Client, artist: Client, jun: Person, job: Job, tmp_path: Path
) -> None:
    await make.remote(f"{ADA.origin}/actor", key="server")
    await make.remote("https://other.example/actors/bo", key="bo")
    made = await with_pdf(it, jun, job, tmp_path)
    target = f"/applications/{made.id}/file"
    for who, name in ((ADA.uri, "ada"), (f"{ADA.origin}/actor", "server")):
        answer = await get_as(client, target, who, name)
        assert (answer.status, answer.body) == (200, PDF)
        assert answer.header("content-disposition").startswith("attachment; ")
        assert answer.header("cache-control") == "private, no-store"
    never = f"/applications/{new_id(it.clock())}/file"
    for who, name in (("https://other.example/actors/bo", "bo"), (ADA.uri, "bo")):
        found, missing = [await get_as(client, each, who, name) for each in (target, never)]
        assert (found.status, found.body) == (missing.status, missing.body)
        assert found.status == 404
    visitor, nothing = await client.page(target), await client.page(never)
    assert (visitor.status, PDF in visitor.body) == (nothing.status, False)
    assert (await artist.page(target)).body == PDF
    await blocks.block(it, jun.actor.id, job.actor_id)
    assert (await get_as(client, target, ADA.uri, "ada")).status == 404
    await blocks.unblock(it, jun.actor.id, job.actor_id)
    assert (await get_as(client, target, ADA.uri, "ada")).status == 200
    await applying.withdraw(it, jun.actor.id, made.id)
    assert (await get_as(client, target, ADA.uri, "ada")).status == 404


async def test_web_09_what_was_sent_to_one_poster_is_for_no_other(
    it: Instance, make: Studio, client: Client, jun: Person, job: Job, clock: Clock, tmp_path: Path
) -> None:
    maren = await make.person("maren")
    here = await out(it, maren)
    local, there = await with_pdf(it, jun, here, tmp_path), await with_pdf(it, jun, job, tmp_path)
    assert (await get_as(client, f"/applications/{local.id}/file", ADA.uri, "ada")).status == 404
    assert (await get_as(client, f"/applications/{there.id}/file", ADA.uri, "ada")).status == 200


async def test_a_poster_sees_works_as_links_and_whether_the_file_is_there(
    it: Instance, browser: Client, maren: Person, ada: Actor
) -> None:
    job, pdf = await out(it, maren), f"{ADA.origin}/applications/1/file"
    attached = [work_link(f"{ADA.origin}/notes/{number}", f"Ferry {number}") for number in (1, 2)]
    await hear(it, ADA, offer(ADA, it, job, maren, [*attached, pdf_link(pdf)]))
    board = (await browser.page(f"/jobs/{job.work_id}/applicants")).text
    assert "2 works on peer.example" in board
    (found,) = await received(it, job)
    page = (await browser.page(f"/applications/{found.id}")).text
    for words in (
        "Works on peer.example",
        f'href="{ADA.origin}/notes/2"',
        "Ferry 1",
        "peer.example did not give it to us.",
    ):
        assert words in page, words
    table = (await browser.page(f"/jobs/{job.work_id}/applicants.csv")).text
    assert f"{ADA.origin}/notes/1 {ADA.origin}/notes/2" in table
    await it.db.write(lambda tx: tx.run("UPDATE offers SET file_state = 'waits'"))
    assert "It is on its way from peer.example." in (await browser.page(f"/applications/{found.id}")).text


async def test_web_09_nobody_else_sees_any_of_it(
    it: Instance, make: Studio, client: Client, browser: Client, desk: Client, maren: Person, jun: Person, job: Job
) -> None:
    mine = await out(it, maren)
    await applied(it, jun, job)
    await hear(it, ADA, offer(ADA, it, mine, maren))
    sent = await rows(it, "SELECT id FROM activities WHERE type = 'Offer'")
    (got,) = await received(it, mine)
    addresses = [f"/activities/{sent[0]['id']}", f"/agreements/{got.id}", f"/objects/{got.id}"]
    for address in addresses:
        for answer in (await client.document(address), await get_as(client, address, ADA.uri, "ada")):
            assert answer.status == 404, address
    public = [
        "/",
        "/jobs",
        "/jobs.rss",
        f"/jobs/{job.work_id}",
        f"/jobs/{mine.work_id}",
        "/@jun",
        "/@jun/posts",
        "/@maren/posts",
    ]
    public += ["/search?q=zanzibarite", "/feed.rss", "/@jun/feed.rss", f"/works/{mine.work_id}"]
    other = await make.signed_in(client, await make.person("tomas"))
    for who in (client, other, desk):
        for address in (*public, f"/applications/{got.id}", f"/jobs/{mine.work_id}/applicants", "/notifications"):
            assert "sluice" not in (await who.page(address)).text, address
    for part in ("outbox", "outbox?page=1", "followers", "featured"):
        for actor in (jun, maren):
            assert "Offer" not in (await client.document(f"/actors/{actor.actor.id}/{part}")).text
    assert "sluice" in (await browser.page(f"/applications/{got.id}")).text
    assert await it.db.read(lambda tx: offers.of(tx, got.id)) is not None
