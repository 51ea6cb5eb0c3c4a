"""Every activity of the table of what we understand: heard again, heard in another order, and forged.

What each of them does in itself, and the finer points of each race, stand in the tests of its own subject.
"""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from fedart.domain.policy import PUBLIC
from fedart.errors import Forbidden
from fedart.services import inbox
from fedart.services.inbox import process
from fedart.wire.vocabulary import stamp
from tests.support.history import ADA, NEW, PEOPLE, Person, World, after, ask, at_home, awake, seen
from tests.support.instance import NOW
from tests.support.offers import commitment
from tests.support.remote import AS2, Json, Stranger, say, settle, traces, verified

Make = Callable[[World], Json]
TOP = f"{ADA.uri}/featured"
NEIGHBOUR = Stranger("nils", ADA.origin)
FOREIGNER = Stranger("fred", "https://other.example")


@dataclass(frozen=True)
class Case:
    """An activity of Ada's (`what`), after what she said before (`before`, oldest first).

    `changes`: whether people see a difference.
    """

    what: Make
    before: tuple[Make, ...] = ()
    changes: bool = True


def _note(world: World, number: int = 1, **more: object) -> Json:
    """A post of hers that concerns somebody there, under an address of its own."""
    address = f"{ADA.origin}/notes/{number}"
    return {**ADA.note(f"Note {number}", cc=[ADA.followers, world.iris]), "id": address, **more}


def _fixed(kind: str, number: int = 1, **fields: object) -> Json:
    """An activity of hers that has the same id each time it is made."""
    return {**ADA.activity(kind, **fields), "id": f"{ADA.origin}/activities/{kind}-{number}"}


def _create(world: World) -> Json:
    return _fixed("Create", object=_note(world))


def _create_answer(world: World) -> Json:
    return _fixed("Create", 2, object=_note(world, 2, inReplyTo=_note(world)["id"]))


def _update(world: World) -> Json:
    return _fixed("Update", object=_note(world, content="<p>Second thoughts</p>", updated=stamp(NOW + 1_000)))


def _delete(world: World) -> Json:
    return _fixed("Delete", object={"id": _note(world)["id"], "type": "Tombstone"})


def _follow(world: World) -> Json:
    return _fixed("Follow", object=world.maren)


def _like(world: World) -> Json:
    return _fixed("Like", object=world.works[0])


def _react(world: World) -> Json:
    return _fixed("EmojiReact", object=world.works[0], content="🎨")


def _boost(world: World) -> Json:
    return _fixed("Announce", object=world.works[0], to=[PUBLIC], cc=[ADA.followers])


def _block(world: World) -> Json:
    return _fixed("Block", object=world.maren)


def _undo(make: Make) -> Make:
    def undo(world: World) -> Json:
        inner = {key: value for key, value in make(world).items() if key != "@context"}
        return _fixed(f"Undo-{inner['type']}") | {"type": "Undo", "object": inner}

    return undo


def _answer(kind: str) -> Make:
    def answer(world: World) -> Json:
        follow = {"id": ask(ADA), "type": "Follow", "actor": world.maren, "object": ADA.uri}
        return _fixed(kind, object=follow)

    return answer


def _place(kind: str) -> Make:
    return lambda world: _fixed(kind, object=_note(world)["id"], target=TOP)


def _wish(kind: str) -> Make:
    """A request for a permission."""

    def wish(world: World) -> Json:
        target = world.maren if kind == "FeatureRequest" else world.works[0]
        return _fixed(kind, object=target, instrument=f"{ADA.origin}/notes/9")

    return wish


def _offer(world: World) -> Json:
    """An application for Maren's job."""
    held = {"type": "Agreement", "content": "<p>I paint.</p>", "stipulates": commitment(f"{world.job}#intent")}
    return _fixed("Offer", object=held, to=[world.maren], published=stamp(NOW))


def _ask_to_answer(world: World) -> Json:
    """A request to let an answer in, which it brings along."""
    return _fixed("ReplyRequest", object=world.works[0], instrument=_note(world, 3, inReplyTo=world.works[0]))


CASES: dict[str, Case] = {
    "Follow": Case(_follow),
    "Accept": Case(_answer("Accept")),
    "Reject": Case(_answer("Reject"), (_answer("Accept"),)),
    "Undo of a Follow": Case(_undo(_follow), (_follow,)),
    "Undo of a Like": Case(_undo(_like), (_like,)),
    "Undo of an EmojiReact": Case(_undo(_react), (_react,)),
    "Undo of an Announce": Case(_undo(_boost), (_boost,)),
    "Undo of a Block": Case(_undo(_block), (_answer("Reject"), _block)),
    "Create": Case(_create),
    "Create of an answer": Case(
        lambda w: _fixed("Create", 2, object=_note(w, 2, inReplyTo=_note(w)["id"])), (_create,)
    ),
    "Update of a post": Case(_update, (_create,)),
    "Update of the actor": Case(lambda w: _fixed("Update", 2, object=ADA.document(name="Whoever"))),
    "Delete of a post": Case(_delete, (_create,)),
    "Delete of an edited post": Case(_delete, (_create, _update)),
    "Delete of the actor": Case(lambda w: _fixed("Delete", 2, object=ADA.uri), (_create, _like)),
    "Like": Case(_like),
    "EmojiReact": Case(_react),
    "Announce": Case(_boost),
    "Add": Case(_place("Add"), (_create,)),
    "Remove": Case(_place("Remove"), (_create, _place("Add"))),
    "Move": Case(lambda w: _fixed("Move", object=ADA.uri, target=NEW.uri), (_answer("Accept"),)),
    "Block": Case(_block),
    "Flag": Case(lambda w: _fixed("Flag", object=[w.maren, w.works[0]], content="Not hers"), (_follow,)),
    "QuoteRequest": Case(_wish("QuoteRequest"), (_like,)),
    "FeatureRequest": Case(_wish("FeatureRequest"), (_follow,)),
    "ReplyRequest": Case(_ask_to_answer, (_follow,)),
    "Offer": Case(_offer),
    "Undo of an Offer": Case(_undo(_offer), (_offer,)),
    "something unknown": Case(lambda w: _fixed("Travel", object=w.maren), (_follow,), changes=False),
}
UNDONE = {"Follow", "Like", "EmojiReact", "Announce", "Block", "Offer"}


