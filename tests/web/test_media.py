"""Pictures: who gets which, with which headers, and that the rest looks like nothing."""

from dataclasses import replace
from functools import partial

import pytest

from fedart.domain.actor import Actor, Role
from fedart.domain.ids import new_id
from fedart.domain.media import MediaState, Rendition
from fedart.domain.work import Visibility, WorkState
from fedart.instance import Instance
from fedart.services import tickets
from fedart.storage import actors, media, works
from fedart.storage.database import Tx
from fedart.storage.media import Owned
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio, signed_get


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren")


def address(picture: Owned, name: str = "640.webp") -> str:
    return f"/media/{picture.media.id}/{name}"


def looks_missing(answer: Answer, never: Answer) -> bool:
    return (answer.status, answer.headers, answer.body) == (404, never.headers, never.body)


async def test_med_05_a_kept_picture_is_served_with_its_own_type_in_a_sandbox(
    client: Client, make: Studio, maren: Person
) -> None:
    picture = await make.picture(maren.actor, await make.work(maren.actor))
    for name, mime in (("640.webp", "image/webp"), ("federation.jpg", "image/jpeg")):
        answer = await client.get(address(picture, name))
        assert answer.status == 200
        assert answer.all("content-type") == [mime]
        assert answer.all("content-security-policy") == ["default-src 'none'; sandbox"]
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("cache-control") == "public, max-age=31536000, immutable"
        assert answer.header("x-robots-tag") == "noai, noimageai"


async def test_a_picture_is_not_sent_twice(client: Client, make: Studio, maren: Person) -> None:
    picture = await make.picture(maren.actor, await make.work(maren.actor))
    first = await client.get(address(picture))
    again = await client.get(address(picture), if_none_match=first.header("etag"))
    assert (again.status, again.body) == (304, b"")
    assert again.header("cache-control") == first.header("cache-control")


@pytest.mark.parametrize(
    "name", ["641.webp", "640.jpg", "640", "original.png", "..", "640.webp%00", "%2e%2e%2fx", "640.webp/"]
)
async def test_other_names_are_404(name: str, client: Client, make: Studio, maren: Person) -> None:
    picture = await make.picture(maren.actor, await make.work(maren.actor))
    assert (await client.get(address(picture, name))).status == 404
    assert (await client.get(address(picture))).status == 200


async def test_web_09_pictures_that_may_not_be_seen_look_like_none(
    client: Client, make: Studio, it: Instance, maren: Person
) -> None:
    never = await client.get(f"/media/{new_id()}/640.webp")
    assert never.status == 404
    silenced = (await make.person("silenced")).actor
    removed = await make.work(maren.actor)
    pictures = [
        await make.picture(maren.actor, await make.work(maren.actor, visibility=Visibility.FOLLOWERS)),
        await make.picture(maren.actor, await make.work(maren.actor, visibility=Visibility.DIRECT)),
        await make.picture(maren.actor, await make.work(maren.actor, state=WorkState.HELD)),
        await make.picture(maren.actor, await make.work(maren.actor), state=MediaState.HELD),
        await make.picture(maren.actor, await make.work(maren.actor), state=MediaState.DROPPED),
        await make.picture(maren.actor, removed),
        await make.picture(silenced, await make.work(silenced)),
        await make.picture(silenced, role="icon"),
    ]
    await it.db.write(lambda tx: works.remove(tx, removed, 1))
    await it.db.write(lambda tx: actors.suspend(tx, silenced.id, 1))
    stranger = await make.signed_in(client, await make.person("joost"))
    for picture in pictures:
        for name in ("640.webp", "original"):
            assert looks_missing(await client.get(address(picture, name)), never)
            assert looks_missing(await stranger.get(address(picture, name)), never)


async def test_followers_here_see_pictures_of_followers_only_works(client: Client, make: Studio, maren: Person) -> None:
    joost, greta = await make.person("joost"), await make.person("greta")
    await make.follow(joost.actor, maren.actor)
    picture = await make.picture(maren.actor, await make.work(maren.actor, visibility=Visibility.FOLLOWERS))
    for person, status in ((joost, 200), (maren, 200), (greta, 404)):
        answer = await (await make.signed_in(client, person)).get(address(picture))
        assert answer.status == status
        assert answer.header("cache-control") == "private, no-store"


async def test_followers_elsewhere_fetch_them_with_a_signature(client: Client, make: Studio, maren: Person) -> None:
    ada = await make.remote()
    picture = await make.picture(maren.actor, await make.work(maren.actor, visibility=Visibility.FOLLOWERS))
    assert (await signed_get(client, address(picture))).status == 404
    await make.follow(ada, maren.actor)
    assert (await signed_get(client, address(picture))).status == 200


