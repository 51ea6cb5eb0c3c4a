"""What a poster does with applications: reads, moves, answers; both sides see the same way; nobody else sees any."""

from functools import partial

import pytest

from fedart.domain.actor import Role, Viewer
from fedart.domain.applying import SEEN, TRANSITIONS, Stage
from fedart.domain.ids import new_id
from fedart.domain.job import Job
from fedart.domain.report import Decision
from fedart.domain.work import Kind, Visibility
from fedart.errors import Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import applicants, applying, casework, closing, messages, reports
from fedart.services.messages import PER_HALF_HOUR
from fedart.storage import messages as talks
from fedart.storage import views_applications
from tests.support.applying import applied, out, shown
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Net, Stranger, count, hear, rows, settle, traces

DAY = 86_400_000
TEXT = "Thank you. We would like to talk to you on Monday."


@pytest.fixture
async def maren(make: Studio) -> Person:
    """Who posts the job."""
    return await make.person("maren")


@pytest.fixture
async def jun(make: Studio) -> Person:
    """Who applies."""
    return await make.person("jun")


@pytest.fixture
async def job(it: Instance, clock: Clock, maren: Person, jun: Person) -> Job:
    clock.now += 40 * DAY
    return await out(it, maren)


async def news(it: Instance, who: Person) -> list[tuple[object, object]]:
    found = await rows(it, "SELECT kind, detail FROM notifications WHERE actor_id = :a ORDER BY id", a=who.actor.id)
    return [(row["kind"], row["detail"]) for row in found]


async def way(it: Instance, ident: str) -> list[tuple[str, int]]:
    return [(step.what, step.at) for step in await it.db.read(lambda tx: views_applications.steps(tx, ident))]


async def test_both_sides_see_the_same_way_with_its_dates(
    it: Instance, clock: Clock, maren: Person, jun: Person, job: Job
) -> None:
    made, begun = await applied(it, jun, job), clock.now
    clock.now += DAY
    first = await applicants.opened(it, maren.actor.id, made.id)
    assert first.application.seen == begun + DAY
    clock.now += DAY
    again = await applicants.opened(it, maren.actor.id, made.id)
    assert again.application.seen == begun + DAY
    assert await applicants.move(it, maren.actor.id, [made.id], Stage.SHORTLIST) == 1
    assert await way(it, made.id) == [(Stage.NEW, begun), (SEEN, begun + DAY), (Stage.SHORTLIST, begun + 2 * DAY)]
    sent = await it.db.read(lambda tx: views_applications.sent(tx, jun.actor.id, made.id))
    assert sent is not None
    assert (sent.application.stage, sent.title) == (Stage.SHORTLIST, "Background painter")
    assert sent.poster.username == "maren"


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.NEW])
async def test_an_artist_is_told_where_their_application_went(
    it: Instance, maren: Person, jun: Person, job: Job, stage: Stage
) -> None:
    made = await applied(it, jun, job)
    assert await applicants.move(it, maren.actor.id, [made.id], stage) == 1
    assert await news(it, jun) == [("application", stage.value)]
    assert await applicants.move(it, maren.actor.id, [made.id], stage) == 0
    assert await news(it, jun) == [("application", stage.value)]
    assert len(await way(it, made.id)) == 2


async def test_only_where_it_stands_now_is_told(it: Instance, maren: Person, jun: Person, job: Job) -> None:
    made = await applied(it, jun, job)
    for stage in (Stage.SHORTLIST, Stage.DECLINED, Stage.SHORTLIST):
        await applicants.move(it, maren.actor.id, [made.id], stage)
    assert await news(it, jun) == [("application", "shortlist")]


async def test_what_was_moved_is_never_new_again(it: Instance, maren: Person, jun: Person, job: Job) -> None:
    made = await applied(it, jun, job)
    with pytest.raises(Invalid):
        await applicants.move(it, maren.actor.id, [made.id], Stage.NEW)
    assert all(Stage.NEW not in onward for onward in TRANSITIONS.values())
    assert set(TRANSITIONS) == set(Stage)


