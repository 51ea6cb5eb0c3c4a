"""Profiles of our artists: stored, judged, announced."""

from pathlib import Path

import pytest

from fedart.domain.actor import Field, Role, Viewer
from fedart.domain.forms import ProfileForm, Upload
from fedart.domain.media import MediaState
from fedart.domain.policy import Action
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import moderation, notices
from fedart.storage import actors, notifications, verdicts
from tests.support.instance import Person, Studio
from tests.support.paint import painting, png
from tests.support.pictures import with_signal
from tests.support.remote import Net, Stranger, count, hear, rows, settle, told

FORM = ProfileForm(
    "Maren Holm", "Paints *boats*, #sea.", (Field("Studio", "Kiel"),), locked=True, discoverable=True, indexable=False
)


@pytest.fixture
def viewer(maren: Person) -> Viewer:
    return Viewer(maren.account, maren.actor, "")


def upload(folder: Path, seed: int = 1, data: bytes | None = None) -> Upload:
    path = folder / f"{seed}.png"
    path.write_bytes(png(painting(seed, (64, 64))) if data is None else data)
    return Upload(path, path.name)


def files(it: Instance) -> list[Path]:
    return [path for path in (it.config.data / "media").rglob("*") if path.is_file()]


async def test_a_profile_is_stored_and_told_to_the_followers(
    it: Instance, net: Net, ada: Stranger, viewer: Viewer, tmp_path: Path
) -> None:
    await hear(it, ada, ada.follow(viewer.actor.uri))
    assert await profiles.edit_profile(it, viewer, FORM, upload(tmp_path), upload(tmp_path, 2)) == []
    await settle(it)
    now = await it.db.read(lambda tx: actors.by_id(tx, viewer.actor.id))
    assert now is not None
    assert (now.name, now.locked, now.indexable, now.fields) == ("Maren Holm", True, False, FORM.fields)
    assert "<em>boats</em>" in now.summary
    assert now.updated > viewer.actor.updated
    update = net.sent(ada.shared_inbox)[-1]
    assert (update["type"], update["object"]["id"]) == ("Update", viewer.actor.uri)
    assert update["object"]["manuallyApprovesFollowers"] is True
    assert {update["object"][part]["type"] for part in ("icon", "image")} == {"Image"}


async def test_a_new_avatar_replaces_the_old_one_and_its_files(it: Instance, viewer: Viewer, tmp_path: Path) -> None:
    await profiles.edit_profile(it, viewer, FORM, upload(tmp_path), None)
    first = set(files(it))
    await profiles.edit_profile(it, viewer, FORM, upload(tmp_path, 2), None)
    await settle(it)
    assert not first & set(files(it))
    assert await count(it, "media", "role = 'icon'") == 1
    await profiles.edit_profile(it, viewer, FORM, None, None, remove_avatar=True)
    await settle(it)
    now = await it.db.read(lambda tx: actors.by_id(tx, viewer.actor.id))
    assert now is not None
    assert now.icon is None
    assert files(it) == []


async def test_a_held_avatar_waits_while_the_old_one_stays(
    it: Instance, viewer: Viewer, make: Studio, tmp_path: Path
) -> None:
    moderator = await make.person("mod", Role.MODERATOR)
    await profiles.edit_profile(it, viewer, FORM, upload(tmp_path), None)
    before = await it.db.read(lambda tx: actors.by_id(tx, viewer.actor.id))
    [judged] = await profiles.edit_profile(it, viewer, FORM, upload(tmp_path, 2, with_signal("a1111-png")), None)
    assert (judged.role, judged.state, judged.reason) == ("icon", MediaState.HELD, "declared")
    after = await it.db.read(lambda tx: actors.by_id(tx, viewer.actor.id))
    assert before is not None
    assert after is not None
    assert after.icon == before.icon is not None
    assert await told(it, viewer.actor.id) == ["held"]
    verdict = await it.db.read(lambda tx: verdicts.newest(tx, judged.media_id))
    assert verdict is not None
    by = Viewer(moderator.account, moderator.actor, "")
    await moderation.decide(it, by, verdict.id, Action.KEEP, "Hand-made")
    await settle(it)
    now = await it.db.read(lambda tx: actors.by_id(tx, viewer.actor.id))
    assert now is not None
    assert now.icon == judged.media_id


async def test_broken_pictures_are_named_and_change_nothing(it: Instance, viewer: Viewer, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        await profiles.edit_profile(it, viewer, FORM, upload(tmp_path, 1, b"no picture"), upload(tmp_path, 2))
    assert set(refused.value.fields) == {"avatar"}
    now = await it.db.read(lambda tx: actors.by_id(tx, viewer.actor.id))
    assert now == viewer.actor
    assert files(it) == []


LONG = [
    ("name", ProfileForm("x" * 101, "", (), locked=False, discoverable=True, indexable=True)),
    ("bio", ProfileForm("", "x" * 2_001, (), locked=False, discoverable=True, indexable=True)),
    ("fields", ProfileForm("", "", (Field("a", "b"),) * 5, locked=False, discoverable=True, indexable=True)),
]


@pytest.mark.parametrize(("field", "form"), LONG, ids=[row[0] for row in LONG])
async def test_a_profile_that_is_too_long_is_refused_by_field(
    field: str, form: ProfileForm, it: Instance, viewer: Viewer
) -> None:
    with pytest.raises(Invalid) as refused:
        await profiles.edit_profile(it, viewer, form, None, None)
    assert set(refused.value.fields) == {field}


async def test_notifications_are_seen_up_to_the_one_that_was_shown(
    it: Instance, ada: Stranger, viewer: Viewer, make: Studio
) -> None:
    work = await make.work(viewer.actor)
    await hear(it, ada, ada.follow(viewer.actor.uri), ada.like(work.uri))
    shown = await rows(it, "SELECT id FROM notifications ORDER BY id")
    await hear(it, ada, ada.announce(work.uri))
    await notices.seen(it, viewer.actor.id, shown[-1]["id"])
    assert await it.db.read(lambda tx: notifications.unseen(tx, viewer.actor.id)) == 1


async def test_the_instance_has_one_actor_of_its_own(it: Instance) -> None:
    first, second = await profiles.instance_actor(it), await profiles.instance_actor(it)
    assert first == second
    assert (first.uri, first.type.value) == (it.urls.instance_actor, "Application")
