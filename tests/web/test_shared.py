"""Closed albums behind a secret link: shown whole, never kept or listed, and gone without a trace."""

import re

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.album import AlbumForm, AlbumId
from fedart.domain.work import Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import album_links as links
from fedart.services import albums as services
from fedart.storage import album_links, works
from tests.support.client import Client
from tests.support.instance import Clock, Person, Studio


@pytest.fixture
def viewer(maren: Person) -> Viewer:
    return Viewer(maren.account, maren.actor, "")


@pytest.fixture
async def album(it: Instance, viewer: Viewer) -> AlbumId:
    return await services.make(it, viewer, AlbumForm("For a client", "Two *drafts*.", closed=True))


@pytest.fixture
async def hung(it: Instance, make: Studio, viewer: Viewer, album: AlbumId) -> list[Work]:
    """Works in the album, of which only the first is public; and one that is held."""
    found = []
    for title, visibility in (("One", "public"), ("Two", "direct"), ("Three", "followers")):
        found.append(await make.work(viewer.actor, title=title, visibility=Visibility(visibility)))
        await make.picture(viewer.actor, found[-1])
    held = await make.work(viewer.actor, title="Held", state=WorkState.HELD)
    await services.put(it, viewer, album, [*(work.id for work in found), held.id])
    return found


@pytest.fixture
async def path(it: Instance, viewer: Viewer, album: AlbumId, hung: list[Work]) -> str:
    """The path of a link."""
    return (await links.make(it, viewer, album, "Ms. Holm", 7)).removeprefix(it.config.instance.origin)


async def visits(it: Instance, album: AlbumId) -> int:
    return (await it.db.read(lambda tx: album_links.of_album(tx, album)))[0].views


async def test_the_link_opens_the_album_with_every_work_that_stands(client: Client, path: str) -> None:
    answer = await client.page(path)
    assert answer.status == 200
    assert re.findall(r"<cite[^>]*>([^<]*)</cite>", answer.text) == ["One", "Two", "Three"]
    assert "<em>drafts</em>" in answer.text
    assert answer.header("cache-control") == "private, no-store"
    assert answer.all("x-robots-tag") == ["noindex, nofollow, noai, noimageai"]
    assert "noindex" in answer.text
    assert answer.all("link") == []
    assert 'rel="alternate"' not in answer.text


async def test_pictures_that_nobody_else_sees_come_with_a_ticket(
    client: Client, it: Instance, viewer: Viewer, album: AlbumId, path: str
) -> None:
    text = (await client.page(path)).text
    sources = re.findall(r'<img src="(/media/[^"]+)"', text)
    assert ["ticket=" in source for source in sources] == [False, True, True]
    for source in sources:
        assert (await client.get(source)).status == 200
        assert (await client.get(source.partition("?")[0])).status == (404 if "?" in source else 200)
    private = await client.get(sources[1])
    assert private.header("cache-control") == "private, no-store"
    (link,) = await it.db.read(lambda tx: album_links.of_album(tx, album))
    await links.revoke(it, viewer, album, link.id)
    assert (await client.get(sources[1])).status == 404
    assert (await client.page(path)).status == 404


async def test_the_walk_leads_from_work_to_work(client: Client, path: str, hung: list[Work]) -> None:
    middle = await client.page(f"{path}/{hung[1].id}")
    assert middle.status == 200
    assert f'rel="prev" href="{path}/{hung[0].id}"' in middle.text
    assert f'rel="next" href="{path}/{hung[2].id}"' in middle.text
    assert "2 of 3" in middle.text
    assert re.search(r'<img src="/media/\w+/640\.webp\?ticket=\w+"', middle.text)
    assert middle.header("cache-control") == "private, no-store"
    assert 'rel="prev"' not in (await client.page(f"{path}/{hung[0].id}")).text
    assert 'rel="next"' not in (await client.page(f"{path}/{hung[2].id}")).text


