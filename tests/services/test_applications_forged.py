"""Offers that are refused, forged, heard again and heard in another order; all of them with what does go through."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from fedart.domain.applying import NOTE_LIMIT, WORKS, Stage
from fedart.domain.ids import WorkId, new_id
from fedart.domain.job import Job, JobState, Ways
from fedart.errors import Forbidden, TooFast
from fedart.instance import Instance
from fedart.services import applications_in, applying, blocks, inbox, jobs, works
from fedart.services.inbox import process
from fedart.storage import activities, applications
from tests.support.applying import out
from tests.support.instance import Clock, Person, Studio
from tests.support.jobs import good
from tests.support.offers import commitment, fact, offer, received, work_link
from tests.support.remote import Json, Net, Stranger, count, hear, rows, say, settle, verified

DAY = 86_400_000
Change = Callable[[Instance, Person, Job], Awaitable[object]]


@pytest.fixture
async def job(it: Instance, clock: Clock, maren: Person) -> Job:
    """An open job of Maren's."""
    clock.now += 40 * DAY
    return await out(it, maren)


async def _pause(it: Instance, poster: Person, job: Job) -> None:
    await jobs.move(it, poster.actor.id, job.work_id, JobState.PAUSED)


async def _close(it: Instance, poster: Person, job: Job) -> None:
    await jobs.move(it, poster.actor.id, job.work_id, JobState.CLOSED)


async def _elsewhere(it: Instance, poster: Person, job: Job) -> None:
    ways = Ways(here=False, link="https://kettleandcrow.example/jobs")
    await jobs.change(it, poster.actor.id, job.work_id, replace(good(it), ways=ways))


async def _block(it: Instance, poster: Person, job: Job) -> None:
    artist = (await rows(it, "SELECT id FROM actors WHERE uri LIKE '%/ada'"))[0]["id"]
    await blocks.block(it, poster.actor.id, artist)


@pytest.mark.parametrize("change", [_pause, _close, _elsewhere, _block])
async def test_web_09_whatever_the_reason_the_answer_is_the_same(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job, change: Change
) -> None:
    bo = Stranger("bo", "https://other.example")
    net.publish(bo)
    await hear(it, bo, offer(bo, it, job, maren))
    assert len(await received(it, job)) == 1
    await hear(it, ada, ada.activity("Follow", object=maren.actor.uri))
    await change(it, maren, job)
    await settle(it)
    net.inboxes.clear()
    sent = offer(ada, it, job, maren)
    await hear(it, ada, sent)
    assert len(await received(it, job)) == 1
    (answer,) = net.sent(ada.inbox)
    assert set(answer) == {"@context", "id", "type", "actor", "to", "published", "object"}
    assert (answer["type"], answer["actor"], answer["object"]) == ("Reject", maren.actor.uri, sent["id"])


def _to_somebody_else(sent: Json, _: str) -> Json:
    return {**sent, "to": ["https://gallery.example/actors/1"]}


def _to_everybody(sent: Json, _: str) -> Json:
    return {**sent, "to": ["https://www.w3.org/ns/activitystreams#Public"]}


def _changed(**fields: object) -> Callable[[Json, str], Json]:
    return lambda sent, _: {**sent, "object": {**sent["object"], **fields}}


def _committed(**fields: object) -> Callable[[Json, str], Json]:
    return lambda sent, intent: {**sent, "object": {**sent["object"], "stipulates": {**commitment(intent), **fields}}}


BAD: dict[str, Callable[[Json, str], Json]] = {
    "to somebody else": _to_somebody_else,
    "to everybody": _to_everybody,
    "no agreement": _changed(type="Note"),
    "no commitment": _changed(stipulates=None),
    "a commitment in words": _changed(stipulates="one"),
    "another type of commitment": _committed(type="Intent"),
    "two of it": _committed(resourceQuantity={"hasUnit": "one", "hasNumericalValue": "2"}),
    "hours": _committed(resourceQuantity={"hasUnit": "hour", "hasNumericalValue": "1"}),
    "true": _committed(resourceQuantity={"hasUnit": "one", "hasNumericalValue": True}),
    "no intent": _committed(satisfies=None),
    "the job itself": lambda sent, intent: _committed(satisfies=intent.partition("#")[0])(sent, intent),
    "another part of it": lambda sent, intent: _committed(satisfies=intent.replace("intent", "primary"))(sent, intent),
    "a job elsewhere": _committed(satisfies="https://other.example/objects/1#intent"),
    "an address": lambda sent, _: {**sent, "object": "https://peer.example/agreements/1"},
}


