"""Albums in the browser: pages for everybody, and what their artist does with them."""

import re

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.album import AlbumForm, AlbumId, AlbumKind
from fedart.domain.work import Visibility, Work
from fedart.instance import Instance
from fedart.services import albums as services
from fedart.storage import albums
from tests.support import paint
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio


@pytest.fixture
def viewer(maren: Person) -> Viewer:
    return Viewer(maren.account, maren.actor, "")


@pytest.fixture
async def album(it: Instance, viewer: Viewer) -> AlbumId:
    return await services.make(it, viewer, AlbumForm("Ferries", "Seen from the *pier*."))


async def hang(
    it: Instance,
    make: Studio,
    viewer: Viewer,
    album: AlbumId,
    title: str,
    visibility: Visibility = Visibility.PUBLIC,
) -> Work:
    """A work with a picture, in an album."""
    work = await make.work(viewer.actor, title=title, visibility=visibility)
    await make.picture(viewer.actor, work)
    await services.put(it, viewer, album, [work.id])
    return work


async def send(browser: Client, make: Studio, path: str, **fields: str | list[str]) -> Answer:
    """Send a form as somebody who is signed in."""
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


def titles(answer: Answer) -> list[str]:
    return re.findall(r"<cite[^>]*>([^<]*)</cite>", answer.text)


# for everybody


async def test_an_album_in_which_nothing_hangs_has_a_page(client: Client, browser: Client, album: AlbumId) -> None:
    for visitor, words in ((client, "There is no work in this album that you can see."), (browser, "Choose works")):
        answer = await visitor.page(f"/albums/{album}")
        assert (answer.status, words in answer.text, "og:image" in answer.text) == (200, True, False)


