"""The faces of an artist's page: portfolio with sections and layouts, posts, about."""

import re
from dataclasses import replace
from functools import partial

import pytest

from fedart.domain.actor import Field, Viewer
from fedart.domain.album import AlbumForm, AlbumId, AlbumKind, Layout
from fedart.domain.ids import Uri, new_id
from fedart.domain.work import Kind, Visibility, Work
from fedart.instance import Instance
from fedart.services import albums as services
from fedart.storage import actors, media, reactions
from fedart.storage.reactions import Reaction
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio


@pytest.fixture
def viewer(maren: Person) -> Viewer:
    return Viewer(maren.account, maren.actor, "")


async def hang(make: Studio, viewer: Viewer, title: str, visibility: Visibility = Visibility.PUBLIC) -> Work:
    work = await make.work(viewer.actor, title=title, visibility=visibility)
    await make.picture(viewer.actor, work)
    return work


async def send(browser: Client, make: Studio, path: str, **fields: str) -> Answer:
    """Send a form as somebody who is signed in."""
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


def titles(answer: Answer) -> list[str]:
    return re.findall(r"<cite[^>]*>([^<]*)</cite>", answer.text)


def tabs(answer: Answer) -> list[str]:
    """The face that is current."""
    found = re.search(r'<nav class="tabs".*?</nav>', answer.text, re.DOTALL)
    assert found, "no tabs"
    return re.findall(r'aria-current="page">(\w+)', found[0])


@pytest.mark.parametrize(
    ("path", "name"), [("", "Portfolio"), ("/posts", "Posts"), ("/albums", "Albums"), ("/about", "About")]
)
async def test_each_face_has_an_address_of_its_own(path: str, name: str, client: Client, maren: Person) -> None:
    answer = await client.page(f"/@maren{path}")
    assert (answer.status, tabs(answer)) == (200, [name])
    assert tabs(await client.page(f"/@Maren@gallery.example{path}")) == [name]
    assert (await client.page(f"/@nobody{path}")).status == 404
    assert (await client.page(f"/@ada@peer.example{path}")).status == 404


async def test_posts_and_works_hang_on_different_faces(
    client: Client, browser: Client, make: Studio, viewer: Viewer
) -> None:
    work = await hang(make, viewer, "Dusk")
    post = await make.work(viewer.actor, title="", kind=Kind.POST, parent=work)
    posts = await client.page("/@maren/posts")
    assert f'id="post-{post.id}"' in posts.text
    assert "Seen from the pier." in posts.text
    assert f'in answer to <a class="link" href="/works/{work.id}"' in posts.text
    assert "/like" not in posts.text
    assert f'action="/works/{post.id}/like"' in (await browser.page("/@maren/posts")).text
    portfolio = await client.page("/@maren")
    assert titles(portfolio) == ["Dusk"]
    assert "Seen from the pier." not in portfolio.text


async def test_posts_are_paged(monkeypatch: pytest.MonkeyPatch, client: Client, make: Studio, viewer: Viewer) -> None:
    monkeypatch.setattr("fedart.web.faces.POSTS", 2)
    made = [(await make.work(viewer.actor, title="", kind=Kind.POST)).id for _ in range(3)]
    first = await client.page("/@maren/posts")
    assert re.findall(r'id="post-(\w+)"', first.text) == [made[2], made[1]]
    rest = await client.page(f"/@maren/posts?before={made[1]}")
    assert re.findall(r'id="post-(\w+)"', rest.text) == [made[0]]