@pytest.mark.parametrize("name", BAD)
async def test_an_offer_of_anything_else_does_nothing(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job, name: str
) -> None:
    net.inboxes.clear()
    sent = offer(ada, it, job, maren)
    await hear(it, ada, BAD[name](sent, f"{it.urls.object(job.work_id)}#intent"))
    assert await received(it, job) == []
    assert net.inboxes == {}
    await hear(it, ada, offer(ada, it, job, maren))
    assert len(await received(it, job)) == 1


async def test_web_09_a_job_that_nobody_sees_yet_does_not_answer(
    it: Instance, net: Net, make: Studio, ada: Stranger, maren: Person, job: Job
) -> None:
    tomas = await make.person("tomas")
    waits = await jobs.post(it, tomas.actor.id, good(it))
    assert waits.state is JobState.REVIEW
    never = replace(job, work_id=WorkId(new_id()))
    for each, poster in ((waits, tomas), (never, maren)):
        await hear(it, ada, offer(ada, it, each, poster))
        assert net.sent(ada.inbox) == []
        assert await received(it, each) == []
    await hear(it, ada, offer(ada, it, job, maren))
    assert len(await received(it, job)) == 1


async def test_sig_08_nobody_applies_in_somebody_elses_name(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job
) -> None:
    sent = offer(ada, it, job, maren)
    for other in (Stranger("bo", ada.origin), Stranger("bo", "https://other.example")):
        net.publish(other)
        with pytest.raises(Forbidden) as refused:
            await say(it, other, sent)
        assert refused.value.rule == "SIG-08"
    elsewhere = {**sent, "id": "https://other.example/activities/1"}
    with pytest.raises(Forbidden) as refused:
        await say(it, ada, elsewhere)
    assert refused.value.rule == "AUT-02"
    await settle(it)
    assert await received(it, job) == []
    await hear(it, ada, sent)
    assert len(await received(it, job)) == 1


async def test_aut_04_nobody_withdraws_what_somebody_else_sent(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job
) -> None:
    sent = offer(ada, it, job, maren)
    await hear(it, ada, sent)
    for other in (Stranger("bo", ada.origin), Stranger("bo", "https://other.example")):
        net.publish(other)
        for inner in (sent, sent["id"]):
            with pytest.raises(Forbidden) as refused:
                await say(it, other, other.undo(inner))
            assert refused.value.rule == "AUT-04"
    await settle(it)
    assert len(await received(it, job)) == 1
    await hear(it, ada, ada.undo(sent["id"]))
    assert await received(it, job) == []


async def test_aut_10_a_blocked_server_applies_for_nothing(
    it: Instance, ada: Stranger, maren: Person, job: Job
) -> None:
    sent = offer(ada, it, job, maren)
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    with pytest.raises(Forbidden):
        await hear(it, ada, sent)
    await it.db.write(lambda tx: activities.unblock(tx, "peer.example"))
    await hear(it, ada, sent)
    assert len(await received(it, job)) == 1


async def test_sig_11_heard_again_it_is_the_same_application(
    it: Instance, ada: Stranger, maren: Person, job: Job
) -> None:
    ticket = await verified(it, ada, offer(ada, it, job, maren))
    for _ in range(2):
        await inbox.accept(it, ticket)
        await settle(it)
        await process(it, ticket.actor.encode() + b"\n" + ticket.body)
    assert len(await received(it, job)) == 1
    assert await count(it, "notifications", "kind = 'applied'") == 1


async def test_what_was_withdrawn_does_not_come_back(it: Instance, ada: Stranger, maren: Person, job: Job) -> None:
    sent = offer(ada, it, job, maren)
    undone = ada.undo(sent)
    tickets = [await verified(it, ada, each) for each in (sent, undone)]
    for _ in range(2):
        for ticket in tickets:
            await process(it, ticket.actor.encode() + b"\n" + ticket.body)
    assert await received(it, job) == []
    assert await withdrawn(it, job) == 1


async def withdrawn(it: Instance, job: Job) -> int:
    return await it.db.read(lambda tx: applications.withdrawn(tx, job.work_id))


async def end(it: Instance, by: Stranger, job: Job, *said: Json) -> tuple[list[tuple[str, Stage]], int, list[str]]:
    """How it stands when all of that was heard in that order."""
    await hear(it, by, *said)
    found = [(each.letter.rate, each.stage) for each in await received(it, job)]
    news = await rows(it, "SELECT kind FROM notifications WHERE kind IN ('applied', 'withdrawn') ORDER BY kind")
    return found, await withdrawn(it, job), sorted({str(row["kind"]) for row in news})


