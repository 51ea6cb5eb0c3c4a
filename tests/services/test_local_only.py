"""Works for people on this server alone: nothing about them ever leaves, whoever asks, answers or likes them."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.ids import WorkId
from fedart.domain.policy import PUBLIC, addressing
from fedart.domain.work import Visibility, Work, answering
from fedart.errors import Forbidden, Invalid
from fedart.instance import Instance
from fedart.services import audience, featured, reactions, replying
from fedart.services import follows as following
from fedart.services import works as publishing
from fedart.storage import actors, works
from tests.support.instance import Person, Studio
from tests.support.paint import painting, png
from tests.support.remote import Json, Net, Stranger, count, hear, settle, told

FORM = WorkForm(title="Rehearsal", text="For the house only, with @iris and @grace@other.example", tags=("sea",))
INSIDE = replace(FORM, visibility=Visibility.LOCAL)


@pytest.fixture
async def iris(make: Studio) -> Person:
    return await make.person("iris")


@pytest.fixture
def grace(net: Net) -> Stranger:
    """Somebody elsewhere who can be named, and follows nobody."""
    found = Stranger("grace", "https://other.example")
    net.handle(found)
    return found


@pytest.fixture
async def fan(it: Instance, ada: Stranger, maren: Person) -> Stranger:
    """Ada, who follows Maren."""
    await hear(it, ada, ada.follow(maren.actor.uri))
    return ada


async def publish(it: Instance, who: Person, form: WorkForm, folder: Path) -> WorkId:
    path = folder / "rehearsal.png"
    path.write_bytes(png(painting(3, (64, 48))))
    made = await publishing.publish(it, who.actor.id, form, [Upload(path, path.name, "A stage")])
    await settle(it)
    return made.work_id


async def stored(it: Instance, work: str) -> Work:
    found = await it.db.read(lambda tx: works.by_id(tx, work))
    assert found is not None
    return found


def kinds(net: Net) -> set[str]:
    """The types of all activities that left, but for the answers to follows."""
    return {str(a["type"]) for a in everything(net)} - {"Accept"}


def everything(net: Net) -> list[Json]:
    return [json.loads(body) for bodies in net.inboxes.values() for body in bodies]


async def whole_life(it: Instance, who: Person, other: Person, form: WorkForm, folder: Path) -> WorkId:
    """Published, liked, answered, edited, answered again and deleted, by people of ours."""
    work = await publish(it, who, form, folder)
    await reactions.like(it, other.actor.id, work)
    first = await replying.reply(it, other.actor.id, work, "Hello @grace@other.example")
    between = await replying.reply(it, other.actor.id, work, "Only you", visibility=Visibility.DIRECT)
    await settle(it)
    await publishing.edit(it, who.actor.id, work, replace(form, text="Changed, @grace@other.example"), {}, {})
    for answer in (first, between):
        await publishing.edit(it, other.actor.id, answer, replace(form, text="@grace@other.example, look"), {}, {})
    await settle(it)
    await reactions.unlike(it, other.actor.id, work)
    for mine, ident in ((other, first), (other, between), (who, work)):
        await publishing.delete(it, mine.actor.id, ident)
    await settle(it)
    return work


async def test_nothing_about_a_local_only_work_leaves_in_its_whole_life(
    it: Instance, net: Net, fan: Stranger, grace: Stranger, maren: Person, iris: Person, tmp_path: Path
) -> None:
    work = await whole_life(it, maren, iris, INSIDE, tmp_path)
    assert kinds(net) == set()
    assert not any(work in json.dumps(each) for each in everything(net))
    assert await count(it, "activities", "object_uri LIKE :uri", uri=f"%{work}%") == 0


async def test_the_control_everything_of_a_public_one_does(
    it: Instance, net: Net, fan: Stranger, grace: Stranger, maren: Person, iris: Person, tmp_path: Path
) -> None:
    await whole_life(it, maren, iris, FORM, tmp_path)
    assert kinds(net) == {"Create", "Update", "Delete"}


async def test_whom_it_names_here_is_told_and_may_see_it(
    it: Instance, net: Net, maren: Person, iris: Person, grace: Stranger, tmp_path: Path
) -> None:
    work = await stored(it, await publish(it, maren, INSIDE, tmp_path))
    assert await told(it, iris.actor.id) == ["mention"]
    assert [person.uri for person in work.mentions] == [iris.actor.uri]
    assert await it.db.read(lambda tx: audience.may_see(tx, work, iris.actor))
    assert not await it.db.read(lambda tx: audience.may_see(tx, work, None))


async def test_aut_10_nobody_elsewhere_reaches_it_by_a_guessed_address(
    it: Instance, net: Net, fan: Stranger, maren: Person, make: Studio
) -> None:
    inside, outside = [await make.work(maren.actor, visibility=v) for v in (Visibility.LOCAL, Visibility.PUBLIC)]
    reader = await it.db.read(lambda tx: actors.by_uri(tx, fan.uri))
    for work, seen in ((inside, False), (outside, True)):
        asks = fan.activity("QuoteRequest", object=work.uri, instrument=fan.new_id("notes"))
        before = len(net.sent(fan.inbox))
        await hear(it, fan, fan.like(work.uri), fan.announce(work.uri), asks)
        assert await count(it, "likes", "work_id = :id", id=work.id) == int(seen)
        assert await count(it, "boosts", "work_id = :id", id=work.id) == int(seen)
        assert (len(net.sent(fan.inbox)) > before) is seen
        assert await it.db.read(partial(audience.may_see, work=work, reader=reader)) is seen


async def test_even_who_is_named_elsewhere_may_not_see_it(
    it: Instance, fan: Stranger, maren: Person, make: Studio
) -> None:
    reader = await it.db.read(lambda tx: actors.by_uri(tx, fan.uri))
    assert reader is not None
    for visibility, seen in ((Visibility.LOCAL, False), (Visibility.DIRECT, True)):
        work = await make.work(maren.actor, visibility=visibility, named=(reader,))
        assert await it.db.read(partial(audience.may_see, work=work, reader=reader)) is seen


async def test_it_is_neither_passed_on_nor_put_on_top(it: Instance, maren: Person, iris: Person, make: Studio) -> None:
    work = await make.work(maren.actor, visibility=Visibility.LOCAL)
    with pytest.raises(Forbidden):
        await reactions.boost(it, iris.actor.id, work.id)
    with pytest.raises(Invalid):
        await featured.pin(it, Viewer(maren.account, maren.actor, ""), work.id)


ANSWERS = [
    ("local", "public", "local"),
    ("local", "quiet", "local"),
    ("local", "local", "local"),
    ("local", "followers", "direct"),
    ("local", "direct", "direct"),
    ("public", "local", "local"),
    ("quiet", "local", "local"),
    ("followers", "local", None),
    ("direct", "local", None),
    ("public", "quiet", "quiet"),
    ("followers", "public", "followers"),
]


@pytest.mark.parametrize(("parent", "wanted", "found"), ANSWERS)
def test_an_answer_is_for_nobody_whom_its_parent_is_not_for(parent: str, wanted: str, found: str | None) -> None:
    assert answering(Visibility(wanted), Visibility(parent)) == found


async def test_an_answer_that_cannot_stay_here_is_refused(it: Instance, ada: Stranger, maren: Person, net: Net) -> None:
    made = await following.follow(it, maren.actor.id, ada.uri)
    few, all_ = ada.note(to=[ada.followers], cc=[]), ada.note()
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri), ada.create(few), ada.create(all_))
    with pytest.raises(Invalid):
        await replying.reply(it, maren.actor.id, str(few["id"]), "Hello", visibility=Visibility.LOCAL)
    before = len(net.sent(ada.shared_inbox))
    ident = await replying.reply(it, maren.actor.id, str(all_["id"]), "Hello", visibility=Visibility.LOCAL)
    await settle(it)
    assert (await stored(it, ident)).visibility is Visibility.LOCAL
    assert len(net.sent(ada.shared_inbox)) == before


async def test_what_leaves_below_it_does_not_name_its_thread(
    it: Instance, net: Net, fan: Stranger, maren: Person, make: Studio
) -> None:
    for visibility, named in ((Visibility.LOCAL, False), (Visibility.PUBLIC, True)):
        root = await make.work(maren.actor, visibility=visibility)
        answer = await make.work(maren.actor, visibility=Visibility.DIRECT, parent=root)
        await replying.reply(it, maren.actor.id, answer.id, f"{net.handle(fan)}, look", visibility=Visibility.DIRECT)
        await settle(it)
        [*_, create] = [a for a in net.sent(fan.shared_inbox) if a["type"] == "Create"]
        assert (root.id in json.dumps(create)) is named


def test_no_document_of_it_can_be_made() -> None:
    with pytest.raises(ValueError, match="never leaves"):
        addressing(Visibility.LOCAL, "https://gallery.example/actors/x/followers", [])
    assert addressing(Visibility.PUBLIC, "f", []) == ([PUBLIC], ["f"])
