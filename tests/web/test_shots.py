"""The pictures of a published work on its edit page: order, other files, more and fewer; and what history says."""

import re
from collections.abc import Sequence

import pytest

from fedart.domain.ids import MediaId
from fedart.domain.media import Media, MediaState
from fedart.domain.said import Said
from fedart.domain.work import MAX_PICTURES
from fedart.instance import Instance
from fedart.storage import media
from fedart.storage.versions import Version
from fedart.web import history, shots
from fedart.web.uploads import Form
from tests.support import paint, pictures
from tests.support.client import Answer, Client
from tests.support.instance import Clock, Studio

Fields = list[tuple[str, str]]
Files = list[tuple[str, str, bytes]]


async def publish(make: Studio, browser: Client, several: int) -> str:
    """The id of a work with that many pictures, described as 1, 2, …"""
    said = [("csrf", await make.token(browser)), ("title", "Tide"), ("visibility", "public")]
    said += [(f"alt{n}", f"alt {n}") for n in range(1, several + 1)]
    sent = [(f"picture{n}", f"{n}.jpg", paint.jpeg(paint.painting(n))) for n in range(1, several + 1)]
    answer = await browser.upload("/publish", said, sent)
    assert answer.status == 303, answer.text
    return answer.header("location").rpartition("/")[2]


async def send(make: Studio, browser: Client, work: str, fields: Fields, sent: Files | None = None) -> Answer:
    said = [("csrf", await make.token(browser)), ("title", "Tide"), *fields]
    return await browser.upload(f"/works/{work}/edit", said, sent or [])


async def hung(it: Instance, work: str) -> list[Media]:
    return await it.db.read(lambda tx: media.by_work(tx, work))


def order(answer: Answer) -> list[str]:
    """The pictures of the edit page, in their order."""
    return re.findall(r'<fieldset class="shot" id="shot(\w{20,})"', answer.text)


async def test_a_typed_number_moves_a_picture(browser: Client, it: Instance, make: Studio) -> None:
    work = await publish(make, browser, 3)
    first, second, third = [m.id for m in await hung(it, work)]
    answer = await send(make, browser, work, [(f"was{third}", "3"), (f"place{third}", "1")])
    assert answer.status == 303, answer.text
    assert [m.id for m in await hung(it, work)] == [third, first, second]


async def test_a_button_moves_a_picture_and_keeps_what_was_typed_until_it_is_saved(
    browser: Client, it: Instance, make: Studio
) -> None:
    work = await publish(make, browser, 3)
    first, second, third = [m.id for m in await hung(it, work)]
    numbers = [(f"{name}{m}", str(n)) for n, m in enumerate((first, second, third), 1) for name in ("was", "place")]
    typed = [*numbers, ("text", "Typed words"), (f"alt{second}", "Other words"), (f"gone{third}", "1")]
    page = await send(make, browser, work, [*typed, ("move", f"{second} earlier")])
    assert page.status == 200
    assert order(page) == [second, first, third]
    assert "Typed words" in page.text
    assert "Other words" in page.text
    assert f'name="gone{third}" value="1" checked' in page.text
    assert re.search(rf'name="place{second}"[^>]*value="1"', page.text)
    assert re.search(r'aria-label="Picture 1: earlier" disabled', page.text)
    assert [m.id for m in await hung(it, work)] == [first, second, third], "nothing is stored before the form is"
    places = [("was", second, "1"), ("was", first, "2"), ("place", second, "1"), ("place", first, "2")]
    assert (await send(make, browser, work, [(f"{n}{m}", v) for n, m, v in places])).status == 303
    assert [m.id for m in await hung(it, work)] == [second, first, third]


