"""Closing an account for good: what goes, who is told, what stays, and that a restart goes on where it ended."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from fedart.domain.actor import Role, Viewer
from fedart.domain.follow import FollowState
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.media import MediaState
from fedart.domain.policy import PUBLIC
from fedart.domain.task import Room, Task
from fedart.domain.work import Kind, Visibility, WorkState
from fedart.errors import Invalid, NotFound, TooFast
from fedart.federation.http import Response
from fedart.instance import Instance
from fedart.services import accounts, closing, follows, queue, rotation, works
from fedart.services.delivery import GiveUp, TryLater
from fedart.storage import accounts as stored
from fedart.storage import actors, claims, closings, tasks, views_federation
from fedart.storage.database import Tx, Value
from fedart.tasks.kinds import KINDS
from tests.support.instance import Clock, Person, Studio
from tests.support.paint import painting, png
from tests.support.remote import Net, Stranger, count, hear, rows, say, settle, traces

PASSWORD = "a quiet room with north light"


@pytest.fixture
async def olga(make: Studio) -> Person:
    return await make.person("olga", Role.OWNER)


async def viewer(it: Instance, who: Person) -> Viewer:
    return Viewer(who.account, who.actor, "csrf")


async def leave(it: Instance, who: Person, handle: str = "", password: str = PASSWORD) -> None:
    """Close one's own account and let everything that follows from it happen."""
    await closing.close_own(it, await viewer(it, who), handle or who.actor.handle, password)
    await settle(it)


async def publish(it: Instance, who: Person, folder: Path, *, title: str = "Storm at sea", seed: int = 1) -> str:
    path = folder / f"{seed}.png"
    path.write_bytes(png(painting(seed, (64, 48))))
    made = await works.publish(it, who.actor.id, WorkForm(title=title, text="Oil"), [Upload(path, path.name, "A ship")])
    await settle(it)
    return made.work_id


def files(it: Instance) -> list[Path]:
    return [path for path in (it.config.data / "media").rglob("*") if path.is_file()]


async def work(it: Instance) -> None:
    """Run every task that is due, as the worker would, also when some of them fail."""
    while claimed := await it.db.write(lambda tx: claims.claim(tx, it.clock(), it.clock() + 120_000, Room.of(50))):
        for task in claimed:
            await it.db.write(partial(_book, task=task.id, now=it.clock(), failed=await _fails(it, task)))


async def _fails(it: Instance, task: Task) -> bool:
    try:
        await KINDS[task.kind].run(it, task.payload)
    except TryLater:
        return True
    except GiveUp:
        return False
    return False


def _book(tx: Tx, task: str, now: int, *, failed: bool) -> None:
    if failed:
        tasks.later(tx, task, now + 60_000, "failed")
    else:
        tasks.done(tx, task, now)


async def test_a_closed_account_leaves_nothing_but_its_name_and_tombstones(
    it: Instance, net: Net, make: Studio, olga: Person, tmp_path: Path
) -> None:
    maren = await make.person("maren", password=PASSWORD)
    ada = Stranger("ada")
    net.publish(ada)
    await hear(it, ada, ada.follow(maren.actor.uri))
    ident = await publish(it, maren, tmp_path)
    await make.picture(maren.actor, role="icon")
    await make.picture(maren.actor, state=MediaState.HELD)
    theirs = await make.work(olga.actor, title="Of olga")
    await make.react(maren.actor, theirs, "like")
    await make.react(maren.actor, theirs, "boost")
    await make.work(maren.actor, title="To olga", visibility=Visibility.DIRECT, named=(olga.actor,), kind=Kind.POST)
    await make.follow(maren.actor, olga.actor)
    await make.follow(olga.actor, maren.actor)
    assert len(files(it)) > 3
    await leave(it, maren)
    assert files(it) == []
    assert await rows(
        it, "SELECT DISTINCT state, title, content, source FROM works WHERE actor_id = :a", a=maren.actor.id
    ) == [{"state": WorkState.DELETED, "title": "", "content": "", "source": ""}]
    assert await rows(it, "SELECT likes, boosts FROM works WHERE id = :id", id=theirs.id) == [{"likes": 0, "boosts": 0}]
    assert await traces(it, "Storm at sea", "A ship", "To olga") == []
    shown = await it.db.read(lambda tx: views_federation.shown(tx, ident))
    assert shown is not None
    assert shown.buried is not None
    found = await it.db.read(lambda tx: actors.by_id(tx, maren.actor.id))
    assert found is not None
    assert found.deleted
    assert (found.name, found.username) == ("", "maren")


