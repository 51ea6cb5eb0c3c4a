"""What moderators decide about reports: one transaction, an audit row for each act, and what comes of it everywhere."""

import pytest

from fedart.domain.actor import Actor, Role, Viewer
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.report import Decision, ReportState
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import accounts, casework, follows, incoming, moderation, reports, sanctions
from fedart.services.delivery import GiveUp
from fedart.storage import activities, actors, media, works
from fedart.storage import reports as stored
from fedart.storage.reports import Report
from tests.support.instance import PASSWORD, Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, rows, settle, told


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    made = await make.work(maren.actor, title="Breakwater")
    await make.picture(maren.actor, made)
    return made


@pytest.fixture
async def iris(make: Studio) -> Viewer:
    person = await make.person("iris")
    return Viewer(person.account, person.actor, "")


async def filed(it: Instance, by: Viewer, about: Actor, *named: WorkId, text: str = "Not theirs") -> Report:
    """A report by one of ours."""
    ident = await reports.report(it, by, about, named, text, forward=False)
    return await read(it, ident)


async def read(it: Instance, ident: str) -> Report:
    found = await it.db.read(lambda tx: stored.by_id(tx, ident))
    assert found is not None
    return found


async def state_of(it: Instance, work: WorkId) -> WorkState:
    found = await it.db.read(lambda tx: works.by_id(tx, work))
    assert found is not None
    return found.state


async def audited(it: Instance, subject: str) -> list[str]:
    found = await rows(it, "SELECT action, note FROM audit WHERE subject = :subject ORDER BY id", subject=subject)
    return [f"{row['action']}: {row['note']}" for row in found]


async def of_ada(it: Instance, who: Stranger) -> tuple[Actor, Work, Json]:
    """A post of Ada's that we have."""
    note = who.note()
    await hear(it, who, who.create(note))
    actor = await it.db.read(lambda tx: actors.by_uri(tx, who.uri))
    work = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert actor is not None
    assert work is not None
    return actor, work, note


async def test_a_report_is_dismissed_once_and_its_reporter_told(
    it: Instance, work: Work, maren: Person, iris: Viewer, moderator: Viewer
) -> None:
    report = await filed(it, iris, maren.actor, work.id)
    await casework.decide(it, moderator, report.id, Decision.DISMISS, " It is theirs. ", [work.id])
    closed = await read(it, report.id)
    assert (closed.state, closed.decision, closed.reason) == (
        ReportState.DISMISSED,
        Decision.DISMISS,
        "It is theirs.",
    )
    assert await audited(it, report.id) == ["report dismiss: It is theirs."]
    assert await state_of(it, work.id) is WorkState.LIVE, "nothing goes when a report is dismissed"
    assert await told(it, iris.actor.id) == ["decided"]
    assert await told(it, maren.actor.id) == []
    for again in Decision:
        with pytest.raises(NotFound):
            await casework.decide(it, moderator, report.id, again, "Again", [work.id])
    assert await state_of(it, work.id) is WorkState.LIVE
    assert await told(it, iris.actor.id) == ["decided"]


async def test_web_10_only_moderators_decide(it: Instance, work: Work, maren: Person, iris: Viewer) -> None:
    report = await filed(it, iris, maren.actor, work.id)
    with pytest.raises(Forbidden):
        await casework.decide(it, iris, report.id, Decision.REMOVE, "Mine", [work.id])
    with pytest.raises(Forbidden):
        await sanctions.lift(it, iris, maren.actor.id, "please")
    assert (await read(it, report.id)).state is ReportState.OPEN
    assert await count(it, "audit") == 0


async def test_a_decision_needs_a_reason_and_a_report(
    it: Instance, moderator: Viewer, iris: Viewer, work: Work
) -> None:
    author = await it.db.read(lambda tx: actors.by_id(tx, work.actor_id))
    assert author is not None
    report = await filed(it, iris, author)
    with pytest.raises(Invalid) as refused:
        await casework.decide(it, moderator, report.id, Decision.DISMISS, "  ")
    assert set(refused.value.fields) == {"note"}
    with pytest.raises(NotFound):
        await casework.decide(it, moderator, "0" * 26, Decision.DISMISS, "Why not")
    assert (await read(it, report.id)).state is ReportState.OPEN


