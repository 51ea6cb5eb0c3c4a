"""The whole story between two instances: found, followed, shown, liked, passed on, answered, edited, deleted."""

import hashlib
import io
import json
from collections.abc import Awaitable
from dataclasses import replace

import pytest
from PIL import Image

from fedart.domain.actor import Role
from fedart.domain.follow import FollowState
from fedart.domain.forms import ProfileForm, Upload, WorkForm
from fedart.domain.media import MediaState
from fedart.domain.policy import Action
from fedart.domain.work import Visibility, WorkState
from fedart.services import actors as profiles
from fedart.services import appeals, follows, moderation, reactions, replying, works
from fedart.storage import media, verdicts
from fedart.storage.database import Tx
from fedart.storage.verdicts import Judged
from tests.support import art
from tests.support.pictures import with_signal
from tests.support.remote import rows
from tests.support.residents import (
    FORM,
    Resident,
    arrived,
    become_follower,
    counts,
    idle,
    known,
    resident,
    seen_as,
)
from tests.support.server import Running, until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


def uploads(*alts: str) -> list[Upload]:
    """A photograph and paintings made by people, with these descriptions."""
    files = [*art.photographs(), *art.paintings()]
    return [Upload(path, path.name, alt) for path, alt in zip(files, alts, strict=False)]


async def publish(by: Resident, *alts: str, form: WorkForm = FORM, pictures: list[Upload] | None = None) -> str:
    """Publish real pictures; the work's address."""
    made = await works.publish(by.it, by.actor.id, form, pictures or uploads(*alts))
    assert made.state is WorkState.LIVE, "a picture made by a person was withheld"
    return by.it.urls.object(made.work_id)


async def test_somebody_is_found_by_webfinger_followed_and_told(here: Running, there: Running) -> None:
    maren, iris = await resident(here, "maren"), await resident(there, "iris")
    status, kind, body = await here.get(f"/.well-known/webfinger?resource=acct:maren@{here.it.urls.host}")
    assert (status, kind.partition(";")[0]) == (200, "application/jrd+json")
    assert maren.actor.uri in [link.get("href") for link in json.loads(body)["links"]]
    await become_follower(iris, maren.handle)
    await until(lambda: _is(maren.told(), ["follow"]))
    assert await iris.told() == ["accepted"]
    assert "iris" in await maren.page("/notifications")
    copy = await seen_as(there, maren.actor.uri)
    assert copy is not None
    assert (copy.handle, copy.local, copy.url) == (maren.handle, False, maren.actor.url)


async def _is(coming: Awaitable[object], expected: object) -> bool:
    return await coming == expected


async def test_a_locked_account_accepts_by_hand_and_may_refuse(here: Running, there: Running) -> None:
    shy, first, second = await resident(here, "shy"), await resident(there, "first"), await resident(there, "second")
    form = ProfileForm("Shy", "Paints at night.", (), locked=True, discoverable=True, indexable=True)
    await profiles.edit_profile(shy.it, shy.viewer, form, None, None)
    asked = [await follows.follow(who.it, who.actor.id, shy.handle) for who in (first, second)]
    assert [follow.state for follow in asked] == [FollowState.REQUESTED] * 2
    await until(lambda: _is(shy.told(), ["request", "request"]))
    await idle(there)
    assert (await first.told(), await second.told()) == ([], [])
    sql = "SELECT follows.id FROM follows JOIN actors ON actors.id = follows.follower WHERE username = :name"
    for name, answer in (("first", True), ("second", False)):
        [row] = await rows(here.it, sql, name=name)
        await follows.answer(shy.it, shy.actor.id, row["id"], accept=answer)
    await until(lambda: _is(first.told(), ["accepted"]))
    state = "SELECT state FROM follows WHERE id = :id"

    async def refused() -> bool:
        return [row["state"] for row in await rows(there.it, state, id=asked[1].id)] == ["rejected"]

    await until(refused)
    copy = await seen_as(there, shy.actor.uri)
    assert copy is not None
    assert copy.locked


