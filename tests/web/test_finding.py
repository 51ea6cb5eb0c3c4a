"""Works found by words and filters: each set is an address, and nothing is found that lists do not show."""

import re
from dataclasses import replace

import pytest

from fedart.domain.stated import Licence, Process, Stated
from fedart.domain.work import Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import removal
from fedart.storage import sought, stated, works
from fedart.storage.database import Tx
from fedart.web import finding
from tests.support import paint
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio


def titles(answer: Answer) -> list[str]:
    """What hangs on the wall, in order."""
    return re.findall(r"<cite[^>]*>([^<]*)</cite>", answer.text)


async def hang(
    it: Instance,
    make: Studio,
    by: Person,
    title: str,
    known: Stated,
    visibility: Visibility = Visibility.PUBLIC,
    state: WorkState = WorkState.LIVE,
) -> Work:
    """A work with a picture, about which that is stated."""
    work = await make.work(by.actor, title=title, visibility=visibility, state=state)
    await make.picture(by.actor, work)

    def store(tx: Tx) -> None:
        stated.put(tx, work.id, known)
        sought.refresh(tx, work, known)

    await it.db.write(store)
    return work


@pytest.fixture
async def walls(it: Instance, make: Studio, maren: Person) -> dict[str, Work]:
    """Three works by Maren, the oldest first."""
    stated_ = {
        "Morning tide": Stated(medium=("Oil",), subject=("Sea",), licence=Licence.CC_BY, process=Process.HUMAN),
        "Evening tide": Stated(medium=("Ink", "Digital painting"), subject=("Sea",), software=("Krita",)),
        "Étude": Stated(medium=("Oil",), subject=("Still life",), process=Process.ASSISTED),
    }
    return {title: await hang(it, make, maren, title, known) for title, known in stated_.items()}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Étude", "Evening tide", "Morning tide"]),
        ("?q=tide", ["Evening tide", "Morning tide"]),
        ("?q=TIDE+morning", ["Morning tide"]),
        ("?q=tid", ["Evening tide", "Morning tide"]),
        ("?q=etude", ["Étude"]),
        ("?q=oil", ["Étude", "Morning tide"]),
        ("?q=ferry", ["Étude", "Evening tide", "Morning tide"]),
        ("?q=pier", ["Étude", "Evening tide", "Morning tide"]),
        ("?q=dusk", ["Étude", "Evening tide", "Morning tide"]),
        ("?q=nothing", []),
        ("?q=%22", []),
        ("?q=tide+OR+etude", []),
        ("?q=tide%22+NEAR(", []),
        ("?medium=oil", ["Étude", "Morning tide"]),
        ("?medium=OIL&subject=sea", ["Morning tide"]),
        ("?subject=sea", ["Evening tide", "Morning tide"]),
        ("?software=krita", ["Evening tide"]),
        ("?software=krita&q=morning", []),
        ("?q=tide&medium=oil", ["Morning tide"]),
        ("?licence=open", ["Morning tide"]),
        ("?licence=cc-by-4.0", ["Morning tide"]),
        ("?licence=cc0-1.0", []),
        ("?licence=what", ["Étude", "Evening tide", "Morning tide"]),
        ("?process=human", ["Morning tide"]),
        ("?shape=wide", ["Étude", "Evening tide", "Morning tide"]),
        ("?shape=tall", []),
        ("?shape=round", ["Étude", "Evening tide", "Morning tide"]),
    ],
)
async def test_words_and_filters_find_what_fits_all_of_them(
    client: Client, walls: dict[str, Work], query: str, found: list[str]
) -> None:
    answer = await client.page(f"/works{query}")
    assert answer.status == 200
    assert titles(answer) == found
    assert ("Nothing hangs here that fits" in answer.text) == (not found)


async def test_what_lists_do_not_show_is_never_found(
    client: Client, it: Instance, make: Studio, maren: Person, walls: dict[str, Work]
) -> None:
    browser = await make.signed_in(client, maren)
    for visibility, state in (
        (Visibility.QUIET, WorkState.LIVE),
        (Visibility.LOCAL, WorkState.LIVE),
        (Visibility.FOLLOWERS, WorkState.LIVE),
        (Visibility.DIRECT, WorkState.LIVE),
        (Visibility.PUBLIC, WorkState.HELD),
    ):
        await hang(it, make, maren, "Secret tide", Stated(medium=("Oil",)), visibility, state)
        for who in (client, browser):
            assert titles(await who.page("/works?q=tide")) == ["Evening tide", "Morning tide"], visibility
            assert "Secret tide" not in (await who.page("/works?medium=oil")).text, visibility


