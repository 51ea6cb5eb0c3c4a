"""What an artist states about a work: asked for in the forms, told on the page, sent to other servers."""

import re
from collections.abc import Sequence

import pytest

from fedart.domain.ids import WorkId
from fedart.domain.stated import NOTHING, Licence, Process
from fedart.instance import Instance
from fedart.services import works as services
from fedart.storage import stated
from tests.support import paint
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

FILM = "https://youtu.be/dQw4w9WgXcQ"
SAID = (
    ("stated", "1"),
    ("process", "assisted"),
    ("note", "the sky"),
    ("medium", "Oil, digital painting, oil"),
    ("subject", "Sea"),
    ("software", ""),
    ("year", "2026"),
    ("size", "40 × 60 cm"),
    ("materials", "Linen"),
    ("licence", "cc-by-sa-4.0"),
    ("films", f"{FILM} Making of"),
)


async def publish(make: Studio, browser: Client, *said: tuple[str, str]) -> Answer:
    fields = [
        ("csrf", await make.token(browser)),
        ("title", "Tide"),
        ("visibility", "public"),
        ("alt1", "Low water"),
        *said,
    ]
    return await browser.upload("/publish", fields, [("picture1", "tide.jpg", paint.jpeg())])


@pytest.fixture
async def work(make: Studio, browser: Client) -> str:
    """A work about which everything is stated; its id."""
    answer = await publish(make, browser, *SAID)
    assert answer.status == 303
    return answer.header("location").rpartition("/")[2]


async def test_everything_stated_is_kept_and_told(client: Client, it: Instance, work: str) -> None:
    known = await it.db.read(lambda tx: stated.of(tx, work))
    assert (known.medium, known.subject, known.software) == (("Oil", "digital painting"), ("Sea",), ())
    assert (known.licence, known.process, known.note) == (Licence.CC_BY_SA, Process.ASSISTED, "the sky")
    page = await client.page(f"/works/{work}")
    for label, words in (
        ("Year", "2026"),
        ("Size", "40 × 60 cm"),
        ("Materials", "Linen"),
        ("Technique", "Oil, digital painting"),
        ("Subject", "Sea"),
        ("Process", "Partly made with generative AI, the artist states: the sky"),
    ):
        assert re.search(rf"<dt>{label}</dt><dd[^>]*>{re.escape(words)}</dd>", page.text), label
    assert 'href="https://creativecommons.org/licenses/by-sa/4.0/" rel="license noopener">CC BY-SA 4.0</a>' in page.text
    assert "<dt>Software</dt>" not in page.text


async def test_every_copy_carries_the_licence(client: Client, work: str) -> None:
    page = await client.page(f"/works/{work}")
    copies = set(re.findall(r"/media/\w+/[\w-]+\.(?:webp|jpg)", page.text))
    assert copies
    for copy in copies:
        body = (await client.get(copy)).body
        assert b"creativecommons.org/licenses/by-sa/4.0/" in body, copy
        assert b"plus:DataMining" in body, copy


async def test_the_note_tells_other_servers(client: Client, work: str) -> None:
    note = (await client.document(f"/objects/{work}")).json()
    assert note["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert note["artMedium"] == ["Oil", "digital painting"]
    assert f'<p>Making of <a href="{FILM}"' in note["content"]
    names = [tag["name"] for tag in note["tag"]]
    assert names == ["#Oil", "#DigitalPainting", "#Sea"]
    for name in names:
        assert f"#<span>{name[1:]}</span>" in note["content"]


async def test_what_is_not_stated_is_nowhere(client: Client, it: Instance, make: Studio, browser: Client) -> None:
    answer = await publish(make, browser)
    ident = answer.header("location").rpartition("/")[2]
    assert await it.db.read(lambda tx: stated.of(tx, ident)) == NOTHING
    note = (await client.document(f"/objects/{ident}")).json()
    assert not {"license", "artMedium"} & set(note)
    page = await client.page(f"/works/{ident}")
    assert "<dt>Process</dt>" not in page.text
    assert "/play/" not in page.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("medium", "a,b,c,d,e,f", "up to 5"),
        ("software", "x" * 41, "under 40"),
        ("year", "1" * 121, "under 120"),
        ("films", "https://tube.example/about", "We cannot show"),
        ("films", "\n".join(f"https://youtu.be/{number:011}" for number in range(7)), "up to 6"),
    ],
)
async def test_a_mistake_is_named_and_nothing_typed_is_lost(
    make: Studio, browser: Client, field: str, value: str, words: str
) -> None:
    said = [(name, value if name == field else text) for name, text in SAID]
    answer = await publish(make, browser, *said)
    assert answer.status == 422
    error = re.search(rf'id="{field}-error".*?</span></span>', answer.text, re.DOTALL)
    assert error is not None
    assert words in error[0]
    for kept in ("Linen", "the sky", value.partition("\n")[0]):
        assert kept in answer.text


