"""Projects on their pages: what flows below what, for whom, and the fields of the form."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from fedart.domain.arranged import PLAIN, WORDS_LIMIT, Joined, Part
from fedart.domain.films import Film, film
from fedart.domain.ids import MediaId
from fedart.domain.media import Media, MediaState
from fedart.domain.said import Said
from fedart.domain.stated import NOTHING, Stated
from fedart.domain.work import MAX_PICTURES, Work
from fedart.instance import Instance
from fedart.services import filling
from fedart.storage import arranged, media, stated, works
from fedart.storage.database import Tx
from fedart.web import arranging, uploads
from tests.support import paint
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

PAIR, ROW = Part(joined=Joined.COMPARED), Part(joined=Joined.BESIDE)
VIMEO, TUBE = "https://vimeo.com/76979871", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


def words(text: str) -> Part:
    return Part(text, html=f"<p>{text}</p>")


def known(*addresses: str) -> tuple[Film, ...]:
    return tuple(found for address in addresses if (found := film(address)))


async def hang(
    it: Instance, make: Studio, by: Person, *parts: Part, films: Sequence[str] = ()
) -> tuple[Work, list[MediaId]]:
    """A work with a picture for each part."""
    work = await make.work(by.actor)
    hung = [await make.picture(by.actor, work) for _ in parts]
    films = films or [part.film for part in parts if part.film]

    def store(tx: Tx) -> None:
        for position, (owned, part) in enumerate(zip(hung, parts, strict=True)):
            media.hang(tx, owned.media.id, work.id, position)
            arranged.put(tx, owned.media.id, part)
        content = arranged.settle(tx, work.id, work.content)
        works.edit(tx, replace(work, content=content))
        stated.put(tx, work.id, replace(NOTHING, films=known(*films)))

    await it.db.write(store)
    return work, [owned.media.id for owned in hung]


def flow(answer: Answer) -> list[str]:
    """The blocks of a project on a page, in order, by their class."""
    text = answer.text.partition('class="flow"')[2].partition('class="wrap stagebar"')[0]
    return re.findall(r'<(?:div|a|ul|header) class="(plate|prose|stage|row|pair|films)\b', text)


async def test_a_work_of_which_nothing_is_said_looks_as_ever(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    plain, _ = await hang(it, make, maren, PLAIN, ROW)
    project = await client.page(f"/works/{plain.id}")
    assert "project.css" in project.text
    work, _ = await hang(it, make, maren, ROW, PLAIN)
    page = await client.page(f"/works/{work.id}")
    assert page.status == 200
    assert "project.css" not in page.text
    assert 'class="flow"' not in page.text
    assert page.text.count('class="stage') == 2
    assert page.text.index('class="stage') < page.text.index('class="plate"')


async def test_blocks_stand_in_order_with_their_large_views(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    parts = [PLAIN, words("Then"), ROW, words("Twice"), PAIR, Part(film=VIMEO)]
    work, _ = await hang(it, make, maren, *parts)
    page = await client.page(f"/works/{work.id}")
    assert flow(page) == ["plate", "prose", "stage", "prose", "row", "prose", "pair", "stage", "films"]
    views = re.findall(rf'href="/works/{work.id}/view/(\d+)"', page.text.partition("stagebar")[0])
    assert views == ["1", "2", "3", "4", "5", "6"]
    assert "compare.js" in page.text
    assert page.text.partition("<main")[2].count("Seen from the pier.") == 1, "in the project, not again below it"


async def test_films_without_a_place_stay_where_they_were(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work, _ = await hang(it, make, maren, Part("x", film=VIMEO, html="<p>x</p>"), films=[TUBE, VIMEO])
    page = await client.page(f"/works/{work.id}")
    inside, _, after = page.text.partition("stagebar")
    assert f"/works/{work.id}/play/2" in inside
    assert f"/works/{work.id}/play/1" in after
    assert f"/works/{work.id}/play/2" not in after


async def test_a_place_of_a_film_that_is_stated_no_longer_is_empty(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work, _ = await hang(it, make, maren, Part("x", film=VIMEO, html="<p>x</p>"), films=[TUBE])
    assert flow(await client.page(f"/works/{work.id}")) == ["plate", "prose", "prose", "stage"]


async def test_a_warning_stands_before_pictures_and_the_words_between_them(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work, _ = await hang(it, make, maren, words("Between"), PLAIN)
    before = (await client.page(f"/works/{work.id}")).text
    assert '<details class="cover">' not in before
    found = await it.db.read(lambda tx: works.by_id(tx, work.id))
    assert found is not None
    await it.db.write(lambda tx: works.edit(tx, replace(found, warning="Deep water", sensitive=True)))
    page = (await client.page(f"/works/{work.id}")).text
    room = page.partition('<section class="room')[2].partition("stagebar")[0]
    assert room.index("Seen from the pier.") < room.index("Deep water") < room.index("Between")


@pytest.mark.parametrize("joined", [Joined.COMPARED, Joined.BESIDE])
async def test_a_picture_that_was_declined_leaves_its_neighbour_whole(
    client: Client, browser: Client, it: Instance, make: Studio, maren: Person, joined: Joined
) -> None:
    work, (_, second) = await hang(it, make, maren, words("Two"), Part(joined=joined))
    owned = await it.db.read(lambda tx: media.by_id(tx, second))
    assert owned is not None
    gone = replace(owned.media, state=MediaState.DROPPED, facts=None, renditions=(), reason="decided")
    await it.db.write(lambda tx: media.settle(tx, gone, None))
    seen = await client.page(f"/works/{work.id}")
    assert flow(seen) == ["plate", "prose", "prose", "stage"]
    own = await browser.page(f"/works/{work.id}")
    assert "decided not to show it" in own.text
    assert len(re.findall(rf"/works/{work.id}/view/1\b", own.text)) >= 1
    assert f"/works/{work.id}/view/2" not in own.text


async def test_words_between_pictures_cannot_break_out(
    client: Client, browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    answer = await publish(make, browser, [paint.jpeg()], before1='<script>x()</script> "><img src=x onerror=y> *kept*')
    page = await client.page(answer.header("location"))
    assert "<em>kept</em>" in page.text
    assert "<script>x" not in page.text
    assert "<img src=x" not in page.text


async def publish(make: Studio, browser: Client, pictures: Sequence[bytes], **fields: str) -> Answer:
    said = {
        "csrf": await make.token(browser),
        "title": "Tide",
        "text": "Low water.",
        "visibility": "public",
        "stated": "1",
        "process": "human",
        **fields,
    }
    said = {f"alt{n}": f"alt {n}" for n, _ in enumerate(pictures, 1)} | said
    files = [(f"picture{n}", f"tide-{n}.jpg", data) for n, data in enumerate(pictures, 1)]
    return await browser.upload("/publish", list(said.items()), files)


async def test_a_project_is_published_from_the_form(
    client: Client, it: Instance, make: Studio, browser: Client
) -> None:
    three = [paint.jpeg(paint.painting(seed)) for seed in (1, 2, 3)]
    said = {
        "before1": "Ebb",
        "joined2": "beside",
        "joined3": "compared",
        "before3": " \n",
        "film3": f"{VIMEO} The film",
    }
    answer = await publish(make, browser, three, **said, films=TUBE)
    assert answer.status == 303
    page = await client.page(answer.header("location"))
    assert flow(page) == ["plate", "prose", "prose", "row", "stage", "films"]
    assert "The film" in page.text
    form = (await browser.page(f"{answer.header('location')}/edit")).text
    typed = re.findall(r'<textarea id="before\w{20,}"[^>]*>\n?([^<]*)<', form)
    assert typed == ["Ebb", "", ""]
    assert re.findall(r'<option value="(\w+)" selected>', form).count("beside") == 1
    assert f'value="{VIMEO} The film"' in form
    assert re.search(r'<textarea id="films"[^>]*>\s*' + re.escape(TUBE) + r"\s*</textarea>", form)


async def test_mistakes_around_pictures_are_named_by_their_fields(make: Studio, browser: Client) -> None:
    answer = await publish(
        make, browser, [paint.jpeg()], before1="x" * (WORDS_LIMIT + 1), film1="https://films.example/", before2="Kept"
    )
    assert answer.status == 422
    assert 'href="#before1">Please keep the text above a picture under 5,000 characters.' in answer.text
    assert 'href="#film1">We cannot show this.' in answer.text
    assert "Kept" in answer.text
    good = await publish(make, browser, [paint.jpeg()], before1="x" * WORDS_LIMIT, film1=VIMEO)
    assert good.status == 303


async def test_all_words_of_a_project_have_a_limit(make: Studio, browser: Client) -> None:
    seven = [paint.jpeg(paint.painting(seed, (48, 48))) for seed in range(7)]
    said = {f"before{n}": "x" * WORDS_LIMIT for n in range(1, 8)}
    answer = await publish(make, browser, seven, **said)
    assert answer.status == 422
    assert 'href="#text">Please keep all words of a project under 30,000 characters together.' in answer.text


async def test_the_history_tells_what_changed_between_pictures(
    client: Client, it: Instance, make: Studio, browser: Client
) -> None:
    two = [paint.jpeg(paint.painting(seed)) for seed in (1, 2)]
    path = (await publish(make, browser, two, before1="Low water", joined2="beside")).header("location")
    hung = await it.db.read(lambda tx: arranged.hung(tx, path.rpartition("/")[2]))
    first, second = (ident for ident, _ in hung)
    said = {"csrf": await make.token(browser), "title": "Tide", "text": "Low water.", "stated": "1"}
    said |= {f"before{first}": "High water", f"joined{first}": "below", f"joined{second}": "compared"}
    assert (await browser.post(f"{path}/edit", said)).status == 303
    page = (await client.page(f"{path}/history")).text
    assert "Text above picture 1" in page
    assert "<del>Low</del><ins>High</ins> water" in page
    assert "How the pictures stand together changed." in page
    gone = {**said, f"gone{first}": "1"}
    assert (await browser.post(f"{path}/edit", gone)).status == 303
    page = (await client.page(f"{path}/history")).text
    assert "Text above a picture that was removed" in page
    assert "<del>High water</del>" in page


async def test_a_move_without_scripts_keeps_what_was_typed(it: Instance, make: Studio, browser: Client) -> None:
    two = [paint.jpeg(paint.painting(seed)) for seed in (1, 2)]
    path = (await publish(make, browser, two, before1="Ebb")).header("location")
    hung = await it.db.read(lambda tx: arranged.hung(tx, path.rpartition("/")[2]))
    first, second = (ident for ident, _ in hung)
    said = {
        "csrf": await make.token(browser),
        "title": "Tide",
        f"before{second}": "Flood",
        f"joined{second}": "compared",
        f"before{first}": "Ebb",
        f"film{second}": VIMEO,
        "move": f"{second} earlier",
    }
    form = (await browser.post(f"{path}/edit", said)).text
    assert re.findall(r'<textarea id="before\w{20,}"[^>]*>\n?([^<]*)<', form) == ["Flood", "Ebb"]
    assert f'value="{VIMEO}"' in form


def test_films_of_pictures_join_the_others_once() -> None:
    form = uploads.Form(
        {"film1": (f"{VIMEO} Here",), "film2": (TUBE,), "film3": (VIMEO,), "films": (TUBE,), "film4": ("nothing",)}
    )
    found, strange = filling.films_below(form)
    assert [(each.address, each.name) for each in found] == [(VIMEO, "Here"), (TUBE, "")]
    assert list(strange) == ["film4"]


def test_typed_fields_leave_placed_films_out_of_the_others() -> None:
    hung = [(MediaId("a"), Part(film=VIMEO)), (MediaId("b"), Part("x", Joined.BESIDE, film="https://vimeo.com/1"))]
    values = arranging.typed(hung, Stated(films=known(VIMEO, TUBE)))
    assert values["filma"] == VIMEO
    assert values["filmb"] == ""
    assert values["films"] == TUBE
    assert (values["beforeb"], values["joinedb"]) == ("x", "beside")


def sized(ident: str, width: int, height: int, sample: Media) -> Media:
    return replace(
        sample, id=MediaId(ident), renditions=tuple(replace(r, width=width, height=height) for r in sample.renditions)
    )


async def test_a_row_of_four_has_two_lines_and_equal_heights(it: Instance, make: Studio, maren: Person) -> None:
    sample = (await make.picture(maren.actor, await make.work(maren.actor))).media
    four = [sized(str(n), width, 1000, sample) for n, width in enumerate((700, 1500, 1000, 2000))]
    hung = [(each.id, PLAIN if each is four[0] else ROW) for each in four]
    found = arranging.project(four, ("", hung), NOTHING)
    assert found is not None
    (block,) = found.blocks
    assert [len(line) for line in block.lines] == [2, 2]
    assert {placed.height for line in block.lines for placed in line} == {arranging.HIGH}
    assert block.lines[1][1].sizes.startswith("(min-width: 106rem) min(")
    three = arranging.project(four[:3], ("", hung[:3]), NOTHING)
    assert three is not None
    assert [len(line) for line in three.blocks[0].lines] == [3]


@pytest.mark.parametrize(("heights", "expected"), [((1000, 900), 820), ((1000, 600), 600), ((1000, 100), 360)])
async def test_a_row_is_as_high_as_its_lowest_picture_unless_that_is_very_small(
    make: Studio, maren: Person, heights: tuple[int, int], expected: int
) -> None:
    sample = (await make.picture(maren.actor, await make.work(maren.actor))).media
    two = [sized(str(n), 800, height, sample) for n, height in enumerate(heights)]
    found = arranging.project(two, ("", [(two[0].id, PLAIN), (two[1].id, ROW)]), NOTHING)
    assert found is not None
    assert {placed.height for line in found.blocks[0].lines for placed in line} == {expected}


async def test_a_work_of_twenty_pictures_fits_into_one_form(
    it: Instance, make: Studio, maren: Person, browser: Client
) -> None:
    work, _ = await hang(it, make, maren, *[words("x")] * MAX_PICTURES)
    form = (await browser.page(f"/works/{work.id}/edit")).text
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', form)
    per_picture = len(names) / MAX_PICTURES
    assert per_picture > 10, "every picture has its fields"
    assert len(names) + MAX_PICTURES * len(Said) <= uploads.MAX_FIELDS, "with everything ticked that files may say"
