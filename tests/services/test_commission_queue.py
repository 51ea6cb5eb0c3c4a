"""A request for a commission on its way: moved, written about, taken back, shared by a link, forgotten."""

import pytest

from fedart.domain.commission import KEPT_DAYS, Step
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import closing
from fedart.services import commission_queue as queue
from fedart.storage import commissions
from tests.support.commissions import asked, open_desk, viewer
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import rows, settle

DAY = 86_400
PASSWORD = "a quiet room with north light"


@pytest.fixture
async def jun(make: Studio) -> Person:
    return await make.person("jun", password=PASSWORD)


@pytest.fixture
async def desk(it: Instance, maren: Person) -> None:
    await open_desk(it, maren)


async def at(it: Instance, ident: str) -> str:
    (row,) = await rows(it, "SELECT step FROM commissions WHERE id = :id", id=ident)
    return str(row["step"])


async def news(it: Instance, who: Person) -> list[tuple[str, str]]:
    found = await rows(it, "SELECT kind, detail FROM notifications WHERE actor_id = :id ORDER BY id", id=who.actor.id)
    return [(row["kind"], row["detail"]) for row in found]


@pytest.mark.usefixtures("desk")
async def test_a_request_goes_through_the_columns_and_the_client_reads_the_last_news(
    it: Instance, maren: Person, jun: Person, clock: Clock
) -> None:
    made = await asked(it, jun, maren)
    for step in (Step.WAITING, Step.ACCEPTED, Step.SKETCH, Step.PROGRESS, Step.DONE):
        clock.advance(1)
        assert await queue.move(it, maren.actor.id, made.id, step)
        assert await news(it, jun) == [("commission step", f"{made.id} {step.value}")]
    steps = await it.db.read(lambda tx: commissions.steps(tx, made.id))
    assert [step for step, _ in steps] == ["new", "waitlist", "accepted", "sketch", "progress", "done"]
    assert [when for _, when in steps] == sorted({when for _, when in steps})
    assert not await queue.move(it, maren.actor.id, made.id, Step.DONE)
    found = await it.db.read(lambda tx: queue.seen_by(tx, jun.actor.id, made.id))
    assert found.commission.over == it.clock()
    assert await queue.move(it, maren.actor.id, made.id, Step.PROGRESS), "a wrong button is taken back"
    found = await it.db.read(lambda tx: queue.seen_by(tx, jun.actor.id, made.id))
    assert found.commission.over is None


@pytest.mark.usefixtures("desk")
async def test_no_more_are_accepted_than_there_are_slots(
    it: Instance, make: Studio, maren: Person, jun: Person
) -> None:
    first, second, third = [await asked(it, jun, maren) for _ in range(3)]
    for each in (first, second):
        await queue.move(it, maren.actor.id, each.id, Step.ACCEPTED)
    with pytest.raises(Invalid) as caught:
        await queue.move(it, maren.actor.id, third.id, Step.ACCEPTED)
    assert list(caught.value.fields) == ["step"]
    await queue.move(it, maren.actor.id, first.id, Step.SKETCH)
    await queue.move(it, maren.actor.id, first.id, Step.DONE)
    assert await queue.move(it, maren.actor.id, third.id, Step.ACCEPTED)
    with pytest.raises(Invalid):
        await queue.move(it, maren.actor.id, first.id, Step.PROGRESS)


@pytest.mark.usefixtures("desk")
async def test_declining_takes_a_sentence_that_the_client_reads(it: Instance, maren: Person, jun: Person) -> None:
    made = await asked(it, jun, maren)
    for wrong in ("", "  ", "x" * 501):
        with pytest.raises(Invalid) as caught:
            await queue.move(it, maren.actor.id, made.id, Step.DECLINED, wrong)
        assert list(caught.value.fields) == ["reason"]
    await queue.move(it, maren.actor.id, made.id, Step.DECLINED, " I have no time before spring. ")
    found = await it.db.read(lambda tx: queue.sent(tx, jun.actor.id, made.id))
    assert found.commission.reason == "I have no time before spring."
    with pytest.raises(Invalid):
        await queue.move(it, maren.actor.id, made.id, Step.ACCEPTED)


