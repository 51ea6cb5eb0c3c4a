"""Crediting others: asked first, shown once they agree, taken back at any time; people elsewhere are named."""

from dataclasses import replace
from pathlib import Path

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.credit import CreditLine, CreditState
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.ids import WorkId
from fedart.domain.mature import Mature
from fedart.domain.stated import Licence, Process, Stated
from fedart.domain.work import Visibility, Work
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import agreeing, blocks, closing, licensing, removal
from fedart.services import works as publishing
from fedart.storage import crediting, stated, views_credits, works
from tests.support import paint
from tests.support.instance import PASSWORD, Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, rows, settle, told

TIDE = WorkForm(title="Tide")


@pytest.fixture
async def iris(make: Studio) -> Person:
    """Somebody else here."""
    return await make.person("iris", password=PASSWORD)


@pytest.fixture
def her(iris: Person) -> Viewer:
    return Viewer(iris.account, iris.actor, "")


async def publish(it: Instance, by: Person, folder: Path, *named: CreditLine, form: WorkForm = TIDE) -> Work:
    path = folder / "tide.png"
    path.write_bytes(paint.png(paint.painting(1)))
    form = replace(form, credits=named)
    made = await publishing.publish(it, by.actor.id, form, [Upload(path, path.name, alt="Low water")])
    return await stored(it, made.work_id)


async def stored(it: Instance, ident: str) -> Work:
    found = await it.db.read(lambda tx: works.by_id(tx, ident))
    assert found is not None
    return found


async def credit(it: Instance, work: Work) -> str:
    """The id of the only credit of a work."""
    [found] = await it.db.read(lambda tx: crediting.of_work(tx, work.id))
    return found.id


async def edit(it: Instance, work: Work, *named: CreditLine) -> None:
    form = WorkForm(title="Tide", credits=named)
    await publishing.edit(it, work.actor_id, work.id, form, {}, {})


async def also(it: Instance, who: Person, viewer: str = "") -> list[WorkId]:
    page = await it.db.read(lambda tx: views_credits.also(tx, who.actor.id, viewer=viewer, limit=9))
    return [card.id for card in page.items]


def sent(net: Net, who: Stranger, kind: str) -> list[Json]:
    return [each for each in net.sent(who.shared_inbox) if each["type"] == kind]


COLOURS = CreditLine("@iris", "colours")