async def test_what_an_artist_passes_on_stands_on_the_posts_face_with_their_name_and_its_author(
    client: Client, browser: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    joost = (await make.person("joost")).actor
    work = await make.work(joost, title="Harbour")
    await make.picture(joost, work)
    assert "passed on" not in (await client.page("/@maren/posts")).text.partition("<main")[2]
    boost = Reaction(new_id(), Uri("https://gallery.example/boosts/1"), viewer.actor.id, work.id)
    await it.db.write(lambda tx: reactions.add_boost(tx, boost, it.clock()))
    text = (await client.page("/@maren/posts")).text.partition("<main")[2]
    article = text.partition(f'<article class="post" id="post-{boost.id}"')[2].partition("</article>")[0]
    assert re.search(r'<a class="link2" href="/@maren" dir="auto">[Mm]aren</a> passed on', article)
    assert re.search(r'<b><a href="/@joost" dir="auto">joost</a></b>', article)
    assert f'href="/works/{work.id}"' in article
    assert "Harbour</cite>" in article
    assert f'action="/works/{work.id}/like"' in (await browser.page("/@maren/posts")).text
    assert "passed on" not in (await client.page("/@joost/posts")).text.partition("<main")[2]


async def test_about_shows_words_fields_and_numbers(client: Client, it: Instance, maren: Person) -> None:
    fields = (Field("Site", "https://maren.example"), Field("Medium", "Oil <and> pixels"))
    named = replace(maren.actor, summary="<p>I paint <b>weather</b>.</p>", fields=fields)
    await it.db.write(lambda tx: actors.edit_profile(tx, named))
    text = (await client.page("/@maren/about")).text
    assert 'rel="me nofollow noopener noreferrer ugc">maren.example</a>' in text
    assert "Oil &lt;and&gt; pixels" in text
    assert "Oil &lt;and&gt;" not in (await client.page("/@maren")).text


# sections


async def section(it: Instance, viewer: Viewer, title: str, *works: Work) -> AlbumId:
    made = await services.make(it, viewer, AlbumForm(title), AlbumKind.SECTION)
    await services.put(it, viewer, made, [work.id for work in works])
    return made


async def test_sections_are_tags_that_lead_to_their_works(
    client: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    one, two, three = [await hang(make, viewer, title) for title in ("One", "Two", "Three")]
    ink = await section(it, viewer, "Ink", one, three)
    answer = await client.page("/@maren")
    assert titles(answer) == ["Three", "Two", "One"]
    assert f'<a class="tag" href="/@maren?section={ink}" dir="auto">Ink</a>' in answer.text
    chosen = await client.page(f"/@maren?section={ink}")
    assert titles(chosen) == ["One", "Three"]
    assert f'<a class="tag" href="/@maren?section={ink}" aria-current="true"' in chosen.text
    await services.take_out(it, viewer, ink, one.id)
    assert titles(await client.page(f"/@maren?section={ink}")) == ["Three"]
    assert titles(await client.page("/@maren?section=" + "0" * 26)) == ["Three", "Two", "One"]
    assert two.id in (await client.page("/@maren?section=nonsense")).text


async def test_web_09_a_section_in_which_a_visitor_finds_nothing_is_not_named(
    client: Client, browser: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    hidden = await hang(make, viewer, "Secret", Visibility.FOLLOWERS)
    await section(it, viewer, "Hidden ones", hidden)
    await section(it, viewer, "Open ones", await hang(make, viewer, "Dusk"))
    text = (await client.page("/@maren")).text
    assert ("Open ones" in text, "Hidden ones" in text) == (True, False)
    assert "Hidden ones" in (await browser.page("/@maren")).text


async def test_a_section_is_paged(
    monkeypatch: pytest.MonkeyPatch, client: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    monkeypatch.setattr("fedart.web.portfolio.WORKS", 2)
    works = [await hang(make, viewer, title) for title in ("One", "Two", "Three")]
    ink = await section(it, viewer, "Ink", *works)
    first = await client.page(f"/@maren?section={ink}")
    assert titles(first) == ["One", "Two"]
    more = re.search(rf'href="(\?section={ink}&amp;before=\w+)"', first.text)
    assert more
    assert titles(await client.page("/@maren" + more[1].replace("&amp;", "&"))) == ["Three"]


async def test_sections_are_made_ordered_and_deleted_in_the_settings(
    browser: Client, client: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    for name in ("Ink", "Oil"):
        done = await send(browser, make, "/settings/sections", title=name)
        assert done.header("location") == "/settings/portfolio#sections"
    assert (await send(browser, make, "/settings/sections", title="x" * 41)).status == 422
    text = (await browser.page("/settings/portfolio")).text
    assert text.index("Ink") < text.index("Oil")
    oil = re.findall(r'action="/albums/(\w+)/move"', text)[1]
    moved = await send(browser, make, f"/albums/{oil}/move", step="up", next="/settings/portfolio#sections")
    assert moved.header("location") == "/settings/portfolio#sections"
    text = (await browser.page("/settings/portfolio")).text
    assert text.index("Oil") < text.index("Ink")
    desk = await browser.page(f"/albums/{oil}/edit")
    assert desk.status == 200
    assert ("Announce" in desk.text, 'name="closed"' in desk.text) == (False, False)
    assert (await browser.page(f"/albums/{oil}")).status == 404
    await send(browser, make, f"/albums/{oil}/delete", next="/settings/portfolio")
    assert "Oil" not in (await browser.page("/settings/portfolio")).text


# layouts


@pytest.mark.parametrize(
    ("layout", "mark"),
    [
        (Layout.ROWS, '<div class="rows"'),
        (Layout.MASONRY, '<div class="masonry">'),
        (Layout.SQUARES, '<ul class="squares">'),
        (Layout.COLUMN, '<ul class="onecol">'),
    ],
)
async def test_each_layout_shows_the_same_works_with_real_sizes(
    layout: Layout, mark: str, browser: Client, client: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    for title in ("One", "Two"):
        await hang(make, viewer, title)
    await send(browser, make, "/settings/portfolio", layout=layout.value)
    answer = await client.page("/@maren")
    assert mark in answer.text
    # Columns stand there for narrow pages and for wide ones; one of the two is shown.
    times = 2 if layout is Layout.MASONRY else 1
    assert titles(answer) == ["Two", "One"] * times
    sizes = re.findall(r'<img src="/media/[^>]* width="(\d+)" height="(\d+)"', answer.text)
    assert len(sizes) == 2 * times
    assert all(abs(int(width) / int(height) - 4 / 3) < 0.01 for width, height in sizes)
    assert "style=" not in answer.text
    assert f'value="{layout.value}" checked' in (await browser.page("/settings/portfolio")).text


async def test_slides_lead_from_work_to_work_and_past_what_is_hidden(
    browser: Client, client: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    one = await hang(make, viewer, "One")
    hidden = await hang(make, viewer, "Secret", Visibility.FOLLOWERS)
    three = await hang(make, viewer, "Three")
    await send(browser, make, "/settings/portfolio", layout="slides")
    first = await client.page("/@maren")
    assert (titles(first), "1 of 2" in first.text) == (["Three"], True)
    assert f'rel="next" href="?at={one.id}"' in first.text
    assert 'rel="prev"' not in first.text
    last = await client.page(f"/@maren?at={one.id}")
    assert (titles(last), "2 of 2" in last.text) == (["One"], True)
    assert f'rel="prev" href="?at={three.id}"' in last.text
    assert 'rel="next"' not in last.text
    assert (await client.page(f"/@maren?at={hidden.id}")).status == 404
    assert (await browser.page(f"/@maren?at={hidden.id}")).status == 200
    assert titles(await client.page("/@maren?at=nonsense")) == ["Three"]


async def test_slides_follow_the_order_of_a_section(
    browser: Client, client: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    one, two, three = [await hang(make, viewer, title) for title in ("One", "Two", "Three")]
    ink = await section(it, viewer, "Ink", one, three)
    await send(browser, make, "/settings/portfolio", layout="slides")
    first = await client.page(f"/@maren?section={ink}")
    assert titles(first) == ["One"]
    assert f'rel="next" href="?section={ink}&amp;at={three.id}"' in first.text
    assert titles(await client.page(f"/@maren?section={ink}&at={three.id}")) == ["Three"]
    assert (await client.page(f"/@maren?section={ink}&at={two.id}")).status == 404


@pytest.mark.parametrize(
    ("focus", "classes"), [((0.0, 0.0), "fx1 fy1"), ((-0.7, 0.7), "fx0 fy0"), ((0.7, -0.7), "fx2 fy2")]
)
async def test_squares_keep_the_important_part_in_view(
    focus: tuple[float, float],
    classes: str,
    browser: Client,
    client: Client,
    it: Instance,
    make: Studio,
    viewer: Viewer,
) -> None:
    work = await make.work(viewer.actor)
    picture = await make.picture(viewer.actor, work)
    await it.db.write(partial(media.describe, media=picture.media.id, alt="A ferry", focus=focus))
    await send(browser, make, "/settings/portfolio", layout="squares")
    assert f'<a class="pic {classes}"' in (await client.page("/@maren")).text


async def test_an_empty_wall_says_so_in_every_layout(
    browser: Client, client: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    for layout in Layout:
        await send(browser, make, "/settings/portfolio", layout=layout.value)
        assert "Nothing hangs here yet" in (await client.page("/@maren")).text
        assert "Your walls are bare" in (await browser.page("/@maren")).text
