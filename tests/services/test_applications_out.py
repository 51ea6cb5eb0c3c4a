"""Applications of our artists for jobs of other servers: sent, followed, withdrawn; and who is not believed."""

from pathlib import Path

import orjson
import pytest

from fedart.domain.actor import Viewer
from fedart.domain.applying import Application, Stage
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.federation.http import Response
from fedart.instance import Instance
from fedart.services import applications_out, applying, casework, closing, ending, jobs, queue, sanctions
from fedart.services.delivery import GiveUp
from fedart.storage import actors, offers, retention, views_applications
from fedart.tasks.kinds import KINDS
from fedart.wire.vocabulary import stamp
from tests.support.applying import LETTER, NOTE, PDF, applied, shown
from tests.support.instance import Clock, Person, Studio
from tests.support.offers import Foreign, commitment, fact, foreign, kept
from tests.support.remote import Json, Net, Stranger, count, hear, rows, settle, told, traces

DAY = 86_400_000


@pytest.fixture
async def jun(make: Studio) -> Person:
    """Who applies."""
    return await make.person("jun")


@pytest.fixture
async def job(it: Instance, ada: Stranger, jun: Person) -> Foreign:
    """An open job of Ada's."""
    return await foreign(it, ada, jun)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "sent"
    path.write_bytes(PDF)
    return path


def progress(poster: Stranger, offer: Json, stage: str, at: int, *, read: bool = True) -> Json:
    """What the poster's server says of an application."""
    held = {
        "id": f"{poster.origin}/agreements/1",
        "type": "Agreement",
        "attributedTo": poster.uri,
        "inReplyTo": offer["id"],
        "updated": stamp(at),
        "additionalProperty": [fact("stage", stage), *([fact("read", "yes")] if read else [])],
    }
    return poster.activity("Update", object=held, to=offer["to"])


async def test_an_application_goes_to_the_poster_and_nowhere_else(
    it: Instance, net: Net, make: Studio, ada: Stranger, jun: Person, job: Foreign, pdf: Path
) -> None:
    work = await shown(make, jun, "Ferry")
    net.inboxes.clear()
    made = await applied(it, jun, job.job, works=(work,), pdf=pdf)
    await settle(it)
    assert set(net.inboxes) == {ada.inbox}
    (sent,) = net.sent(ada.inbox)
    assert (sent["type"], sent["actor"], sent["to"]) == ("Offer", jun.actor.uri, [ada.uri])
    held = sent["object"]
    assert held["type"] == "Agreement"
    assert held["content"] == f"<p>{NOTE}</p>"
    assert held["stipulates"] == commitment(job.intent)
    assert held["additionalProperty"] == [fact("rate", LETTER.rate), fact("start", LETTER.start)]
    link, document = held["attachment"]
    assert (link["href"], link["name"]) == (it.urls.object(work), "Ferry")
    assert document["url"] == it.urls.page(f"/applications/{made.id}/file")
    assert await count(it, "notifications", "kind = 'applied'") == 0


async def test_what_the_poster_says_stands_on_the_artists_page(
    it: Instance, net: Net, clock: Clock, ada: Stranger, jun: Person, job: Foreign
) -> None:
    made = await applied(it, jun, job.job)
    await settle(it)
    (sent,) = net.sent(ada.inbox)
    await hear(it, ada, progress(ada, sent, "new", clock.now + 1))
    found = await kept(it, made.id)
    assert found is not None
    assert (found.stage, found.seen) == (Stage.NEW, clock.now)
    await hear(it, ada, progress(ada, sent, "interview", clock.now + 2))
    assert (await kept(it, made.id) or made).stage is Stage.INTERVIEW
    accepted = ada.activity("Accept", object=sent["id"], published=stamp(clock.now + 3), to=[jun.actor.uri])
    await hear(it, ada, accepted)
    assert (await kept(it, made.id) or made).stage is Stage.HIRED
    rejected = ada.activity("Reject", object=sent["id"], published=stamp(clock.now + 4), to=[jun.actor.uri])
    await hear(it, ada, rejected)
    assert (await kept(it, made.id) or made).stage is Stage.DECLINED
    news = await rows(it, "SELECT kind, detail FROM notifications WHERE actor_id = :a", a=jun.actor.id)
    assert [(row["kind"], row["detail"]) for row in news if row["kind"] == "application"] == [
        ("application", "declined")
    ]