KEPT = {
    "accounts.actor_id": "shut, so that the name is never given out again",
    "closings.actor_id": "what this is about",
    "studios.actor_id": "without its website, so that nobody founds more than a few",
    "backfills.actor_id": "of people elsewhere alone",
    "works.actor_id": "tombstones",
    "jobs.actor_id": "goes with the work that carries it, whose row the filled one is not",
    "albums.actor_id": "tombstones",
    "activities.actor_id": "the Deletes, which servers may look up",
    "media.actor_id": "records of the moderators without text or file",
    "reports.about": "records of the moderators",
    "talks.other": "other people's conversations, with what they wrote themselves",
    "links.account_id": "used up: nobody comes in by them",
    "appeals.account_id": "records of the moderators",
    "audit.account_id": "records of the moderators",
    "reports.closed_by": "records of the moderators",
    "policies.changed_by": "records of the moderators",
    "trust.created_by": "records of the moderators",
}


async def _references(it: Instance) -> list[tuple[str, str, str]]:
    """Every column that points to an actor or an account: table, column, what it points to."""
    found = []
    for table in await rows(it, "SELECT name FROM sqlite_master WHERE type = 'table'"):
        for key in await rows(it, f"SELECT * FROM pragma_foreign_key_list('{table['name']}')"):
            found += [(str(table["name"]), str(key["from"]), str(key["table"]))]
    return [each for each in found if each[2] in ("actors", "accounts")]


def _insert(tx: Tx, sql: str, values: Mapping[str, Value]) -> None:
    tx.run(sql, **values)


async def _fill(it: Instance, who: Person, other: Person, columns: list[tuple[str, str, str]]) -> list[str]:
    """A row about somebody in every table that takes one with made-up values; which columns those are."""
    filled = []
    for table, column, to in columns:
        info = await rows(it, f"SELECT name, type, \"notnull\" AS needed, dflt_value FROM pragma_table_info('{table}')")
        links = {
            row["from"]: row["table"] for row in await rows(it, f"SELECT * FROM pragma_foreign_key_list('{table}')")
        }
        if any(links.get(row["name"]) not in (None, "actors", "accounts") and row["needed"] for row in info):
            continue
        mine = {"actors": who.actor.id, "accounts": who.account.id}
        others = {"actors": other.actor.id, "accounts": other.account.id}
        values: dict[str, Value] = {}
        for row in info:
            name = str(row["name"])
            if name == column:
                values[name] = mine[to]
            elif name in links:
                if row["needed"]:
                    values[name] = others[str(links[name])]
            elif name == "id" or (row["needed"] and row["dflt_value"] is None):
                values[name] = 1 if row["type"] in ("INTEGER", "BIGINT") else f"{table} {column}"
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        sql = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
        await it.db.write(partial(_insert, sql=sql, values=values))
        if await count(it, table, f"{column} = :a", a=mine[to]):
            filled.append(f"{table}.{column}")
    return filled


async def test_no_table_keeps_anything_of_a_closed_account_unless_it_says_why(
    it: Instance, make: Studio, olga: Person
) -> None:
    maren = await make.person("maren", password=PASSWORD)
    columns = [each for each in await _references(it) if f"{each[0]}.{each[1]}" not in KEPT]
    filled = await _fill(it, maren, olga, columns)
    assert len(filled) > 20, filled
    assert {"follows.follower", "notifications.from_id", "cv_entries.actor_id", "stamps.actor_id"} <= set(filled)
    await leave(it, maren)
    left = [
        f"{table}.{column}"
        for table, column, to in columns
        if await count(it, table, f"{column} = :a", a=maren.actor.id if to == "actors" else maren.account.id)
    ]
    assert left == []
    assert await count(it, "private_keys", "actor_id = :a", a=maren.actor.id) == 0


async def test_every_server_that_got_something_is_told(it: Instance, net: Net, make: Studio, olga: Person) -> None:
    maren = await make.person("maren", password=PASSWORD)
    names = ("follower", "former", "followed", "liker", "liked", "named", "holder", "blocked", "nobody")
    people = {name: Stranger(name, f"https://{name}.example", key="ada") for name in names}
    net.publish(*people.values())
    known = {name: await make.remote(who.uri) for name, who in people.items()}
    await make.follow(known["follower"], maren.actor)
    await make.follow(known["former"], maren.actor, FollowState.ENDED)
    await make.follow(maren.actor, known["followed"])
    work = await make.work(maren.actor)
    await make.react(known["liker"], work)
    await make.react(maren.actor, await make.work(known["liked"]), "boost")
    await make.work(maren.actor, visibility=Visibility.DIRECT, named=(known["named"],))
    sql = "INSERT INTO copies (object_uri, inbox, created, fetched) VALUES (:uri, :inbox, 1, 1)"
    await it.db.write(lambda tx: tx.run(sql, uri=work.uri, inbox=people["holder"].shared_inbox))
    block = "INSERT INTO blocks (id, uri, blocker, blocked, created) VALUES ('b', 'https://x.example/b', :one, :two, 1)"
    await it.db.write(lambda tx: tx.run(block, one=maren.actor.id, two=known["blocked"].id))
    found = await it.db.read(lambda tx: closings.inboxes(tx, maren.actor.id))
    expected = {known[name].shared_inbox or known[name].inbox for name in names if name not in ("nobody", "holder")}
    assert set(found) == expected | {people["holder"].shared_inbox}
    assert len(found) == len(set(found))


