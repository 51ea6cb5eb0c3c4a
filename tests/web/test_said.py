"""What the code says to people, in the language of whoever reads it: dates, figures, reasons, refusals, errors."""

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fedart import app, errors
from fedart.domain import moving, transfers
from fedart.domain.actor import Role, Viewer
from fedart.domain.policy import Tile
from fedart.domain.practice import Open, Opening
from fedart.domain.stated import Process, Stated
from fedart.domain.transfers import List
from fedart.domain.work import TEXT_LIMIT, work_problems
from fedart.instance import Instance
from fedart.media.refused import Fault, PictureRefused
from fedart.media.sniff import sniff
from fedart.services import sanctions
from fedart.web import filters, languages, rates, reasons, stating, tilemap
from fedart.words import ENGLISH, Language, number, speaking
from tests.support.client import BROWSER, Client
from tests.support.german import german
from tests.support.instance import Person, Studio
from tools import words

NOW = 1_795_293_940_000  # 21 November 2026, 20:45:40 UTC
PLAIN = german({})


def test_dates_are_written_as_the_language_writes_them() -> None:
    with speaking(PLAIN):
        assert filters.day(NOW) == "21. November 2026"
        assert filters.moment(NOW) == "21. November 2026, 20:45 UTC"
        assert filters.month_name("2026-03") == "März 2026"
    assert (filters.day(NOW), filters.month_name("2026-03")) == ("21 November 2026", "March 2026")


def test_figures_are_written_as_the_language_writes_them() -> None:
    with speaking(PLAIN):
        assert (filters.count(1_204), number(1_204), number(2.5, 1)) == ("1.204", "1.204", "2,5")
        assert (filters.mark(0.94), filters.shade(1)) == ("0,94", "0,2 – 0,4")
        assert (rates.threshold(0.9), rates.figure(1_234.5)) == ("0,90", "1.234,5")
    assert (filters.count(1_204), number(1_204), number(2.5, 1)) == ("1,204", "1,204", "2.5")
    assert (filters.mark(0.94), rates.threshold(0.9)) == ("0.94", "0.90")


def test_a_language_that_nobody_knows_has_british_dates_and_figures() -> None:
    with speaking(Language("tlh")):
        assert (filters.day(NOW), filters.count(1_204)) == ("21 November 2026", "1,204")


def test_times_past_are_said_in_the_language() -> None:
    known = german({"Today": "Heute", "Yesterday": "Gestern", "now": "jetzt", "%(hours)s h": "%(hours)s Std."})
    with speaking(known):
        assert (filters.ago(NOW, NOW), filters.ago(NOW - 3 * filters.HOUR, NOW)) == ("jetzt", "3 Std.")
        assert filters.ago(NOW - 8 * filters.DAY, NOW) == "13. November 2026"
        assert [filters.when(NOW - days * filters.DAY, NOW) for days in range(3)] == [
            "Heute",
            "Gestern",
            "19. November 2026",
        ]


def test_what_somebody_is_open_for_is_said_and_other_servers_are_told_in_english() -> None:
    each = Open(Opening.COMMISSIONS, date(2026, 12, 31))
    with speaking(german({"commissions": "Aufträge", "%(kind)s until %(day)s": "%(kind)s bis %(day)s"})):
        assert filters.opening(each) == "Aufträge bis 31. Dezember 2026"
        assert filters.opening(Open(Opening.COMMISSIONS)) == "Aufträge"
        assert each.words == "commissions until 31 December 2026"
    assert filters.opening(each) == each.words


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("It is advertising.", "Es ist Werbung."),
        ("It is advertising. See the shop.", "Es ist Werbung. See the shop."),
        ("It is advertising.It is not.", "It is advertising.It is not."),
        ("My own words.", "My own words."),
        ("", ""),
    ],
)
def test_the_listed_part_of_a_stored_reason_is_said(stored: str, told: str) -> None:
    with speaking(german({"It is advertising.": "Es ist Werbung.", "My own words.": "not to be said"})):
        assert reasons.told(stored) == told
    assert reasons.told(stored) == stored


def test_a_form_says_what_has_to_change() -> None:
    sentence = "Please keep the text under %(most)s characters."
    with speaking(german({sentence: "Bitte bleib unter %(most)s Zeichen."})):
        problems = work_problems("Tide", "x" * (TEXT_LIMIT + 1), "", [], 1)
    assert problems == {"text": "Bitte bleib unter 10.000 Zeichen."}
    assert work_problems("Tide", "x" * (TEXT_LIMIT + 1), "", [], 1) == {
        "text": "Please keep the text under 10,000 characters."
    }


def test_a_number_of_days_takes_its_form() -> None:
    one = "You moved less than a week ago. You can move again in %(num)s day."
    with speaking(german({one: ("Noch %(num)s Tag.", "Noch %(num)s Tage.")})):
        words = [moving._rested(0, moving.WEEK - days * moving.DAY).words for days in (1, 2)]
    assert words == ["Noch 1 Tag.", "Noch 2 Tage."]


def test_a_refused_picture_says_why_with_the_figures_of_the_language() -> None:
    sentence = (
        "This picture is too long on one side (%(found)s pixels, the limit is %(limit)s). "
        "Please make it smaller or cut it into parts."
    )
    with speaking(german({sentence: "Zu lang: %(found)s statt %(limit)s."})):
        refusal = PictureRefused(Fault.SIDE, 20_000, 16_384)
    assert refusal.public == "Zu lang: 20.000 statt 16.384."
    assert str(refusal) == "side: 20000, the limit is 16384"