@pytest.mark.parametrize("move", ["earlier", "x earlier", "{first} earlier", "{first} sideways", "{third} later", ""])
async def test_a_move_that_leads_nowhere_changes_nothing(
    browser: Client, it: Instance, make: Studio, move: str
) -> None:
    work = await publish(make, browser, 3)
    first, second, third = [m.id for m in await hung(it, work)]
    answer = await send(make, browser, work, [("move", move.format(first=first, third=third))])
    assert answer.status == (200 if move else 303)
    assert [m.id for m in await hung(it, work)] == [first, second, third]


async def test_a_file_is_replaced_and_history_says_so(
    browser: Client, client: Client, it: Instance, make: Studio, clock: Clock
) -> None:
    work = await publish(make, browser, 2)
    first, second = await hung(it, work)
    clock.advance(60)
    new = [(f"file{first.id}", "new.png", paint.png(paint.painting(9)))]
    answer = await send(make, browser, work, [(f"alt{first.id}", "alt 1"), (f"saidasked{first.id}", "1")], new)
    assert (answer.status, answer.header("location")) == (303, f"/works/{work}")
    there = await hung(it, work)
    assert there[0].id != first.id
    assert (there[0].alt, there[1].id) == ("alt 1", second.id)
    page = await client.page(f"/works/{work}")
    assert f"/media/{there[0].id}/" in page.text
    assert f"/media/{first.id}/" not in page.text
    told = (await client.page(f"/works/{work}/history")).text
    assert "<p>Picture 1 was replaced.</p>" in told
    assert "Not in its words" not in told
    assert "Description" not in told


async def test_a_replacement_that_waits_leads_to_its_report_and_is_named_on_the_form(
    browser: Client, client: Client, it: Instance, make: Studio
) -> None:
    work = await publish(make, browser, 1)
    [first] = await hung(it, work)
    data = pictures.with_signal("a1111-png")
    answer = await send(make, browser, work, [], [(f"file{first.id}", "new.png", data)])
    report = answer.header("location")
    assert re.fullmatch(r"/held/[0-9a-z]{26}", report)
    assert (await browser.page(report)).status == 200
    form = (await browser.page(f"/works/{work}/edit")).text
    assert f'href="{report}">waits for a person</a>' in form
    page = (await client.page(f"/works/{work}")).text
    assert f"/media/{first.id}/" in page
    assert report.rpartition("/")[2] not in page, "nobody else hears of it"
    assert (await client.page(f"/media/{report.rpartition('/')[2]}/640.webp")).status == 404


async def test_pictures_come_and_go_and_history_says_so(
    browser: Client, client: Client, it: Instance, make: Studio, clock: Clock
) -> None:
    work = await publish(make, browser, 2)
    first, second = await hung(it, work)
    clock.advance(60)
    more = [("picture1", "a.png", paint.png(paint.painting(7))), ("picture3", "b.png", paint.png(paint.painting(8)))]
    fields = [(f"gone{first.id}", "1"), (f"alt{second.id}", "alt 2"), ("alt1", "Seventh"), ("alt3", "Eighth")]
    answer = await send(make, browser, work, fields, more)
    assert answer.status == 303, answer.text
    assert [m.alt for m in await hung(it, work)] == ["alt 2", "Seventh", "Eighth"]
    told = (await client.page(f"/works/{work}/history")).text
    for sentence in ("Picture 2 was added.", "Picture 3 was added.", "Picture 1 was removed."):
        assert sentence in told
    assert "order" not in told