def test_the_table_has_everything_that_we_understand(world: World) -> None:
    made = [case.what(world) for case in CASES.values()]
    kinds = {str(activity["type"]) for activity in made}
    assert kinds == (inbox.KNOWN - {"Dislike"}) | {"Travel"}
    assert {activity["object"]["type"] for activity in made if activity["type"] == "Undo"} == UNDONE


def everybody(name: str) -> list[Person]:
    """Everybody as they are in the end of that case."""
    people = [Person(who) for who in (*PEOPLE, NEIGHBOUR, FOREIGNER)]
    ada = people[0]
    if name == "Update of the actor":
        ada.name = "Another name"
    if name == "Move":
        ada.onward = {"movedTo": NEW.uri}
    if name == "Add":
        ada.pinned = [f"{ADA.origin}/notes/1"]
    return people


@pytest.mark.parametrize("name", CASES)
def test_sig_11_heard_again_it_changes_nothing_more(name: str, world: World, tmp_path: Path) -> None:
    case, people = CASES[name], everybody(name)

    async def run() -> None:
        async with awake(world, tmp_path / "w", people) as (it, net, clock):
            await say(it, ADA, *(make(world) for make in case.before))
            await settle(it)
            first = await seen(it)
            at_home(net, people)
            activity = case.what(world)
            ticket = await verified(it, ADA, activity)
            await inbox.accept(it, ticket)
            await settle(it)
            once = await seen(it)
            assert (once != first) is case.changes
            # The sender repeats it, twice; and the worker forgets that it was done.
            await inbox.accept(it, ticket)
            await inbox.accept(it, ticket)
            await settle(it)
            assert await seen(it) == once
            await process(it, ticket.actor.encode() + b"\n" + ticket.body)
            await settle(it)
            assert await seen(it) == once
            clock.advance(3_600)
            await settle(it)
            assert await seen(it) == once

    asyncio.run(run())


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.before])
def test_before_what_it_follows_it_ends_the_same(name: str, world: World, tmp_path: Path) -> None:
    case, people = CASES[name], everybody(name)
    meant = [make(world) for make in (*case.before, case.what)]
    rest, last, what = meant[:-2], meant[-2], meant[-1]

    def run(*said: Json) -> object:
        return asyncio.run(after(world, tmp_path / "w", [(ADA, each) for each in said], people, apart=True))

    ended = run(*meant)
    assert run(*rest, what, last) == ended
    if rest:
        assert run(what, last, *rest) == ended
    if name != "Remove":  # without hearing of it we would read the same from the collection
        assert (run(*rest, last) == ended) is not case.changes


ALONE = [name for name, case in CASES.items() if not case.before]


@pytest.mark.parametrize("name", ALONE)
def test_among_others_its_place_does_not_matter(name: str, world: World, tmp_path: Path) -> None:
    people, what = everybody(name), CASES[name].what(world)
    others = [_note(world, 7), _note(world, 8)]
    said = [what, *(_fixed("Create", 7 + at, object=note) for at, note in enumerate(others))]

    def run(*said: Json) -> object:
        return asyncio.run(after(world, tmp_path / "w", [(ADA, each) for each in said], people, apart=True))

    assert run(*said) == run(*reversed(said))
    assert run(*said) != run(*said[1:])


BROUGHT = {"Create", "Update", "Delete"}
"""What somebody else may bring: nothing in it is believed, its home is asked (SIG-12)."""


@pytest.mark.parametrize("by", [NEIGHBOUR, FOREIGNER], ids=["a neighbour", "somebody elsewhere"])
@pytest.mark.parametrize("name", CASES)
def test_sig_08_said_by_somebody_else_in_her_name_it_does_nothing(
    name: str, by: Stranger, world: World, tmp_path: Path
) -> None:
    case, people, marker = CASES[name], everybody(name), f"zq{secrets.token_hex(8)}"

    async def run() -> None:
        async with awake(world, tmp_path / "w", people) as (it, net, clock):
            await say(it, by, by.activity("Arrive", object=by.uri))
            await say(it, ADA, *(make(world) for make in case.before))
            await settle(it)
            first = await seen(it)
            forged = {**case.what(world), "id": f"{ADA.origin}/activities/{marker}"}
            if forged["type"] == "Delete":
                net.serve(str(_note(world)["id"]), {"@context": AS2, **_note(world)})
            if forged["type"] in BROUGHT:
                await say(it, by, forged)
                await settle(it)
            else:
                with pytest.raises(Forbidden) as refused:
                    await say(it, by, forged)
                assert refused.value.rule == "SIG-08"
                assert await traces(it, marker) == []
            clock.advance(3_600)
            await settle(it)
            assert await seen(it) == first
            if case.changes:
                at_home(net, people)
                await say(it, ADA, forged)
                await settle(it)
                assert await seen(it) != first

    asyncio.run(run())
