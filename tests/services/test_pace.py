"""CAP-04: how many people one person may ask, answer and name in an hour, and how many while they are new."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import AccountSettings, Config
from fedart.domain.forms import Upload, WorkForm
from fedart.errors import TooFast
from fedart.instance import Instance
from fedart.services import follows, messages, replying, works
from fedart.services.pace import HOUR, NEW_SHARE
from fedart.storage import works as stored
from tests.support.instance import Clock, Person, Studio, config_in
from tests.support.paint import painting, png
from tests.support.remote import Net, Stranger, count, settle

MOST = 8
SMALL = AccountSettings(follows_per_hour=MOST, replies_per_hour=MOST, mentions_per_hour=MOST)
DAYS = SMALL.new_days * 24 * HOUR / 1000
Deed = Callable[[Instance, Person, int], Awaitable[object]]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(accounts=SMALL))


@pytest.fixture
async def deeds(it: Instance, net: Net, make: Studio) -> dict[str, Deed]:
    """What is counted, each done with the n-th stranger."""
    handles = [net.handle(Stranger(f"p{n}", "https://peer.example", "ada")) for n in range(2 * MOST)]
    parent = await make.work((await make.person("lotte")).actor)

    async def follow(it: Instance, who: Person, n: int) -> object:
        return await follows.follow(it, who.actor.id, handles[n])

    async def answer(it: Instance, who: Person, n: int) -> object:
        return await replying.reply(it, who.actor.id, parent.id, f"Hello {n}")

    async def write(it: Instance, who: Person, n: int) -> object:
        return await messages.write(it, who.actor.id, [handles[n]], "Hello")

    async def name(it: Instance, who: Person, n: int) -> object:
        return await replying.reply(it, who.actor.id, parent.id, f"Hello {handles[n]}")

    return {"follow": follow, "reply": answer, "write": write, "name": name}


async def done(it: Instance, who: Person, deed: Deed, first: int = 0) -> int:
    """How often a deed succeeds in one hour."""
    for n in range(first, 2 * MOST):
        try:
            await deed(it, who, n)
        except TooFast:
            return n - first
    raise AssertionError("there is no end")


@pytest.mark.parametrize("name", ["follow", "reply", "write", "name"])
async def test_cap_04_what_one_person_may_do_in_an_hour_ends_and_begins_again(
    name: str, it: Instance, clock: Clock, maren: Person, deeds: dict[str, Deed]
) -> None:
    clock.advance(DAYS)
    assert await done(it, maren, deeds[name]) == MOST
    with pytest.raises(TooFast) as refused:
        await deeds[name](it, maren, 0)
    assert (refused.value.rule, refused.value.retry_after) == ("CAP-04", HOUR // 1000)
    clock.advance(HOUR / 1000 + 1)
    await deeds[name](it, maren, 0)


@pytest.mark.parametrize("name", ["follow", "reply", "write", "name"])
async def test_cap_04_a_new_account_may_do_less(
    name: str, it: Instance, clock: Clock, maren: Person, deeds: dict[str, Deed]
) -> None:
    assert await done(it, maren, deeds[name]) == MOST // NEW_SHARE


async def test_cap_04_one_person_does_not_use_up_what_others_may(
    it: Instance, clock: Clock, maren: Person, make: Studio, deeds: dict[str, Deed]
) -> None:
    iris = await make.person("iris")
    assert await done(it, maren, deeds["follow"]) == await done(it, iris, deeds["follow"]) == MOST // NEW_SHARE


async def test_cap_04_a_follow_that_is_too_much_asks_nobody(
    it: Instance, net: Net, maren: Person, deeds: dict[str, Deed]
) -> None:
    await done(it, maren, deeds["follow"])
    net.fetched.clear()
    with pytest.raises(TooFast):
        await follows.follow(it, maren.actor.id, "@nobody@elsewhere.example")
    assert net.fetched == []


async def test_cap_04_naming_too_many_stores_and_sends_nothing(
    it: Instance, net: Net, clock: Clock, maren: Person, deeds: dict[str, Deed], tmp_path: Path
) -> None:
    clock.advance(DAYS)
    names = " ".join(net.handle(Stranger(f"q{n}", "https://peer.example", "ada")) for n in range(MOST))
    path = tmp_path / "crowd.png"
    path.write_bytes(png(painting(1, (64, 48))))
    form, upload = WorkForm(title="A crowd", text=names), Upload(path, path.name, "A crowd")
    made = await works.publish(it, maren.actor.id, form, [upload])
    await settle(it)
    sent = len(net.sent("https://peer.example/inbox"))
    assert sent == 1
    with pytest.raises(TooFast):
        await works.publish(it, maren.actor.id, replace(form, title="Once more"), [upload])
    with pytest.raises(TooFast):
        await works.edit(it, maren.actor.id, made.work_id, replace(form, text=f"{names} @lotte"), {}, {})
    await settle(it)
    assert len(net.sent("https://peer.example/inbox")) == sent
    assert await count(it, "works", "title = 'Once more'") == 0
    await works.edit(it, maren.actor.id, made.work_id, replace(form, text=f"{names} again"), {}, {})
    changed = await it.db.read(lambda tx: stored.by_id(tx, made.work_id))
    assert changed is not None
    assert changed.source.endswith("again"), "whom it named before is nobody new"