async def test_each_new_work_arrives_with_its_pictures(here: Running, there: Running) -> None:
    paula, reader = await resident(here, "paula"), await resident(there, "reader")
    await become_follower(reader, paula.handle)
    alts = ("A castle by a river", "A bridge at night", "Slices of citrus", "A bee", "A ship in a storm", "A knight")
    uri = await publish(paula, *alts)
    work, pictures = await arrived(there, uri)
    assert (work.title, work.visibility, work.tags) == ("Storm at sea", Visibility.PUBLIC, ("sea",))
    assert "<em>board</em>" in work.content
    assert [(p.state, p.alt) for p in pictures] == [(MediaState.KEPT, alt) for alt in alts]
    page = await reader.page(f"/works/{work.id}")
    assert all(alt in page for alt in alts)
    originals = [*art.photographs(), *art.paintings()]
    for picture, original in zip(pictures, originals, strict=False):
        for rendition in picture.renditions:
            status, kind, body = await there.get(f"/media/{picture.id}/{rendition.file_name}")
            assert (status, kind) == (200, rendition.mime)
            with Image.open(io.BytesIO(body)) as shown, Image.open(original) as made:
                assert shown.size == (rendition.width, rendition.height)
                assert abs(shown.width / shown.height - made.width / made.height) < 0.02
    assert "Storm at sea" in await reader.page("/home")


async def test_likes_boosts_and_replies_reach_the_artist_and_can_be_taken_back(here: Running, there: Running) -> None:
    artist, fan, third = await resident(here, "artist"), await resident(there, "fan"), await resident(here, "third")
    await become_follower(fan, artist.handle)
    await become_follower(third, fan.handle)
    uri = await publish(artist, "A castle by a river")
    copy, _ = await arrived(there, uri)
    await reactions.like(fan.it, fan.actor.id, copy.id)
    await reactions.boost(fan.it, fan.actor.id, copy.id)
    answer = await replying.reply(fan.it, fan.actor.id, uri, "What a **sky**!")
    await until(lambda: _is(counts(here, uri), (1, 1, 1)))
    assert sorted(await artist.told()) == ["boost", "follow", "like", "reply"]
    work = await known(here, uri)
    assert work is not None
    page = await artist.page(f"/works/{work.id}")
    assert "<strong>sky</strong>" in page
    assert "fan" in await artist.page("/notifications")
    reply_uri = there.it.urls.object(answer)
    back = await replying.reply(artist.it, artist.actor.id, reply_uri, "Thank you")
    thanks, _ = await arrived(there, here.it.urls.object(back))
    assert thanks.in_reply_to == reply_uri
    assert "reply" in await fan.told()
    await reactions.unlike(fan.it, fan.actor.id, copy.id)
    await reactions.unboost(fan.it, fan.actor.id, copy.id)
    await works.delete(fan.it, fan.actor.id, answer)
    await until(lambda: _is(counts(here, uri), (0, 0, 0)))
    assert sorted(set(await artist.told())) == ["follow", "reply"]


async def test_the_other_server_follows_edits_and_deletes(here: Running, there: Running) -> None:
    editor, friend = await resident(here, "editor"), await resident(there, "friend")
    await become_follower(friend, editor.handle)
    # No other work has these, so their files go with this one.
    paintings = art.paintings()[2:]
    own = [Upload(path, path.name, alt) for path, alt in zip(paintings, ("A feast", "A ruin"), strict=True)]
    uri = await publish(editor, pictures=own)
    copy, pictures = await arrived(there, uri)
    work = await known(here, uri)
    assert work is not None
    mine = await here.it.db.read(lambda tx: media.by_work(tx, work.id))
    alts = {mine[0].id: "The victory feast"}
    await works.edit(editor.it, editor.actor.id, work.id, replace(FORM, title="Calm at sea"), alts, {})

    async def edited() -> bool:
        found = await known(there, uri)
        return found is not None and found.title == "Calm at sea"

    await until(edited)
    again = await there.it.db.read(lambda tx: media.by_work(tx, copy.id))
    assert [p.id for p in again] == [p.id for p in pictures]
    assert [p.alt for p in again] == ["The victory feast", "A ruin"]
    assert "Calm at sea" in await friend.page(f"/works/{copy.id}")
    files = {path for path in _files(there) if any(r.blob in path for p in pictures for r in p.renditions)}
    assert files
    await works.delete(editor.it, editor.actor.id, work.id)

    async def deleted() -> bool:
        found = await known(there, uri)
        return found is not None and found.state is WorkState.DELETED

    await until(deleted)
    await idle(there)
    gone = await known(there, uri)
    assert gone is not None
    assert (gone.title, gone.content) == ("", "")
    assert not files & set(_files(there))
    status, _, body = await here.get(uri, "application/activity+json")
    assert (status, json.loads(body)["type"]) == (410, "Tombstone")