async def test_one_of_another_job_stops_the_whole_move(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    theirs = await applied(it, jun, await out(it, await make.person("lotte"), title="Other"))
    made = await applied(it, jun, job)
    for strange in (theirs.id, new_id()):
        with pytest.raises(NotFound):
            await applicants.move(it, maren.actor.id, [made.id, strange], Stage.DECLINED)
    assert len(await way(it, made.id)) == 1
    assert await applicants.move(it, maren.actor.id, [made.id, made.id], Stage.DECLINED) == 1


async def test_an_answer_is_a_direct_message_and_the_next_goes_on_with_it(
    it: Instance, maren: Person, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job)
    assert await applicants.answer(it, maren.actor.id, [made.id], TEXT, declines=False) == 1
    found = await it.db.read(lambda tx: applicants.received(tx, maren.actor.id, made.id))
    root = found.application.talk
    assert root is not None
    assert await it.db.read(lambda tx: talks.talk(tx, jun.actor.id, root)) is not None
    await applicants.answer(it, maren.actor.id, [made.id], "One more thing.", declines=False)
    assert await count(it, "messages", "root = :root", root=root) == 2
    assert found.application.stage is Stage.NEW


async def test_many_are_declined_with_one_text_and_each_gets_it_alone(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    people = [jun, *[await make.person(name) for name in ("tomas", "yuki")]]
    made = [await applied(it, each, job) for each in people]
    idents = [each.id for each in made]
    assert await applicants.answer(it, maren.actor.id, idents, TEXT, declines=True) == 3
    page = await it.db.read(lambda tx: views_applications.of_job(tx, maren.actor.id, job.work_id, limit=9))
    assert {each.application.stage for each in page.items} == {Stage.DECLINED}
    assert len({each.application.talk for each in page.items}) == 3
    for message in await rows(it, "SELECT work_id FROM messages"):
        assert await count(it, "work_people", "work_id = :id", id=message["work_id"]) == 1


async def test_a_message_needs_words_and_somebody_to_go_to(it: Instance, maren: Person, jun: Person, job: Job) -> None:
    made = await applied(it, jun, job)
    with pytest.raises(Invalid) as refused:
        await applicants.answer(it, maren.actor.id, [], "  ", declines=True)
    assert set(refused.value.fields) == {"chosen", "text"}
    with pytest.raises(Invalid):
        await applicants.answer(it, maren.actor.id, [new_id() for _ in range(51)], TEXT, declines=True)
    with pytest.raises(NotFound):
        await applicants.answer(it, maren.actor.id, [made.id, new_id()], TEXT, declines=True)
    assert await count(it, "messages", "1") == 0


async def test_who_writes_too_much_is_told_how_far_it_came(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    tomas, yuki = await make.person("tomas"), await make.person("yuki")
    made = [(await applied(it, each, job)).id for each in (jun, tomas, yuki)]
    for _ in range(PER_HALF_HOUR - 2):
        root = await messages.write(it, maren.actor.id, [jun.actor.handle], "Hello")
        assert root
    assert await applicants.answer(it, maren.actor.id, made, TEXT, declines=True) == 2
    assert await count(it, "applications", "stage = 'declined'") == 2
    with pytest.raises(TooFast):
        await applicants.answer(it, maren.actor.id, made[2:], TEXT, declines=True)


async def test_web_09_nobody_but_the_two_sides_sees_an_application(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job)
    others = [await make.person("tomas"), await make.person("hal", Role.MODERATOR), await make.person("o", Role.OWNER)]
    for other in [*others, jun]:
        who = other.actor.id
        with pytest.raises(NotFound):
            await applicants.opened(it, who, made.id)
        with pytest.raises(NotFound):
            await applicants.move(it, who, [made.id], Stage.HIRED)
        with pytest.raises(NotFound):
            await applicants.answer(it, who, [made.id], TEXT, declines=True)
        with pytest.raises(NotFound):
            await it.db.read(partial(applicants.export, poster=who, ident=job.work_id))
        assert await it.db.read(partial(views_applications.total, poster=who, job=job.work_id)) == (0, 0)
        assert (await it.db.read(partial(views_applications.of_job, poster=who, job=job.work_id, limit=9))).items == ()
    for other in [*others, maren]:
        who = other.actor.id
        assert await it.db.read(partial(views_applications.sent, actor=who, ident=made.id)) is None
        assert await it.db.read(partial(views_applications.of_pair, actor=who, job=job.work_id)) is None
        assert (await it.db.read(partial(views_applications.of_artist, actor=who, limit=9))).items == ()
    posting, found = await it.db.read(lambda tx: applicants.export(tx, maren.actor.id, job.work_id))
    assert posting.job.work_id == job.work_id
    assert [each.application.id for each in found] == [made.id]


async def test_an_application_leaves_nothing_for_other_servers(
    it: Instance, net: Net, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    await make.follow(await make.remote(), maren.actor)
    await settle(it)
    before = await count(it, "activities", "1")
    made = await applied(it, jun, job, works=(await shown(make, jun),))
    await applicants.move(it, maren.actor.id, [made.id], Stage.SHORTLIST)
    await applying.withdraw(it, jun.actor.id, made.id)
    await settle(it)
    assert await count(it, "activities", "1") == before


async def test_a_job_that_moderators_remove_takes_its_applications_along_and_warns(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    hal = await make.person("hal", Role.MODERATOR)
    await applied(it, jun, job)
    by = Viewer(hal.account, hal.actor, "")
    reporter = await make.person("lotte")
    asked = Viewer(reporter.account, reporter.actor, "")
    report = await reports.report(it, asked, maren.actor, [job.work_id], "They want money.", forward=False)
    await casework.decide(it, by, report, Decision.REMOVE, "A fraud", [job.work_id])
    assert await news(it, jun) == [("job removed", "Background painter")]
    assert await count(it, "applications", "1") == 0


async def test_closing_the_account_of_either_side_leaves_nothing(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    await make.person("olga", Role.OWNER)
    tomas = await make.person("tomas")
    await applied(it, jun, job)
    await applied(it, tomas, job, works=(await shown(make, tomas),))
    await it.db.write(lambda tx: closing.begin(tx, it, tomas.account, tomas.account.id))
    await settle(it)
    assert await count(it, "applications", "actor_id = :a", a=tomas.actor.id) == 0
    assert await count(it, "applications", "1") == 1
    await it.db.write(lambda tx: closing.begin(tx, it, maren.account, maren.account.id))
    await settle(it)
    assert await news(it, jun) == [("job gone", "Background painter")]
    for table in ("applications", "application_works", "application_steps", "applications_withdrawn", "jobs"):
        assert await count(it, table, "1") == 0, table
    assert await traces(it, "zanzibarite") == []


async def test_a_private_answer_to_a_job_is_listed_for_its_poster_alone(
    it: Instance, net: Net, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    ada = Stranger("ada")
    net.publish(ada)
    uri = it.urls.object(job.work_id)
    private = ada.note(
        "<p>Would <b>Tuesday</b> do?</p>", to=[maren.actor.uri], cc=[], inReplyTo=uri, tag=[_named(maren)]
    )
    await hear(it, ada, ada.create(private))
    public = ada.note("<p>What a job!</p>", inReplyTo=uri)
    await hear(it, ada, ada.create(public))
    [letter] = await it.db.read(lambda tx: views_applications.letters(tx, maren.actor.id, job.work_id, it.clock(), 9))
    assert "Tuesday" in letter.words
    assert letter.person.username == "ada"
    assert await it.db.read(lambda tx: views_applications.letters(tx, jun.actor.id, job.work_id, it.clock(), 9)) == ()


def _named(who: Person) -> dict[str, str]:
    return {"type": "Mention", "href": who.actor.uri, "name": who.actor.handle}


async def test_what_the_poster_wrote_about_the_job_is_no_application(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    note = await make.work(maren.actor, visibility=Visibility.DIRECT, named=(jun.actor,), kind=Kind.POST)
    assert note.id
    found = await it.db.read(lambda tx: views_applications.letters(tx, maren.actor.id, job.work_id, it.clock(), 9))
    assert found == ()
