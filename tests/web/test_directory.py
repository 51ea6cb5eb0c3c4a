"""The list of artists and its filters, the form behind it, and what the artist's page makes of it."""

import re
from datetime import date

import pytest

from fedart.domain.practice import Open, Opening, Practice, today
from fedart.domain.stated import Stated
from fedart.instance import Instance
from fedart.storage import actors, practice, stated
from tests.support.client import Answer, Client
from tests.support.instance import Clock, Person, Studio

SAID = Practice(
    "Ink <and> weather", "she", "Tromsø", ("Painter", "Comics artist"), (Open(Opening.COMMISSIONS, date(2099, 12, 31)),)
)


async def artist(it: Instance, make: Studio, name: str, said: Practice) -> Person:
    person = await make.person(name)
    await make.picture(person.actor, await make.work(person.actor))
    await it.db.write(lambda tx: practice.put(tx, person.actor.id, said))
    return person


@pytest.fixture
async def town(it: Instance, make: Studio, maren: Person) -> None:
    await make.picture(maren.actor, await make.work(maren.actor))
    await it.db.write(lambda tx: practice.put(tx, maren.actor.id, SAID))
    await artist(it, make, "joost", Practice(roles=("Animator",), place="Kiel"))


def listed(answer: Answer) -> list[str]:
    assert answer.status == 200
    return re.findall(r'<a class="hit" href="/@(\w+)"', answer.text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["joost", "maren"]),
        ("?role=Painter", ["maren"]),
        ("?role=painter", ["maren"]),
        ("?open=commissions", ["maren"]),
        ("?open=nonsense", ["joost", "maren"]),
        ("?place=kiel", ["joost"]),
        ("?q=weather", ["maren"]),
        ("?role=Painter&open=commissions&place=troms&q=ink", ["maren"]),
        ("?role=Painter&place=Kiel", []),
        ("?role=&open=&place=&q=", ["joost", "maren"]),
    ],
)
@pytest.mark.usefixtures("town")
async def test_each_set_of_filters_is_an_address(client: Client, query: str, found: list[str]) -> None:
    answer = await client.page(f"/artists{query}")
    assert listed(answer) == found
    assert ("noindex" in answer.text) is (len(found) < 2)


@pytest.mark.usefixtures("town")
async def test_what_is_set_can_be_taken_off_one_by_one(client: Client) -> None:
    text = (await client.page("/artists?role=painter&open=commissions&q=%3Cb%3E")).text
    assert 'href="/artists?open=commissions&amp;q=%3Cb%3E" aria-label="Without Painter"' in text
    assert 'href="/artists?role=Painter&amp;q=%3Cb%3E" aria-label="Without Open for commissions"' in text
    assert 'href="/artists?role=Painter&amp;open=commissions" aria-label="Without &lt;b&gt;"' in text
    assert "Nobody fits all of that" in text
    assert '<option value="Painter" selected>' in text
    assert '<option value="commissions" selected>' in text
    assert 'value="&lt;b&gt;"' in text


@pytest.mark.usefixtures("town")
async def test_tags_set_a_filter_beside_those_that_are_set(client: Client) -> None:
    text = (await client.page("/artists?open=commissions")).text
    assert '<a class="tag" href="/artists?open=commissions&amp;role=Animator">Animator</a>' in text
    assert '<a class="tag" href="/artists" aria-current="true">Open for commissions</a>' in text
    assert '<a class="tag" href="/artists" aria-current="true">Everyone</a>' in (await client.page("/artists")).text


async def test_pages_keep_the_filters(
    monkeypatch: pytest.MonkeyPatch, client: Client, it: Instance, make: Studio
) -> None:
    monkeypatch.setattr("fedart.web.directory.ARTISTS", 2)
    for name in ("ada", "bo", "cleo"):
        await artist(it, make, name, Practice(roles=("Painter",)))
    await artist(it, make, "dan", Practice())
    first = await client.page("/artists?role=Painter")
    assert listed(first) == ["ada", "bo"]
    more = re.search(r'<nav class="more".*?href="([^"]+)"', first.text)
    assert more
    assert listed(await client.page(more[1].replace("&amp;", "&"))) == ["cleo"]
    assert listed(await client.page("/artists?after=nonsense")) == ["ada", "bo"]


