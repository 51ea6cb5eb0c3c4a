"""The pages that anybody may see."""

import re
from dataclasses import replace
from functools import partial

import pytest

from fedart.domain.actor import Field, Role
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, WorkState
from fedart.instance import Instance
from fedart.storage import actors, media, tallies, works
from tests.support.client import BROWSER, Answer, Client
from tests.support.instance import Studio


def titles(answer: Answer) -> list[str]:
    """The titles on the labels of a wall, in order."""
    return re.findall(r"<cite[^>]*>([^<]*)</cite>", answer.text)


async def test_an_empty_instance_says_what_is_missing_on_every_page(client: Client) -> None:
    for path, words in (
        ("/", "The walls are bare"),
        ("/works", "The walls are bare"),
        ("/artists", "Nobody has hung a picture yet"),
        ("/tags/ferry", "No works match"),
        ("/about", "Part of something larger"),
        ("/about/ai", "What we do with a picture"),
    ):
        answer = await client.page(path)
        assert answer.status == 200, path
        assert words in answer.text
        assert len(re.findall(r"<h1\b", answer.text)) == 1, path


async def test_the_front_page_leads_with_the_newest_work_and_shows_the_artists(
    client: Client, it: Instance, make: Studio
) -> None:
    maren = (await make.person("maren")).actor
    for title in ("First", "Second", "Third"):
        await make.picture(maren, await make.work(maren, title=title))
    await it.db.write(lambda tx: actors.count_work(tx, maren.id, 3, it.clock()))
    answer = await client.page("/")
    assert re.search(r'<h1 id="lead"><a [^>]*>Third</a></h1>', answer.text)
    assert titles(answer) == ["Second", "First"]
    assert 'alt="A ferry at dusk"' in answer.text
    assert '<p class="name"><a class="hit" href="/@maren"' in answer.text
    assert 'fetchpriority="high"' in answer.text


async def test_a_work_with_a_warning_shows_the_warning_instead_of_its_picture(
    client: Client, it: Instance, make: Studio
) -> None:
    maren = (await make.person("maren")).actor
    work = await make.work(maren, title="Wound")
    picture = await make.picture(maren, work)
    await it.db.write(lambda tx: works.edit(tx, replace(work, warning="Blood", sensitive=True)))
    wall = await client.page("/")
    assert "Blood" in wall.text
    assert picture.media.id not in wall.text
    page = await client.page(f"/works/{work.id}")
    assert '<details class="cover">' in page.text
    assert picture.media.id in page.text
    assert "og:image" not in page.text


async def test_an_artist_whose_works_all_have_warnings_shows_the_newest_ones_in_the_lists(
    client: Client, it: Instance, make: Studio
) -> None:
    maren = (await make.person("maren")).actor
    for warning in ("Knives", "Dead <fish>"):
        work = await make.work(maren, title=warning)
        await make.picture(maren, work)
        warned = replace(work, warning=warning, sensitive=True)
        await it.db.write(partial(works.edit, work=warned))
    await it.db.write(lambda tx: actors.count_work(tx, maren.id, 2, it.clock()))
    for path in ("/", "/artists"):
        text = (await client.page(path)).text
        assert '<span class="covered small" dir="auto">Dead &lt;fish&gt;</span>' in text, path
        assert "<img" not in text, path
    await make.picture(maren, await make.work(maren, title="Boat"))
    text = (await client.page("/artists")).text
    assert "Dead" not in text
    assert "<img" in text