def _files(at: Running) -> list[str]:
    return [str(path) for path in (at.it.config.data / "media").rglob("*") if path.is_file()]


async def test_a_followers_only_work_is_for_followers_alone(here: Running, there: Running) -> None:
    quiet, friend, stranger = (
        await resident(here, "quiet"),
        await resident(there, "confidant"),
        await resident(there, "stranger"),
    )
    await become_follower(friend, quiet.handle)
    uri = await publish(quiet, "A sketch", form=replace(FORM, visibility=Visibility.FOLLOWERS))
    copy, pictures = await arrived(there, uri)
    assert copy.visibility is Visibility.FOLLOWERS
    assert [p.state for p in pictures] == [MediaState.KEPT]
    assert "Storm at sea" in await friend.page(f"/works/{copy.id}")
    with pytest.raises(AssertionError, match="404"):
        await stranger.page(f"/works/{copy.id}")
    status, _, _ = await here.get(uri, "application/activity+json")
    assert status == 404


async def test_a_profile_with_its_pictures_travels_and_changes(here: Running, there: Running) -> None:
    changing, viewer = await resident(here, "changing"), await resident(there, "viewer")
    await become_follower(viewer, changing.handle)
    form = ProfileForm("Changing Times", "Paints *waves*.", (), locked=False, discoverable=True, indexable=True)
    [avatar, *_] = uploads("a castle")
    assert await profiles.edit_profile(changing.it, changing.viewer, form, avatar, None) == []

    async def came() -> bool:
        copy = await seen_as(there, changing.actor.uri)
        return copy is not None and copy.name == "Changing Times" and copy.icon is not None

    await until(came)
    copy = await seen_as(there, changing.actor.uri)
    assert copy is not None
    assert "<em>waves</em>" in copy.summary


async def test_a_held_upload_is_appealed_kept_by_a_moderator_and_only_then_delivered(
    here: Running, there: Running
) -> None:
    accused, judge, fan = (
        await resident(here, "accused"),
        await resident(here, "judge", Role.MODERATOR),
        await resident(there, "patient"),
    )
    await become_follower(fan, accused.handle)
    data = with_signal("a1111-png")
    path = here.it.config.data / "spool" / "accused.png"
    path.write_bytes(data)
    made = await works.publish(here.it, accused.actor.id, FORM, [Upload(path, "sea.png", "The sea")])
    path.unlink()
    uri = here.it.urls.object(made.work_id)
    assert made.state is WorkState.HELD
    [ident] = made.withheld
    await idle(here)
    assert await known(there, uri) is None
    assert (await here.get(f"/works/{made.work_id}"))[0] == 404
    assert (await here.get(uri, "application/activity+json"))[0] == 404
    owned = await here.it.db.read(lambda tx: media.by_id(tx, ident))
    assert owned is not None
    for rendition in owned.media.renditions:
        assert (await here.get(f"/media/{ident}/{rendition.file_name}"))[0] == 404
    assert "Steps: 25" in await accused.page(f"/held/{ident}")
    await appeals.appeal(here.it, accused.viewer, ident, "I painted this; the text is a joke.")
    assert "I painted this" in await judge.page("/admin/appeals")

    def verdict(tx: Tx) -> Judged | None:
        return verdicts.newest(tx, ident)

    judged = await here.it.db.read(verdict)
    assert judged is not None
    assert judged.sha256 == hashlib.sha256(data).hexdigest()
    await moderation.decide(here.it, judge.viewer, judged.id, Action.KEEP, "I saw the canvas.")
    work, pictures = await arrived(there, uri)
    assert work.title == "Storm at sea"
    assert [p.state for p in pictures] == [MediaState.KEPT]
    assert (await here.get(f"/works/{made.work_id}"))[0] == 200
    assert (await accused.told())[-1] == "released"