async def test_withdrawing_undoes_the_offer_and_leaves_nothing(
    it: Instance, net: Net, ada: Stranger, jun: Person, job: Foreign, pdf: Path
) -> None:
    made = await applied(it, jun, job.job, pdf=pdf)
    await settle(it)
    await applying.withdraw(it, jun.actor.id, made.id)
    await settle(it)
    offered, undone = net.sent(ada.inbox)
    assert (undone["type"], undone["object"]["id"], undone["to"]) == ("Undo", offered["id"], [ada.uri])
    assert "zanzibarite" not in str(undone)
    assert await count(it, "applications") == 0
    assert list(ending.folder(it).iterdir()) == []
    assert await traces(it, "zanzibarite") == []


@pytest.mark.parametrize("kind", ["Accept", "Reject"])
async def test_aut_05_only_the_poster_decides(
    it: Instance, net: Net, ada: Stranger, jun: Person, job: Foreign, kind: str
) -> None:
    made = await applied(it, jun, job.job)
    await settle(it)
    (sent,) = net.sent(ada.inbox)
    for other in (Stranger("bo", ada.origin), Stranger("bo", "https://other.example")):
        net.publish(other)
        with pytest.raises(Forbidden) as refused:
            await hear(it, other, other.activity(kind, object=sent["id"], to=[jun.actor.uri]))
        assert refused.value.rule == "AUT-04"
        await hear(it, other, progress(other, sent, "hired", it.clock() + 1))
    found = await kept(it, made.id)
    assert found is not None
    assert (found.stage, found.seen) == (Stage.NEW, None)
    await hear(it, ada, ada.activity(kind, object=sent["id"], to=[jun.actor.uri]))
    assert (await kept(it, made.id) or made).stage is (Stage.HIRED if kind == "Accept" else Stage.DECLINED)


async def test_older_news_that_come_late_change_nothing(
    it: Instance, net: Net, clock: Clock, ada: Stranger, jun: Person, job: Foreign
) -> None:
    made = await applied(it, jun, job.job)
    await settle(it)
    (sent,) = net.sent(ada.inbox)
    hired = ada.activity("Accept", object=sent["id"], published=stamp(clock.now + 20))
    late = progress(ada, sent, "shortlist", clock.now + 10)
    await hear(it, ada, hired, late)
    assert (await kept(it, made.id) or made).stage is Stage.HIRED
    assert [step for step, _ in await way(it, made.id)] == ["new", "hired", "seen"]
    await hear(it, ada, hired, late, progress(ada, sent, "offer", clock.now + 30))
    assert (await kept(it, made.id) or made).stage is Stage.OFFER
    assert await told(it, jun.actor.id) == ["mention", "application"]


async def way(it: Instance, ident: str) -> list[tuple[str, int]]:
    return [(step.what, step.at) for step in await it.db.read(lambda tx: views_applications.steps(tx, ident))]


@pytest.mark.parametrize("stage", ["new", "", "seen", "chosen", "HIRED"])
async def test_what_is_no_step_is_none(
    it: Instance, net: Net, clock: Clock, ada: Stranger, jun: Person, job: Foreign, stage: str
) -> None:
    made = await applied(it, jun, job.job)
    await settle(it)
    (sent,) = net.sent(ada.inbox)
    await hear(it, ada, progress(ada, sent, stage, clock.now + 1, read=False))
    assert await kept(it, made.id) == made
    await hear(it, ada, progress(ada, sent, "shortlist", clock.now + 2, read=False))
    assert (await kept(it, made.id) or made).stage is Stage.SHORTLIST


async def test_what_never_left_is_not_sent_any_more(
    it: Instance, net: Net, ada: Stranger, jun: Person, job: Foreign
) -> None:
    net.inboxes.clear()
    made = await applied(it, jun, job.job)
    await applying.withdraw(it, jun.actor.id, made.id)
    await settle(it)
    assert net.inboxes == {}
    again = await applied(it, jun, job.job)
    await settle(it)
    assert again.id != made.id
    assert [each["type"] for each in net.sent(ada.inbox)] == ["Offer"]