async def test_a_work_of_ours_is_deleted_everywhere_and_its_artist_reads_why(
    it: Instance, net: Net, ada: Stranger, work: Work, maren: Person, iris: Viewer, moderator: Viewer, make: Studio
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    other = await make.work(maren.actor, title="Lighthouse")
    report = await filed(it, iris, maren.actor, work.id, other.id)
    net.inboxes.clear()
    await casework.decide(it, moderator, report.id, Decision.REMOVE, "Against our rules.", [work.id])
    await settle(it)
    assert await state_of(it, work.id) is WorkState.DELETED
    assert await state_of(it, other.id) is WorkState.LIVE, "only what was chosen goes"
    [sent] = [each for box in net.inboxes for each in net.sent(box)]
    assert (sent["type"], sent["actor"]) == ("Delete", maren.actor.uri)
    assert (await read(it, report.id)).state is ReportState.RESOLVED
    assert await audited(it, work.id) == ["remove work: Against our rules."]
    [news] = await rows(
        it, "SELECT detail FROM notifications WHERE actor_id = :id AND kind = 'removed'", id=maren.actor.id
    )
    assert news["detail"] == "Breakwater: Against our rules."


async def test_only_works_that_the_report_names_are_removed(
    it: Instance, work: Work, maren: Person, iris: Viewer, moderator: Viewer, make: Studio
) -> None:
    other = await make.work(maren.actor)
    report = await filed(it, iris, maren.actor, work.id)
    for chosen in ([], [other.id], [WorkId("0" * 26)]):
        with pytest.raises(Invalid) as refused:
            await casework.decide(it, moderator, report.id, Decision.REMOVE, "Gone", chosen)
        assert set(refused.value.fields) == {"works"}
    assert await state_of(it, other.id) is WorkState.LIVE
    await casework.decide(it, moderator, report.id, Decision.REMOVE, "Gone", [work.id, other.id])
    assert await state_of(it, other.id) is WorkState.LIVE
    assert await state_of(it, work.id) is WorkState.DELETED


async def test_a_work_from_elsewhere_is_removed_here_and_never_comes_back(
    it: Instance, net: Net, followed: Stranger, iris: Viewer, moderator: Viewer
) -> None:
    actor, work, note = await of_ada(it, followed)
    report = await filed(it, iris, actor, work.id)
    net.inboxes.clear()
    await casework.decide(it, moderator, report.id, Decision.REMOVE, "Against our rules.", [work.id])
    await settle(it)
    assert await state_of(it, work.id) is WorkState.DELETED
    assert net.inboxes == {}, "it is not ours to delete there"
    assert await it.db.read(lambda tx: activities.buried(tx, str(note["id"]), followed.uri))
    net.serve(str(note["id"]), note)
    later = {**note, "content": "<p>Again</p>", "updated": "2099-01-01T00:00:00Z"}
    await hear(it, followed, followed.create(note), followed.update(later), followed.announce(str(note["id"])))
    await incoming.adopt(it, work.uri)
    await settle(it)
    assert await state_of(it, work.id) is WorkState.DELETED
    assert await count(it, "works", "content LIKE '%Again%'") == 0
    fresh = followed.note("Another one")
    await hear(it, followed, followed.create(fresh))
    assert await count(it, "works", "uri = :uri AND state = 'live'", uri=str(fresh["id"])) == 1, "others still come"


# --- suspension -------------------------------------------------------------------------------------------------------


async def test_aut_10_somebody_suspended_elsewhere_is_not_heard_until_it_is_lifted(
    it: Instance, followed: Stranger, iris: Viewer, moderator: Viewer, maren: Person
) -> None:
    actor, work, _ = await of_ada(it, followed)
    report = await filed(it, iris, actor, work.id)
    await casework.decide(it, moderator, report.id, Decision.SUSPEND, "They harass people.")
    assert await audited(it, actor.id) == ["suspend: They harass people."]
    assert await state_of(it, work.id) is WorkState.LIVE, "nothing is deleted"
    refused = followed.note("Not heard")
    with pytest.raises(Forbidden):
        await hear(it, followed, followed.create(refused))
    assert await count(it, "works", "uri = :uri", uri=str(refused["id"])) == 0
    with pytest.raises(Invalid):
        await sanctions.lift(it, moderator, actor.id, " ")
    await sanctions.lift(it, moderator, actor.id, "They have said sorry.")
    heard = followed.note("Heard again")
    await hear(it, followed, followed.create(heard))
    assert await count(it, "works", "uri = :uri", uri=str(heard["id"])) == 1
    assert await audited(it, actor.id) == ["suspend: They harass people.", "lift suspension: They have said sorry."]
    with pytest.raises(NotFound):
        await sanctions.lift(it, moderator, actor.id, "again")


async def test_the_named_works_go_along_when_that_is_wanted(
    it: Instance, followed: Stranger, iris: Viewer, moderator: Viewer
) -> None:
    actor, work, _ = await of_ada(it, followed)
    report = await filed(it, iris, actor, work.id)
    await casework.decide(it, moderator, report.id, Decision.SUSPEND, "They harass people.", [work.id])
    assert await state_of(it, work.id) is WorkState.DELETED
    suspended = await it.db.read(lambda tx: actors.by_id(tx, actor.id))
    assert suspended is not None
    assert suspended.suspended


async def test_one_of_ours_who_is_suspended_only_takes_things_back(
    it: Instance, net: Net, ada: Stranger, work: Work, maren: Person, iris: Viewer, moderator: Viewer
) -> None:
    first = ada.follow(maren.actor.uri)
    await hear(it, ada, first)
    await settle(it)
    report = await filed(it, iris, maren.actor, work.id)
    net.inboxes.clear()
    await casework.decide(it, moderator, report.id, Decision.SUSPEND, "They harass people.", [work.id])
    await settle(it)
    assert [each["type"] for box in net.inboxes for each in net.sent(box)] == ["Delete"]
    await hear(it, ada, ada.undo(first), ada.follow(maren.actor.uri))
    assert await count(it, "follows", "state = 'accepted'") == 0, "nobody answers for them"
    await sanctions.lift(it, moderator, maren.actor.id, "A mistake of ours.")
    await hear(it, ada, ada.follow(maren.actor.uri))
    assert await count(it, "follows", "state = 'accepted'") == 1


async def test_what_has_not_left_yet_stays_here_when_its_sender_is_suspended(
    it: Instance, net: Net, ada: Stranger, maren: Person, iris: Viewer, moderator: Viewer
) -> None:
    await follows.follow(it, maren.actor.id, ada.uri)
    report = await filed(it, iris, maren.actor)
    await casework.decide(it, moderator, report.id, Decision.SUSPEND, "They harass people.")
    with pytest.raises(GiveUp, match="suspended"):
        await settle(it)
    assert net.inboxes == {}


async def test_web_02_a_suspended_account_is_signed_out_and_told_why(
    it: Instance, make: Studio, iris: Viewer, moderator: Viewer
) -> None:
    person = await make.person("joost", password=PASSWORD)
    ticket = await accounts.sign_in(it, "joost", PASSWORD, "203.0.113.9")
    assert await accounts.viewer(it, ticket.token) is not None
    report = await filed(it, iris, person.actor)
    await casework.decide(it, moderator, report.id, Decision.SUSPEND, "It is an account to advertise.")
    assert await accounts.viewer(it, ticket.token) is None
    with pytest.raises(Forbidden) as refused:
        await accounts.sign_in(it, "joost", PASSWORD, "203.0.113.9")
    assert "It is an account to advertise." in refused.value.public
    with pytest.raises(Invalid) as wrong:
        await accounts.sign_in(it, "joost", "not the password", "203.0.113.9")
    assert "suspended" not in str(wrong.value.fields), "only who knows the password learns of it"
    link = await accounts.login_link(it, "joost")
    with pytest.raises(Forbidden):
        await accounts.sign_in_by_link(it, link.rpartition("/")[2], "203.0.113.9")
    await sanctions.lift(it, moderator, person.actor.id, "Explained.")
    again = await accounts.sign_in(it, "joost", PASSWORD, "203.0.113.9")
    assert await accounts.viewer(it, again.token) is not None
    assert await accounts.viewer(it, ticket.token) is None, "old sessions stay ended"


async def test_aut_10_nobody_follows_somebody_suspended(
    it: Instance, maren: Person, iris: Viewer, moderator: Viewer
) -> None:
    report = await filed(it, iris, maren.actor)
    await casework.decide(it, moderator, report.id, Decision.SUSPEND, "They harass people.")
    with pytest.raises(NotFound):
        await follows.follow(it, iris.actor.id, maren.actor.uri)
    await sanctions.lift(it, moderator, maren.actor.id, "Explained.")
    assert (await follows.follow(it, iris.actor.id, maren.actor.uri)).followed == maren.actor.id


async def test_nobody_is_suspended_who_may_not_be(
    it: Instance, maren: Person, iris: Viewer, moderator: Viewer, admin: Person, make: Studio
) -> None:
    owner, other = await make.person("olav", Role.OWNER), await make.person("berit", Role.MODERATOR)
    for whom in (owner, other, admin):
        report = await filed(it, iris, whom.actor)
        with pytest.raises(Invalid) as refused:
            await casework.decide(it, moderator, report.id, Decision.SUSPEND, "Why not")
        assert set(refused.value.fields) == {"decision"}
        assert (await read(it, report.id)).state is ReportState.OPEN, "all or nothing"
    report = await filed(it, iris, other.actor)
    await casework.decide(it, Viewer(admin.account, admin.actor, ""), report.id, Decision.SUSPEND, "Misused it")
    again = await filed(it, iris, other.actor)
    with pytest.raises(Invalid):
        await casework.decide(it, Viewer(admin.account, admin.actor, ""), again.id, Decision.SUSPEND, "Twice")
    assert await count(it, "actors", "suspended IS NOT NULL") == 1


async def test_web_10_nobody_decides_about_themselves_while_another_can(
    it: Instance, iris: Viewer, moderator: Viewer, ada: Stranger, make: Studio
) -> None:
    alone = await filed(it, iris, moderator.actor)
    assert await told(it, moderator.actor.id) == ["report"], "there is nobody else to tell"
    with pytest.raises(Invalid):
        await casework.decide(it, moderator, alone.id, Decision.SUSPEND, "Oneself")
    await casework.decide(it, moderator, alone.id, Decision.DISMISS, "Nobody else is there.")
    other = await make.person("berit", Role.MODERATOR)
    report = await filed(it, iris, moderator.actor)
    assert await told(it, other.actor.id) == ["report"]
    assert await told(it, moderator.actor.id) == ["report"], "whom it is about is not told"
    with pytest.raises(NotFound):
        await casework.decide(it, moderator, report.id, Decision.DISMISS, "Nothing there")
    await casework.decide(it, Viewer(other.account, other.actor, ""), report.id, Decision.DISMISS, "Nothing there")


# --- refusing a server ------------------------------------------------------------------------------------------------


async def test_aut_11_a_refused_server_is_refused_with_all_under_it(
    it: Instance, followed: Stranger, iris: Viewer, moderator: Viewer
) -> None:
    actor, work, _ = await of_ada(it, followed)
    report = await filed(it, iris, actor, work.id)
    await casework.decide(it, moderator, report.id, Decision.REFUSE, "It sends advertising.")
    assert await it.db.read(activities.blocks) == [followed.host]
    assert await audited(it, followed.host) == ["block domain: It sends advertising."]
    with pytest.raises(Forbidden):
        await hear(it, followed, followed.create(followed.note()))
    await moderation.unblock_domain(it, moderator.account, followed.host)
    await hear(it, followed, followed.create(followed.note()))
    assert await count(it, "works") == 2


async def test_our_own_server_and_what_it_lies_under_cannot_be_refused(
    it: Instance, maren: Person, iris: Viewer, moderator: Viewer
) -> None:
    report = await filed(it, iris, maren.actor)
    with pytest.raises(Invalid):
        await casework.decide(it, moderator, report.id, Decision.REFUSE, "Us")
    for domain in ("gallery.example", "gallery.example:8443", "GALLERY.example."):
        with pytest.raises(Invalid):
            await moderation.block_domain(it, moderator.account, domain, "Us")
    assert await it.db.read(activities.blocks) == []
    await moderation.block_domain(it, moderator.account, "Spam.example.:8443", "")
    assert await it.db.read(activities.blocks) == ["spam.example"], "a block has no port (AUT-11)"


async def test_a_report_by_another_server_is_decided_without_telling_it(
    it: Instance, net: Net, ada: Stranger, work: Work, moderator: Viewer
) -> None:
    await hear(it, ada, {**ada.activity("Flag", object=[work.uri], content="Copied")})
    [report] = await it.db.read(lambda tx: stored.by_state(tx, ReportState.OPEN))
    net.inboxes.clear()
    await casework.decide(it, moderator, report.id, Decision.DISMISS, "It is theirs.")
    await settle(it)
    assert net.inboxes == {}
    assert await count(it, "notifications", "kind = 'decided'") == 0


async def test_pictures_of_what_is_removed_are_gone_from_the_store(
    it: Instance, work: Work, maren: Person, iris: Viewer, moderator: Viewer
) -> None:
    report = await filed(it, iris, maren.actor, work.id)
    assert await it.db.read(lambda tx: media.by_work(tx, work.id))
    await casework.decide(it, moderator, report.id, Decision.REMOVE, "Gone", [work.id])
    assert await it.db.read(lambda tx: media.by_work(tx, work.id)) == []


async def test_a_direct_work_can_be_decided_about_too(
    it: Instance, make: Studio, maren: Person, iris: Viewer, moderator: Viewer
) -> None:
    letter = await make.work(maren.actor, visibility=Visibility.DIRECT, named=(iris.actor,))
    report = await filed(it, iris, maren.actor, letter.id)
    assert report.works == (letter.id,)
    await casework.decide(it, moderator, report.id, Decision.REMOVE, "Threats", [letter.id])
    assert await state_of(it, letter.id) is WorkState.DELETED
    assert ActorId(report.about) == maren.actor.id