async def test_the_list_of_artists_is_of_those_whose_work_one_may_see(client: Client, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    await make.person("silent")
    await make.picture(maren, await make.work(maren))
    await make.picture(lotte, await make.work(lotte, visibility=Visibility.FOLLOWERS))
    text = (await client.page("/artists")).text
    assert re.findall(r'<a class="hit" href="([^"]+)"', text) == ["/@maren"]
    assert "1 artist with work on these walls." in text
    assert (await client.page("/@silent")).status == 200


async def test_a_small_picture_stands_at_its_own_size_in_its_share_of_the_row(
    client: Client, it: Instance, make: Studio
) -> None:
    maren = (await make.person("maren")).actor
    for n, size in enumerate(((2048, 1536), (112, 84), (2048, 1536)), 1):
        picture = await make.picture(maren, await make.work(maren, title=f"No. {n}"))
        made = tuple(replace(r, width=size[0], height=size[1]) for r in picture.media.renditions)
        await it.db.write(partial(media.settle, picture=replace(picture.media, renditions=made), original=None))
    text = (await client.page("/@maren")).text
    said = re.findall(r'<img src="/media/[^>]* width="(\d+)" height="(\d+)"', text)
    assert said == [("1333", "1000"), ("112", "84"), ("1333", "1000")]
    assert text.count('<svg class="share" width="1333" height="0" aria-hidden="true"></svg>') == 1
    assert text.count('class="pic own"') == 1


async def test_lists_page_by_the_last_id(client: Client, make: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedart.web.finding.WORKS", 2)
    maren = (await make.person("maren")).actor
    for title in ("One", "Two", "Three"):
        await make.picture(maren, await make.work(maren, title=title))
    first = await client.page("/works")
    assert titles(first) == ["Three", "Two"]
    more = re.search(r'href="(\?before=[0-9a-z]{26})"', first.text)
    assert more is not None
    assert titles(await client.page(f"/works{more[1]}")) == ["One"]
    assert titles(await client.page("/works?before=nonsense")) == ["Three", "Two"]


async def test_a_tag_ignores_case_and_refuses_what_is_none(client: Client, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    await make.picture(maren, await make.work(maren, title="Dusk"))
    assert titles(await client.page("/tags/FERRY")) == ["Dusk"]
    assert (await client.page("/tags/" + "x" * 61)).status == 404


# --- an artist --------------------------------------------------------------------------------------------------------


async def test_an_artists_page_shows_words_fields_and_works(client: Client, it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    fields = (Field("Site", "https://maren.example"), Field("Medium", "Oil <and> pixels"))
    named = replace(maren, name="Maren S.", summary="<p>I paint <b>weather</b>.</p>", fields=fields, indexable=False)
    await it.db.write(lambda tx: actors.edit_profile(tx, named))
    await make.picture(maren, await make.work(maren, title="Dusk"))
    answer = await client.page("/@Maren")
    assert answer.status == 200
    assert re.search(r"<h1[^>]*>Maren S\.</h1>", answer.text)
    assert "<p>I paint <b>weather</b>.</p>" in answer.text
    assert '<link rel="me" href="https://maren.example">' in answer.text
    about = (await client.page("/@maren/about")).text
    assert 'rel="me nofollow noopener noreferrer ugc"' in about
    assert "Oil &lt;and&gt; pixels" in about
    assert "noai, noimageai, noindex" in answer.text
    assert f'<link rel="alternate" type="application/activity+json" href="{maren.uri}">' in answer.text
    assert maren.uri in answer.header("link")
    assert titles(answer) == ["Dusk"]


@pytest.mark.parametrize("path", ["/@nobody", "/@maren@elsewhere.example", "/@" + "x" * 301, "/@@"])
async def test_an_unknown_artist_is_not_found(client: Client, make: Studio, path: str) -> None:
    await make.person("maren")
    assert (await client.page("/@maren")).status == 200
    assert (await client.page(path)).status == 404


async def test_people_of_other_servers_are_shown_to_people_of_ours(client: Client, make: Studio) -> None:
    ada, maren = await make.remote(), await make.person("maren")
    await make.picture(ada, await make.work(ada, title="From afar"))
    path = f"/{ada.handle}"
    assert (await client.page(path)).status == 404
    answer = await (await make.signed_in(client, maren)).page(path)
    assert titles(answer) == ["From afar"]
    assert 'action="/follows"' in answer.text
    assert f'value="{ada.uri}"' in answer.text


async def test_an_activitypub_client_is_led_from_the_page_to_the_document(client: Client, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    work = await make.work(maren)
    profile, page = await client.document("/@maren"), await client.document(f"/works/{work.id}")
    assert (profile.status, profile.header("location")) == (302, maren.uri)
    assert (page.status, page.header("location")) == (302, work.uri)
    assert "Accept" in page.header("vary")
    assert (await client.get("/@maren", accept=BROWSER)).status == 200


# --- a work -----------------------------------------------------------------------------------------------------------


async def test_a_works_page_shows_the_whole_of_it(client: Client, make: Studio) -> None:
    maren, ada = (await make.person("maren")).actor, await make.remote()
    work = await make.work(maren, title="Dusk")
    picture = await make.picture(maren, work)
    answer = await make.work(ada, kind=Kind.POST, parent=work)
    await make.react(ada, work)
    page = await client.page(f"/works/{work.id}")
    assert page.status == 200
    assert re.search(r"<h1[^>]*>Dusk</h1>", page.text)
    assert "<p>Seen from the pier.</p>" in page.text
    assert f'<a class="stage" href="/works/{work.id}/view/1"' in page.text
    assert f'src="/media/{picture.media.id}/640.webp"' in page.text
    assert "Picture description" in page.text
    assert 'href="/tags/ferry"' in page.text
    assert f'id="reply-{answer.id}"' in page.text
    assert '<span class="num">1</span> like' in page.text
    assert (
        f'<meta property="og:image" content="https://gallery.example/media/{picture.media.id}/640.webp">' in page.text
    )
    assert '<meta property="og:image:alt" content="A ferry at dusk">' in page.text
    assert f'<meta name="fediverse:creator" content="{maren.handle}">' in page.text
    assert f'href="{work.uri}"' in page.text
    assert '<form class="comment say"' not in page.text, "visitors answer from their own servers"


async def test_web_08_public_pages_may_be_kept_and_others_may_not(client: Client, make: Studio) -> None:
    maren = await make.person("maren")
    public = await make.work(maren.actor)
    private = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    open_page = await client.page(f"/works/{public.id}")
    assert open_page.header("cache-control").startswith("public")
    again = await client.get(f"/works/{public.id}", accept=BROWSER, if_none_match=open_page.header("etag"))
    assert again.status == 304
    own = await make.signed_in(client, maren)
    for work in (public, private):
        assert (await own.page(f"/works/{work.id}")).header("cache-control") == "private, no-store"


async def test_web_09_what_is_not_for_the_viewer_looks_like_nothing_at_all(client: Client, make: Studio) -> None:
    maren, other = await make.person("maren"), await make.person("other")
    hidden = [
        await make.work(maren.actor, visibility=Visibility.FOLLOWERS),
        await make.work(maren.actor, visibility=Visibility.DIRECT),
        await make.work(maren.actor, state=WorkState.HELD),
        await make.work(maren.actor, visibility=Visibility.LOCAL),
        await make.work(await make.remote(), visibility=Visibility.FOLLOWERS),
    ]
    nothing = await client.page(f"/works/{'0' * 26}")
    assert nothing.status == 404
    for work in hidden:
        found = await client.page(f"/works/{work.id}")
        said = found.body.replace(work.id.encode(), b"0" * 26)
        assert (found.status, found.headers, said) == (404, nothing.headers, nothing.body), "but for what was asked"
    browser = await make.signed_in(client, other)
    for work in hidden[:3]:
        assert (await browser.page(f"/works/{work.id}")).status == 404
    assert (await browser.page(f"/works/{hidden[3].id}")).status == 200, "it is for whoever is signed in here"
    mine = await make.signed_in(client, maren)
    assert [(await mine.page(f"/works/{work.id}")).status for work in hidden[:4]] == [200] * 4


async def test_a_withheld_picture_keeps_its_place_and_says_why(client: Client, it: Instance, make: Studio) -> None:
    maren, ada = (await make.person("maren")).actor, await make.remote()
    work = await make.work(maren)
    reply = await make.work(ada, kind=Kind.POST, parent=work)
    await make.picture(ada, reply, state=MediaState.DROPPED)
    page = await client.page(f"/works/{work.id}")
    assert page.text.count("Picture withheld by this instance") == 1
    assert "The file itself says that it was made by a generator." in page.text
    assert not re.search(r"AI art|fake|violation", page.text, re.IGNORECASE)


async def test_a_declined_picture_of_ours_leaves_a_mark_for_its_artist_only(
    client: Client, it: Instance, make: Studio
) -> None:
    maren = await make.person("maren")
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    await make.picture(maren.actor, work, state=MediaState.DROPPED)
    assert "Picture withheld" not in (await client.page(f"/works/{work.id}")).text
    own = await make.signed_in(client, maren)
    assert "Picture withheld" in (await own.page(f"/works/{work.id}")).text


async def test_a_held_work_tells_its_artist_that_nobody_else_sees_it(client: Client, make: Studio) -> None:
    maren = await make.person("maren")
    work = await make.work(maren.actor, state=WorkState.HELD)
    await make.picture(maren.actor, work, state=MediaState.HELD)
    page = await (await make.signed_in(client, maren)).page(f"/works/{work.id}")
    assert "Only you can see this work." in page.text
    assert f"/works/{work.id}/like" not in page.text


async def test_a_picture_nobody_described_says_so(client: Client, it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    work = await make.work(maren, title="Dusk")
    picture = await make.picture(maren, work)
    await it.db.write(lambda tx: media.describe(tx, picture.media.id, "", (0.0, 0.0)))
    page = await client.page(f"/works/{work.id}")
    assert "The artist has not described this picture." in page.text
    assert 'alt="Dusk"' in page.text


# --- about ------------------------------------------------------------------------------------------------------------


async def test_the_about_page_counts_this_month(client: Client, it: Instance, make: Studio) -> None:
    maren = await make.person("maren", Role.OWNER)
    await make.person("silent")
    await make.picture(maren.actor, await make.work(maren.actor))
    await it.db.write(lambda tx: tallies.count(tx, it.clock(), checked=2))
    answer = await client.page("/about/ai")
    assert "<dt>pictures checked</dt><dd>2</dd>" in answer.text
    assert "no model is installed here" in answer.text
    assert "<dt>artists</dt><dd>1</dd>" in (await client.page("/about")).text