async def test_a_ticket_opens_one_picture_to_servers_that_fetch_unsigned(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    picture, other = await make.picture(maren.actor, work), await make.picture(maren.actor, work)
    never = await client.get(f"/media/{new_id()}/640.webp")
    right = tickets.ticket(it, picture.media.id)
    opened = await client.get(f"{address(picture)}?ticket={right}")
    assert (opened.status, opened.header("cache-control")) == (200, "private, no-store")
    for wrong in ("", "0" * 32, right[:-1], right + "0", tickets.ticket(it, other.media.id), "é"):
        assert looks_missing(await client.get(f"{address(picture)}?ticket={wrong}"), never)
    await it.db.write(lambda tx: works.remove(tx, work, it.clock()))
    assert looks_missing(await client.get(f"{address(picture)}?ticket={right}"), never)


async def test_only_documents_that_are_not_public_carry_tickets(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    await make.follow(ada, maren.actor)
    for visibility, ticketed in ((Visibility.PUBLIC, False), (Visibility.FOLLOWERS, True)):
        work = await make.work(maren.actor, visibility=visibility)
        await make.picture(maren.actor, work)
        document = (await signed_get(client, f"/objects/{work.id}")).json()
        assert [("ticket=" in each["url"]) for each in document["attachment"]] == [ticketed]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ARTIST, 404), (Role.MODERATOR, 200), (Role.ADMIN, 200), (Role.OWNER, 200)]
)
async def test_held_pictures_are_seen_by_those_who_decide(
    role: Role, status: int, client: Client, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor, state=WorkState.HELD)
    picture = await make.picture(maren.actor, work, state=MediaState.HELD)
    other = await make.signed_in(client, await make.person("hal", role))
    assert (await other.get(address(picture))).status == status
    own = await (await make.signed_in(client, maren)).get(address(picture))
    assert (own.status, own.body) == (200, f"webp of {picture.media.id}".encode())
    assert own.header("cache-control") == "private, no-store"


async def test_moderators_do_not_see_private_works(client: Client, make: Studio, maren: Person) -> None:
    picture = await make.picture(maren.actor, await make.work(maren.actor, visibility=Visibility.DIRECT))
    moderator = await make.signed_in(client, await make.person("hal", Role.MODERATOR))
    assert (await moderator.get(address(picture))).status == 404


@pytest.mark.parametrize("state", [MediaState.KEPT, MediaState.HELD])
async def test_med_04_the_original_leaves_only_for_its_owner_as_a_download(
    state: MediaState, client: Client, make: Studio, maren: Person
) -> None:
    picture = await make.picture(maren.actor, await make.work(maren.actor), state=state)
    answer = await (await make.signed_in(client, maren)).get(address(picture, "original"))
    assert (answer.status, answer.body) == (200, f"original of {picture.media.id}".encode())
    assert answer.header("content-type") == "application/octet-stream"
    assert answer.header("content-disposition").startswith("attachment; filename*=UTF-8''ferry%20%E2%80%9Cdusk")
    assert answer.header("content-security-policy") == "default-src 'none'; sandbox"
    assert answer.header("cache-control") == "private, no-store"
    moderator = await make.signed_in(client, await make.person("hal", Role.OWNER))
    assert (await moderator.get(address(picture, "original"))).status == 404


async def test_avatars_are_public_once_kept(client: Client, make: Studio, maren: Person) -> None:
    actor: Actor = maren.actor
    kept, held = await make.picture(actor, role="icon"), await make.picture(actor, role="icon", state=MediaState.HELD)
    assert (await client.get(address(kept))).status == 200
    assert (await client.get(address(held))).status == 404


async def test_a_file_that_is_gone_is_404(client: Client, make: Studio, it: Instance, maren: Person) -> None:
    picture = await make.picture(maren.actor, await make.work(maren.actor))
    for path in (it.config.data / "media" / "public").rglob("*"):
        if path.is_file():
            path.unlink()
    assert (await client.get(address(picture))).status == 404


async def test_an_address_from_before_a_copy_was_written_anew_leads_to_it(
    client: Client, make: Studio, it: Instance, maren: Person
) -> None:
    work, hidden = await make.work(maren.actor), await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    for each, status in ((work, 302), (hidden, 404)):
        owned = await make.picture(maren.actor, each)
        old = owned.media.renditions[0]
        new = replace(old, edition="0a1b2c3d")
        await it.db.write(partial(_with, owned=owned, renditions=(new, *owned.media.renditions[1:])))
        for name in (old.file_name, "640.99999999.webp"):
            answer = await client.get(f"/media/{owned.media.id}/{name}")
            assert answer.status == status
            if status == 302:
                assert answer.header("location") == f"/media/{owned.media.id}/640.0a1b2c3d.webp"
                assert "immutable" not in answer.header("cache-control")
        for name in ("641.webp", "640.png", "640.a.b.webp", "640..webp.webp"):
            assert (await client.get(f"/media/{owned.media.id}/{name}")).status == 404
        found = await client.get(f"/media/{owned.media.id}/{new.file_name}")
        assert found.status == (200 if status == 302 else 404)


def _with(tx: Tx, *, owned: Owned, renditions: tuple[Rendition, ...]) -> None:
    media.settle(tx, replace(owned.media, renditions=renditions), owned.original)