@pytest.mark.usefixtures("desk")
async def test_web_10_only_the_artist_moves_and_only_the_client_takes_back(
    it: Instance, make: Studio, maren: Person, jun: Person
) -> None:
    made = await asked(it, jun, maren)
    tomas = await make.person("tomas")
    for who in (jun, tomas):
        with pytest.raises(NotFound):
            await queue.move(it, who.actor.id, made.id, Step.ACCEPTED)
    for who in (maren, tomas):
        with pytest.raises(NotFound):
            await queue.withdraw(it, who.actor.id, made.id)
    for act in (queue.share, queue.end_link):
        with pytest.raises(NotFound):
            await act(it, tomas.actor.id, made.id)
    with pytest.raises(NotFound):
        await queue.write(it, tomas.actor.id, made.id, "Hello")
    assert await at(it, made.id) == "new"


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("step", [None, Step.WAITING])
async def test_what_nobody_accepted_is_deleted_when_it_is_taken_back(
    it: Instance, maren: Person, jun: Person, step: Step | None
) -> None:
    made = await asked(it, jun, maren)
    if step is not None:
        await queue.move(it, maren.actor.id, made.id, step)
    assert await queue.withdraw(it, jun.actor.id, made.id)
    assert await rows(it, "SELECT id FROM commissions") == []
    assert await rows(it, "SELECT what FROM commission_steps") == []
    assert await news(it, maren) == [("commission gone", "withdrawn")]
    assert await news(it, jun) == []


@pytest.mark.usefixtures("desk")
async def test_what_was_accepted_is_cancelled_and_both_keep_it(it: Instance, maren: Person, jun: Person) -> None:
    made = await asked(it, jun, maren)
    await queue.move(it, maren.actor.id, made.id, Step.ACCEPTED)
    assert not await queue.withdraw(it, jun.actor.id, made.id)
    assert await at(it, made.id) == "cancelled"
    assert (await news(it, maren))[-1] == ("commission step", f"{made.id} cancelled")
    assert await it.db.read(lambda tx: commissions.taken(tx, maren.actor.id)) == 0
    with pytest.raises(Invalid):
        await queue.withdraw(it, jun.actor.id, made.id)


@pytest.mark.usefixtures("desk")
async def test_both_write_in_one_conversation(it: Instance, maren: Person, jun: Person) -> None:
    made = await asked(it, jun, maren)
    root = await queue.write(it, maren.actor.id, made.id, "Which boat is it?")
    assert await queue.write(it, jun.actor.id, made.id, "The green one.") == root
    found = await it.db.read(lambda tx: queue.seen_by(tx, jun.actor.id, made.id))
    assert found.commission.talk == root
    assert len(await rows(it, "SELECT work_id FROM messages WHERE root = :root", root=root)) == 2
    for wrong in ("", "x" * 50_001):
        with pytest.raises(Invalid) as caught:
            await queue.write(it, jun.actor.id, made.id, wrong)
        assert list(caught.value.fields) == ["text"]


@pytest.mark.usefixtures("desk")
async def test_the_artist_is_no_stranger_to_the_client_nor_the_client_once_it_is_accepted(
    it: Instance, maren: Person, jun: Person
) -> None:
    made, other = await asked(it, jun, maren), await asked(it, jun, maren)
    early = await queue.write(it, jun.actor.id, made.id, "Did you see it?")
    talks = "SELECT state FROM talks WHERE actor_id = :who AND root = :root"
    assert await rows(it, talks, who=maren.actor.id, root=early) == [{"state": "asked"}]
    await queue.move(it, maren.actor.id, made.id, Step.ACCEPTED)
    later = await queue.write(it, jun.actor.id, other.id, "And this one?")
    assert await rows(it, talks, who=maren.actor.id, root=later) == [{"state": "open"}]


