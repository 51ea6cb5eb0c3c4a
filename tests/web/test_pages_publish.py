"""Publishing and editing: what a person typed is never lost, and every mistake is named where it was made."""

import re
from collections.abc import Sequence

import pytest

from fedart.domain import tongues
from fedart.domain.media import MediaState
from fedart.domain.work import MAX_PICTURES, Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import filling
from fedart.storage import media, works
from fedart.web.uploads import Form
from tests.support import paint, pictures
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren")


@pytest.fixture
async def browser(client: Client, make: Studio, maren: Person) -> Client:
    """Maren's."""
    return await make.signed_in(client, maren)


async def send(
    make: Studio, browser: Client, fields: Sequence[tuple[str, str]], files: Sequence[tuple[str, str, bytes]] = ()
) -> Answer:
    """Send the form as somebody who has been reminded of descriptions."""
    told = [("csrf", await make.token(browser)), ("reminded", "1"), ("process", "human")]
    return await browser.upload("/publish", [*told, *fields], files)


async def stored(it: Instance, ident: str) -> Work:
    found = await it.db.read(lambda tx: works.by_id(tx, ident))
    assert found is not None
    return found


def value_of(answer: Answer, name: str) -> str:
    found = re.search(rf'<input id="{name}"[^>]*value="([^"]*)"', answer.text)
    assert found is not None
    return found[1]


