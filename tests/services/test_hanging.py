"""The pictures of a published work: their order, other files in their place, those that come and those that go."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import AccountSettings, Config
from fedart.domain.actor import Viewer
from fedart.domain.forms import Rehanging, Upload, WorkForm
from fedart.domain.ids import MediaId, WorkId
from fedart.domain.media import Media, MediaState
from fedart.domain.policy import Action
from fedart.domain.work import MAX_PICTURES, WorkState
from fedart.errors import Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import moderation
from fedart.services import works as publishing
from fedart.storage import changes, media, verdicts, works
from tests.support.instance import Person, Studio, config_in
from tests.support.paint import painting, png
from tests.support.pictures import with_signal
from tests.support.remote import Json, Net, Stranger, count, hear, settle, told

FORM = WorkForm(title="Storm at sea")


@pytest.fixture
async def fan(it: Instance, ada: Stranger, maren: Person) -> Stranger:
    """Ada, who follows Maren."""
    await hear(it, ada, ada.follow(maren.actor.uri))
    return ada


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(accounts=AccountSettings(uploads_per_half_hour=4)))


def upload(folder: Path, seed: int, data: bytes = b"", alt: str = "") -> Upload:
    path = folder / f"{seed}.png"
    path.write_bytes(data or png(painting(seed, (64, 48))))
    return Upload(path, path.name, alt or f"alt {seed}")


def generated(folder: Path, seed: int) -> Upload:
    return upload(folder, seed, with_signal("a1111-png"))


async def publish(it: Instance, maren: Person, folder: Path, several: int = 3) -> tuple[WorkId, list[MediaId]]:
    """A work and the ids of its pictures."""
    made = await publishing.publish(it, maren.actor.id, FORM, [upload(folder, n) for n in range(1, several + 1)])
    await settle(it)
    return made.work_id, [each.id for each in await hung(it, made.work_id)]


async def hung(it: Instance, work: WorkId) -> Sequence[Media]:
    return await it.db.read(lambda tx: media.by_work(tx, work))


async def edit(it: Instance, maren: Person, work: WorkId, wanted: Rehanging) -> tuple[MediaId, ...]:
    found = await publishing.edit(it, maren.actor.id, work, FORM, {}, {}, wanted)
    await settle(it)
    return found


async def decide(it: Instance, by: Viewer, ident: MediaId, action: Action) -> None:
    judged = await it.db.read(lambda tx: verdicts.newest(tx, ident))
    assert judged is not None
    await moderation.decide(it, by, judged.id, action, "Looked at it")
    await settle(it)


def newest(net: Net, fan: Stranger) -> Json:
    """The note of the last Update that a follower got."""
    found: Json = [a for a in net.sent(fan.shared_inbox) if a["type"] == "Update"][-1]["object"]
    return found


def names(note: Json) -> list[str]:
    return [attachment["name"] for attachment in note["attachment"]]


def files(it: Instance, area: str) -> int:
    return sum(path.is_file() for path in (it.config.data / "media" / area).rglob("*"))


async def test_pictures_are_put_in_another_order_and_others_learn_it(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    work, (first, second, third) = await publish(it, maren, tmp_path)
    await edit(it, maren, work, Rehanging(order=(third, first, second)))
    assert [(m.id, m.position) for m in await hung(it, work)] == [(third, 0), (first, 1), (second, 2)]
    assert names(newest(net, fan)) == ["alt 3", "alt 1", "alt 2"]


async def test_pictures_that_are_not_named_keep_their_order_at_the_end(
    it: Instance, maren: Person, tmp_path: Path
) -> None:
    work, (first, second, third) = await publish(it, maren, tmp_path)
    await edit(it, maren, work, Rehanging(order=(third,)))
    assert [m.id for m in await hung(it, work)] == [third, first, second]


async def test_a_replaced_file_takes_place_and_description_and_frees_the_old_one(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, 2)
    before = files(it, "private")
    await hear(it, fan, fan.like(it.urls.object(work)))
    assert await edit(it, maren, work, Rehanging(replaced={first: upload(tmp_path, 9)})) == ()
    new, still = await hung(it, work)
    assert new.id != first
    assert (new.alt, new.position, still.id) == ("alt 1", 0, second)
    note = newest(net, fan)
    assert names(note) == ["alt 1", "alt 2"]
    assert new.id in note["attachment"][0]["url"]
    assert note["id"] == it.urls.object(work)
    assert await it.db.read(lambda tx: works.counts(tx, work)) == (1, 0, 0)
    assert await it.db.read(lambda tx: media.by_id(tx, first)) is None
    assert files(it, "private") == before, "the old original is gone, the new one is there"


async def test_until_a_replacement_is_kept_the_old_picture_stays_shown(
    it: Instance, net: Net, fan: Stranger, maren: Person, moderator: Viewer, tmp_path: Path
) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, 2)
    [waiting] = await edit(it, maren, work, Rehanging(replaced={first: generated(tmp_path, 9)}))
    assert [m.id for m in await hung(it, work)] == [first, second]
    assert first in newest(net, fan)["attachment"][0]["url"]
    assert "held" in await told(it, maren.actor.id)
    assert await told(it, moderator.actor.id) == ["held"]
    state = await it.db.read(lambda tx: works.by_id(tx, work))
    assert state is not None
    assert state.state is WorkState.LIVE
    await decide(it, moderator, waiting, Action.KEEP)
    assert [(m.id, m.alt, m.state) for m in await hung(it, work)] == [
        (waiting, "alt 1", MediaState.KEPT),
        (second, "alt 2", MediaState.KEPT),
    ]
    assert waiting in newest(net, fan)["attachment"][0]["url"]
    assert await it.db.read(lambda tx: media.by_id(tx, first)) is None


async def test_a_replacement_that_is_declined_changes_nothing(
    it: Instance, net: Net, fan: Stranger, maren: Person, moderator: Viewer, tmp_path: Path
) -> None:
    work, idents = await publish(it, maren, tmp_path, 2)
    [waiting] = await edit(it, maren, work, Rehanging(replaced={idents[0]: generated(tmp_path, 9)}))
    sent = len(net.sent(fan.shared_inbox))
    await decide(it, moderator, waiting, Action.DROP)
    assert [m.id for m in await hung(it, work)] == idents
    assert len(net.sent(fan.shared_inbox)) == sent
    assert await it.db.read(lambda tx: changes.waiting_of(tx, work)) == {}


async def test_a_newer_replacement_takes_the_place_of_one_that_waits(
    it: Instance, maren: Person, moderator: Viewer, tmp_path: Path
) -> None:
    work, (first,) = await publish(it, maren, tmp_path, 1)
    [old] = await edit(it, maren, work, Rehanging(replaced={first: generated(tmp_path, 8)}))
    await edit(it, maren, work, Rehanging(replaced={first: upload(tmp_path, 9)}))
    [shown] = await hung(it, work)
    assert shown.id not in (first, old)
    assert await it.db.read(lambda tx: changes.waiting_of(tx, work)) == {}
    assert files(it, "quarantine") == 0
    await decide(it, moderator, old, Action.KEEP)  # Of what was taken back, only the record is there.
    assert [m.id for m in await hung(it, work)] == [shown.id]


async def test_pictures_come_and_go(it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, 2)
    before = files(it, "private")
    await edit(it, maren, work, Rehanging(gone=frozenset({first}), added=(upload(tmp_path, 7), upload(tmp_path, 8))))
    found = await hung(it, work)
    assert [(m.alt, m.position) for m in found] == [("alt 2", 0), ("alt 7", 1), ("alt 8", 2)]
    assert found[0].id == second
    assert names(newest(net, fan)) == ["alt 2", "alt 7", "alt 8"]
    assert files(it, "private") == before + 1


async def test_an_added_picture_that_is_held_comes_when_it_is_kept(
    it: Instance, net: Net, fan: Stranger, maren: Person, moderator: Viewer, tmp_path: Path
) -> None:
    work, (first,) = await publish(it, maren, tmp_path, 1)
    [waiting] = await edit(it, maren, work, Rehanging(added=(generated(tmp_path, 9),)))
    assert [m.id for m in await hung(it, work)] == [first]
    await decide(it, moderator, waiting, Action.KEEP)
    assert [m.alt for m in await hung(it, work)] == ["alt 1", "alt 9"]
    assert names(newest(net, fan)) == ["alt 1", "alt 9"]


async def test_what_waits_for_a_deleted_work_goes_with_it(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, (first,) = await publish(it, maren, tmp_path, 1)
    await edit(it, maren, work, Rehanging(replaced={first: generated(tmp_path, 9)}))
    assert files(it, "quarantine") > 0
    await publishing.delete(it, maren.actor.id, work)
    await settle(it)
    assert (files(it, "quarantine"), files(it, "public"), files(it, "private")) == (0, 0, 0)
    assert await count(it, "picture_changes") == 0


async def test_a_work_has_one_picture_and_twenty_at_most(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, (first,) = await publish(it, maren, tmp_path, 1)
    more = tuple(upload(tmp_path, 1) for _ in range(MAX_PICTURES))
    for wanted in (Rehanging(gone=frozenset({first})), Rehanging(added=more)):
        with pytest.raises(Invalid) as refused:
            await edit(it, maren, work, wanted)
        assert set(refused.value.fields) == {"pictures"}
    assert [m.id for m in await hung(it, work)] == [first]
    await edit(it, maren, work, Rehanging(added=more[1:]))
    assert len(await hung(it, work)) == MAX_PICTURES


async def test_a_broken_file_is_named_and_changes_nothing(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, (first,) = await publish(it, maren, tmp_path, 1)
    before = files(it, "private")
    broken = upload(tmp_path, 8, b"no picture")
    wanted = Rehanging(replaced={first: broken}, added=(upload(tmp_path, 9), broken))
    with pytest.raises(Invalid) as refused:
        await edit(it, maren, work, wanted)
    assert set(refused.value.fields) == {f"file-{first}", "picture-2"}
    assert [m.id for m in await hung(it, work)] == [first]
    assert files(it, "private") == before


async def test_a_work_that_waits_keeps_the_pictures_it_came_with(it: Instance, maren: Person, tmp_path: Path) -> None:
    made = await publishing.publish(it, maren.actor.id, FORM, [generated(tmp_path, 1), upload(tmp_path, 2)])
    first, second = await hung(it, made.work_id)
    with pytest.raises(Invalid):
        await edit(it, maren, made.work_id, Rehanging(gone=frozenset({first.id})))
    await edit(it, maren, made.work_id, Rehanging(order=(second.id, first.id)))
    assert [m.id for m in await hung(it, made.work_id)] == [second.id, first.id]


async def test_web_10_nobody_changes_the_pictures_of_others(
    it: Instance, maren: Person, make: Studio, tmp_path: Path
) -> None:
    work, idents = await publish(it, maren, tmp_path, 2)
    other, (theirs, _) = await publish(it, await make.person("iris"), tmp_path, 2)
    iris = await make.person("tomas")
    with pytest.raises(NotFound):
        await edit(it, iris, work, Rehanging(gone=frozenset({idents[0]})))
    with pytest.raises(Invalid):
        await edit(it, maren, work, Rehanging(gone=frozenset({theirs})))
    assert len(await hung(it, work)) == 2
    assert len(await hung(it, other)) == 2


async def test_web_05_new_files_have_a_pace_and_words_have_not(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, _ = await publish(it, maren, tmp_path, 1)
    for seed in (5, 6, 7):
        await edit(it, maren, work, Rehanging(added=(upload(tmp_path, seed),)))
    with pytest.raises(TooFast):
        await edit(it, maren, work, Rehanging(added=(upload(tmp_path, 8),)))
    await publishing.edit(it, maren.actor.id, work, replace(FORM, title="Calm"), {}, {})
