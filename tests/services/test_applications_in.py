"""Applications of artists elsewhere for jobs of ours: taken in, answered, withdrawn; and everything that is refused."""

import orjson
import pytest

from fedart.domain.actor import Viewer
from fedart.domain.applying import Stage
from fedart.domain.job import Job, JobState
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import applicants, applying, closing, enclosures, ending, jobs, sanctions, works
from fedart.storage import applications, offers, views_applications
from fedart.storage.offers import FileState
from fedart.storage.views_applications import Applied
from tests.support.applying import PDF, out
from tests.support.door import Mood
from tests.support.instance import Clock, Person
from tests.support.offers import offer, pdf_link, received, work_link
from tests.support.paint import painting, png
from tests.support.remote import AS2, Net, Stranger, count, hear, settle, told, traces

DAY = 86_400_000


@pytest.fixture
async def job(it: Instance, clock: Clock, maren: Person) -> Job:
    """An open job of Maren's."""
    clock.now += 40 * DAY
    return await out(it, maren)


async def applied(it: Instance, poster: Person, job: Job) -> Applied:
    """The one application for a job, as its poster sees it."""
    page = await it.db.read(lambda tx: views_applications.of_job(tx, poster.actor.id, job.work_id, limit=9))
    assert len(page.items) == 1
    return page.items[0]


async def test_an_offer_becomes_an_application(it: Instance, ada: Stranger, maren: Person, job: Job) -> None:
    await hear(it, ada, offer(ada, it, job, maren))
    found = await applied(it, maren, job)
    letter = found.application.letter
    assert found.artist.handle == "@ada@peer.example"
    assert letter.note == "I grew up on a sluice, zanzibarite green.\n\nAsk me."
    assert (letter.rate, letter.start) == ("300 EUR a day", "1 February")
    assert (found.application.stage, found.application.seen) == (Stage.NEW, None)
    assert "applied" in await told(it, maren.actor.id)


async def test_reading_moving_and_deciding_are_told_to_the_artist_alone(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job
) -> None:
    sent = offer(ada, it, job, maren)
    await hear(it, ada, sent)
    ident = (await applied(it, maren, job)).application.id
    net.inboxes.clear()
    await applicants.opened(it, maren.actor.id, ident)
    await settle(it)
    for stage in (Stage.INTERVIEW, Stage.HIRED, Stage.DECLINED):
        await applicants.move(it, maren.actor.id, [ident], stage)
        await settle(it)
    assert set(net.inboxes) == {ada.inbox}
    read, interview, hired, declined = net.sent(ada.inbox)
    assert [each["type"] for each in (read, interview, hired, declined)] == ["Update", "Update", "Accept", "Reject"]
    assert {tuple(each["to"]) for each in (read, interview, hired, declined)} == {(ada.uri,)}
    assert (hired["object"], declined["object"]) == (sent["id"], sent["id"])
    assert interview["object"]["inReplyTo"] == sent["id"]
    assert hired["result"]["stipulates"]["satisfies"] == f"{it.urls.object(job.work_id)}#intent"
    assert len({each["published"] for each in (read, interview, hired, declined)}) == 4


async def test_an_undo_takes_everything_with_it(it: Instance, net: Net, ada: Stranger, maren: Person, job: Job) -> None:
    pdf = f"{ada.origin}/applications/1/file"
    net.serve(pdf, PDF, content_type="application/pdf")
    sent = offer(ada, it, job, maren, [pdf_link(pdf)])
    await hear(it, ada, sent)
    found = await applied(it, maren, job)
    assert await applying.read(it, found.application) == PDF
    await hear(it, ada, ada.undo(sent))
    assert await received(it, job) == []
    assert await it.db.read(lambda tx: applications.withdrawn(tx, job.work_id)) == 1
    assert "applied" not in await told(it, maren.actor.id)
    assert "withdrawn" in await told(it, maren.actor.id)
    assert list((it.config.data / "applications").iterdir()) == []
    assert await traces(it, "zanzibarite") == []


async def test_a_file_is_fetched_once_in_the_posters_name(
    it: Instance, net: Net, clock: Clock, ada: Stranger, maren: Person, job: Job
) -> None:
    pdf = f"{ada.origin}/applications/1/file"
    sent = offer(ada, it, job, maren, [pdf_link(pdf)])
    net.broken[pdf] = FetchFailed("busy")
    with pytest.raises(FetchFailed):
        await hear(it, ada, sent)
    assert await coming(it, maren, job) is FileState.WAITS
    del net.broken[pdf]
    net.serve(pdf, PDF, content_type="application/pdf")
    ident = (await applied(it, maren, job)).application.id
    for _ in range(2):
        await enclosures.fetch_file(it, orjson.dumps({"application": ident}))
    assert net.fetched.count(pdf) == 2
    assert net.signers[pdf] == f"{maren.actor.uri}#main-key"
    found = (await applied(it, maren, job)).application
    assert (found.file_name, found.file_bytes) == ("portfolio.pdf", len(PDF))
    assert await coming(it, maren, job) is FileState.HERE


async def coming(it: Instance, poster: Person, job: Job) -> FileState:
    ident = (await applied(it, poster, job)).application.id
    found = await it.db.read(lambda tx: offers.of(tx, ident))
    assert found is not None
    return found.file_state