def test_what_is_no_picture_is_named_in_the_language() -> None:
    sentence = "This is %(kind)s. Please save it as JPEG, PNG, WebP, GIF or AVIF."
    with (
        speaking(german({sentence: "Das ist %(kind)s.", "a PDF document": "ein PDF-Dokument"})),
        pytest.raises(PictureRefused) as refused,
    ):
        sniff(b"%PDF-1.7")
    assert refused.value.public == "Das ist ein PDF-Dokument."


def test_what_is_stored_of_an_import_is_english() -> None:
    sentence = "This is no account like name@server.example."
    with speaking(german({sentence: "Kein Konto."})):
        found = transfers.read(List.BLOCKED, b"one@a.example\nnobody\n")
    assert [line.problem for line in found] == ["", sentence]


def test_places_and_rates_are_said_whole() -> None:
    known = german({"about %(found)s of %(all)s": "etwa %(found)s von %(all)s", "top left": "oben links"})
    with speaking(known):
        assert rates.of_thousand(4) == "etwa 4 von 1.000"
        assert tilemap._place(Tile(0.0, 0.0, 0.3, 0.3, 0.5)) == "oben links"
    assert rates.of_thousand(4) == "about 4 of 1,000"


def test_the_facts_of_a_work_have_their_labels_in_the_language() -> None:
    stated = Stated(year="1931", process=Process.HUMAN)
    human = "No generative AI, the artist states"
    with speaking(german({"Year": "Jahr", "Process": "Herstellung", human: "Ohne KI"})):
        assert [(line.label, line.words) for line in stating.lines(stated)] == [
            ("Jahr", "1931"),
            ("Herstellung", "Ohne KI"),
        ]
    assert [line.label for line in stating.lines(stated)] == ["Year", "Process"]


KNOWN = german(
    {
        "This is not allowed.": "Das geht nicht.",
        "This door is closed.": "Hier ist zu.",
        "Works by %(artist)s": "Werke von %(artist)s",
        "%(title)s, by %(artist)s": "%(title)s, von %(artist)s",
    }
)


async def _refusing(request: Request) -> Response:
    raise errors.Forbidden("inside")


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server speaks English and that German."""
    monkeypatch.setattr(languages, "load", lambda: {"en": ENGLISH, "de": KNOWN})


@pytest.mark.usefixtures("spoken")
async def test_people_read_an_error_in_their_language_and_machines_in_english(it: Instance) -> None:
    made = Starlette(routes=[Route("/", _refusing)], middleware=app.middleware_of(it.config))
    made.state.instance = it
    client = Client(made, it.config.instance.origin)
    told = {"accept-language": "de"}
    page = await client.get("/", accept=BROWSER, **told)
    assert "Hier ist zu." in page.text
    assert "Das geht nicht." in page.text
    assert (await client.get("/", accept="", **told)).text == "Das geht nicht.\n"
    assert (await client.get("/", accept="application/json", **told)).json() == {"error": "This is not allowed."}
    assert "This door is closed." in (await client.get("/", accept=BROWSER)).text


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(("own", "words"), [("en", "Works by maren"), ("de", "Werke von maren")])
async def test_a_feed_speaks_the_servers_language_whoever_asks(
    it: Instance, maren: Person, own: str, words: str
) -> None:
    config = replace(it.config, instance=replace(it.config.instance, language=own))
    asked = Client(app.build(replace(it, config=config)), it.config.instance.origin)
    for wish in ("en", "de"):
        answer = await asked.get("/@maren/feed.json", **{"accept-language": wish})
        assert answer.json()["description"] == words


async def test_who_is_suspended_reads_why_in_their_language(it: Instance, make: Studio, maren: Person) -> None:
    hal = await make.person("hal", Role.MODERATOR)
    viewer = Viewer(hal.account, hal.actor, "")
    known = {"The moderators wrote: “%(reason)s”": "Sie schrieben: „%(reason)s“"}
    await it.db.write(lambda tx: sanctions.suspend(tx, it, viewer, maren.actor, "Spam"))
    with speaking(german(known)):
        told = await it.db.read(lambda tx: sanctions.notice(tx, it, maren.actor.id))
    assert told.startswith("This account is suspended. Sie schrieben: „Spam“")
    english = await it.db.read(lambda tx: sanctions.notice(tx, it, maren.actor.id))
    assert english.startswith("This account is suspended. The moderators wrote: “Spam”")


def _inside(tree: ast.AST) -> list[str]:
    """Sentences that are marked inside another mark, where `make words` does not find them."""
    outer = [arg for node in ast.walk(tree) if _marks(node) for arg in ast.iter_child_nodes(node)]
    inner = [node for arg in outer for node in ast.walk(arg) if _marks(node)]
    return [
        ast.unparse(call) for call in inner if isinstance(call, ast.Call) and isinstance(call.args[0], ast.Constant)
    ]


def _marks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in words.IN_CODE


def test_no_sentence_is_marked_inside_another_mark(tmp_path: Path) -> None:
    source = "say(known.get(x, later('Inside')))"
    (tmp_path / "x.py").write_text(source)
    assert _inside(ast.parse(source)) == ["later('Inside')"]
    assert list(words.of_code(tmp_path / "x.py")) == []
    modules = sorted((words.ROOT / "fedart").rglob("*.py"))
    found = {path.name: _inside(ast.parse(path.read_text(encoding="utf-8"))) for path in modules}
    assert {name: sentences for name, sentences in found.items() if sentences} == {}
