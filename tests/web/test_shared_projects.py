"""Projects behind secret links, of an album and of a draft: the same blocks as on the work's page, leading nowhere."""

import re
from collections.abc import Sequence
from dataclasses import replace

import orjson
import pytest

from fedart.domain.actor import Viewer
from fedart.domain.album import AlbumForm
from fedart.domain.arranged import PLAIN, Joined, Part
from fedart.domain.films import film
from fedart.domain.stated import NOTHING
from fedart.domain.work import Visibility
from fedart.instance import Instance
from fedart.services import album_links as links
from fedart.services import albums as services
from fedart.services import looks
from fedart.storage import arranged, media, stated, works
from fedart.storage.database import Tx
from tests.support.client import Answer, Client
from tests.support.drafting import Desk, png
from tests.support.instance import Person, Studio

PAIR, ROW = Part(joined=Joined.COMPARED), Part(joined=Joined.BESIDE)
VIMEO = "https://vimeo.com/76979871"


def words(text: str) -> Part:
    return Part(text, html=f"<p>{text}</p>")


def flow(answer: Answer) -> list[str]:
    """The blocks of a project on a page, in order, by their class."""
    text = answer.text.partition('class="flow"')[2].partition('class="wrap stagebar"')[0]
    return re.findall(r'<(?:div|ul|header) class="(plate|prose|stage|row|pair|films)\b', text)


async def behind_a_link(it: Instance, make: Studio, by: Person, parts: Sequence[Part], warning: str = "") -> str:
    """The page of a work for followers, with a picture for each part, in an album behind a link."""
    viewer = Viewer(by.account, by.actor, "")
    album = await services.make(it, viewer, AlbumForm("For a client", closed=True))
    work = await make.work(by.actor, visibility=Visibility.FOLLOWERS)
    hung = [await make.picture(by.actor, work) for _ in parts]

    def store(tx: Tx) -> None:
        for position, (owned, part) in enumerate(zip(hung, parts, strict=True)):
            media.hang(tx, owned.media.id, work.id, position)
            arranged.put(tx, owned.media.id, part)
        works.edit(tx, replace(work, content=arranged.settle(tx, work.id, work.content), warning=warning))
        found = [film(part.film, "The making of") for part in parts if part.film]
        stated.put(tx, work.id, replace(NOTHING, films=tuple(each for each in found if each)))

    await it.db.write(store)
    await services.put(it, viewer, album, [work.id])
    link = (await links.make(it, viewer, album, "", 7)).removeprefix(it.config.instance.origin)
    return f"{link}/{work.id}"


async def test_a_project_looks_behind_a_link_as_on_its_own_page(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    parts = [PLAIN, words("Then"), ROW, words("Twice"), PAIR, Part(film=VIMEO)]
    page = await client.page(await behind_a_link(it, make, maren, parts))
    assert page.status == 200
    assert flow(page) == ["plate", "prose", "stage", "prose", "row", "prose", "pair", "stage", "films"]
    assert "project.css" in page.text
    assert "compare.js" in page.text
    body = page.text.partition("<main")[2]
    assert body.count("Seen from the pier.") == 1
    assert f'href="{VIMEO}" rel="nofollow noopener noreferrer ugc"' in body
    assert "The making of" in body
    assert "/view/" not in body
    assert "/play/" not in body
    sources = re.findall(r'<img src="(/media/[^"]+)"', body)
    assert len(sources) == 6
    assert all("ticket=" in source for source in sources)
    assert (await client.get(sources[2])).status == 200


async def test_a_work_of_which_nothing_is_said_looks_behind_a_link_as_ever(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    page = await client.page(await behind_a_link(it, make, maren, [PLAIN, Part(film="")]))
    assert page.text.count('class="stage') == 2
    assert 'class="flow"' not in page.text
    assert "project.css" not in page.text
    assert page.text.index('class="stage') < page.text.index('class="plate')


async def test_a_warning_stands_before_the_pictures_of_a_project_behind_a_link(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    page = await client.page(await behind_a_link(it, make, maren, [words("Between"), PLAIN], warning="Deep water"))
    room = page.text.partition('<section class="room')[2].partition("stagebar")[0]
    assert room.index("Seen from the pier.") < room.index("Deep water") < room.index("Between")
    assert room.count("<img") == 2
    assert room.index("<details") < room.index("<img")


@pytest.fixture
def desk(browser: Client, make: Studio) -> Desk:
    return Desk(browser, make)


async def shared_draft(it: Instance, client: Client, desk: Desk, fields: list[tuple[str, str]], pictures: int) -> str:
    """What a draft's link shows once its pictures were judged."""
    sent = [(f"picture{n}", f"{n}.png", png(n)) for n in range(1, pictures + 1)]
    path = await desk.saved([("title", "Dusk"), ("text", "How it began"), *fields], sent)
    made = await desk.press(f"{path}/share")
    link = re.search(r'value="https://gallery\.example(/drafts/shared/[\w-]{43})"', made.text)
    assert link is not None
    await looks.judge(it, orjson.dumps({"draft": path.rpartition("/")[2]}))
    return (await client.page(link[1])).text.partition("<main")[2].partition("</main")[0]


async def test_a_draft_of_a_project_is_shown_as_one(client: Client, it: Instance, desk: Desk) -> None:
    fields = [
        ("before2", "*Then* <script>"),
        ("joined3", "beside"),
        ("alt3", "A rail"),
        ("before4", "Twice"),
        ("joined5", "compared"),
        ("film5", f"{VIMEO} The making of"),
    ]
    text = await shared_draft(it, client, desk, fields, 5)
    found = re.findall(r"How it began|<img|<em>Then</em>|>Twice<|Before|After|The making of|class=\"abreast\"", text)
    assert found == [
        "How it began",
        'class="abreast"',
        "<img",
        "<em>Then</em>",
        'class="abreast"',
        "<img",
        "<img",
        ">Twice<",
        'class="abreast"',
        "<img",
        "Before",
        "<img",
        "After",
        "The making of",
    ]
    assert "<script>" not in text
    assert 'alt="A rail"' in text


async def test_in_a_plain_draft_the_words_stand_below_the_pictures(client: Client, it: Instance, desk: Desk) -> None:
    text = await shared_draft(it, client, desk, [], 2)
    assert text.rindex("<img") < text.index("How it began")