async def test_an_edit_changes_what_is_stated(
    client: Client, it: Instance, make: Studio, browser: Client, work: str
) -> None:
    form = await browser.page(f"/works/{work}/edit")
    for value in ("Oil, digital painting", "Linen", f"{FILM} Making of"):
        assert value in form.text
    assert re.search(r'value="assisted" checked', form.text)
    assert re.search(r'<option value="cc-by-sa-4.0" selected>', form.text)
    token = await make.token(browser)
    fields = {"csrf": token, "title": "Tide", "stated": "1", "process": "human", "medium": "Ink", "films": ""}
    assert (await browser.post(f"/works/{work}/edit", fields)).status == 303
    known = await it.db.read(lambda tx: stated.of(tx, work))
    assert (known.medium, known.process, known.films, known.year) == (("Ink",), Process.HUMAN, (), "")
    assert (await client.document(f"/objects/{work}")).json()["artMedium"] == ["Ink"]
    wrong = await browser.post(f"/works/{work}/edit", {**fields, "films": "no address"})
    assert (wrong.status, "We cannot show" in wrong.text) == (422, True)


async def test_a_form_that_does_not_ask_changes_nothing(it: Instance, make: Studio, browser: Client, work: str) -> None:
    before = await it.db.read(lambda tx: stated.of(tx, work))
    answer = await browser.post(f"/works/{work}/edit", {"csrf": await make.token(browser), "title": "Ebb"})
    assert answer.status == 303
    assert await it.db.read(lambda tx: stated.of(tx, work)) == before != NOTHING


async def test_a_deleted_work_states_nothing(it: Instance, maren: Person, work: str) -> None:
    await services.delete(it, maren.actor.id, WorkId(work))
    assert await it.db.read(lambda tx: stated.of(tx, work)) == NOTHING


async def test_only_the_playing_page_may_load_from_elsewhere(client: Client, work: str) -> None:
    page = await client.page(f"/works/{work}")
    assert f'href="/works/{work}/play/1"' in page.text
    assert "youtube" not in re.sub(r'<a [^>]*href="https://youtu[^>]*>.*?</a>', "", page.text).replace("YouTube", "")
    assert "frame-src" not in page.header("content-security-policy")
    play = await client.page(f"/works/{work}/play/1")
    assert play.status == 200
    assert "default-src 'none'; frame-src https://www.youtube-nocookie.com;" in play.header("content-security-policy")
    assert '<iframe class="film" src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ' in play.text
    for number in ("0", "2", "x"):
        assert (await client.page(f"/works/{work}/play/{number}")).status == 404


async def test_web_09_a_film_of_a_hidden_work_is_as_missing_as_the_work(
    client: Client, make: Studio, browser: Client
) -> None:
    said = [("visibility", "followers"), *SAID]
    fields: Sequence[tuple[str, str]] = [("csrf", await make.token(browser)), ("title", "Tide"), ("alt1", "Sea"), *said]
    answer = await browser.upload("/publish", fields, [("picture1", "tide.jpg", paint.jpeg())])
    ident = answer.header("location").rpartition("/")[2]
    assert (await browser.page(f"/works/{ident}/play/1")).status == 200
    hidden = await client.page(f"/works/{ident}/play/1")
    never = await client.page(f"/works/{'0' * 26}/play/1")
    assert (hidden.status, hidden.body.replace(ident.encode(), b"0" * 26)) == (404, never.body), (
        "but for what was asked"
    )