async def test_a_deleted_work_is_found_no_more(client: Client, it: Instance, walls: dict[str, Work]) -> None:
    await it.db.write(lambda tx: removal.remove(tx, walls["Evening tide"], it.clock()))
    assert titles(await client.page("/works?q=tide")) == ["Morning tide"]
    assert titles(await client.page("/works?subject=sea")) == ["Morning tide"]


async def test_a_suspended_artist_is_found_no_more(
    client: Client, it: Instance, maren: Person, walls: dict[str, Work]
) -> None:
    assert titles(await client.page("/works?q=tide"))
    await it.db.write(lambda tx: tx.run("UPDATE actors SET suspended = 1 WHERE id = :id", id=maren.actor.id))
    for query in ("", "?q=tide", "?medium=oil"):
        assert titles(await client.page(f"/works{query}")) == []


async def test_pages_lead_on_without_loss_or_repetition(
    client: Client, it: Instance, make: Studio, maren: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WORKS", 2)
    for number in range(5):
        await hang(it, make, maren, f"Tide {number}", Stated(medium=("Oil",)))
    for start in ("/works", "/works?q=tide", "/works?medium=oil", "/works?q=tide&medium=oil"):
        seen, path = [], start
        while path:
            answer = await client.page(path)
            seen += titles(answer)
            more = re.search(r'<nav class="more"[^>]*><a class="btn" href="([^"]*)"', answer.text)
            path = "/works" + more[1].replace("&amp;", "&") if more else ""
        assert seen == [f"Tide {number}" for number in (4, 3, 2, 1, 0)], start


async def test_what_is_published_edited_and_deleted_is_found_by_its_words(
    client: Client, it: Instance, make: Studio, browser: Client
) -> None:
    token = await make.token(browser)
    fields = [("csrf", token), ("title", "Harbour"), ("stated", "1"), ("medium", "Linocut"), ("alt1", "Two gulls")]
    answer = await browser.upload("/publish", fields, [("picture1", "a.jpg", paint.jpeg())])
    work = answer.header("location")
    for words in ("harbour", "linocut", "gulls"):
        assert titles(await client.page(f"/works?q={words}")) == ["Harbour"], words
    await browser.post(f"{work}/edit", {"csrf": token, "title": "Quay", "stated": "1", "medium": "Woodcut"})
    for words, found in (("harbour", []), ("linocut", []), ("quay", ["Quay"]), ("woodcut", ["Quay"])):
        assert titles(await client.page(f"/works?q={words}")) == found, words
    await browser.post(f"{work}/delete", {"csrf": token})
    assert titles(await client.page("/works?q=quay")) == []


async def test_the_form_offers_the_words_that_works_have_and_keeps_what_is_set(
    client: Client, walls: dict[str, Work]
) -> None:
    page = (await client.page("/works?medium=oil&q=tide&shape=wide")).text
    offered = re.search(r'<select id="medium".*?</select>', page)
    assert offered
    assert re.findall(r">([^<]+)</option>", offered[0]) == ["Any technique", "Digital painting", "Ink", "Oil"]
    assert '<option value="oil" selected>Oil</option>' in page
    assert '<option value="wide" selected>' in page
    assert 'value="tide"' in page
    without = dict(re.findall(r'href="/works\?([^"]*)" aria-label="Without ([^"]*)"', page))
    assert without == {
        "medium=oil&amp;shape=wide": "“tide”",
        "q=tide&amp;shape=wide": "Oil",
        "q=tide&amp;medium=oil": "Wide",
    }


async def test_a_word_that_nobody_uses_stays_in_the_form(client: Client, walls: dict[str, Work]) -> None:
    page = (await client.page("/works?medium=%3Cb%3Efresco")).text
    assert "&lt;b&gt;fresco" in page
    assert "<b>fresco" not in page


async def test_labels_name_the_year_that_the_artist_states(
    client: Client, it: Instance, make: Studio, maren: Person, walls: dict[str, Work]
) -> None:
    await hang(it, make, maren, "Old quay", Stated(year="1987–88", subject=("Sea",)))
    for path in ("/works", "/works?q=quay", "/works?subject=sea", "/@maren", "/tags/ferry", "/search?q=quay"):
        assert re.search(r"Old quay</cite>, 1987–88", (await client.page(path)).text), path
    assert re.search(r"Étude</cite>, 20\d\d", (await client.page("/works")).text)


async def test_a_work_that_changes_its_words_keeps_its_place(
    client: Client, it: Instance, walls: dict[str, Work]
) -> None:
    first = replace(walls["Morning tide"], title="Morning tide, again")

    def change(tx: Tx) -> None:
        works.edit(tx, first)
        sought.refresh(tx, first, stated.of(tx, first.id))

    await it.db.write(change)
    assert titles(await client.page("/works?q=tide")) == ["Evening tide", "Morning tide, again"]
