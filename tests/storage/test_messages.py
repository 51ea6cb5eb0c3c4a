"""Conversations as they are stored: what a database of before brings along, and how pages of them go on."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, WorkId
from fedart.domain.talk import TalkState
from fedart.domain.work import Kind, Mention, Visibility, Work
from fedart.instance import Instance
from fedart.storage import messages
from fedart.storage.messages import Talk
from fedart.storage.views import Page
from tests.support.instance import Studio

MIGRATIONS = sorted((Path(__file__).parents[2] / "migrations").glob("*.sql"))


@pytest.fixture
def before() -> Iterator[sqlite3.Connection]:
    """A database without conversations: two people of ours, one elsewhere, and what they wrote."""
    connection = sqlite3.connect(":memory:")
    for file in MIGRATIONS[:3]:
        connection.executescript(file.read_text(encoding="utf-8"))
    for name, local in (("maren", 1), ("lotte", 1), ("ada", 0)):
        _insert(connection, "actors", id=name, uri=f"https://h/{name}", local=local, username=name, host="h")
    yield connection
    connection.close()


def _insert(connection: sqlite3.Connection, table: str, **given: object) -> None:
    """A row with these values; every other column that needs one gets something."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    needed = {
        name: 0 if kind in ("INTEGER", "BIGINT") else ""
        for _, name, kind, must, default, _ in columns
        if must and default is None
    }
    row = {**needed, **given}
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def _write(
    connection: sqlite3.Connection, ident: str, by: str, *to: str, answers: str | None = None, **more: object
) -> None:
    values = {"visibility": "direct", "state": "live", **more}
    _insert(connection, "works", id=ident, uri=f"https://h/n/{ident}", actor_id=by, in_reply_to_id=answers, **values)
    for name in to:
        connection.execute("INSERT INTO work_people VALUES (?, ?)", (ident, f"https://h/{name}"))


def test_direct_posts_of_before_become_conversations(before: sqlite3.Connection) -> None:
    _write(before, "m1", "maren", "lotte", "ada")
    _write(before, "m2", "lotte", "maren", "ada", answers="m1")
    _write(before, "m3", "ada", "maren", answers="m2")
    _write(before, "m4", "maren", "lotte", state="deleted")
    _write(before, "p1", "maren", "lotte", visibility="public")
    _write(before, "m5", "lotte", "maren", answers="p1")
    before.executescript(MIGRATIONS[3].read_text(encoding="utf-8"))
    filed = before.execute("SELECT work_id, root FROM messages ORDER BY work_id").fetchall()
    assert filed == [("m1", "m1"), ("m2", "m1"), ("m3", "m1"), ("m5", "m5")]
    sql = "SELECT actor_id, root, other, state, last, unread FROM talks ORDER BY root, actor_id"
    talks = before.execute(sql).fetchall()
    assert talks == [
        ("lotte", "m1", "maren", "open", "m2", 0),
        ("maren", "m1", "ada", "open", "m3", 0),
        ("lotte", "m5", "maren", "open", "m5", 0),
        ("maren", "m5", "lotte", "open", "m5", 0),
    ]


async def message(it: Instance, make: Studio, by: Actor, to: Actor, parent: Work | None = None) -> Work:
    return await make.work(by, kind=Kind.POST, visibility=Visibility.DIRECT, named=(to,), parent=parent)


async def test_folders_are_paged_by_their_newest_message(it: Instance, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    roots: list[WorkId] = []
    for _ in range(5):
        work = await message(it, make, lotte, maren)
        talk = Talk(work.id, lotte.id, TalkState.OPEN, work.id, unread=True)
        await it.db.write(partial(messages.add, work=work.id, root=work.id))
        await it.db.write(partial(messages.put, actor=maren.id, found=talk))
        roots.insert(0, work.id)
    found: list[WorkId] = []
    before = "~"
    while before:
        page = await it.db.read(
            partial(messages.listed, viewer=maren, state=TalkState.OPEN, now=1, before=before, limit=2)
        )
        found, before = [*found, *(talk.root for talk in page.items)], page.more
    assert found == roots
    assert await it.db.read(lambda tx: messages.unread(tx, maren.id, 1)) == 5
    assert await it.db.read(lambda tx: messages.listed(tx, lotte, TalkState.OPEN, 1, limit=9)) == Page(())


async def test_two_conversations_that_turn_out_to_be_one_are_one_afterwards(it: Instance, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    first = await message(it, make, lotte, maren)
    second = await message(it, make, lotte, maren, first)
    for work in (first, second):
        await it.db.write(partial(messages.add, work=work.id, root=work.id))
        talk = Talk(work.id, lotte.id, TalkState.OPEN, work.id, unread=False)
        await it.db.write(partial(messages.put, actor=maren.id, found=talk))
    await it.db.write(lambda tx: messages.add(tx, first.id, first.id))
    assert await it.db.read(lambda tx: messages.root_of(tx, second.id)) == first.id
    assert await it.db.read(lambda tx: messages.talk(tx, maren.id, second.id)) is None
    assert await it.db.read(lambda tx: messages.talk(tx, maren.id, first.id)) is not None


async def test_whom_a_message_names_is_known_as_far_as_they_are(it: Instance, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    work = await message(it, make, maren, lotte)
    unknown = Mention(Uri("https://far.example/x"), "@x@far.example", "")
    await it.db.write(lambda tx: tx.run("INSERT INTO work_people VALUES (:w, :u)", w=work.id, u=unknown.uri))
    assert [person.username for person in await it.db.read(lambda tx: messages.people(tx, work.id))] == ["lotte"]