async def test_the_delete_is_signed_public_and_the_keys_go_when_it_has_arrived(
    it: Instance, net: Net, make: Studio, clock: Clock
) -> None:
    maren, ada = await make.person("maren", password=PASSWORD), Stranger("ada")
    net.publish(ada)
    await hear(it, ada, ada.follow(maren.actor.uri))
    await leave(it, maren)
    [said] = [said for said in net.sent(ada.shared_inbox) if said["type"] == "Delete"]
    assert (said["actor"], said["object"], said["to"]) == (maren.actor.uri, maren.actor.uri, [PUBLIC])
    assert said["proof"]["verificationMethod"] == f"{maren.actor.uri}#ed25519-key"
    assert await count(it, "private_keys", "actor_id = :a", a=maren.actor.id) == 0
    assert (await rows(it, "SELECT finished IS NOT NULL AS over FROM closings")) == [{"over": 1}]


async def test_the_keys_stay_while_a_server_does_not_answer(it: Instance, net: Net, make: Studio, clock: Clock) -> None:
    maren, ada = await make.person("maren", password=PASSWORD), Stranger("ada")
    net.publish(ada)
    await hear(it, ada, ada.follow(maren.actor.uri))
    net.statuses[ada.shared_inbox] = Response(ada.shared_inbox, 503, {}, b"")
    await closing.close_own(it, await viewer(it, maren), maren.actor.handle, PASSWORD)
    await work(it)

    async def keys() -> int:
        return await count(it, "private_keys", "actor_id = :a", a=maren.actor.id)

    assert await keys() == 1
    clock.advance(700)
    await work(it)
    assert await keys() == 1, "it is tried again"
    del net.statuses[ada.shared_inbox]
    for _ in range(4):
        clock.advance(3600)
        await work(it)
    assert [said["type"] for said in net.sent(ada.shared_inbox)][-1] == "Delete"
    assert await keys() == 0


async def test_the_keys_go_after_two_weeks_whatever_is_left_to_deliver(
    it: Instance, net: Net, make: Studio, clock: Clock
) -> None:
    maren, ada = await make.person("maren", password=PASSWORD), Stranger("ada")
    net.publish(ada)
    await hear(it, ada, ada.follow(maren.actor.uri))
    net.statuses[ada.shared_inbox] = Response(ada.shared_inbox, 503, {}, b"")
    await closing.close_own(it, await viewer(it, maren), maren.actor.handle, PASSWORD)
    await work(it)
    assert await count(it, "private_keys", "actor_id = :a", a=maren.actor.id) == 1
    clock.advance(closing.PATIENCE_MS / 1000)
    await work(it)
    assert await count(it, "private_keys", "actor_id = :a", a=maren.actor.id) == 0


async def test_a_closing_whose_task_was_lost_goes_on_and_twice_is_as_good_as_once(
    it: Instance, make: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "SLICE", 2)
    maren = await make.person("maren", password=PASSWORD)
    for number in range(5):
        await make.work(maren.actor, title=f"Work {number}")
    await closing.close_own(it, await viewer(it, maren), maren.actor.handle, PASSWORD)
    [task] = await rows(it, "SELECT payload FROM tasks WHERE kind = :kind", kind=queue.CLOSE)
    await closing.step(it, bytes(task["payload"]))
    assert await count(it, "works", "actor_id = :a AND state = 'live'", a=maren.actor.id) == 3
    await it.db.write(lambda tx: tx.run("DELETE FROM tasks WHERE kind = :kind", kind=queue.CLOSE))
    await closing.at_start(it)
    await closing.at_start(it)
    assert await count(it, "tasks", "kind = :kind", kind=queue.CLOSE) == 1
    await settle(it)
    assert await count(it, "works", "actor_id = :a AND state = 'live'", a=maren.actor.id) == 0
    assert await it.db.read(closings.unfinished) == []
    await closing.step(it, bytes(task["payload"]))
    await closing.at_start(it)
    assert await count(it, "tasks", "kind = :kind AND state IN ('due', 'leased')", kind=queue.CLOSE) == 0