def area(answer: Answer, name: str) -> str:
    found = re.search(rf'<textarea id="{name}".*?>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert found is not None
    return found[1]


async def test_visitors_are_led_to_the_door_and_back(client: Client) -> None:
    answer = await client.page("/publish")
    assert (answer.status, answer.header("location")) == (303, "/sign-in?next=/publish")


async def test_the_form_has_a_place_for_each_picture_with_its_description(browser: Client) -> None:
    answer = await browser.page("/publish")
    assert answer.status == 200
    for row in range(1, MAX_PICTURES + 1):
        assert f'<input type="file" id="picture{row}"' in answer.text
        assert f'<label for="alt{row}"' in answer.text
    assert f'id="picture{MAX_PICTURES + 1}"' not in answer.text
    assert 'enctype="multipart/form-data"' in answer.text
    assert 'role="alert"' not in answer.text


async def test_the_form_says_how_many_pictures_make_a_work(browser: Client) -> None:
    text = (await browser.page("/publish")).text
    assert re.search(rf"<summary>More pictures of the same work, up to {MAX_PICTURES}\b", text)
    hint = re.search(r'<span class="hint" id="several" data-several hidden>([^<]*)</span>', text)
    assert hint is not None, "hidden until a script makes it true"
    assert hint[1] == f"Up to {MAX_PICTURES} pictures make one work. You can choose several files at once."


async def test_a_work_is_published_with_its_pictures_words_and_places(
    browser: Client, it: Instance, make: Studio
) -> None:
    fields = [
        ("title", "Night ferry"),
        ("text", "In *ink*."),
        ("tags", "ink, night sea"),
        ("visibility", "quiet"),
        ("language", "nb"),
        ("alt1", "Lights on black water"),
        ("alt3", "A rail"),
        ("focusx3", "-0.7"),
        ("focusy3", "0.7"),
    ]
    files = [("picture1", "a.png", paint.png()), ("picture3", "b.jpg", paint.jpeg(paint.painting(2)))]
    answer = await send(make, browser, fields, files)
    assert answer.status == 303, answer.text
    work = await stored(it, answer.header("location").removeprefix("/works/"))
    assert (work.title, work.visibility, work.language) == ("Night ferry", Visibility.QUIET, "nb")
    assert (work.content, work.tags) == ("<p>In <em>ink</em>.</p>", ("ink", "nightsea"))
    shown = await it.db.read(lambda tx: media.by_work(tx, work.id))
    assert [(m.alt, m.focus, m.state) for m in shown] == [
        ("Lights on black water", (0.0, 0.0), MediaState.KEPT),
        ("A rail", (-0.7, 0.7), MediaState.KEPT),
    ]
    page = await browser.page(answer.header("location"))
    assert re.search(r"<source type=\"image/webp\" srcset=\"/media/[^\"]+\.webp 320w", page.text)
    assert page.text.count('class="stage"') == 2
    assert not list((it.config.data / "spool").iterdir()), "nothing of the upload stays behind"


async def test_everything_typed_comes_back_with_what_has_to_change(browser: Client, make: Studio) -> None:
    fields = [
        ("title", ""),
        ("text", "Words with </textarea><b>marks</b>"),
        ("tags", "ink"),
        ("visibility", "followers"),
        ("warning", "Blood"),
        ("sensitive", "1"),
        ("alt2", "The second"),
        ("focusx2", "0.7"),
        ("language", "cy"),
    ]
    answer = await send(make, browser, fields, [("picture2", "a.png", paint.png())])
    assert answer.status == 422
    assert '<a class="link" href="#title">Please give the work a title.' in answer.text
    assert re.search(r'<input id="title"[^>]*aria-invalid="true" aria-describedby="title-error"', answer.text)
    assert 'id="title-error"' in answer.text
    assert area(answer, "text") == "Words with &lt;/textarea&gt;&lt;b&gt;marks&lt;/b&gt;"
    assert area(answer, "alt2") == "The second"
    assert (value_of(answer, "tags"), value_of(answer, "warning")) == ("ink", "Blood")
    assert '<input type="radio" name="visibility" value="followers" checked>' in answer.text
    assert '<input type="checkbox" name="sensitive" value="1" checked>' in answer.text
    assert '<option value="cy" selected>' in answer.text
    assert re.search(r'<select id="focusx2".*?<option value="0\.7" selected>', answer.text, re.DOTALL)
    assert re.search(r'<img src="/drafts/[0-9a-z]{26}/look/[0-9a-z]{26}"', answer.text), "the file is kept"
    assert re.search(r"<details class=\"fold\" data-more open>", answer.text), "what was typed is in view"


async def test_a_form_without_a_picture_asks_for_one(browser: Client, make: Studio) -> None:
    answer = await send(make, browser, [("title", "Dusk")])
    assert answer.status == 422
    assert '<a class="link" href="#picture1">Please choose at least one picture.</a>' in answer.text
    assert "/drafts/" not in answer.text.replace('href="/drafts"', ""), "without a file there is no draft"


async def test_a_file_that_is_no_picture_is_named_in_its_own_row(browser: Client, it: Instance, make: Studio) -> None:
    files = [("picture2", "fine.png", paint.png()), ("picture5", "notes.png", b"not a picture at all")]
    answer = await send(make, browser, [("title", "Dusk")], files)
    assert answer.status == 422
    assert '<a class="link" href="#picture5">notes.png: ' in answer.text
    assert 'id="picture5-error"' in answer.text
    assert 'id="picture2-error"' not in answer.text
    assert await it.db.read(lambda tx: tx.all("SELECT id FROM works")) == []


async def test_every_mistake_is_told_at_once(browser: Client, make: Studio) -> None:
    fields = [("title", ""), ("alt1", "x" * 5_001), ("warning", "x" * 301)]
    answer = await send(make, browser, fields, [("picture1", "a.png", paint.png())])
    assert answer.status == 422
    for name in ("title", "alt1", "warning"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text


async def test_too_many_pictures_are_refused_in_words(browser: Client, make: Studio) -> None:
    files = [("picture1", f"{n}.png", b"x") for n in range(MAX_PICTURES + 1)]
    answer = await send(make, browser, [("title", "Dusk")], files)
    assert answer.status == 422
    assert f"Please choose up to {MAX_PICTURES} pictures." in answer.text


async def test_an_upload_that_says_it_was_generated_leads_to_its_report(
    browser: Client, client: Client, it: Instance, make: Studio
) -> None:
    data = pictures.with_signal("a1111-png")
    answer = await send(make, browser, [("title", "Night water")], [("picture1", "night.png", data)])
    assert answer.status == 303
    assert re.fullmatch(r"/held/[0-9a-z]{26}", answer.header("location"))
    report = await browser.page(answer.header("location"))
    assert "We have paused this picture until someone has looked at it." in report.text
    assert "The file carries the notes of a picture generator" in report.text
    work = (await it.db.read(lambda tx: tx.all("SELECT id, state FROM works")))[0]
    assert work["state"] == WorkState.HELD
    assert (await client.page(f"/works/{work['id']}")).status == 404
    assert (await client.page(answer.header("location"))).status == 303, "visitors are led to the door"


# --- editing and deleting ---------------------------------------------------------------------------------------------


async def test_the_edit_form_holds_the_work_as_it_is(browser: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor, title="Dusk & dawn")
    picture = await make.picture(maren.actor, work)
    answer = await browser.page(f"/works/{work.id}/edit")
    assert value_of(answer, "title") == "Dusk &amp; dawn"
    assert area(answer, "text") == "Seen from the pier."
    assert area(answer, f"alt{picture.media.id}") == "A ferry at dusk"
    assert value_of(answer, "tags") == "ferry"


async def test_an_edit_changes_words_and_descriptions(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor)
    picture = await make.picture(maren.actor, work)
    ident = picture.media.id
    fields = {
        "csrf": await make.token(browser),
        "title": "Dawn",
        "text": "New words",
        "tags": "dawn",
        f"alt{ident}": "A ferry at dawn",
        f"focusx{ident}": "0.7",
        f"focusy{ident}": "0",
    }
    answer = await browser.post(f"/works/{work.id}/edit", fields)
    assert (answer.status, answer.header("location")) == (303, f"/works/{work.id}")
    changed = await stored(it, work.id)
    assert (changed.title, changed.source, changed.tags) == ("Dawn", "New words", ("dawn",))
    (shown,) = await it.db.read(lambda tx: media.by_work(tx, work.id))
    assert (shown.alt, shown.focus) == ("A ferry at dawn", (0.7, 0.0))


@pytest.mark.parametrize(("title", "alt", "wrong"), [("", "fine", "title"), ("Dawn", "x" * 5_001, "alt")])
async def test_a_wrong_edit_comes_back_as_typed(
    browser: Client, it: Instance, make: Studio, maren: Person, title: str, alt: str, wrong: str
) -> None:
    work = await make.work(maren.actor)
    picture = await make.picture(maren.actor, work)
    fields = {
        "csrf": await make.token(browser),
        "title": title,
        "text": "Typed words",
        f"alt{picture.media.id}": alt,
    }
    answer = await browser.post(f"/works/{work.id}/edit", fields)
    assert answer.status == 422
    assert f'id="{wrong if wrong == "title" else f"alt{picture.media.id}"}-error"' in answer.text
    assert area(answer, "text") == "Typed words"
    assert (await stored(it, work.id)).title == "Evening, ferry"


async def test_deleting_asks_first(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    asked = await browser.page(f"/works/{work.id}/delete")
    assert "It cannot be brought back." in asked.text
    assert (await stored(it, work.id)).state is WorkState.LIVE
    done = await browser.post(f"/works/{work.id}/delete", {"csrf": await make.token(browser)})
    assert (done.status, done.header("location")) == (303, "/@maren")
    assert (await stored(it, work.id)).state is WorkState.DELETED


@pytest.mark.parametrize("part", ["edit", "delete"])
async def test_web_10_only_the_artist_edits_and_deletes(
    client: Client, browser: Client, it: Instance, make: Studio, maren: Person, part: str
) -> None:
    work = await make.work(maren.actor)
    other = await make.signed_in(client, await make.person("other"))
    fields = {"csrf": await make.token(other), "title": "Taken over", "text": ""}
    assert (await other.page(f"/works/{work.id}/{part}")).status == 404
    assert (await other.post(f"/works/{work.id}/{part}", fields)).status == 404
    assert (await browser.page(f"/works/{work.id}/{part}")).status == 200
    assert (await stored(it, work.id)).title == "Evening, ferry"


# --- reading the form -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("ink, night sea", ("ink", "night sea")),
        ("ink sea", ("ink", "sea")),
        (" , ,", ()),
        ("", ()),
        ("@a@b.example,@c@d.example", ("@a@b.example", "@c@d.example")),
    ],
)
def test_a_line_is_split_at_commas_or_else_at_blanks(typed: str, parts: tuple[str, ...]) -> None:
    assert filling.split(typed) == parts


@pytest.mark.parametrize(
    ("given", "visibility"),
    [("public", Visibility.PUBLIC), ("direct", Visibility.DIRECT), ("everyone", Visibility.DIRECT)],
)
def test_an_unknown_audience_is_the_narrowest(given: str, visibility: Visibility) -> None:
    assert filling.work_form(Form({"visibility": (given,)})).visibility is visibility


def test_a_language_nobody_offered_counts_as_none() -> None:
    assert filling.work_form(Form({"language": ("xx-evil",)})).language == ""
    assert filling.work_form(Form({"language": ("fi",)})).language == "fi"


@pytest.mark.parametrize(
    ("typed", "place"), [("0.7", 0.7), ("-1", -1.0), ("2", 0.0), ("nan", 0.0), ("left", 0.0), ("", 0.0)]
)
def test_a_place_in_a_picture_is_within_it(typed: str, place: float) -> None:
    assert filling.focus_of(Form({"focusx1": (typed,)}), "1") == (place, 0.0)


def test_problems_of_pictures_are_named_by_the_row_they_stand_in() -> None:
    problems = {"picture-1": "first", "picture-2": "second", "picture-9": "beyond", "title": "none"}
    assert filling.named(problems, [2, 5]) == {
        "picture2": "first",
        "picture5": "second",
        "picture-9": "beyond",
        "title": "none",
    }


def test_every_language_stands_once() -> None:
    codes = [code for code, _ in tongues.LANGUAGES]
    assert len(codes) == len(set(codes))
    assert codes[0] == "", "the first choice leaves it to the server"
