"""Which language a page speaks, and that a choice stays with whoever made it."""

import asyncio
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette

from fedart import app
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.web import languages
from fedart.words import ENGLISH, Language, current, say, speaking
from tests.support.client import BROWSER, Client
from tests.support.instance import Person, Studio
from tests.support.unmarked import MADE_UP, MIRRORED

GREEK = {ENGLISH.code: ENGLISH, MADE_UP.code: MADE_UP, MIRRORED.code: MIRRORED}
SWISS = Language("de-CH", "Deutsch (Schweiz)")
FORMS = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
HEAD = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n{FORMS}\n'


@pytest.fixture
def web(it: Instance, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setattr(languages, "load", lambda: dict(GREEK))
    return app.build(it, worker=False)


# choosing


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("el", ("el",)),
        ("en;q=0.5, el", ("el", "en")),
        ("da, en-GB;q=0.8, en;q=0.7", ("da", "en-gb", "en")),
        ("de;q=0, el", ("el",)),
        ("*", ("*",)),
        ("", ()),
        (",,;q=1", ()),
        ("el;q=nonsense, en", ("en",)),
        ("x" * 201, ()),
    ],
)
def test_a_header_is_read_as_wishes_in_order(header: str, expected: tuple[str, ...]) -> None:
    assert languages.wishes(header) == expected


@pytest.mark.parametrize(
    ("chosen", "header", "default", "code"),
    [
        ("", "", "en", "en"),
        ("", "", "el", "el"),
        ("", "el", "en", "el"),
        ("", "el-GR, en;q=0.9", "en", "el"),
        ("", "fr, de-AT;q=0.9, el;q=0.8", "en", "el"),
        ("", "de-ch", "en", "de-CH"),
        ("ar", "el", "en", "ar"),
        ("en", "el", "ar", "en"),
        ("zz", "el", "en", "el"),
        ("", "fr", "zz", "en"),
        ("", "en-US", "el", "en"),
    ],
)
def test_the_choice_comes_first_then_the_browser_then_the_collective(
    chosen: str, header: str, default: str, code: str
) -> None:
    assert languages.choose(GREEK | {"de-CH": SWISS}, chosen, header, default).code == code


# pages


async def test_a_page_speaks_what_the_browser_asks_for(client: Client) -> None:
    for header, code, direction, word in (
        ("", "en", "ltr", ">Artists<"),
        ("el", "el", "ltr", ">⟦Artists⟧<"),
        ("ar;q=0.9, da", "ar", "rtl", ">⟦Artists⟧<"),
    ):
        answer = await client.get("/about", accept=BROWSER, accept_language=header)
        assert f'<html lang="{code}" dir="{direction}">' in answer.text
        assert word in answer.text
        assert "Accept-Language" in answer.header("vary")
        assert "Cookie" in answer.header("vary")


async def test_a_page_offers_every_language_by_its_own_name(client: Client) -> None:
    text = (await client.get("/about", accept=BROWSER, accept_language="el")).text
    found = re.findall(
        r'<a href="/language\?to=(\w+)&amp;back=/about" lang="(\w+)" hreflang="\w+"[^>]*?( aria-current="true")?>', text
    )
    assert found == [("en", "en", ""), ("el", "el", ' aria-current="true"'), ("ar", "ar", "")]


async def test_with_english_alone_there_is_nothing_to_choose(it: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "load", lambda: {ENGLISH.code: ENGLISH})
    alone = Client(app.build(it, worker=False))
    text = (await alone.get("/about", accept=BROWSER, accept_language="el")).text
    assert '<html lang="en" dir="ltr">' in text
    assert "/language" not in text


async def test_a_choice_is_kept_in_this_browser_and_outweighs_its_wishes(client: Client) -> None:
    answer = await client.get("/language?to=el&back=/works", accept=BROWSER)
    assert (answer.status, answer.header("location")) == (303, "/works")
    assert answer.header("cache-control") == "private, no-store"
    cookie = answer.header("set-cookie")
    assert cookie.startswith("language=el;")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", f"Max-Age={365 * 86_400}"):
        assert part in cookie
    assert '<html lang="el"' in (await client.get("/about", accept=BROWSER, accept_language="ar")).text
    await client.get("/language?to=en&back=/", accept=BROWSER)
    assert '<html lang="en"' in (await client.get("/about", accept=BROWSER, accept_language="ar")).text


@pytest.mark.parametrize("code", ["zz", "", "EL", "../el", "el;x=1"])
async def test_a_language_that_nobody_speaks_is_not_kept(client: Client, code: str) -> None:
    answer = await client.get(f"/language?to={code}&back=/about", accept=BROWSER)
    assert (answer.status, answer.header("location")) == (303, "/about")
    assert answer.header("set-cookie") == ""


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "%2F%2Fevil.example", ""],
)
async def test_web_11_the_choice_leads_nowhere_else(client: Client, back: str) -> None:
    answer = await client.get(f"/language?to=el&back={back}", accept=BROWSER)
    assert (answer.status, answer.header("location")) == (303, "/")