async def test_nobody_gets_in_and_nobody_gets_the_name(it: Instance, make: Studio, olga: Person) -> None:
    maren = await make.person("maren", password=PASSWORD)
    ticket = await accounts.sign_in(it, "maren", PASSWORD, "127.0.0.1")
    link = (await accounts.login_link(it, "maren")).rpartition("/")[2]
    await leave(it, maren)
    assert await accounts.viewer(it, ticket.token) is None
    with pytest.raises(Invalid):
        await accounts.sign_in(it, "maren", PASSWORD, "127.0.0.1")
    with pytest.raises(Exception, match="over"):
        await accounts.sign_in_by_link(it, link, "127.0.0.1")
    with pytest.raises(NotFound):
        await accounts.login_link(it, "maren")
    with pytest.raises(Invalid) as taken:
        await accounts.add_user(it, "maren", Role.ARTIST, None)
    assert "taken" in taken.value.fields["username"]
    assert await rotation.begin_for(it, olga.account, "maren", people=True) == []


@pytest.mark.parametrize("handle", ["", "maren", "@maren@elsewhere.example"])
async def test_the_whole_address_is_needed(it: Instance, make: Studio, handle: str) -> None:
    maren = await make.person("maren", password=PASSWORD)
    with pytest.raises(Invalid) as wrong:
        await closing.close_own(it, await viewer(it, maren), handle, PASSWORD)
    assert list(wrong.value.fields) == ["handle"]
    assert await it.db.read(closings.unfinished) == []
    await closing.close_own(it, await viewer(it, maren), f" {maren.actor.handle.upper()} ", PASSWORD)
    assert await it.db.read(closings.unfinished) == [maren.actor.id]


async def test_the_password_is_needed_and_may_not_be_guessed(it: Instance, make: Studio) -> None:
    maren = await make.person("maren", password=PASSWORD)
    asking = await viewer(it, maren)
    for _ in range(it.config.accounts.login_tries):
        with pytest.raises(Invalid) as wrong:
            await closing.close_own(it, asking, maren.actor.handle, "guessed")
        assert list(wrong.value.fields) == ["confirm"]
    with pytest.raises(TooFast):
        await closing.close_own(it, asking, maren.actor.handle, PASSWORD)
    assert await it.db.read(closings.unfinished) == []


async def test_the_last_owner_stays(it: Instance, make: Studio, olga: Person) -> None:
    with pytest.raises(Invalid) as refused:
        await closing.close_named(it, olga.account, "olga")
    assert "only owner" in refused.value.fields["handle"]
    second = await make.person("second", Role.OWNER)
    await closing.close_named(it, second.account, "olga")
    await settle(it)
    assert (await it.db.read(stored.owner)) == second.account
    with pytest.raises(Invalid):
        await closing.close_named(it, second.account, "second")


async def test_an_operator_closes_an_account_once_and_it_is_written_down(
    it: Instance, make: Studio, olga: Person
) -> None:
    maren = await make.person("maren")
    with pytest.raises(NotFound):
        await closing.close_named(it, olga.account, "nobody")
    assert (await closing.close_named(it, olga.account, "maren")).id == maren.actor.id
    with pytest.raises(NotFound):
        await closing.close_named(it, olga.account, "maren")
    assert await rows(it, "SELECT account_id, subject FROM audit WHERE action = 'close account'") == [
        {"account_id": olga.account.id, "subject": maren.actor.id}
    ]


async def test_what_still_waits_does_not_leave_after_the_delete_and_nobody_follows_a_closed_account(
    it: Instance, net: Net, make: Studio, tmp_path: Path
) -> None:
    maren, ada = await make.person("maren", password=PASSWORD), Stranger("ada")
    net.publish(ada)
    await hear(it, ada, ada.follow(maren.actor.uri))
    path = tmp_path / "a.png"
    path.write_bytes(png(painting(3, (64, 48))))
    await works.publish(it, maren.actor.id, WorkForm(title="Too late"), [Upload(path, path.name, "A ship")])
    await closing.close_own(it, await viewer(it, maren), maren.actor.handle, PASSWORD)
    await work(it)
    assert [said["type"] for said in [*net.sent(ada.inbox), *net.sent(ada.shared_inbox)]] == ["Accept", "Delete"]
    await say(it, ada, ada.follow(maren.actor.uri))
    await settle(it)
    assert await count(it, "follows") == 0
    iris = await make.person("iris")
    with pytest.raises(NotFound):
        await follows.follow(it, iris.actor.id, maren.actor.uri)
