"""The portrait of a studio: through the same door as every picture, sent to its followers, gone with the studio."""

from pathlib import Path

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.forms import Upload
from fedart.domain.media import MediaState
from fedart.domain.policy import Action
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import moderation, studios
from fedart.storage import actors, verdicts
from tests.support.instance import Clock, Person, Studio
from tests.support.paint import painting, png
from tests.support.pictures import with_signal
from tests.support.remote import Net, Stranger, count, hear, settle
from tests.support.studios import founded, joined, viewer


@pytest.fixture
async def studio(it: Instance, maren: Person) -> Actor:
    return await founded(it, maren)


def upload(folder: Path, data: bytes | None = None) -> Upload:
    path = folder / "logo.png"
    path.write_bytes(png(painting(1, (64, 64))) if data is None else data)
    return Upload(path, path.name)


async def icon(it: Instance, studio: Actor) -> str | None:
    found = await it.db.read(lambda tx: actors.by_id(tx, studio.id))
    assert found is not None
    return found.icon


async def test_a_portrait_is_put_up_told_and_taken_down(
    it: Instance, net: Net, clock: Clock, ada: Stranger, maren: Person, studio: Actor, tmp_path: Path
) -> None:
    await hear(it, ada, ada.follow(studio.uri))
    assert await studios.portray(it, viewer(maren), studio.id, upload(tmp_path)) is MediaState.KEPT
    await settle(it)
    assert await icon(it, studio)
    update = net.sent(ada.shared_inbox)[-1]
    assert (update["type"], update["object"]["icon"]["type"]) == ("Update", "Image")
    clock.advance(3_600)
    assert await studios.portray(it, viewer(maren), studio.id, None) is None
    await settle(it)
    assert await icon(it, studio) is None
    assert "icon" not in net.sent(ada.shared_inbox)[-1]["object"]
    assert await count(it, "media") == 0


async def test_one_that_waits_for_a_person_goes_up_when_it_is_let_through(
    it: Instance, maren: Person, moderator: Viewer, studio: Actor, tmp_path: Path
) -> None:
    declared = upload(tmp_path, with_signal("a1111-png"))
    assert await studios.portray(it, viewer(maren), studio.id, declared) is MediaState.HELD
    assert await icon(it, studio) is None
    assert await count(it, "notifications", "actor_id = :m AND kind = 'held'", m=moderator.actor.id) == 1
    assert await count(it, "notifications", "actor_id = :s", s=studio.id) == 0
    [row] = await it.db.read(lambda tx: tx.all("SELECT id FROM media WHERE role = 'icon'"))
    verdict = await it.db.read(lambda tx: verdicts.newest(tx, str(row["id"])))
    assert verdict is not None
    await moderation.decide(it, moderator, verdict.id, Action.KEEP, "Drawn")
    await settle(it)
    assert await icon(it, studio) == row["id"]


async def test_what_is_no_picture_is_said(it: Instance, maren: Person, studio: Actor, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        await studios.portray(it, viewer(maren), studio.id, upload(tmp_path, b"no picture"))
    assert set(refused.value.fields) == {"avatar"}
    assert await count(it, "media") == 0


async def test_web_10_editors_and_strangers_put_none_up(
    it: Instance, make: Studio, maren: Person, studio: Actor, tmp_path: Path
) -> None:
    jun, tomas = await make.person("jun"), await make.person("tomas")
    await joined(it, studio, maren, jun)
    for person in (jun, tomas):
        with pytest.raises(NotFound):
            await studios.portray(it, viewer(person), studio.id, upload(tmp_path))
    assert await count(it, "media") == 0


async def test_it_goes_with_the_studio(it: Instance, maren: Person, studio: Actor, tmp_path: Path) -> None:
    await studios.portray(it, viewer(maren), studio.id, upload(tmp_path))
    await studios.close(it, viewer(maren), studio.id, "kettle")
    await settle(it)
    assert await count(it, "media", "state = 'kept'") == 0
    assert not [path for path in (it.config.data / "media").rglob("*") if path.is_file()]