async def test_a_server_without_offers_gets_a_private_note(it: Instance, net: Net, ada: Stranger, jun: Person) -> None:
    net.handle(ada)
    job = await foreign(it, ada, jun, takes=False)
    net.inboxes.clear()
    with pytest.raises(NotFound):
        await applied(it, jun, job.job)
    root = await applying.write(it, jun.actor.id, job.job.work_id, NOTE)
    await settle(it)
    (sent,) = [each for inbox in net.inboxes for each in net.sent(inbox)]
    note = sent["object"]
    assert (sent["type"], note["inReplyTo"], note["to"], note["cc"]) == ("Create", job.uri, [ada.uri], [])
    assert NOTE in note["content"]
    assert await count(it, "talks", "root = :root AND actor_id = :jun", root=root, jun=jun.actor.id) == 1
    assert await count(it, "applications") == 0
    with pytest.raises(Invalid):
        await applying.write(it, jun.actor.id, job.job.work_id, "x" * 3_001)


async def test_a_private_note_is_not_offered_where_offers_are_taken(
    it: Instance, ada: Stranger, jun: Person, job: Foreign
) -> None:
    with pytest.raises(NotFound):
        await applying.write(it, jun.actor.id, job.job.work_id, NOTE)
    assert (await applied(it, jun, job.job)).stage is Stage.NEW


async def test_the_intent_must_be_the_posters_own(it: Instance, ada: Stranger, jun: Person) -> None:
    elsewhere = {"type": "Intent", "id": "https://other.example/1#intent", "action": "deliverService"}
    job = await foreign(it, ada, jun, publishes=elsewhere)
    assert job.job.terms.ways.intent == ""
    assert (await foreign(it, ada, jun)).job.terms.ways.intent != ""


async def test_the_posters_messages_come_straight_to_an_applicant(
    it: Instance, make: Studio, ada: Stranger, jun: Person, job: Foreign
) -> None:
    made = await applied(it, jun, job.job)
    tomas = await make.person("tomas")
    for reader in (jun, tomas):
        await hear(it, ada, ada.create(ada.note("Shall we talk?", to=[reader.actor.uri], cc=[])))
    states = await rows(it, "SELECT actor_id, state FROM talks ORDER BY actor_id")
    assert {row["actor_id"]: row["state"] for row in states} == {jun.actor.id: "open", tomas.actor.id: "asked"}
    poster = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert poster is not None
    assert await it.db.read(lambda tx: offers.conversation(tx, made.actor_id, poster.id)) is not None


async def test_a_job_that_is_deleted_there_is_forgotten_here(
    it: Instance, ada: Stranger, jun: Person, job: Foreign, pdf: Path
) -> None:
    await applied(it, jun, job.job, pdf=pdf)
    await settle(it)
    await hear(it, ada, ada.delete(job.uri))
    for table in ("applications", "offers"):
        assert await count(it, table) == 0
    assert await told(it, jun.actor.id) == ["mention", "job gone"]
    assert await count(it, "activities", "type = 'Offer'") == 0


async def test_a_poster_who_leaves_takes_it_along(it: Instance, ada: Stranger, jun: Person, job: Foreign) -> None:
    await applied(it, jun, job.job)
    await settle(it)
    await hear(it, ada, ada.activity("Delete", object=ada.uri))
    assert await count(it, "applications") == 0
    assert await count(it, "offers") == 0


async def test_an_account_that_closes_is_deleted_at_the_posters_server(
    it: Instance, net: Net, ada: Stranger, jun: Person, job: Foreign, admin: Person
) -> None:
    await applied(it, jun, job.job)
    await settle(it)
    net.inboxes.clear()
    await it.db.write(lambda tx: closing.begin(tx, it, jun.account, admin.account.id))
    await settle(it)
    sent = [each for inbox in net.inboxes for each in net.sent(inbox)]
    assert [(each["type"], each["object"]) for each in sent] == [("Delete", jun.actor.uri)]
    for table in ("applications", "offers", "applications_withdrawn"):
        assert await count(it, table) == 0


async def test_an_artist_who_is_kept_out_has_withdrawn(
    it: Instance, net: Net, ada: Stranger, jun: Person, job: Foreign, moderator: Viewer
) -> None:
    await applied(it, jun, job.job)
    await settle(it)
    await it.db.write(lambda tx: sanctions.suspend(tx, it, moderator, jun.actor, "spam"))
    await settle(it)
    assert [each["type"] for each in net.sent(ada.inbox)] == ["Offer", "Undo"]
    assert await count(it, "applications") == 0


async def test_everything_goes_180_days_after_the_job_is_over_by_our_clock(
    it: Instance, clock: Clock, ada: Stranger, jun: Person, job: Foreign
) -> None:
    await applied(it, jun, job.job)
    clock.now += 40 * DAY
    await it.db.write(lambda tx: jobs.expire(tx, it))
    clock.now += 180 * DAY
    await ending.sweep(it)
    assert await count(it, "applications") == 1
    clock.now += 1
    await ending.sweep(it)
    assert await count(it, "applications") == 0
    assert await traces(it, "zanzibarite") == []