@pytest.mark.usefixtures("desk")
async def test_what_the_artist_writes_is_told_at_once(it: Instance, maren: Person, jun: Person) -> None:
    made = await asked(it, jun, maren)
    await queue.write(it, maren.actor.id, made.id, "Which boat?")
    assert [kind for kind, _ in await news(it, jun)] == ["mention"]


@pytest.mark.usefixtures("desk")
async def test_a_link_opens_until_it_ends_or_another_takes_its_place(it: Instance, maren: Person, jun: Person) -> None:
    made = await asked(it, jun, maren)

    async def opens(address: str) -> bool:
        try:
            found = await it.db.read(lambda tx: queue.opened(tx, address.rpartition("/")[2]))
        except NotFound:
            return False
        return found.commission.id == made.id

    first = await queue.share(it, jun.actor.id, made.id)
    assert first.startswith("https://gallery.example/commissions/shared/")
    assert len(first.rpartition("/")[2]) == 43
    assert await opens(first)
    assert not await opens(first[:-1] + ("A" if first[-1] != "A" else "B"))
    assert not await opens("é" * 43)
    assert first.rpartition("/")[2] not in str(await rows(it, "SELECT * FROM commissions"))
    second = await queue.share(it, maren.actor.id, made.id)
    assert (await opens(first), await opens(second)) == (False, True)
    await queue.end_link(it, jun.actor.id, made.id)
    assert not await opens(second)


@pytest.mark.usefixtures("desk")
async def test_what_is_over_is_forgotten_after_half_a_year(
    it: Instance, maren: Person, jun: Person, clock: Clock
) -> None:
    done, declined, waiting = [await asked(it, jun, maren) for _ in range(3)]
    for step in (Step.ACCEPTED, Step.DONE):
        await queue.move(it, maren.actor.id, done.id, step)
    await queue.move(it, maren.actor.id, declined.id, Step.DECLINED, "No time.")
    clock.advance(KEPT_DAYS * DAY)
    await queue.sweep(it)
    assert len(await rows(it, "SELECT id FROM commissions")) == 3
    clock.advance(1)
    await queue.sweep(it)
    assert [row["id"] for row in await rows(it, "SELECT id FROM commissions")] == [waiting.id]
    assert await news(it, jun) == []
    assert await news(it, maren) == [("commission", waiting.id)]


@pytest.mark.usefixtures("desk")
async def test_the_requests_of_a_client_go_with_their_account(it: Instance, maren: Person, jun: Person) -> None:
    first, second = [await asked(it, jun, maren) for _ in range(2)]
    await queue.move(it, maren.actor.id, first.id, Step.ACCEPTED)
    await queue.move(it, maren.actor.id, second.id, Step.DECLINED, "No time.")
    await closing.close_own(it, viewer(jun), jun.actor.handle, PASSWORD)
    await settle(it)
    assert await rows(it, "SELECT id FROM commissions") == []
    assert await news(it, maren) == [("commission gone", "withdrawn")]
    assert await it.db.read(lambda tx: commissions.desk(tx, maren.actor.id)) is not None


async def test_a_desk_and_its_requests_go_with_the_artists_account(it: Instance, make: Studio, jun: Person) -> None:
    lotte = await make.person("lotte", password=PASSWORD)
    await open_desk(it, lotte)
    await asked(it, jun, lotte)
    await closing.close_own(it, viewer(lotte), lotte.actor.handle, PASSWORD)
    await settle(it)
    assert await rows(it, "SELECT id FROM commissions") == []
    assert await rows(it, "SELECT actor_id FROM commission_desks") == []
    assert await news(it, jun) == [("commission gone", "closed")]


def test_where_a_request_may_go_comes_in_the_order_of_the_columns() -> None:
    assert queue.onward(Step.NEW) == [Step.WAITING, Step.ACCEPTED, Step.DECLINED]
    assert queue.onward(Step.CANCELLED) == []