async def test_mistakes_come_back_in_their_fields_with_everything_typed(
    browser: Client, it: Instance, make: Studio
) -> None:
    work = await publish(make, browser, 1)
    [first] = await hung(it, work)
    sent = [(f"file{first.id}", "notes.png", b"no picture"), ("picture2", "more.png", b"no picture either")]
    answer = await send(make, browser, work, [("text", "Typed words"), ("alt2", "Second")], sent)
    assert answer.status == 422
    for name in (f"file{first.id}", "picture2"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text
    assert "Typed words" in answer.text
    assert "Second</textarea>" in answer.text
    assert "please choose the files again" in answer.text
    assert "data-add open" in answer.text
    last = await send(make, browser, work, [(f"gone{first.id}", "1")])
    assert last.status == 422
    assert "One picture has to stay" in last.text


async def test_files_over_the_limit_and_too_many_are_named(browser: Client, it: Instance, make: Studio) -> None:
    work = await publish(make, browser, 1)
    [first] = await hung(it, work)
    large = b"x" * (it.config.media.max_bytes + 1)
    for name in (f"file{first.id}", "picture1"):
        answer = await send(make, browser, work, [], [(name, "large.png", large)])
        assert answer.status == 422
        assert f'id="{name}-error"' in answer.text
        assert "large.png is larger than 16 MB" in answer.text
    many = [("picture1", f"{n}.png", b"x") for n in range(MAX_PICTURES + 1)]
    answer = await send(make, browser, work, [], many)
    assert f"up to {MAX_PICTURES} files at once" in answer.text


async def test_a_form_with_every_field_of_twenty_pictures_is_read(browser: Client, it: Instance, make: Studio) -> None:
    work = await publish(make, browser, MAX_PICTURES)
    page = (await browser.page(f"/works/{work}/edit")).text
    names = re.findall(r'name="([^"]+)"', page)
    fields = [(name, "1") for name in names if re.match("was|place|alt|focus", name)]
    fields += [(f"said{m.id}", fact) for m in await hung(it, work) for fact in Said]
    assert len(fields) == MAX_PICTURES * 12
    assert (await send(make, browser, work, fields)).status == 303
    assert "data-add" not in page, "there is no place left"
    assert len(await hung(it, work)) == MAX_PICTURES


def picture(ident: str) -> Media:
    return Media(MediaId(ident), 0, "", (0.0, 0.0), MediaState.KEPT, "", None, (), None, "")


@pytest.mark.parametrize("typed", ["", "x", "-1", "1e3", "²", "99999999999999999999"])
def test_what_is_no_number_leaves_a_picture_where_it_is(typed: str) -> None:
    there = [picture("a"), picture("b")]
    found = shots.ordered(Form({"wasb": ("2",), "placeb": (typed,)}), there)
    assert [m.id for m in found] == ["a", "b"]
    assert [m.id for m in shots.ordered(Form({"wasb": ("2",), "placeb": ("1",)}), there)] == ["b", "a"]


def version(pictures_of: str, alts: Sequence[str] = ()) -> Version:
    return Version("T", "", "", (), tuple(alts or pictures_of), 0, tuple(pictures_of))


@pytest.mark.parametrize(
    ("before", "after", "origins", "told"),
    [
        ("ab", "ab", {}, []),
        ("ab", "ba", {}, ["The order of the pictures changed."]),
        ("ab", "cb", {"c": "a"}, ["Picture 1 was replaced."]),
        ("ab", "db", {"d": "c", "c": "a"}, ["Picture 1 was replaced."]),
        ("ab", "bc", {"c": "a"}, ["Picture 2 was replaced.", "The order of the pictures changed."]),
        ("ab", "a", {}, ["Picture 2 was removed."]),
        ("a", "ab", {}, ["Picture 2 was added."]),
        ("", "ab", {}, []),
    ],
)
def test_history_tells_what_became_of_the_pictures(
    before: str, after: str, origins: dict[str, str], told: list[str]
) -> None:
    [edit] = history.edits([version(after), version(before)], origins)
    assert list(edit.pictures) == told


def test_descriptions_are_compared_picture_by_picture() -> None:
    [moved] = history.edits([version("ba", ["pier", "ferry"]), version("ab", ["ferry", "pier"])])
    assert moved.changes == ()
    [changed] = history.edits([version("ba", ["pier", "boat"]), version("ab", ["ferry", "pier"])])
    assert [change.label for change in changed.changes] == ["Description of picture 2"]