async def test_a_cookie_that_is_no_choice_changes_nothing(client: Client) -> None:
    for value in ("zz", "el, ar", '"', "x" * 4_000):
        client.cookies["language"] = value
        assert '<html lang="en"' in (await client.page("/about")).text


async def test_web_03_the_choice_is_no_sign_of_who_somebody_is(client: Client) -> None:
    """A page in a chosen language is as public as any: the cookie alone makes nothing private."""
    client.cookies["language"] = "el"
    answer = await client.page("/about")
    assert answer.header("cache-control").startswith("public")


async def test_the_shelf_keeps_the_languages_apart(client: Client, make: Studio) -> None:
    await make.picture((owner := await make.person("maren")).actor, await make.work(owner.actor))
    for _ in range(3):
        for code in ("en", "el", "ar"):
            answer = await client.get("/works", accept=BROWSER, accept_language=code)
            assert f'<html lang="{code}"' in answer.text
    tags = [(await client.get("/works", accept=BROWSER, accept_language=code)).header("etag") for code in ("en", "el")]
    assert len(set(tags)) == 2


async def test_what_goes_to_other_servers_stays_as_it_is(client: Client, make: Studio) -> None:
    work = await make.work((await make.person("maren")).actor)
    plain = await client.document(work.uri)
    greek = await client.get(work.uri, accept="application/activity+json", accept_language="el")
    assert (plain.status, plain.body) == (200, greek.body)


# errors


async def test_errors_are_told_in_the_readers_language(client: Client, make: Studio) -> None:
    for code, words in (("en", "This wall is empty."), ("el", "⟦This wall is empty.⟧")):
        answer = await client.get("/nothing", accept=BROWSER, accept_language=code)
        assert (answer.status, f"<h1>{words}</h1>" in answer.text) == (404, True)
    browser = await make.signed_in(client, await make.person("maren"))
    browser.cookies["language"] = "el"
    answer = await browser.post("/publish", {"csrf": "wrong"})
    assert (answer.status, "⟦This door is closed.⟧" in answer.text) == (403, True)


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_words_of_the_database_are_in_the_readers_language(it: Instance, kind: str) -> None:
    def refuse(_: object) -> None:
        raise Invalid({"title": say("Please give it a title.")})

    run = it.db.read if kind == "read" else it.db.write
    for language, words in ((MADE_UP, "⟦Please give it a title.⟧"), (ENGLISH, "Please give it a title.")):
        with speaking(language), pytest.raises(Invalid) as raised:
            await run(refuse)
        assert raised.value.fields == {"title": words}
    assert await it.db.read(lambda _: current().code) == "en"


async def test_writes_that_wait_together_keep_their_languages(it: Instance) -> None:
    async def said(language: Language) -> str:
        with speaking(language):
            return await it.db.write(lambda _: current().code)

    asked = [ENGLISH, MADE_UP, MIRRORED] * 5
    assert await asyncio.gather(*(said(each) for each in asked)) == [each.code for each in asked]


async def test_the_settings_answer_in_the_language_of_their_reader(client: Client, make: Studio) -> None:
    maren: Person = await make.person("maren", password="a quiet room with north light")
    browser = await make.signed_in(client, maren)
    token = await make.token(browser)
    browser.cookies["language"] = "el"
    answer = await browser.post("/settings/account", {"csrf": token, "password": "x", "old": "wrong"})
    assert answer.status == 422
    assert re.search(r'role="alert".*⟦', answer.text, re.DOTALL)


# catalogues


def test_a_catalogue_is_read_with_its_name_direction_and_plurals(tmp_path: Path) -> None:
    said = 'msgid "Hello %(name)s"\nmsgstr "Hallo %(name)s"\n\nmsgid "%(num)s work"\nmsgid_plural "%(num)s works"\n'
    said += 'msgstr[0] "%(num)s Werk"\nmsgstr[1] "%(num)s Werke"\n'
    (tmp_path / "de.po").write_text(HEAD + said, encoding="utf-8")
    (tmp_path / "ar.po").write_text(HEAD, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a catalogue")
    found = languages.load(tmp_path)
    assert [(each.code, each.name, each.direction) for each in found.values()] == [
        ("en", "English", "ltr"),
        ("ar", "العربية", "rtl"),
        ("de", "Deutsch", "ltr"),
    ]
    assert found["de"].catalogue.gettext("Hello %(name)s") == "Hallo %(name)s"
    assert [found["de"].catalogue.ngettext("%(num)s work", "%(num)s works", n) for n in (1, 2)] == [
        "%(num)s Werk",
        "%(num)s Werke",
    ]
    assert found["ar"].catalogue.gettext("Hello") == "Hello"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("de.po", b"This is no catalogue.\n"),
        ("de.po", HEAD.encode() + b'msgid "Hello"\nmsgstr "\xff\xfe"\n'),
        ("klingonese.po", HEAD.encode()),
        ("x.po", HEAD.encode()),
    ],
)
def test_a_broken_catalogue_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=rf"^{re.escape(name)} is no catalogue"):
        languages.load(tmp_path)


def test_the_shipped_catalogues_can_be_read() -> None:
    assert "en" in languages.load()
