"""What a secret link shows of a draft's pictures: nothing that was not judged, and nothing that is withheld."""

import orjson
import pytest

from fedart.domain.actor import Role
from fedart.domain.draft import Draft, DraftFile, Look
from fedart.domain.policy import Audience, Policy
from fedart.errors import Unavailable
from fedart.instance import Instance
from fedart.services import drafts, looks, policy
from fedart.storage import drafts as stored
from fedart.storage import tasks
from tests.support import paint
from tests.support.door import Mood
from tests.support.instance import Person, Studio
from tests.support.pictures import with_signal
from tests.support.remote import count, settle


@pytest.fixture
async def draft(it: Instance, maren: Person) -> Draft:
    return await drafts.make(it, maren.actor.id, {"title": ("Dusk",)})


async def added(it: Instance, draft: Draft, row: int = 1, data: bytes | None = None) -> DraftFile:
    sent = it.config.data / "spool" / f"sent-{row}"
    sent.write_bytes(paint.png(paint.painting(row, (64, 48))) if data is None else data)
    return await drafts.keep(it, draft.actor_id, draft.id, row, sent, f"{row}.png")


async def judged(it: Instance, draft: Draft) -> list[Look]:
    found = await it.db.read(lambda tx: stored.looks(tx, draft.id))
    return list(found.values())


async def waiting(it: Instance, draft: Draft) -> int:
    return len(await it.db.read(lambda tx: tasks.in_lane(tx, f"judge draft {draft.id}")))


async def test_a_draft_is_judged_when_it_is_shared_and_not_before(
    it: Instance, judge: Mood, maren: Person, draft: Draft
) -> None:
    await added(it, draft)
    await settle(it)
    assert (judge.asked, await judged(it, draft)) == (0, [])
    await drafts.share(it, maren.actor.id, draft.id)
    assert await judged(it, draft) == []
    await settle(it)
    assert (judge.asked, await judged(it, draft)) == (1, [Look.SHOWN])
    await drafts.share(it, maren.actor.id, draft.id)
    await settle(it)
    assert judge.asked == 1, "once"
    assert await count(it, "media") == 0, "nothing of it is kept anywhere else"


async def test_what_comes_later_is_judged_then(it: Instance, judge: Mood, maren: Person, draft: Draft) -> None:
    await drafts.share(it, maren.actor.id, draft.id)
    await added(it, draft)
    await settle(it)
    assert await judged(it, draft) == [Look.SHOWN]
    judge.score = 0.95
    await added(it, draft, data=paint.png(paint.painting(9, (64, 48))))
    assert await judged(it, draft) == [], "another file in the row is another file"
    await settle(it)
    assert await judged(it, draft) == [Look.HELD]


@pytest.mark.parametrize(
    ("data", "score", "look"),
    [
        (None, 0.1, Look.SHOWN),
        (None, 0.95, Look.HELD),
        (with_signal("a1111-png"), 0.1, Look.HELD),
        (b"no", 0.1, Look.UNREADABLE),
    ],
)
async def test_what_the_check_says_decides(
    data: bytes | None, score: float, look: Look, it: Instance, judge: Mood, maren: Person, draft: Draft
) -> None:
    judge.score = score
    await added(it, draft, data=data)
    await drafts.share(it, maren.actor.id, draft.id)
    await settle(it)
    assert await judged(it, draft) == [look]
    assert look.public is (look is Look.SHOWN)


async def test_med_06_while_the_check_fails_nothing_is_shown(
    it: Instance, judge: Mood, maren: Person, draft: Draft
) -> None:
    await added(it, draft)
    await drafts.share(it, maren.actor.id, draft.id)
    judge.error = "out of order"
    with pytest.raises(Unavailable):
        await looks.judge(it, orjson.dumps({"draft": draft.id}))
    assert await judged(it, draft) == []
    judge.error = ""
    await looks.judge(it, orjson.dumps({"draft": draft.id}))
    assert await judged(it, draft) == [Look.SHOWN]


async def test_a_link_that_was_withdrawn_has_nothing_judged(
    it: Instance, judge: Mood, maren: Person, draft: Draft
) -> None:
    await added(it, draft)
    await drafts.share(it, maren.actor.id, draft.id)
    await drafts.withdraw(it, maren.actor.id, draft.id)
    await settle(it)
    assert (judge.asked, await judged(it, draft)) == (0, [])


async def test_a_task_that_was_lost_is_made_anew_when_somebody_looks(it: Instance, maren: Person, draft: Draft) -> None:
    await added(it, draft)
    await drafts.share(it, maren.actor.id, draft.id)
    await it.db.write(lambda tx: tasks.cancel_lane(tx, f"judge draft {draft.id}", it.clock()))
    assert await waiting(it, draft) == 0
    kept = await it.db.read(lambda tx: drafts.whole(tx, maren.actor.id, draft.id))
    for _ in range(3):
        assert await looks.seen(it, kept) == {}
    assert await waiting(it, draft) == 1
    await settle(it)
    assert list((await looks.seen(it, kept)).values()) == [Look.SHOWN]
    assert await waiting(it, draft) == 0


async def test_what_was_said_of_a_file_goes_with_it(it: Instance, maren: Person, draft: Draft) -> None:
    await added(it, draft)
    await added(it, draft, 2)
    await drafts.share(it, maren.actor.id, draft.id)
    await settle(it)
    assert await count(it, "draft_looks") == 2
    await drafts.drop_file(it, maren.actor.id, draft.id, 1)
    assert await count(it, "draft_looks") == 1
    await drafts.discard(it, maren.actor.id, draft.id)
    assert await count(it, "draft_looks") == 0


async def test_where_the_check_is_off_nobody_is_asked(
    it: Instance, judge: Mood, maren: Person, draft: Draft, make: Studio
) -> None:
    admin = await make.person("hanna", Role.ADMIN)
    await policy.choose(it, admin.account, Audience.LOCAL, Policy.OFF)
    await added(it, draft)
    await drafts.share(it, maren.actor.id, draft.id)
    await settle(it)
    assert (judge.asked, await judged(it, draft)) == (0, [Look.SHOWN])
