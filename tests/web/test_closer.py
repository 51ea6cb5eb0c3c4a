"""The large view: the right picture at the size asked for, for those who may see the work."""

import re
from dataclasses import replace

import pytest

from fedart.domain.media import MediaState, Rendition
from fedart.domain.work import Visibility, WorkState
from fedart.instance import Instance
from fedart.storage import works
from fedart.web import filters
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio


def size(answer: Answer) -> tuple[int, int]:
    """Width and height that the picture says."""
    found = re.search(r'<img src="[^"]*"[^>]* width="(\d+)" height="(\d+)"', answer.text)
    assert found
    return int(found[1]), int(found[2])


async def test_a_work_leads_to_its_large_view_and_back(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    page = await client.page(f"/works/{work.id}")
    assert page.text.count(f'href="/works/{work.id}/view/1"') == 2, "the picture and the button"
    view = await client.page(f"/works/{work.id}/view/1")
    assert view.status == 200
    assert f'href="/works/{work.id}" data-close' in view.text
    assert 'alt="A ferry at dusk"' in view.text
    assert "noindex" in view.text


async def test_sizes_are_links_in_steps(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    for asked, expected, smaller, larger in (
        ("", (640, 480), "", "100"),
        ("?zoom=100", (640, 480), "50", "200"),
        ("?zoom=25", (160, 120), "fit", "50"),
        ("?zoom=400", (2560, 1920), "200", ""),
        ("?zoom=401", (640, 480), "", "100"),
        ("?zoom=-1", (640, 480), "", "100"),
        ("?zoom=٥٠", (640, 480), "", "100"),
    ):
        view = await client.page(f"/works/{work.id}/view/1{asked}")
        assert size(view) == expected, asked
        assert ("sized" in view.text.partition('class="lightbox')[2][:20]) == (bool(smaller)), asked
        for name, step in (("out", smaller), ("in", larger)):
            found = re.search(rf'href="\?zoom=(\w+)" data-zoom="{name}"', view.text)
            assert (found[1] if found else "") == step, (asked, name)


async def test_several_pictures_are_turned_and_numbered(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    pictures = [(await make.picture(maren.actor, work)).media.id for _ in range(3)]
    for number, picture in enumerate(sorted(pictures), start=1):
        view = await client.page(f"/works/{work.id}/view/{number}")
        assert f"/media/{picture}/" in view.text
        assert f"{number} of 3" in view.text
        assert (f'rel="prev" href="/works/{work.id}/view/{number - 1}"' in view.text) == (number > 1)
        assert (f'rel="next" href="/works/{work.id}/view/{number + 1}"' in view.text) == (number < 3)
    for wrong in ("0", "4", "99999999999999999999", "-1", "one"):
        assert (await client.page(f"/works/{work.id}/view/{wrong}")).status == 404, wrong


async def test_a_held_picture_is_large_for_its_artist_only(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    shown = await make.picture(maren.actor, work)
    held = await make.picture(maren.actor, work, state=MediaState.HELD)
    browser = await make.signed_in(client, maren)
    own = [(await browser.page(f"/works/{work.id}/view/{number}")).text for number in (1, 2)]
    assert [picture.media.id in text for picture, text in zip((shown, held), own, strict=True)] == [True, True]
    assert (await client.page(f"/works/{work.id}/view/1")).status == 200
    assert (await client.page(f"/works/{work.id}/view/2")).status == 404


async def test_behind_a_warning_the_picture_is_folded(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    assert '<details class="cover">' not in (await client.page(f"/works/{work.id}/view/1")).text
    await it.db.write(lambda tx: works.edit(tx, replace(work, warning="Blood", sensitive=True)))
    view = await client.page(f"/works/{work.id}/view/1")
    cover = view.text.index('<details class="cover">')
    assert cover < view.text.index("Blood", cover) < view.text.index("<img", cover)


async def test_web_09_what_one_may_not_see_has_no_large_view(client: Client, make: Studio, maren: Person) -> None:
    iris = await make.person("iris")
    browser = await make.signed_in(client, iris)
    public = await make.work(maren.actor)
    await make.picture(maren.actor, public)
    assert (await browser.page(f"/works/{public.id}/view/1")).status == 200
    never = await browser.page(f"/works/{'0' * 26}/view/1")
    for visibility, state in (
        (Visibility.FOLLOWERS, WorkState.LIVE),
        (Visibility.DIRECT, WorkState.LIVE),
        (Visibility.PUBLIC, WorkState.HELD),
        (Visibility.PUBLIC, WorkState.DELETED),
    ):
        work = await make.work(maren.actor, visibility=visibility, state=state)
        await make.picture(maren.actor, work)
        for who in (client, browser):
            answer = await who.page(f"/works/{work.id}/view/1")
            assert answer.status == never.status == 404, (visibility, state)
    await make.follow(iris.actor, maren.actor)
    mine = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    await make.picture(maren.actor, mine)
    seen = await browser.page(f"/works/{mine.id}/view/1")
    assert seen.status == 200
    assert seen.header("cache-control") == "private, no-store"


@pytest.mark.parametrize(("width", "height", "strip"), [(800, 20000, True), (800, 1600, False), (4000, 300, False)])
async def test_long_pictures_are_read_as_strips(
    it: Instance, make: Studio, maren: Person, width: int, height: int, *, strip: bool
) -> None:
    owned = await make.picture(maren.actor)
    file = owned.media.renditions[0]
    long = replace(owned.media, renditions=(Rendition("640", "image/webp", width, height, 9, file.blob),))
    assert filters.is_tall(long) == strip
