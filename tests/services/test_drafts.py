"""Drafts: whose they are, how much room they take, what goes with them, and pieces of files on disk."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from fedart.config import AccountSettings, Config
from fedart.domain.draft import DAY, Composing, Descriptions, Draft, DraftFile
from fedart.domain.ids import new_id
from fedart.errors import Invalid, NotFound, TooLarge, Unavailable
from fedart.instance import Instance
from fedart.services import closing, drafts, parcels, queue, schedule
from fedart.services.parcels import WrongOffset
from fedart.storage import drafts as stored
from fedart.storage import tasks
from tests.support import paint
from tests.support.instance import Clock, Person, Studio, config_in
from tests.support.remote import count, settle

OLD = 2 * 3600


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(accounts=AccountSettings(drafts=3, draft_bytes=2_000, draft_days=10)))


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren", password="a quiet room with north light")


@pytest.fixture
async def draft(it: Instance, maren: Person) -> Draft:
    return await drafts.make(it, maren.actor.id, {"title": ("Dusk",), "said1": ("camera", "lens")})


async def pieces(*parts: bytes, error: Exception | None = None) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if error is not None:
        raise error


async def kept(it: Instance, draft: Draft, row: int, data: bytes, name: str = "a.png") -> DraftFile:
    sent = it.config.data / "spool" / f"sent-{row}"
    sent.write_bytes(data)
    return await drafts.keep(it, draft.actor_id, draft.id, row, sent, name)


def lying(it: Instance) -> list[str]:
    folder = parcels.folder(it)
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def age(it: Instance) -> None:
    """Let what lies there be older than what a sweep spares."""
    for path in parcels.folder(it).iterdir():
        os.utime(path, (path.stat().st_atime - OLD, path.stat().st_mtime - OLD))


async def test_a_draft_keeps_every_value_of_every_field(it: Instance, maren: Person, draft: Draft) -> None:
    found = await it.db.read(lambda tx: drafts.whole(tx, maren.actor.id, draft.id))
    assert found.draft.fields == {"title": ("Dusk",), "said1": ("camera", "lens")}
    await drafts.save(it, maren.actor.id, draft.id, {"text": ("“Ü”\n",)})
    found = await it.db.read(lambda tx: drafts.whole(tx, maren.actor.id, draft.id))
    assert found.draft.fields == {"text": ("“Ü”\n",)}


async def test_web_10_nobody_touches_the_draft_of_somebody_else(
    it: Instance, maren: Person, draft: Draft, make: Studio
) -> None:
    tomas = (await make.person("tomas")).actor.id
    file = await drafts.begin_file(it, maren.actor.id, draft.id, 1, "a.png", 100)
    for who, fails in ((maren.actor.id, False), (tomas, True)):
        deeds = (
            lambda who=who: drafts.save(it, who, draft.id, {}),
            lambda who=who: drafts.begin_file(it, who, draft.id, 2, "b.png", 100),
            lambda who=who: drafts.share(it, who, draft.id),
            lambda who=who: drafts.withdraw(it, who, draft.id),
            lambda who=who: schedule.cancel(it, who, draft.id),
            lambda who=who: drafts.drop_file(it, who, draft.id, 2),
        )
        for deed in deeds:
            if fails:
                with pytest.raises(NotFound):
                    await deed()
            else:
                await deed()
    with pytest.raises(NotFound):
        await drafts.discard(it, tomas, draft.id)
    with pytest.raises(NotFound):
        await it.db.read(lambda tx: drafts.own_file(tx, tomas, draft.id, file.id))
    other = await drafts.make(it, maren.actor.id, {})
    with pytest.raises(NotFound):
        await it.db.read(lambda tx: drafts.own_file(tx, maren.actor.id, other.id, file.id))
    assert await it.db.read(lambda tx: drafts.own_file(tx, maren.actor.id, draft.id, file.id)) == file


@pytest.mark.parametrize("ident", ["", "x", "0" * 25, "../../etc/passwd", "0" * 26])
async def test_what_is_no_draft_is_not_found(ident: str, it: Instance, maren: Person) -> None:
    with pytest.raises(NotFound):
        await it.db.read(lambda tx: drafts.whole(tx, maren.actor.id, ident))


async def test_one_person_has_so_many_drafts_and_bytes(it: Instance, maren: Person, draft: Draft) -> None:
    others = [await drafts.make(it, maren.actor.id, {}) for _ in range(2)]
    with pytest.raises(Invalid, match="You have 3 drafts"):
        await drafts.make(it, maren.actor.id, {})
    await kept(it, draft, 1, b"x" * 1_500)
    with pytest.raises(Invalid):
        await kept(it, others[0], 1, b"y" * 501)
    assert len(lying(it)) == 1, "what there is no room for is not kept"
    with pytest.raises(Invalid):
        await drafts.begin_file(it, maren.actor.id, others[0].id, 1, "b.png", 501)
    await drafts.begin_file(it, maren.actor.id, others[0].id, 1, "b.png", 500)
    await drafts.discard(it, maren.actor.id, draft.id)
    await kept(it, others[1], 1, b"z" * 1_500)
    await drafts.make(it, maren.actor.id, {})


async def test_another_file_in_a_row_takes_the_room_of_the_one_before(it: Instance, draft: Draft) -> None:
    await kept(it, draft, 1, b"x" * 1_500)
    second = await kept(it, draft, 1, b"y" * 1_900)
    assert lying(it) == [second.id]
    with pytest.raises(Invalid):
        await kept(it, draft, 1, b"z" * 2_001)
    assert lying(it) == [second.id], "the one before stays when the next is too large"


async def test_a_file_is_taken_by_its_bytes_and_for_this_server_alone(it: Instance, draft: Draft) -> None:
    file = await kept(it, draft, 4, b"abc")
    assert (file.row, file.size, file.received, file.whole) == (4, 3, 3, True)
    assert file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert parcels.read(parcels.folder(it), file.id) == b"abc"
    assert parcels.folder(it).stat().st_mode & 0o077 == 0
    assert not list((it.config.data / "spool").iterdir())


async def test_pieces_are_written_at_the_end_and_nowhere_else(it: Instance, maren: Person, draft: Draft) -> None:
    file = await drafts.begin_file(it, maren.actor.id, draft.id, 1, "a.png", 10)
    assert await drafts.receive(it, file, 0, pieces(b"abc", b"de")) == 5
    for wrong in (0, 4, 6, 10):
        with pytest.raises(WrongOffset):
            await drafts.receive(it, file, wrong, pieces(b"x"))
    with pytest.raises(TooLarge):
        await drafts.receive(it, file, 5, pieces(b"fghij", b"k"))
    known = await it.db.read(lambda tx: stored.file(tx, file.id))
    assert known is not None
    assert (known.received, known.whole) == (10, True), "what fitted stays"
    assert parcels.read(parcels.folder(it), file.id) == b"abcdefghij"


async def test_a_sender_that_breaks_off_has_sent_what_came_before(it: Instance, maren: Person, draft: Draft) -> None:
    file = await drafts.begin_file(it, maren.actor.id, draft.id, 1, "a.png", 10)
    with pytest.raises(Unavailable):
        await drafts.receive(it, file, 0, pieces(b"abc", error=Unavailable("gone")))
    known = await it.db.read(lambda tx: stored.file(tx, file.id))
    assert known is not None
    assert (known.received, known.whole) == (3, False)
    assert await drafts.receive(it, file, 3, pieces(b"defghij")) == 10


async def test_two_pieces_at_a_time_do_not_mix(it: Instance, maren: Person, draft: Draft) -> None:
    file = await drafts.begin_file(it, maren.actor.id, draft.id, 1, "a.png", 10)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"abc"
        begun.set()
        await go_on.wait()
        yield b"def"

    first = asyncio.create_task(drafts.receive(it, file, 0, slow()))
    await begun.wait()
    with pytest.raises(WrongOffset):
        await drafts.receive(it, file, 0, pieces(b"xyz"))
    go_on.set()
    assert await first == 6
    assert parcels.read(parcels.folder(it), file.id) == b"abcdef"


async def test_a_piece_of_a_file_that_was_removed_leaves_nothing(it: Instance, maren: Person, draft: Draft) -> None:
    file = await drafts.begin_file(it, maren.actor.id, draft.id, 1, "a.png", 10)
    await drafts.drop_file(it, maren.actor.id, draft.id, 1)
    await drafts.receive(it, file, 0, pieces(b"abc"))
    assert lying(it) == []


async def test_the_same_file_goes_on_and_another_takes_the_row(it: Instance, maren: Person, draft: Draft) -> None:
    file = await drafts.begin_file(it, maren.actor.id, draft.id, 2, "a.png", 10)
    await drafts.receive(it, file, 0, pieces(b"abc"))
    again = await drafts.begin_file(it, maren.actor.id, draft.id, 7, "a.png", 10)
    assert (again.id, again.row, again.received) == (file.id, 2, 3)
    other = await drafts.begin_file(it, maren.actor.id, draft.id, 2, "b.png", 10)
    assert other.id != file.id
    assert lying(it) == []


async def test_a_small_copy_is_made_once_and_only_of_pictures(
    it: Instance, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await kept(it, draft, 1, paint.png(paint.painting(1, (16, 12))))
    first = await drafts.look(it, file)
    assert first[:4] == b"RIFF"
    assert lying(it) == [file.id, f"{file.id}.webp"]
    monkeypatch.setattr(type(it.studio), "look", None)
    assert await drafts.look(it, file) == first


async def test_files_that_belong_to_no_draft_are_swept_away(it: Instance, draft: Draft) -> None:
    file = await kept(it, draft, 1, b"abc")
    lost = parcels.folder(it) / new_id(it.clock())
    lost.write_bytes(b"lost")
    strange = parcels.folder(it) / "README"
    strange.write_bytes(b"not ours")
    await drafts.sweep(it)
    assert lost.exists(), "the youngest hour is spared"
    age(it)
    await drafts.sweep(it)
    assert lying(it) == sorted([file.id, "README"])


async def test_drafts_are_forgotten_when_nobody_touches_them(
    it: Instance, maren: Person, draft: Draft, clock: Clock
) -> None:
    await kept(it, draft, 1, b"abc")
    timed, touched = [await drafts.make(it, maren.actor.id, {}) for _ in range(2)]
    await schedule.set_time(it, maren.actor.id, timed.id, it.clock() + 300 * DAY, "UTC")
    clock.now += 9 * DAY
    await drafts.save(it, maren.actor.id, touched.id, {})
    await drafts.sweep(it)
    assert await count(it, "drafts", "1 = 1") == 3
    clock.now += DAY + 1
    age(it)
    await drafts.sweep(it)
    left = [each.draft.id for each in await it.db.read(lambda tx: drafts.everything(tx, it, maren.actor.id))]
    assert sorted(left) == sorted([timed.id, touched.id])
    assert lying(it) == []


async def test_a_closed_account_leaves_no_draft(it: Instance, maren: Person, draft: Draft, make: Studio) -> None:
    tomas = await make.person("tomas")
    theirs = await drafts.make(it, tomas.actor.id, {"title": ("Theirs",)})
    await kept(it, draft, 1, b"abc")
    await schedule.set_time(it, maren.actor.id, draft.id, it.clock() + DAY, "UTC")
    await drafts.remind(it, maren.account, Descriptions.NEVER)
    assert await it.db.read(lambda tx: stored.composing(tx, maren.actor.id)) == Composing(Descriptions.NEVER, "UTC")
    await it.db.write(lambda tx: closing.begin(tx, it, replace(maren.account), maren.account.id))
    await settle(it)
    assert [row["id"] for row in await it.db.read(lambda tx: tx.all("SELECT id FROM drafts"))] == [theirs.id]
    assert await count(it, "draft_files", "1 = 1") == 0
    assert await count(it, "composing", "1 = 1") == 0
    assert await it.db.read(lambda tx: tasks.in_lane(tx, queue.publishing_lane(draft.id))) == []
    age(it)
    await drafts.sweep(it)
    assert lying(it) == []


async def test_web_09_a_link_opens_until_it_is_withdrawn_or_replaced(it: Instance, maren: Person, draft: Draft) -> None:
    first = (await drafts.share(it, maren.actor.id, draft.id)).rpartition("/")[2]
    second = (await drafts.share(it, maren.actor.id, draft.id)).rpartition("/")[2]
    assert len(first) == drafts.TOKEN_LENGTH
    assert (await it.db.read(lambda tx: drafts.opened(tx, second))).draft.id == draft.id
    for wrong in (first, "", "x" * 43, "é" * 43, second + "x"):
        with pytest.raises(NotFound):
            await it.db.read(partial(drafts.opened, token=wrong))
    await drafts.withdraw(it, maren.actor.id, draft.id)
    with pytest.raises(NotFound):
        await it.db.read(lambda tx: drafts.opened(tx, second))


async def test_what_is_typed_changes_nothing_that_visitors_see(it: Instance, maren: Person, draft: Draft) -> None:
    before = it.db.visible_version()
    await drafts.save(it, maren.actor.id, draft.id, {"title": ("Dusk, again",)})
    await kept(it, draft, 1, b"a picture")
    assert it.db.visible_version() == before, "pages that are kept for visitors stay good"