@pytest.mark.parametrize(("data", "status"), [(b"<html>", 200), (b"%PDF", 200), (b"", 200), (PDF, 403), (PDF, 404)])
async def test_what_is_no_pdf_or_is_not_given_is_not_kept(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job, data: bytes, status: int
) -> None:
    pdf = f"{ada.origin}/applications/1/file"
    net.serve(pdf, data, content_type="application/pdf", status=status)
    await hear(it, ada, offer(ada, it, job, maren, [pdf_link(pdf)]))
    assert await coming(it, maren, job) is FileState.LOST
    assert (await applied(it, maren, job)).application.file_bytes == 0
    assert not (it.config.data / "applications").exists()


async def test_net_01_nothing_is_fetched_from_anywhere_but_the_artists_server(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job
) -> None:
    elsewhere = "https://other.example/1"
    attached = [pdf_link(elsewhere), work_link(elsewhere, "Elsewhere"), work_link(f"{ada.origin}/notes/1", "Ferry")]
    await hear(it, ada, offer(ada, it, job, maren, attached))
    assert elsewhere not in net.fetched
    assert f"{ada.origin}/notes/1" in net.fetched
    found = await applied(it, maren, job)
    assert [link.title for link in found.links] == ["Ferry"]
    assert await coming(it, maren, job) is FileState.NONE


async def test_works_are_links_until_their_pictures_passed_the_door(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job, judge: Mood
) -> None:
    hers = ada.note("Ferry", pictures=[net.picture(f"{ada.origin}/ferry.png", png(painting(1, (64, 48))))])
    bo = Stranger("bo", ada.origin)
    net.publish(bo)
    his = bo.note("Not hers", pictures=[net.picture(f"{ada.origin}/his.png", png(painting(2, (64, 48))))])
    for note in (hers, his):
        net.serve(note["id"], {"@context": AS2, **note})
    gone = f"{ada.origin}/notes/gone"
    attached = [work_link(hers["id"], "One"), work_link(his["id"], "Two"), work_link(gone, "Three")]
    await hear(it, ada, offer(ada, it, job, maren, attached))
    found = await applied(it, maren, job)
    assert [card.by.handle for card in found.works] == ["@ada@peer.example"]
    assert [link.title for link in found.links] == ["Two", "Three"]


async def test_a_message_to_an_artist_elsewhere_is_a_direct_note(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job
) -> None:
    net.handle(ada)
    await hear(it, ada, offer(ada, it, job, maren))
    ident = (await applied(it, maren, job)).application.id
    net.inboxes.clear()
    await applicants.answer(it, maren.actor.id, [ident], "Shall we talk on Monday?", declines=True)
    await settle(it)
    sent = [each for inbox in net.inboxes for each in net.sent(inbox)]
    assert [each["type"] for each in sent] == ["Create", "Reject"]
    assert (sent[0]["to"], sent[0]["cc"]) == ([ada.uri], [])


async def test_a_job_that_is_deleted_is_deleted_at_the_artists_server_too(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job
) -> None:
    await hear(it, ada, offer(ada, it, job, maren))
    net.inboxes.clear()
    await jobs.move(it, maren.actor.id, job.work_id, JobState.PAUSED)
    await works.delete(it, maren.actor.id, job.work_id)
    await settle(it)
    assert [each["type"] for each in net.sent(ada.shared_inbox)] == ["Delete"]
    assert await count(it, "applications") == 0
    assert await count(it, "offers") == 0
    assert await count(it, "notifications", "actor_id NOT IN (SELECT actor_id FROM accounts)") == 0


async def test_an_artist_who_leaves_takes_everything_along(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job
) -> None:
    await hear(it, ada, offer(ada, it, job, maren, [work_link(f"{ada.origin}/notes/1", "Ferry")]))
    await hear(it, ada, ada.activity("Delete", object=ada.uri))
    for table in ("applications", "offers", "offer_works"):
        assert await count(it, table) == 0


async def test_everything_goes_180_days_after_the_job_is_over(
    it: Instance, clock: Clock, ada: Stranger, maren: Person, job: Job
) -> None:
    await hear(it, ada, offer(ada, it, job, maren))
    await jobs.move(it, maren.actor.id, job.work_id, JobState.FILLED)
    clock.now += 180 * DAY
    await ending.sweep(it)
    assert len(await received(it, job)) == 1
    clock.now += 1
    await ending.sweep(it)
    assert await received(it, job) == []
    assert await count(it, "offers") == 0


async def test_a_poster_who_is_kept_out_says_no_to_everybody(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job, moderator: Viewer
) -> None:
    sent = offer(ada, it, job, maren)
    await hear(it, ada, sent)
    net.inboxes.clear()
    await it.db.write(lambda tx: sanctions.suspend(tx, it, moderator, maren.actor, "spam"))
    await settle(it)
    assert [(each["type"], each["object"]) for each in net.sent(ada.inbox)] == [("Reject", sent["id"])]
    assert await received(it, job) == []


async def test_a_poster_who_leaves_is_deleted_at_the_artists_server(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job, admin: Person
) -> None:
    await hear(it, ada, offer(ada, it, job, maren))
    net.inboxes.clear()
    await it.db.write(lambda tx: closing.begin(tx, it, maren.account, admin.account.id))
    await settle(it)
    assert [each["object"] for each in net.sent(ada.shared_inbox)] == [maren.actor.uri]
    assert await count(it, "applications") == 0