async def test_an_album_shows_its_works_numbered_in_order(
    client: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    first, second = [await hang(it, make, viewer, album, title) for title in ("One", "Two")]
    await services.move(it, viewer, album, second.id, 1)
    answer = await client.page(f"/albums/{album}")
    assert answer.status == 200
    assert titles(answer) == ["Two", "One"]
    assert re.findall(r'<span class="num">(\d+)</span> <cite', answer.text) == ["1", "2"]
    assert "<em>pier</em>" in answer.text
    assert '<span class="num">2</span> works' in answer.text
    assert f'href="/works/{second.id}?album={album}"' in answer.text
    assert f"/works/{first.id}?album={album}" in answer.text
    assert "/edit" not in answer.text


async def test_web_09_hidden_works_are_in_no_list_and_no_number(
    client: Client, browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    for title, visibility in (("One", "public"), ("Secret", "followers"), ("Three", "quiet")):
        await hang(it, make, viewer, album, title, Visibility(visibility))
    shown, own = await client.page(f"/albums/{album}"), await browser.page(f"/albums/{album}")
    assert (titles(shown), titles(own)) == (["One", "Three"], ["One", "Secret", "Three"])
    assert '<span class="num">2</span> works' in shown.text
    assert '<span class="num">3</span> works' in own.text
    assert '<span class="num">2</span> works' in (await client.page("/@maren/albums")).text


async def test_the_work_page_walks_through_the_album(
    client: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    first, hidden, last = [
        await hang(it, make, viewer, album, title, visibility)
        for title, visibility in (
            ("One", Visibility.PUBLIC),
            ("Secret", Visibility.FOLLOWERS),
            ("Three", Visibility.PUBLIC),
        )
    ]
    page = (await client.page(f"/works/{first.id}?album={album}")).text
    assert f'rel="next" href="/works/{last.id}?album={album}"' in page
    assert 'rel="prev"' not in page
    assert "1 of 2" in page
    assert hidden.id not in page
    plain = (await client.page(f"/works/{first.id}")).text
    assert " of 2" not in plain
    assert f'href="/albums/{album}"' in plain


@pytest.mark.parametrize("odd", ["", "nothing", "0" * 26, "<b>", "other"])
async def test_an_album_that_the_work_is_not_in_changes_nothing(
    odd: str, client: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    work = await hang(it, make, viewer, album, "One")
    other = await services.make(it, viewer, AlbumForm("Other"))
    answer = await client.page(f"/works/{work.id}?album={other if odd == 'other' else odd}")
    assert answer.status == 200
    assert "1 of 1" not in answer.text
    assert "1 of 1" in (await client.page(f"/works/{work.id}?album={album}")).text


async def test_the_list_of_albums_has_covers_names_and_numbers(
    client: Client, browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    assert "No albums yet" in (await client.page("/@maren/albums")).text
    assert "Ferries" in (await browser.page("/@maren/albums")).text
    await hang(it, make, viewer, album, "One")
    answer = await client.page("/@maren/albums")
    assert f'href="/albums/{album}" dir="auto">Ferries</a>' in answer.text
    assert "New album" not in answer.text
    assert "New album" in (await browser.page("/@maren/albums")).text
    assert (await client.page("/@nobody/albums")).status == 404
    assert (await client.page("/@ada@peer.example/albums")).status == 404


async def test_an_album_leads_other_servers_to_its_document_and_names_it(
    client: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    await hang(it, make, viewer, album, "One")
    uri = it.urls.collection(album)
    assert (await client.document(f"/albums/{album}")).header("location") == uri
    page = await client.page(f"/albums/{album}")
    assert page.all("link") == [f'<{uri}>; rel="alternate"; type="application/activity+json"']
    assert f'<link rel="alternate" type="application/activity+json" href="{uri}">' in page.text
    back = await client.page(f"/collections/{album}")
    assert (back.status, back.header("location")) == (302, it.urls.album(album))


async def test_web_09_a_closed_album_and_one_that_never_was_look_alike(
    client: Client, browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    work = await hang(it, make, viewer, album, "One")
    await services.edit(it, viewer, album, AlbumForm("Ferries", closed=True))
    for path in ("/albums/", "/collections/"):
        missing = await client.document(path + "0" * 26)
        closed = await client.document(path + album)
        assert (closed.status, closed.body) == (missing.status, missing.body.replace(b"0" * 26, album.encode()))
    assert (await client.page(f"/albums/{album}")).status == 404
    own = await browser.page(f"/albums/{album}")
    assert (own.status, own.header("cache-control"), own.all("link")) == (200, "private, no-store", [])
    assert "noindex" in own.text
    assert album not in (await client.page(f"/works/{work.id}")).text
    assert album not in (await client.page("/@maren/albums")).text


async def test_a_deleted_album_is_gone_and_one_that_was_closed_never_was(
    client: Client, it: Instance, viewer: Viewer, album: AlbumId
) -> None:
    closed = await services.make(it, viewer, AlbumForm("For a client", closed=True))
    for ident in (album, closed):
        await services.delete(it, viewer, ident)
    assert (await client.page(f"/albums/{album}")).status == 410
    assert (await client.page(f"/albums/{closed}")).status == 404


# its artist


async def test_an_album_is_made_filled_ordered_and_announced(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    works = []
    for title in ("One", "Two", "Three"):
        works.append(await make.work(maren.actor, title=title))
        await make.picture(maren.actor, works[-1])
    made = await send(browser, make, "/albums", title="Ferries", words="*Boats*", closed="0")
    path = made.header("location")
    ident = path.split("/")[2]
    assert (made.status, path) == (303, f"/albums/{ident}/edit")
    offered = await browser.page(path)
    assert sorted(titles(offered)) == ["One", "Three", "Two"]
    await send(browser, make, f"/albums/{ident}/works", work=[work.id for work in works])
    await send(browser, make, f"/albums/{ident}/works/{works[2].id}/move", step="up")
    await send(browser, make, f"/albums/{ident}/works/{works[0].id}/move", to="3")
    await send(browser, make, f"/albums/{ident}/works/{works[1].id}/cover")
    await send(browser, make, f"/albums/{ident}/works/{works[0].id}/remove")
    assert titles(await browser.page(f"/albums/{ident}")) == ["Three", "Two"]
    assert " · cover" in (await browser.page(path)).text
    saved = await send(browser, make, path, title="Boats", words="", closed="0")
    assert "Saved." in (await browser.page(saved.header("location"))).text
    told = await send(browser, make, f"/albums/{ident}/announce")
    page = await browser.page(told.header("location"))
    assert page.status == 200
    assert f"/albums/{ident}" in page.text
    posts = await browser.page("/@maren/posts")
    assert titles(posts) == ["Three", "Two"], "the post shows what it tells of"
    await send(browser, make, path, title="Boats", words="", closed="1")
    assert titles(await browser.page("/@maren/posts")) == [], "until the album is closed"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"step": "up"}, 1),
        ({"step": "down"}, 3),
        ({"to": "1"}, 1),
        ({"to": "99"}, 3),
        ({"to": ""}, 2),
        ({"to": "-1"}, 2),
        ({"to": "²"}, 2),
        ({"to": "1" * 40}, 2),
        ({"step": "sideways"}, 2),
    ],
)
async def test_odd_numbers_leave_a_work_where_it_is(
    fields: dict[str, str], place: int, browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    works = [await hang(it, make, viewer, album, title) for title in ("One", "Two", "Three")]
    await send(browser, make, f"/albums/{album}/works/{works[1].id}/move", **fields)
    order = await it.db.read(lambda tx: albums.works(tx, album))
    assert order.index(works[1].id) + 1 == place


async def test_an_error_comes_back_with_what_was_typed(
    browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    answer = await send(browser, make, "/albums", title="", words="kept words")
    assert answer.status == 422
    assert "Please give it a name." in answer.text
    assert "kept words" in answer.text
    answer = await send(browser, make, f"/albums/{album}/edit", title=" ", words="kept words")
    assert answer.status == 422
    assert "kept words" in answer.text
    answer = await send(browser, make, f"/albums/{album}/announce")
    assert answer.status == 422
    assert "Nobody would find anything yet" in answer.text


async def test_albums_are_ordered_on_their_page(
    browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    second = await services.make(it, viewer, AlbumForm("Boats"))
    done = await send(browser, make, f"/albums/{second}/move", step="up")
    assert done.header("location") == "/@maren/albums"
    text = (await browser.page("/@maren/albums")).text
    assert text.index("Boats") < text.index("Ferries")


async def test_a_work_is_filed_on_its_page(
    browser: Client, client: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    section = await services.make(it, viewer, AlbumForm("Ink"), AlbumKind.SECTION)
    work = await make.work(viewer.actor)
    await make.picture(viewer.actor, work)
    done = await send(browser, make, f"/works/{work.id}/albums", album=[album, section])
    assert done.header("location") == f"/works/{work.id}#filed"
    page = (await browser.page(f"/works/{work.id}")).text
    assert re.findall(r'name="album" value="(\w+)" checked', page) == [album, section]
    assert 'name="album"' not in (await client.page(f"/works/{work.id}")).text
    with_this = await send(browser, make, "/albums", title="More", work=work.id, closed="0")
    made = with_this.header("location").split("/")[2]
    assert await it.db.read(lambda tx: albums.works(tx, made)) == [work.id]


async def test_a_work_goes_into_albums_when_it_is_published(
    browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    section = await services.make(it, viewer, AlbumForm("Ink"), AlbumKind.SECTION)
    other = await services.make(it, viewer, AlbumForm("Other"))
    offered = (await browser.page("/publish")).text
    assert re.findall(r'name="album" value="(\w+)"', offered) == [album, other, section]
    fields = [("csrf", await make.token(browser)), ("title", ""), ("album", album), ("album", section)]
    again = await browser.upload("/publish", fields, [])
    assert again.status == 422
    assert re.findall(r'name="album" value="(\w+)" checked', again.text) == [album, section]
    fields[1] = ("title", "Dusk")
    fields += [("alt1", "Dusk"), ("process", "human")]
    done = await browser.upload("/publish", fields, [("picture1", "dusk.png", paint.png(paint.painting(3, (64, 48))))])
    assert done.status == 303
    work = done.header("location").rpartition("/")[2]
    assert await it.db.read(lambda tx: albums.with_work(tx, work)) == {album, section}


async def test_an_album_is_deleted_after_a_question(
    browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    work = await hang(it, make, viewer, album, "One")
    asked = await browser.page(f"/albums/{album}/delete")
    assert "Its works stay where they are" in asked.text
    assert (await browser.page(f"/albums/{album}")).status == 200
    assert (await send(browser, make, f"/albums/{album}/delete")).header("location") == "/@maren/albums"
    assert (await browser.page(f"/albums/{album}")).status == 410
    assert (await browser.page(f"/works/{work.id}")).status == 200


async def test_web_10_nobody_else_reaches_the_desk_of_an_album(
    client: Client, browser: Client, it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    work = await hang(it, make, viewer, album, "One")
    joost = await make.signed_in(client, await make.person("joost"))
    for path in (f"/albums/{album}/edit", f"/albums/{album}/delete"):
        assert (await browser.page(path)).status == 200
        assert (await joost.page(path)).status == 404
        assert (await client.page(path)).header("location").startswith("/sign-in")
    for path in (
        f"/albums/{album}/edit",
        f"/albums/{album}/works",
        f"/albums/{album}/works/{work.id}/move",
        f"/albums/{album}/works/{work.id}/remove",
        f"/albums/{album}/works/{work.id}/cover",
        f"/albums/{album}/move",
        f"/albums/{album}/announce",
        f"/albums/{album}/delete",
        f"/works/{work.id}/albums",
    ):
        assert (await send(joost, make, path, title="Mine", to="1", work=work.id)).status == 404, path
    assert titles(await client.page(f"/albums/{album}")) == ["One"]
