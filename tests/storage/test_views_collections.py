"""Threads, highlights and tags as other servers read them, and that none of the statements walks through a table."""

import re
from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.work import Kind, Work
from fedart.instance import Instance
from fedart.storage import pins, views_federation, works
from fedart.storage import views_collections as collections
from fedart.storage.views_federation import Listing
from tests.support.instance import Studio

PARAMETER = re.compile(r":([a-z_]+)")
OF_ITS_OWN = ("SCAN above", "SCAN below", "SCAN post", "SCAN CONSTANT ROW")
"""Rows that a statement made itself: as many as a thread has posts."""


@pytest.fixture
async def maren(make: Studio) -> Actor:
    return (await make.person("maren")).actor


@pytest.mark.parametrize("name", sorted(collections.SQL.texts))
async def test_no_statement_scans_a_table(name: str, it: Instance) -> None:
    sql = collections.SQL.texts[name]
    values = dict.fromkeys(PARAMETER.findall(sql), "1")
    rows = await it.db.read(lambda tx: tx.all(f"EXPLAIN QUERY PLAN {sql}", **values))
    scans = [row["detail"] for row in rows if row["detail"].startswith("SCAN")]
    assert [scan for scan in scans if not scan.startswith(OF_ITS_OWN)] == []
    assert any("SEARCH" in row["detail"] for row in rows)


async def chain(make: Studio, artist: Actor, length: int) -> list[Work]:
    found = [await make.work(artist)]
    while len(found) < length:
        found.append(await make.work(artist, kind=Kind.POST, parent=found[-1]))
    return found


async def test_an_answer_knows_the_work_that_began_its_thread(it: Instance, make: Studio, maren: Actor) -> None:
    first, _, third = await chain(make, maren, 3)
    assert await it.db.read(lambda tx: collections.root(tx, third.id)) == first.id
    assert await it.db.read(lambda tx: collections.root(tx, first.id)) == first.id
    await it.db.write(lambda tx: works.remove(tx, first, 1))
    assert await it.db.read(lambda tx: collections.root(tx, third.id)) is None


async def test_a_thread_that_began_elsewhere_or_out_of_sight_has_no_root_here(
    it: Instance, make: Studio, maren: Actor
) -> None:
    theirs = await make.work(await make.remote())
    answer = await make.work(maren, kind=Kind.POST, parent=theirs)
    assert await it.db.read(lambda tx: collections.root(tx, answer.id)) is None
    unseen = replace(theirs, uri=answer.uri, id=answer.id)
    assert await it.db.read(lambda tx: collections.root(tx, unseen.id)) is None


async def test_a_thread_is_walked_as_deep_as_allowed_and_no_deeper(
    it: Instance, make: Studio, maren: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await chain(make, maren, 5)
    assert await it.db.read(lambda tx: collections.thread_count(tx, found[0].id)) == 5
    monkeypatch.setattr(collections, "DEPTH", 2)
    listing = await it.db.read(lambda tx: collections.thread(tx, found[0].id, limit=9))
    assert listing == Listing(tuple(work.uri for work in found[:3]))
    assert await it.db.read(lambda tx: collections.thread_count(tx, found[0].id)) == 3
    assert await it.db.read(lambda tx: collections.root(tx, found[4].id)) is None


async def test_two_works_that_answer_each_other_are_no_endless_thread(it: Instance, make: Studio, maren: Actor) -> None:
    first, second = await chain(make, maren, 2)
    sql = "UPDATE works SET in_reply_to_id = :parent, in_reply_to = :uri WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, id=first.id, parent=second.id, uri=second.uri))
    assert await it.db.read(lambda tx: collections.root(tx, second.id)) is None
    listing = await it.db.read(lambda tx: collections.thread(tx, first.id, limit=300))
    assert sorted(listing.items) == sorted([first.uri, second.uri])
    assert await it.db.read(lambda tx: collections.thread_count(tx, first.id)) == 2


async def test_only_an_artists_own_works_are_pinned(it: Instance, make: Studio, maren: Actor) -> None:
    own, theirs = await make.work(maren), await make.work((await make.person("joost")).actor)
    await it.db.write(lambda tx: pins.replace(tx, maren.id, [theirs.id, own.id], 1))
    assert await it.db.read(lambda tx: collections.pinned(tx, maren.id)) == (own.uri,)


async def test_the_count_of_an_outbox_is_the_count_of_what_it_lists(it: Instance, make: Studio, maren: Actor) -> None:
    published, unpublished = await make.work(maren), await make.work(maren)
    await make.publish(published, maren)

    async def counts() -> tuple[int, int]:
        count = await it.db.read(lambda tx: views_federation.count_of_actor(tx, "outbox", maren.id))
        sent = await it.db.read(lambda tx: views_federation.outbox(tx, maren.id, limit=9))
        return count, len(sent.items)

    assert await counts() == (1, 1)
    await make.publish(unpublished, maren)
    assert await counts() == (2, 2)
    await it.db.write(lambda tx: works.remove(tx, published, 1))
    assert await counts() == (1, 1)
