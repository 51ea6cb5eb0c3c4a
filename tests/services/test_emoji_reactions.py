"""Reactions with an emoji: counted beside likes, taken back in the ways that other servers have."""

import pytest

from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.services import edge_kinds
from fedart.storage import emojis, works
from fedart.storage.emojis import Reacted
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, hear, rows


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    return await make.work(maren.actor)


async def shown(it: Instance, work: Work) -> list[tuple[str, int]]:
    found = await it.db.read(lambda tx: emojis.reactions(tx, work.id))
    return [(each.emoji, each.people) for each in found]


async def likes(it: Instance, work: Work) -> int:
    return (await it.db.read(lambda tx: works.counts(tx, work.id)))[0]


def react(who: Stranger, work: Work, emoji: str, kind: str = "EmojiReact") -> Json:
    return who.activity(kind, object=work.uri, content=emoji)


async def test_reactions_are_grouped_by_what_they_show(it: Instance, net: Net, ada: Stranger, work: Work) -> None:
    bob = Stranger("bob")
    eve = Stranger("eve", "https://other.example")
    net.publish(bob, eve)
    for who in (ada, bob, eve):
        await hear(it, who, react(who, work, "🎨"), react(who, work, ":blob:", "Like"))
    await hear(it, ada, ada.like(work.uri))
    found = await it.db.read(lambda tx: emojis.reactions(tx, work.id))
    # The same code means something else on each server.
    assert set(found) == {
        Reacted("🎨", "", 3),
        Reacted(":blob:", "peer.example", 2),
        Reacted(":blob:", "other.example", 1),
    }
    assert await likes(it, work) == 3


async def test_its_maker_is_told_which_emoji_it_was(it: Instance, ada: Stranger, maren: Person, work: Work) -> None:
    await hear(it, ada, react(ada, work, "🎨"))
    told = await rows(it, "SELECT kind, detail FROM notifications WHERE actor_id = :id", id=maren.actor.id)
    assert [(row["kind"], row["detail"]) for row in told] == [("like", "🎨")]


@pytest.mark.parametrize("shape", ["misskey", "pleroma", "embedded without its id"])
async def test_a_reaction_is_taken_back_and_a_like_beside_it_stays(
    shape: str, it: Instance, ada: Stranger, work: Work
) -> None:
    kind = "Like" if shape == "misskey" else "EmojiReact"
    said = {**react(ada, work, ":blob:", kind), "_misskey_reaction": ":blob:"}
    await hear(it, ada, ada.like(work.uri), react(ada, work, "🎨"), said)
    assert await shown(it, work) == [("🎨", 1), (":blob:", 1)]
    named: Json | str = said
    if shape == "pleroma":
        named = str(said["id"])
    elif shape != "misskey":
        named = {**said, "id": ada.new_id()}
    await hear(it, ada, ada.undo(named))
    assert await shown(it, work) == [("🎨", 1)]
    assert len(await rows(it, "SELECT id FROM likes WHERE emoji = ''")) == 1
    assert len(await rows(it, "SELECT id FROM notifications WHERE kind = 'like'")) == 2


async def test_an_undo_by_somebody_else_takes_nothing_back(it: Instance, net: Net, ada: Stranger, work: Work) -> None:
    mallory = Stranger("mallory")
    net.publish(mallory)
    await hear(it, mallory, react(mallory, work, "🖼"))
    await hear(it, ada, react(ada, work, "🎨"))
    await hear(it, mallory, mallory.undo({**react(ada, work, "🎨"), "id": mallory.new_id()}))
    assert await shown(it, work) == [("🖼", 1), ("🎨", 1)]


async def test_one_person_cannot_react_without_end(
    it: Instance, ada: Stranger, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge_kinds, "REACTIONS", 2)
    await hear(it, ada, *(react(ada, work, f":e{n}:") for n in range(5)))
    assert len(await shown(it, work)) == 2