async def test_somebody_here_is_asked_and_not_named_before_they_agree(
    it: Instance, net: Net, maren: Person, iris: Person, her: Viewer, ada: Stranger, tmp_path: Path
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    work = await publish(it, maren, tmp_path, COLOURS)
    await settle(it)
    assert await told(it, iris.actor.id) == ["credit"]
    assert await it.db.read(lambda tx: crediting.shown(tx, work.id)) == ()
    [create] = sent(net, ada, "Create")
    assert "iris" not in str(create)
    assert await also(it, iris) == []
    await agreeing.accept(it, her, await credit(it, work))
    await settle(it)
    [update] = sent(net, ada, "Update")
    assert "colours: " in update["object"]["content"]
    assert {"type": "Mention", "href": iris.actor.uri, "name": iris.actor.handle} in update["object"]["tag"]
    assert await also(it, iris) == [work.id]
    assert await told(it, iris.actor.id) == []
    assert await told(it, maren.actor.id) == ["follow", "credited"]


async def test_they_take_their_name_off_again(
    it: Instance, net: Net, maren: Person, iris: Person, her: Viewer, ada: Stranger, tmp_path: Path
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    work = await publish(it, maren, tmp_path, COLOURS)
    ident = await credit(it, work)
    await agreeing.accept(it, her, ident)
    await agreeing.decline(it, her, ident)
    await settle(it)
    assert "iris" not in str(sent(net, ada, "Update")[-1])
    assert await also(it, iris) == []
    await edit(it, work, COLOURS)
    known = await it.db.read(lambda tx: crediting.by_id(tx, ident))
    assert known is not None
    assert known.state is CreditState.DECLINED
    await agreeing.accept(it, her, ident)
    assert await also(it, iris) == [work.id]


async def test_a_changed_role_is_asked_anew(
    it: Instance, maren: Person, iris: Person, her: Viewer, tmp_path: Path
) -> None:
    work = await publish(it, maren, tmp_path, COLOURS)
    await agreeing.accept(it, her, await credit(it, work))
    await edit(it, work, COLOURS)
    assert await also(it, iris) == [work.id]
    await edit(it, work, CreditLine("@iris", "everything"))
    assert await also(it, iris) == []
    assert await told(it, iris.actor.id) == ["credit"]
    await edit(it, work)
    assert await told(it, iris.actor.id) == []
    assert await count(it, "credits") == 0


async def test_web_10_only_the_person_decides(
    it: Instance, make: Studio, maren: Person, iris: Person, her: Viewer, artist: Viewer, tmp_path: Path
) -> None:
    work = await publish(it, maren, tmp_path, COLOURS)
    ident = await credit(it, work)
    for act in (agreeing.accept, agreeing.decline):
        with pytest.raises(NotFound):
            await act(it, artist, ident)
    await agreeing.accept(it, her, ident)


async def test_nobody_credits_across_a_block(
    it: Instance, maren: Person, iris: Person, her: Viewer, tmp_path: Path
) -> None:
    work = await publish(it, maren, tmp_path, COLOURS)
    await agreeing.accept(it, her, await credit(it, work))
    await blocks.block(it, iris.actor.id, maren.actor.id)
    assert await also(it, iris) == []
    assert await it.db.read(lambda tx: crediting.shown(tx, work.id)) == ()
    with pytest.raises(Invalid) as refused:
        await publish(it, maren, tmp_path, COLOURS)
    assert set(refused.value.fields) == {"credits"}


async def test_people_elsewhere_are_named_by_the_artist_and_get_the_work(
    it: Instance, net: Net, maren: Person, ada: Stranger, tmp_path: Path
) -> None:
    handle = net.handle(ada)
    work = await publish(it, maren, tmp_path, CreditLine(handle, "model"))
    await settle(it)
    [shown] = await it.db.read(lambda tx: crediting.shown(tx, work.id))
    assert (shown.name, shown.role, shown.uri, shown.agreed) == (handle, "model", ada.uri, False)
    [create] = sent(net, ada, "Create")
    assert {"type": "Mention", "href": ada.uri, "name": handle} in create["object"]["tag"]
    assert ada.uri in create["cc"]


async def test_crediting_widens_no_audience(
    it: Instance, net: Net, maren: Person, ada: Stranger, tmp_path: Path
) -> None:
    handle = net.handle(ada)
    for reach in (Visibility.LOCAL, Visibility.FOLLOWERS):
        await publish(it, maren, tmp_path, CreditLine(handle, "model"), form=replace(TIDE, visibility=reach))
    await settle(it)
    assert sent(net, ada, "Create") == []


async def test_a_deleted_work_credits_nobody(it: Instance, maren: Person, iris: Person, tmp_path: Path) -> None:
    work = await publish(it, maren, tmp_path, COLOURS, CreditLine("Ada Lund", "model"))
    assert await count(it, "credits") == 2
    await it.db.write(lambda tx: removal.remove(tx, work, it.clock()))
    assert await count(it, "credits") == 0


async def test_whoever_leaves_is_credited_no_more(
    it: Instance, maren: Person, iris: Person, her: Viewer, tmp_path: Path
) -> None:
    work = await publish(it, maren, tmp_path, COLOURS)
    await agreeing.accept(it, her, await credit(it, work))
    await closing.close_own(it, her, iris.actor.handle, PASSWORD)
    assert await it.db.read(lambda tx: crediting.shown(tx, work.id)) == ()
    await settle(it)
    assert await rows(it, "SELECT id FROM credits") == []


# --- what else is stated ----------------------------------------------------------------------------------------------


async def test_a_process_that_is_not_allowed_is_not_published(it: Instance, maren: Person, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        await publish(it, maren, tmp_path, form=replace(TIDE, stated=Stated(process=Process.GENERATED)))
    assert set(refused.value.fields) == {"process"}
    work = await publish(
        it, maren, tmp_path, form=replace(TIDE, stated=Stated(process=Process.ASSISTED, note="the sky"))
    )
    assert (await it.db.read(lambda tx: stated.of(tx, work.id))).note == "the sky"


async def test_an_edit_loosens_no_licence_and_a_step_of_its_own_does(
    it: Instance, net: Net, maren: Person, artist: Viewer, ada: Stranger, tmp_path: Path
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    work = await publish(it, maren, tmp_path, form=replace(TIDE, stated=Stated(licence=Licence.CC_BY_NC)))
    looser = Stated(licence=Licence.CC0, year="2026")
    await publishing.edit(it, work.actor_id, work.id, WorkForm(title="Tide", stated=looser), {}, {})
    known = await it.db.read(lambda tx: stated.of(tx, work.id))
    assert (known.licence, known.year) == (Licence.CC_BY_NC, "2026")
    await licensing.give(it, artist, work.id, looser)
    await settle(it)
    known = await it.db.read(lambda tx: stated.of(tx, work.id))
    assert (known.licence, known.year) == (Licence.CC0, "2026")
    assert sent(net, ada, "Update")[-1]["object"]["license"] == Licence.CC0.address
    stricter = Stated(licence=Licence.RESERVED)
    await publishing.edit(it, work.actor_id, work.id, WorkForm(title="Tide", stated=stricter), {}, {})
    assert (await it.db.read(lambda tx: stated.of(tx, work.id))).licence is Licence.RESERVED


async def test_marks_go_out_as_a_warning_and_as_words_and_come_back(
    it: Instance, net: Net, maren: Person, followed: Stranger, tmp_path: Path
) -> None:
    await hear(it, followed, followed.follow(maren.actor.uri))
    work = await publish(it, maren, tmp_path, form=replace(TIDE, mature=Mature.NUDITY | Mature.FLASHING))
    assert work.sensitive
    await settle(it)
    note = sent(net, followed, "Create")[-1]["object"]
    assert (note["sensitive"], note["summary"]) == (True, "Nudity, Flashing light")
    assert note["contentRating"] == ["nudity", "flashing"]
    theirs = followed.note("Look", summary=note["summary"], sensitive=True, contentRating=note["contentRating"])
    own = followed.note("Look", summary="My mother", sensitive=True, contentRating="gore")
    plain = followed.note("Look", sensitive=True)
    await hear(it, followed, *(followed.create(each) for each in (theirs, own, plain)))
    addresses = [str(each["id"]) for each in (theirs, own, plain)]
    found = await it.db.read(lambda tx: [works.by_uri(tx, uri) for uri in addresses])
    assert [(w.mature, w.warning, w.sensitive) for w in found if w] == [
        (Mature.NUDITY | Mature.FLASHING, "", True),
        (Mature.GORE, "My mother", True),
        (Mature(0), "", True),
    ]