async def test_what_lapsed_leaves_every_page_by_itself(
    client: Client, it: Instance, make: Studio, maren: Person, clock: Clock
) -> None:
    await make.picture(maren.actor, await make.work(maren.actor))
    last = today(clock.now)
    said = Practice(openings=(Open(Opening.COMMISSIONS, last),))
    await it.db.write(lambda tx: practice.put(tx, maren.actor.id, said))
    assert listed(await client.page("/artists?open=commissions")) == ["maren"]
    assert "Open for commissions until" in (await client.page("/@maren")).text
    clock.advance(2 * 86_400)
    await it.db.write(lambda tx: actors.touch(tx, maren.actor.id, clock.now))
    assert listed(await client.page("/artists?open=commissions")) == []
    assert "Open for commissions until" not in (await client.page("/@maren")).text


@pytest.mark.usefixtures("town")
async def test_the_artists_page_introduces_them(client: Client, it: Instance, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await it.db.write(lambda tx: stated.put(tx, work.id, Stated(software=("Clip <Studio>",))))
    head = (await client.page("/@maren")).text
    assert '<p class="headline" dir="auto">Ink &lt;and&gt; weather</p>' in head
    assert '<a class="tag" href="/artists?role=Comics%20artist">Comics artist</a>' in head
    assert "Open for commissions until 31 December 2099" in head
    assert '"jobTitle": ["Painter", "Comics artist"]' in head
    about = (await client.page("/@maren/about")).text
    assert '<a class="link" href="/artists?place=Troms%C3%B8" dir="auto">Tromsø</a>' in about
    assert '<dt>Pronouns</dt><dd dir="auto">she</dd>' in about
    assert '<a class="tag" href="/works?software=clip%20%3Cstudio%3E" dir="auto">Clip &lt;Studio&gt;</a>' in about
    bare = (await client.page("/@joost/about")).text
    assert ("Pronouns" in bare, "Software" in bare, "Open for" in bare) == (False, False, False)


@pytest.mark.parametrize("path", ["/@maren", "/@maren/posts", "/@maren/albums"])
@pytest.mark.usefixtures("town")
async def test_every_face_has_the_roles(client: Client, path: str) -> None:
    assert "?role=Painter" in (await client.page(path)).text


# the form


async def test_what_is_typed_is_stored_and_shown_again(browser: Client, client: Client, make: Studio) -> None:
    fields = [
        ("csrf", await make.token(browser)),
        ("headline", "Ink and weather"),
        ("pronouns", "they"),
        ("place", "Kiel"),
        ("roles", "Painter"),
        ("roles", "Animator"),
        ("open-commissions", "1"),
        ("until-commissions", "2099-12-31"),
        ("until-contract", "2099-12-31"),
    ]
    done = await browser.upload("/settings/work", fields, [])
    assert done.header("location") == "/settings/work?saved"
    text = (await browser.page("/settings/work?saved")).text
    assert 'value="Ink and weather"' in text
    assert re.findall(r'name="roles" value="(\w+)" checked', text) == ["Painter", "Animator"]
    assert re.findall(r'name="open-([\w-]+)" value="1" checked', text) == ["commissions"]
    assert 'name="until-commissions" value="2099-12-31"' in text
    assert 'name="until-contract" value=""' in text
    assert 'role="status"' in text
    assert "Ink and weather" in (await client.page("/@maren")).text


async def test_mistakes_are_named_and_nothing_typed_is_lost(browser: Client, make: Studio) -> None:
    names = ("Painter", "Animator", "Sculptor", "Curator", "Writer", "Teacher")
    fields = [
        ("csrf", await make.token(browser)),
        ("headline", "x" * 81),
        *(("roles", name) for name in names),
        ("open-contract", "1"),
        ("until-contract", "2001-01-01"),
    ]
    answer = await browser.upload("/settings/work", fields, [])
    assert answer.status == 422
    assert 'id="headline-error"' in answer.text
    assert 'id="roles-error"' in answer.text
    assert 'id="until-contract-error"' in answer.text
    assert 'value="2001-01-01"' in answer.text
    assert len(re.findall(r'name="roles" value="\w+" checked', answer.text)) == len(names)


async def test_the_form_is_for_people_who_are_signed_in(client: Client) -> None:
    assert (await client.page("/settings/work")).header("location").startswith("/sign-in")
