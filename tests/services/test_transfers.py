"""Lists that come and go: exports, imports row by row, and everything that can go wrong with a row."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.transfers import List, State
from fedart.errors import Invalid, NotFound, TooFast
from fedart.federation.errors import FetchFailed, RemoteMissing
from fedart.instance import Instance
from fedart.services import blocks, hiding, queue, transfers
from fedart.storage import transfers as stored
from fedart.storage.transfers import Import, Progress
from fedart.words import speaking, told
from tests.support.german import german
from tests.support.instance import Clock, Studio
from tests.support.remote import Net, Stranger, count, rows, settle

SPACING = transfers.SPACING_MS / 1000
HEAD = "Account address,Show boosts,Notify on new posts,Languages\n"


def people(net: Net, *names: str, origin: str = "https://peer.example") -> list[Stranger]:
    """People who are found by their handles."""
    found = [Stranger(name, origin, "ada") for name in names]
    for who in found:
        net.handle(who)
    return found


async def started(
    it: Instance, viewer: Viewer, text: str, what: List = List.FOLLOWING, *, replaces: bool = False
) -> str:
    ident = await transfers.bring(it, viewer, what, text.encode(), replaces=replaces)
    await transfers.start(it, viewer, ident)
    return ident


async def state(it: Instance, ident: str) -> tuple[Import, Progress]:
    found = await it.db.read(lambda tx: stored.by_id(tx, ident))
    assert found is not None
    return found, await it.db.read(lambda tx: stored.progress(tx, ident))


async def finish(it: Instance, ident: str, clock: Clock, steps: int = 20) -> Progress:
    """Let the worker and the time go on until an import is over."""
    for _ in range(steps):
        await settle(it)
        found, progress = await state(it, ident)
        if found.state is not State.RUNNING:
            return progress
        clock.advance(SPACING)
    raise AssertionError("it never ended")


async def names(it: Instance, viewer: Viewer, what: List) -> list[str]:
    return sorted(name for _, name in await it.db.read(lambda tx: stored.entries(tx, viewer.actor.id, what)))


async def failures(it: Instance, ident: str) -> dict[str, str]:
    found = await it.db.read(lambda tx: stored.failures(tx, ident, limit=100))
    return {each.target: told(each.reason) for each in found.items}


# --- out --------------------------------------------------------------------------------------------------------------


async def test_every_list_is_exported_as_it_is(it: Instance, make: Studio, artist: Viewer, clock: Clock) -> None:
    friend, fan, loud, quiet = [await make.remote(f"https://peer.example/users/{n}") for n in "abcd"]
    iris = await make.person("iris")
    for other in (friend, iris.actor):
        await make.follow(artist.actor, other)
        clock.advance(1)
    await make.follow(fan, artist.actor)
    await blocks.block(it, artist.actor.id, loud.id)
    await blocks.mute(it, artist.actor.id, quiet.id)
    await blocks.mute(it, artist.actor.id, fan.id, until=it.clock() + 1_000)
    await hiding.hide_domain(it, artist.actor.id, "loud.example")
    files = {what: (await transfers.export(it, artist, what)).decode() for what in List}
    assert files == {
        List.FOLLOWING: f"{HEAD}a@peer.example,true,false,\niris@gallery.example,true,false,\n",
        List.FOLLOWERS: "Account address\nb@peer.example\n",
        List.BLOCKED: "c@peer.example\n",
        List.MUTED: "Account address,Hide notifications\nd@peer.example,true\n",
        List.DOMAINS: "loud.example\n",
    }
    assert await it.db.read(lambda tx: stored.counts(tx, artist.actor.id)) == {
        List.FOLLOWING: 2, List.FOLLOWERS: 1, List.BLOCKED: 1, List.MUTED: 1, List.DOMAINS: 1,
    }  # fmt: skip


# --- in ---------------------------------------------------------------------------------------------------------------


async def test_nothing_happens_before_a_yes(it: Instance, net: Net, artist: Viewer) -> None:
    people(net, "ada")
    ident = await transfers.bring(it, artist, List.FOLLOWING, b"ada@peer.example\n", replaces=True)
    await settle(it)
    assert (await state(it, ident))[0].state is State.READY
    assert net.fetched == []
    await transfers.start(it, artist, ident)
    await settle(it)
    assert net.fetched != []


async def test_follows_are_asked_for_and_told(it: Instance, net: Net, artist: Viewer, clock: Clock) -> None:
    ada, bob = people(net, "ada", "bob")
    done = await finish(it, await started(it, artist, f"{HEAD}ada@peer.example,true,false,\nbob@peer.example\n"), clock)
    assert (done.total, done.done, done.failed) == (2, 2, 0)
    for who in (ada, bob):
        assert [a["type"] for a in net.sent(who.inbox)] == ["Follow"]
    assert await names(it, artist, List.FOLLOWING) == ["ada@peer.example", "bob@peer.example"]


async def test_net_06_one_server_is_asked_with_pauses_and_others_meanwhile(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    people(net, "a", "b", "c")
    people(net, "d", origin="https://other.example")
    text = "a@peer.example\nb@peer.example\nc@peer.example\nd@other.example\n"
    ident = await started(it, artist, text)
    await settle(it)
    assert await names(it, artist, List.FOLLOWING) == ["a@peer.example", "d@other.example"]
    clock.advance(SPACING - 0.1)
    await settle(it)
    assert (await state(it, ident))[1].due == 2
    for due in (1, 0):
        clock.advance(SPACING)
        await settle(it)
        assert (await state(it, ident))[1].due == due


async def test_net_06_two_peoples_imports_share_the_pause(
    it: Instance, net: Net, artist: Viewer, make: Studio, clock: Clock
) -> None:
    people(net, "a", "b")
    iris = await make.person("iris")
    first = await started(it, artist, "a@peer.example\n")
    await settle(it)
    second = await started(it, Viewer(iris.account, iris.actor, ""), "b@peer.example\n")
    await settle(it)
    assert (await state(it, first))[0].state is State.DONE
    assert (await state(it, second))[1].due == 1
    assert (await finish(it, second, clock)).done == 1


@pytest.mark.parametrize("what", [List.BLOCKED, List.MUTED])
async def test_blocks_and_mutes_come_in(it: Instance, net: Net, artist: Viewer, clock: Clock, what: List) -> None:
    [ada] = people(net, "ada")
    done = await finish(it, await started(it, artist, "@ada@peer.example\n", what), clock)
    assert done.done == 1
    assert await names(it, artist, what) == ["ada@peer.example"]
    assert [a["type"] for a in net.sent(ada.inbox)] == (["Block"] if what is List.BLOCKED else [])


async def test_hidden_servers_come_in_without_asking_anybody(it: Instance, net: Net, artist: Viewer) -> None:
    ident = await started(it, artist, "#domain\nloud.example\nlouder.example\ngallery.example\n", List.DOMAINS)
    await settle(it)
    assert (await state(it, ident))[0].state is State.DONE
    assert await names(it, artist, List.DOMAINS) == ["loud.example", "louder.example"]
    assert "your own server" in (await failures(it, ident))["gallery.example"]
    assert net.fetched == []


async def test_a_second_time_changes_nothing(it: Instance, net: Net, artist: Viewer, clock: Clock) -> None:
    [ada] = people(net, "ada")
    for _ in range(2):
        assert (await finish(it, await started(it, artist, "ada@peer.example\n"), clock)).done == 1
        clock.advance(SPACING)
    assert len(net.sent(ada.inbox)) == 1


async def test_each_failure_is_listed_with_its_reason(it: Instance, net: Net, artist: Viewer, clock: Clock) -> None:
    people(net, "ada")
    mover = Stranger("mover", "https://peer.example", "ada")
    net.handle(mover)
    net.serve(mover.uri, mover.document(movedTo="https://new.example/actors/mover"))
    text = "ada@peer.example\nnobody@peer.example\nmaren@gallery.example\nmover@peer.example\nno handle\n"
    ident = await started(it, artist, text)
    done = await finish(it, ident, clock)
    assert (done.done, done.failed, done.again) == (1, 4, 3)
    reasons = await failures(it, ident)
    assert "Nobody called nobody@peer.example was found" in reasons["nobody@peer.example"]
    assert reasons["maren@gallery.example"] == "You cannot follow yourself."
    assert "has moved" in reasons["mover@peer.example"]
    assert "no account like" in reasons["no handle"]
    with speaking(german({"Nobody called %(who)s was found. Is it spelled right?": "%(who)s gibt es nicht."})):
        again = await failures(it, ident)
    assert again["nobody@peer.example"] == "nobody@peer.example gibt es nicht.", "in the language of whoever reads it"


async def test_a_server_that_does_not_answer_is_asked_again_twice(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    ada, _ = people(net, "ada", "bob")
    net.broken[ada.uri] = FetchFailed("503")
    ident = await started(it, artist, "ada@peer.example\nbob@peer.example\n")
    for delay in (0, *(each / 1000 for each in transfers.DELAYS_MS)):
        found, progress = await state(it, ident)
        assert (found.state, progress.failed) == (State.RUNNING, 0)
        clock.advance(delay + SPACING)
        for _ in range(3):
            await settle(it)
            clock.advance(SPACING)
    assert await names(it, artist, List.FOLLOWING) == ["bob@peer.example"]
    assert net.fetched.count(ada.uri) == 3
    assert (await state(it, ident))[0].state is State.DONE
    assert "does not answer" in (await failures(it, ident))["ada@peer.example"]
    del net.broken[ada.uri]
    clock.advance(SPACING)
    await transfers.again(it, artist, ident)
    assert (await finish(it, ident, clock)).done == 2


# --- replacing --------------------------------------------------------------------------------------------------------


async def test_what_is_not_in_the_file_goes_when_the_file_replaces_the_list(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    ada, bob = people(net, "ada", "bob")
    await finish(it, await started(it, artist, "ada@peer.example\nbob@peer.example\n"), clock)
    clock.advance(SPACING)
    ident = await transfers.bring(it, artist, List.FOLLOWING, b"bob@peer.example\n", replaces=True)

    found = (await state(it, ident))[0]
    assert [name for _, name in await it.db.read(lambda tx: transfers.surplus(tx, found))] == ["ada@peer.example"]
    await transfers.start(it, artist, ident)
    done = await finish(it, ident, clock)
    assert (done.total, done.done, done.removals) == (2, 2, 1)
    assert await names(it, artist, List.FOLLOWING) == ["bob@peer.example"]
    assert [a["type"] for a in net.sent(ada.inbox)] == ["Follow", "Undo"]
    assert [a["type"] for a in net.sent(bob.inbox)] == ["Follow"]


async def test_adding_takes_nothing_away(it: Instance, net: Net, artist: Viewer, clock: Clock) -> None:
    people(net, "ada", "bob")
    for name in ("ada", "bob"):
        await finish(it, await started(it, artist, f"{name}@peer.example\n", List.MUTED), clock)
        clock.advance(SPACING)
    assert await names(it, artist, List.MUTED) == ["ada@peer.example", "bob@peer.example"]


async def test_who_could_not_be_found_this_time_is_not_unfollowed(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    """The file calls them by another name of their server, which does not answer today."""
    people(net, "ada", origin="https://social.peer.example")
    people(net, "bob")
    await finish(it, await started(it, artist, "ada@social.peer.example\n"), clock)
    net.broken["https://peer.example/.well-known/webfinger?resource=acct:ada@peer.example"] = RemoteMissing("404")
    clock.advance(SPACING)
    ident = await started(it, artist, "ada@peer.example\nbob@peer.example\n", replaces=True)
    done = await finish(it, ident, clock)
    assert (done.failed, done.removals) == (1, 0)
    assert await names(it, artist, List.FOLLOWING) == ["ada@social.peer.example", "bob@peer.example"]


@pytest.mark.parametrize("what", [List.BLOCKED, List.MUTED, List.DOMAINS])
async def test_the_other_lists_are_replaced_too(
    it: Instance, net: Net, artist: Viewer, clock: Clock, what: List
) -> None:
    people(net, "ada", "bob")
    old, new = ("a.example", "b.example") if what is List.DOMAINS else ("ada@peer.example", "bob@peer.example")
    for text in (old, new):
        await finish(it, await started(it, artist, text, what, replaces=True), clock)
        clock.advance(SPACING)
    assert await names(it, artist, what) == [new]


# --- stopping, crashing, sharing --------------------------------------------------------------------------------------


async def test_a_stopped_import_does_no_more_and_takes_nothing_back(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    people(net, "ada", "bob")
    ident = await started(it, artist, "ada@peer.example\nbob@peer.example\n", replaces=True)
    await settle(it)
    await transfers.stop(it, artist, ident)
    clock.advance(SPACING)
    await settle(it)
    assert (await state(it, ident))[0].state is State.STOPPED
    assert await names(it, artist, List.FOLLOWING) == ["ada@peer.example"]
    assert await count(it, "tasks", "state IN ('due', 'leased', 'waiting')") == 0


async def test_dur_02_a_task_that_runs_twice_does_its_row_once_and_begins_no_second_chain(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    [ada, _] = people(net, "ada", "bob")
    ident = await started(it, artist, "ada@peer.example\nbob@peer.example\n")
    [task] = await rows(it, "SELECT payload FROM tasks WHERE kind = 'import'")
    await settle(it)
    await transfers.run(it, task["payload"])
    await transfers.run(it, task["payload"])
    assert await count(it, "tasks", "kind = 'import' AND state IN ('due', 'waiting')") == 1
    assert (await finish(it, ident, clock)).done == 2
    assert len(net.sent(ada.inbox)) == 1


async def test_dur_02_a_row_that_always_takes_the_worker_down_is_passed_by(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    people(net, "ada", "bob")
    ident = await started(it, artist, "ada@peer.example\nbob@peer.example\n")
    for _ in range(3):
        await it.db.write(lambda tx: stored.try_row(tx, ident, 0, it.clock()))
    clock.advance(SPACING)
    done = await finish(it, ident, clock)
    assert (done.done, done.failed) == (1, 1)
    assert "never came to an end" in (await failures(it, ident))["ada@peer.example"]


async def test_a_row_whose_task_is_given_up_has_failed_and_the_next_one_comes(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    people(net, "ada", "bob")
    ident = await started(it, artist, "ada@peer.example\nbob@peer.example\n")
    [task] = await rows(it, "SELECT id, payload FROM tasks WHERE kind = 'import'")
    sql = "UPDATE tasks SET state = 'leased' WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, id=task["id"]))
    await transfers.give_up(it, task["payload"])
    await it.db.write(lambda tx: tx.run("UPDATE tasks SET state = 'dead' WHERE id = :id", id=task["id"]))
    await it.db.write(lambda tx: tx.run("UPDATE tasks SET state = 'due' WHERE state = 'waiting'"))
    done = await finish(it, ident, clock)
    assert (done.done, done.failed) == (1, 1)
    assert "our side" in (await failures(it, ident))["ada@peer.example"]


async def test_the_import_of_somebody_who_was_suspended_stops(it: Instance, net: Net, artist: Viewer) -> None:
    people(net, "ada")
    ident = await started(it, artist, "ada@peer.example\n")
    sql = "UPDATE actors SET suspended = 1 WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, id=artist.actor.id))
    await settle(it)
    assert (await state(it, ident))[0].state is State.STOPPED
    assert net.fetched == []


async def test_web_10_nobody_sees_or_drives_anothers_import(
    it: Instance, net: Net, artist: Viewer, make: Studio
) -> None:
    iris = await make.person("iris")
    other = Viewer(iris.account, iris.actor, "")
    ident = await transfers.bring(it, artist, List.MUTED, b"ada@peer.example\n", replaces=False)
    for act in (transfers.start, transfers.again, transfers.stop):
        with pytest.raises(NotFound):
            await act(it, other, ident)
    with pytest.raises(NotFound):
        await it.db.read(lambda tx: transfers.own(tx, other, ident))
    assert (await it.db.read(lambda tx: transfers.own(tx, artist, ident))).state is State.READY


async def test_one_import_is_at_work_and_one_file_waits(it: Instance, net: Net, artist: Viewer) -> None:
    people(net, "ada")
    first = await started(it, artist, "ada@peer.example\nbob@peer.example\n")
    second = await transfers.bring(it, artist, List.MUTED, b"ada@peer.example\n", replaces=False)
    with pytest.raises(Invalid, match="Another import"):
        await transfers.start(it, artist, second)
    third = await transfers.bring(it, artist, List.MUTED, b"bob@peer.example\n", replaces=False)
    found = await it.db.read(lambda tx: stored.of_actor(tx, artist.actor.id, limit=10))
    assert [each.id for each in found] == [third, first]
    await transfers.stop(it, artist, third)
    await transfers.stop(it, artist, first)
    found = await it.db.read(lambda tx: stored.of_actor(tx, artist.actor.id, limit=10))
    assert [(each.id, each.state) for each in found] == [(first, State.STOPPED)]


async def test_followers_are_no_list_to_bring_and_files_are_counted(it: Instance, artist: Viewer) -> None:
    with pytest.raises(Invalid, match="choose what is in the file"):
        await transfers.bring(it, artist, List.FOLLOWERS, b"ada@peer.example\n", replaces=False)
    for _ in range(transfers.FILES):
        await transfers.bring(it, artist, List.MUTED, b"ada@peer.example\n", replaces=False)
    with pytest.raises(TooFast):
        await transfers.bring(it, artist, List.MUTED, b"ada@peer.example\n", replaces=False)


async def test_cap_03_old_imports_are_forgotten_and_running_ones_stay(
    it: Instance, net: Net, artist: Viewer, clock: Clock
) -> None:
    people(net, "ada")
    await finish(it, await started(it, artist, "ada@peer.example\n"), clock)
    running = await started(it, artist, "bob@peer.example\n")
    await it.db.write(lambda tx: stored.sweep(tx, it.clock() - 1))
    assert await count(it, "imports") == 2
    await it.db.write(lambda tx: stored.sweep(tx, it.clock()))
    assert [row["import_id"] for row in await rows(it, "SELECT import_id FROM import_rows")] == [running]
    assert await names(it, artist, List.FOLLOWING) == ["ada@peer.example"]


async def test_cap_01_rows_take_a_place_of_the_server_they_ask(it: Instance, artist: Viewer) -> None:
    await started(it, artist, "ada@social.peer.example\n")
    [task] = await rows(it, "SELECT host, flow, lane FROM tasks WHERE kind = :kind", kind=queue.IMPORT)
    assert (task["host"], task["flow"]) == ("peer.example", "in")