async def test_web_09_wrong_ended_and_vanished_links_look_alike(
    client: Client, it: Instance, viewer: Viewer, album: AlbumId, path: str, hung: list[Work], clock: Clock
) -> None:
    never = await client.page("/shared/" + "x" * 43)
    assert never.status == 404
    assert (await client.page(path)).status == 200
    other = (await links.make(it, viewer, album, "", 30)).removeprefix(it.config.instance.origin)
    clock.advance(8 * 86_400)
    ended = await client.page(path)
    assert (await client.page(other)).status == 200
    assert (ended.status, ended.body) == (404, never.body)
    assert (await client.page(f"{path}/{hung[0].id}")).body == never.body
    assert (await client.page(f"{other}/{'0' * 26}")).status == 404
    await services.delete(it, viewer, album)
    assert (await client.page(other)).body == never.body


async def test_a_work_that_left_or_was_deleted_is_not_behind_the_link(
    client: Client, it: Instance, viewer: Viewer, album: AlbumId, path: str, hung: list[Work]
) -> None:
    await services.take_out(it, viewer, album, hung[0].id)
    await it.db.write(lambda tx: works.remove(tx, hung[1], 1))
    assert re.findall(r"<cite[^>]*>([^<]*)</cite>", (await client.page(path)).text) == ["Three"]
    for work, status in ((hung[0], 404), (hung[1], 404), (hung[2], 200)):
        assert (await client.page(f"{path}/{work.id}")).status == status


async def test_visits_are_counted_but_not_the_artists(
    client: Client, browser: Client, it: Instance, album: AlbumId, path: str
) -> None:
    await client.page(path)
    await client.page(path)
    await client.request("HEAD", path)
    await browser.page(path)
    await client.page("/shared/" + "x" * 43)
    assert await visits(it, album) == 2


async def test_an_album_that_was_opened_is_the_public_one(
    client: Client, it: Instance, viewer: Viewer, album: AlbumId, path: str, hung: list[Work]
) -> None:
    await services.edit(it, viewer, album, AlbumForm("Open"))
    for address in (path, f"{path}/{hung[1].id}"):
        answer = await client.page(address)
        assert (answer.status, answer.header("location")) == (303, f"/albums/{album}")
    assert re.findall(r"<cite[^>]*>([^<]*)</cite>", (await client.page(f"/albums/{album}")).text) == ["One"]


async def test_the_desk_makes_links_shows_them_once_and_ends_them(
    browser: Client, client: Client, it: Instance, make: Studio, album: AlbumId, hung: list[Work]
) -> None:
    desk = f"/albums/{album}/edit"
    fields = {"csrf": await make.token(browser), "label": "Ms. Holm", "days": "30"}
    made = await browser.post(f"/albums/{album}/links", fields)
    found = re.search(r"https://gallery\.example(/shared/[\w-]{43})", made.text)
    assert made.status == 200
    assert found
    assert made.header("cache-control") == "private, no-store"
    assert (await client.page(found[1])).status == 200
    again = (await browser.page(desk)).text
    assert found[1] not in again
    assert "Ms. Holm" in again
    assert '<span class="num">1</span> visit' in again
    (link,) = await it.db.read(lambda tx: album_links.of_album(tx, album))
    ended = await browser.post(f"/albums/{album}/links/{link.id}/revoke", fields)
    assert ended.header("location") == f"{desk}#links"
    assert "Ended by you" in (await browser.page(desk)).text
    assert (await client.page(found[1])).status == 404


@pytest.mark.parametrize("days", ["", "8", "soon", "-7"])
async def test_an_odd_length_comes_back_with_what_was_typed(
    days: str, browser: Client, make: Studio, album: AlbumId
) -> None:
    fields = {"csrf": await make.token(browser), "label": "kept label", "days": days}
    answer = await browser.post(f"/albums/{album}/links", fields)
    assert answer.status == 422
    assert "kept label" in answer.text
    assert "/shared/" not in answer.text


async def test_web_10_nobody_else_makes_or_ends_links(
    browser: Client, client: Client, it: Instance, make: Studio, album: AlbumId, path: str
) -> None:
    joost = await make.signed_in(client, await make.person("joost"))
    fields = {"csrf": await make.token(joost), "label": "", "days": "7"}
    (link,) = await it.db.read(lambda tx: album_links.of_album(tx, album))
    assert (await joost.post(f"/albums/{album}/links", fields)).status == 404
    assert (await joost.post(f"/albums/{album}/links/{link.id}/revoke", fields)).status == 404
    assert (await client.page(path)).status == 200
