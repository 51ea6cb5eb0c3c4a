"""What the front page shows first: chosen by moderators alone, among what everybody may see, with a record of it."""

import pytest

from fedart.domain.actor import Role, Viewer
from fedart.domain.pick import MAX_PICKS, WORDS_LIMIT
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import closing, picks, works
from fedart.storage import activities
from fedart.storage import picks as stored
from tests.support.instance import Person, Studio
from tests.support.remote import settle


@pytest.fixture
async def hal(make: Studio) -> Viewer:
    """A moderator."""
    person = await make.person("hal", Role.MODERATOR)
    return Viewer(person.account, person.actor, "")


async def hung(make: Studio, by: Person, count: int = 3) -> list[Work]:
    made = [await make.work(by.actor, title=f"Work {number}") for number in range(count)]
    for work in made:
        await make.picture(by.actor, work)
    return made


async def order(it: Instance) -> list[str]:
    return [str(pick.work_id) for pick in await it.db.read(stored.every)]


async def test_moderators_choose_put_in_order_and_take_out(
    it: Instance, make: Studio, maren: Person, hal: Viewer
) -> None:
    one, two, three = await hung(make, maren)
    for work in (three, two, one, one):
        await picks.put(it, hal, work.id)
    assert await order(it) == [one.id, two.id, three.id]
    await picks.move(it, hal, three.id, 1)
    assert await order(it) == [three.id, one.id, two.id]
    await picks.move(it, hal, three.id, 99)
    assert await order(it) == [one.id, two.id, three.id]
    await picks.take_out(it, hal, two.id)
    await picks.take_out(it, hal, two.id)
    assert await order(it) == [one.id, three.id]
    with pytest.raises(NotFound):
        await picks.move(it, hal, two.id, 1)


async def test_words_are_kept_in_one_line_and_within_their_limit(
    it: Instance, make: Studio, maren: Person, hal: Viewer
) -> None:
    (work,) = await hung(make, maren, 1)
    with pytest.raises(NotFound):
        await picks.describe(it, hal, work.id, "Why?")
    await picks.put(it, hal, work.id)
    await picks.describe(it, hal, work.id, "  The light \n in it. ")
    await picks.describe(it, hal, work.id, "x" * WORDS_LIMIT)
    with pytest.raises(Invalid) as refused:
        await picks.describe(it, hal, work.id, "x" * (WORDS_LIMIT + 1))
    assert refused.value.fields == {"words": f"Please keep it under {WORDS_LIMIT} characters."}
    assert [pick.words for pick in await it.db.read(stored.every)] == ["x" * WORDS_LIMIT]
    assert await it.db.read(lambda tx: activities.last_note(tx, "describe pick", work.id)) == "x" * WORDS_LIMIT
    await picks.describe(it, hal, work.id, "")
    assert [pick.words for pick in await it.db.read(stored.every)] == [""]


async def test_artists_do_not_choose_for_the_collective(it: Instance, make: Studio, maren: Person, hal: Viewer) -> None:
    one, two = await hung(make, maren, 2)
    await picks.put(it, hal, one.id)
    artist = Viewer(maren.account, maren.actor, "")
    for act in (
        picks.put(it, artist, two.id),
        picks.take_out(it, artist, one.id),
        picks.move(it, artist, one.id, 1),
        picks.describe(it, artist, one.id, "Mine."),
    ):
        with pytest.raises(Forbidden):
            await act
    assert [(pick.work_id, pick.words) for pick in await it.db.read(stored.every)] == [(one.id, "")]


async def test_what_not_everybody_may_see_cannot_be_chosen(
    it: Instance, make: Studio, maren: Person, hal: Viewer
) -> None:
    kinds = [
        await make.work(maren.actor, visibility=Visibility.QUIET),
        await make.work(maren.actor, visibility=Visibility.LOCAL),
        await make.work(maren.actor, kind=Kind.POST),
        await make.work(await make.remote()),
    ]
    for work in kinds:
        with pytest.raises(Invalid) as refused:
            await picks.put(it, hal, work.id)
        assert set(refused.value.fields) == {"pick"}
    hidden = [
        await make.work(maren.actor, visibility=Visibility.FOLLOWERS),
        await make.work(maren.actor, visibility=Visibility.DIRECT),
        await make.work(maren.actor, state=WorkState.HELD),
        await make.work(maren.actor, state=WorkState.DELETED),
    ]
    for ident in [*(work.id for work in hidden), "0" * 26]:
        with pytest.raises(NotFound):
            await picks.put(it, hal, ident)
    assert await order(it) == []
    (plain,) = await hung(make, maren, 1)
    await picks.put(it, hal, plain.id)
    assert await order(it) == [plain.id]


async def test_there_is_a_most(it: Instance, make: Studio, maren: Person, hal: Viewer) -> None:
    made = [await make.work(maren.actor) for _ in range(MAX_PICKS + 1)]
    for work in made[:-1]:
        await picks.put(it, hal, work.id)
    await picks.put(it, hal, made[0].id)
    with pytest.raises(Invalid):
        await picks.put(it, hal, made[-1].id)
    await picks.take_out(it, hal, made[0].id)
    await picks.put(it, hal, made[-1].id)
    assert len(await order(it)) == MAX_PICKS


async def test_a_deleted_work_and_works_of_a_closed_account_are_chosen_no_longer(
    it: Instance, make: Studio, maren: Person, hal: Viewer
) -> None:
    joost = await make.person("joost")
    one, two = await hung(make, maren, 2)
    (theirs,) = await hung(make, joost, 1)
    for work in (theirs, two, one):
        await picks.put(it, hal, work.id)
    await works.delete(it, maren.actor.id, one.id)
    assert await order(it) == [two.id, theirs.id]
    await closing.close_named(it, hal.account, "joost")
    await settle(it)
    assert await order(it) == [two.id]