@pytest.mark.parametrize("bare", [False, True])
async def test_an_undo_before_its_offer_leaves_a_tombstone(
    it: Instance, net: Net, make: Studio, ada: Stranger, maren: Person, job: Job, *, bare: bool
) -> None:
    sent = offer(ada, it, job, maren)
    assert await end(it, ada, job, ada.undo(sent["id"] if bare else sent), sent) == (
        ([], 0, []) if bare else ([], 1, ["withdrawn"])
    )
    bo = Stranger("bo", "https://other.example")
    net.publish(bo)
    other = offer(bo, it, job, maren)
    assert (await end(it, bo, job, other, bo.undo(other)))[0] == []
    assert await withdrawn(it, job) == (1 if bare else 2)


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
async def test_whoever_applies_anew_has_one_application_whatever_the_order(
    it: Instance, ada: Stranger, maren: Person, job: Job, order: tuple[int, ...]
) -> None:
    first, again = offer(ada, it, job, maren), offer(ada, it, job, maren, late=5_000)
    again["object"]["additionalProperty"] = [fact("rate", "400 EUR a day")]
    said = (first, ada.undo(first), again)
    found, gone, news = await end(it, ada, job, *(said[at] for at in order))
    assert [rate for rate, _ in found] == ["400 EUR a day"]
    assert (gone, news) == (1, ["applied", "withdrawn"])


async def test_cap_04_nobody_sends_applications_without_end(
    it: Instance, net: Net, make: Studio, clock: Clock, ada: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.now += 40 * DAY
    posters = [await make.person(f"poster{number}") for number in range(4)]
    found = [(each, await out(it, each, title=f"Job {number}")) for number, each in enumerate(posters)]
    monkeypatch.setattr(applying, "PER_HOUR", 2)
    for poster, job in found[:2]:
        await hear(it, ada, offer(ada, it, job, poster))
    with pytest.raises(TooFast):
        await hear(it, ada, offer(ada, it, found[2][1], found[2][0]))
    monkeypatch.setattr(applications_in, "PER_HOST", 3)
    bo, cy = Stranger("bo", ada.origin), Stranger("cy", ada.origin)
    net.publish(bo, cy)
    await hear(it, bo, offer(bo, it, found[2][1], found[2][0]))
    with pytest.raises(TooFast):
        await hear(it, cy, offer(cy, it, found[3][1], found[3][0]))
    with pytest.raises(TooFast):
        await hear(it, cy, cy.undo(offer(cy, it, found[3][1], found[3][0])))
    assert len(await received(it, found[3][1])) == 0
    clock.advance(3_700)
    await settle(it)
    assert [len(await received(it, job)) for _, job in found] == [1, 1, 2, 1]


async def test_xss_05_everything_that_comes_is_short_plain_text(
    it: Instance, ada: Stranger, maren: Person, job: Job
) -> None:
    sent = offer(ada, it, job, maren)
    sent["object"]["content"] = "<p>a\u202eb<script>alert(1)</script></p>" + "x" * 5_000
    sent["object"]["additionalProperty"] = [
        fact("rate", "9\u200b00" + "y" * 500),
        fact("rate", "second"),
        fact("start", "<b>May\nJune</b>"),
        "odd",
    ]
    sent["object"]["attachment"] = [
        *(work_link(f"{ada.origin}/notes/{number}", "t" * 300) for number in range(20)),
        work_link("javascript:alert(1)", "x"),
        {"type": "Document", "mediaType": "application/pdf", "url": "file:///etc/passwd"},
    ]
    await hear(it, ada, sent)
    (found,) = await received(it, job)
    assert found.letter.note.startswith("ab\n")
    assert len(found.letter.note) == NOTE_LIMIT
    assert (found.letter.rate[:5], len(found.letter.rate)) == ("900yy", 200)
    assert found.letter.start == "<b>May June</b>"
    links = await rows(it, "SELECT uri, title FROM offer_works ORDER BY position")
    assert [row["uri"] for row in links] == [f"{ada.origin}/notes/{number}" for number in range(WORKS)]
    assert {len(str(row["title"])) for row in links} == {200}
    assert found.file_name == ""


async def test_a_job_that_was_deleted_takes_nothing(
    it: Instance, net: Net, ada: Stranger, maren: Person, job: Job
) -> None:
    await works.delete(it, maren.actor.id, job.work_id)
    await settle(it)
    net.inboxes.clear()
    await hear(it, ada, offer(ada, it, job, maren))
    assert await count(it, "applications") == 0
    assert net.inboxes == {}