async def test_a_job_with_an_application_is_kept_as_long_as_that(
    it: Instance, clock: Clock, ada: Stranger, jun: Person, job: Foreign
) -> None:
    made = await applied(it, jun, job.job)
    await it.db.write(lambda tx: tx.run("DELETE FROM work_people"))
    before = clock.now + DAY
    await it.db.write(lambda tx: retention.forget_post(tx, job.job.work_id, before))
    assert await kept(it, made.id) == made
    await applying.withdraw(it, jun.actor.id, made.id)
    await it.db.write(lambda tx: tx.run("DELETE FROM notifications"))
    await it.db.write(lambda tx: retention.forget_post(tx, job.job.work_id, before))
    assert await count(it, "works", "id = :id", id=job.job.work_id) == 0


async def test_pages_and_news_name_the_job(
    it: Instance, net: Net, clock: Clock, ada: Stranger, jun: Person, job: Foreign
) -> None:
    made = await applied(it, jun, job.job)
    await settle(it)
    sent = await it.db.read(lambda tx: views_applications.sent(tx, jun.actor.id, made.id))
    assert sent is not None
    assert sent.title == "Background painter"
    await hear(it, ada, progress(ada, net.sent(ada.inbox)[0], "offer", clock.now + 1))
    assert [row["title"] for row in await rows(it, NEWS, a=jun.actor.id)] == ["Background painter"]
    await hear(it, ada, ada.delete(job.uri))
    assert [row["detail"] for row in await rows(it, GONE)] == ["Background painter"]


NEWS = """
    SELECT w.title FROM notifications AS n JOIN works AS w ON w.id = n.work_id
    WHERE n.actor_id = :a AND n.kind = 'application'"""
GONE = "SELECT detail FROM notifications WHERE kind = 'job gone'"


async def test_what_was_sent_to_a_poster_who_is_kept_out_is_withdrawn(
    it: Instance, net: Net, ada: Stranger, jun: Person, job: Foreign, moderator: Viewer
) -> None:
    await applied(it, jun, job.job)
    await settle(it)
    poster = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert poster is not None
    await it.db.write(lambda tx: sanctions.suspend(tx, it, moderator, poster, "spam"))
    await settle(it)
    assert [each["type"] for each in net.sent(ada.inbox)] == ["Offer", "Undo"]
    assert await count(it, "applications") == 0
    assert "job removed" in await told(it, jun.actor.id)


async def test_an_offer_that_cannot_be_delivered_is_known_to_be_lost(
    it: Instance, net: Net, ada: Stranger, jun: Person, job: Foreign
) -> None:
    made = await applied(it, jun, job.job)
    assert await it.db.read(lambda tx: applications_out.waits(tx, made))
    net.statuses[ada.inbox] = Response(ada.inbox, 400, {})
    with pytest.raises(GiveUp):
        await settle(it)
    (task,) = await rows(it, "SELECT payload FROM tasks WHERE kind = 'deliver' AND state = 'leased'")
    assert KINDS[queue.DELIVER].lost is applications_out.lost
    assert not await lost(it, made)
    await applications_out.lost(it, orjson.dumps({**orjson.loads(task["payload"]), "type": "Undo"}))
    assert not await lost(it, made)
    await applications_out.lost(it, task["payload"])
    assert await lost(it, made)


async def test_an_offer_to_a_dormant_server_is_lost_at_once(
    it: Instance, ada: Stranger, jun: Person, job: Foreign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "deliver", lambda *args: False)
    assert await lost(it, await applied(it, jun, job.job))


async def lost(it: Instance, made: Application) -> bool:
    found = await it.db.read(lambda tx: offers.of(tx, made.id))
    assert found is not None
    return found.lost


async def test_what_was_sent_for_a_fraud_that_is_removed_here_is_withdrawn_and_its_artist_warned(
    it: Instance, net: Net, ada: Stranger, jun: Person, job: Foreign, moderator: Viewer
) -> None:
    await applied(it, jun, job.job)
    await settle(it)
    await casework.remove_job(it, moderator, job.job.work_id, "It asks for a deposit.")
    await settle(it)
    assert [each["type"] for each in net.sent(ada.inbox)] == ["Offer", "Undo"]
    assert await count(it, "applications") == 0
    assert "job removed" in await told(it, jun.actor.id)
