"""How words changed: each edit with what went and what came, for whoever may see the work."""

import re

import pytest

from fedart.domain.ids import WorkId
from fedart.instance import Instance
from fedart.services import works as services
from fedart.storage import versions
from fedart.web import history
from tests.support import paint
from tests.support.client import Client
from tests.support.instance import Clock, Person, Studio


async def publish(make: Studio, browser: Client, **fields: str) -> str:
    """A work of one picture; its id."""
    said = {"csrf": await make.token(browser), "title": "Tide", "text": "Low water.", "visibility": "public", **fields}
    said["alt1"] = "A pier"
    answer = await browser.upload("/publish", list(said.items()), [("picture1", "tide.jpg", paint.jpeg())])
    assert answer.status == 303
    return answer.header("location").rpartition("/")[2]


async def edit(make: Studio, browser: Client, work: str, **fields: str) -> None:
    said = {"csrf": await make.token(browser), "title": "Tide", "text": "Low water.", **fields}
    assert (await browser.post(f"/works/{work}/edit", said)).status == 303


async def test_each_edit_tells_what_went_and_what_came(
    client: Client, it: Instance, make: Studio, browser: Client, clock: Clock
) -> None:
    work = await publish(make, browser)
    assert (await client.page(f"/works/{work}/history")).status == 404, "never edited"
    assert f"/works/{work}/history" not in (await client.page(f"/works/{work}")).text
    clock.advance(60)
    await edit(make, browser, work, title="Ebb tide", text="Low water, <b>cold</b>.", tags="sea", warning="Wind")
    clock.advance(60)
    picture = next(iter(re.findall(r'name="alt(\w+)"', (await browser.page(f"/works/{work}/edit")).text)))
    await edit(make, browser, work, title="Ebb tide", text="High water.", **{f"alt{picture}": "A long pier"})
    assert f'href="/works/{work}/history"' in (await client.page(f"/works/{work}")).text
    page = (await client.page(f"/works/{work}/history")).text
    newest, oldest = page.split('<h2 class="h3"')[1:]
    assert "<dt lang" in newest
    assert "<del>Low</del><ins>High</ins> water" in newest
    assert "<del>, &lt;b&gt;cold&lt;/b&gt;</del>" in newest
    assert "A <ins>long </ins>pier" in newest
    assert "<del>sea</del>" in newest
    assert "<del>Tide</del><ins>Ebb tide</ins>" in oldest
    assert "<ins>Wind</ins>" in oldest
    assert "Description" not in oldest


async def test_an_edit_that_changes_no_words_says_so(
    client: Client, make: Studio, browser: Client, clock: Clock
) -> None:
    work = await publish(make, browser)
    clock.advance(60)
    await edit(make, browser, work)
    assert "Not in its words." in (await client.page(f"/works/{work}/history")).text


async def test_web_09_the_history_is_for_those_who_may_see_the_work(
    client: Client, make: Studio, browser: Client
) -> None:
    work = await publish(make, browser, visibility="followers")
    await edit(make, browser, work, text="Other words.")
    seen = await browser.page(f"/works/{work}/history")
    assert (seen.status, seen.header("cache-control")) == (200, "private, no-store")
    hidden, never = await client.page(f"/works/{work}/history"), await client.page(f"/works/{'0' * 26}/history")
    assert (hidden.status, hidden.body.replace(work.encode(), b"0" * 26)) == (404, never.body), "but for what was asked"


async def test_nothing_of_a_deleted_work_stays(it: Instance, make: Studio, browser: Client, maren: Person) -> None:
    work = await publish(make, browser)
    await edit(make, browser, work, text="Other words.")
    assert len(await it.db.read(lambda tx: versions.of(tx, work))) == 2
    await services.delete(it, maren.actor.id, WorkId(work))
    assert not await it.db.read(lambda tx: versions.known(tx, work))


async def test_only_the_newest_versions_are_kept(
    it: Instance, make: Studio, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "MOST", 3)
    work = await publish(make, browser)
    for number in range(5):
        await edit(make, browser, work, text=f"Words {number}")
    kept = await it.db.read(lambda tx: versions.of(tx, work))
    assert [each.source for each in kept] == ["Words 4", "Words 3", "Words 2", "Words 1"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ("a b", "a b", [("same", "a b")]),
        ("", "new", [("come", "new")]),
        ("old", "", [("gone", "old")]),
        ("The sea.", "The cold sea", [("same", "The "), ("come", "cold "), ("same", "sea"), ("gone", ".")]),
        ("x " * 3000, "y", [("gone", "x " * 3000), ("come", "y")]),
    ],
)
def test_words_are_compared_one_by_one(old: str, new: str, told: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in history.pieces(old, new)] == told
