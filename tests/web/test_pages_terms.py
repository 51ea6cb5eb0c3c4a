"""Who may answer, what a work is marked with, how it was made, and its licence: on pages and in forms."""

import re

import pytest

from fedart.domain.answers import Answers
from fedart.domain.habits import Habits
from fedart.domain.mature import Eyes, Mature
from fedart.domain.stated import Licence, Process, Stated
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.storage import answers, habits, stated, works
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.publishing import errors, post, publish, published


@pytest.fixture
async def iris(make: Studio) -> Person:
    """Somebody else here."""
    return await make.person("iris")


@pytest.fixture
async def other(client: Client, make: Studio, iris: Person) -> Client:
    """Her browser."""
    return await make.signed_in(client, iris)


# --- who may answer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "words", "form"),
    [
        ("everybody", "", True),
        ("followers", "Only followers can answer.", False),
        ("approval", "Answers are shown once the artist has let them in.", True),
        ("nobody", "This work takes no answers.", False),
    ],
)
async def test_the_page_says_who_may_answer_and_has_a_form_for_them_alone(
    rule: str, words: str, form: bool, it: Instance, make: Studio, browser: Client, other: Client, client: Client
) -> None:
    work = await published(it, make, browser, ("answers", rule))
    assert await it.db.read(lambda tx: answers.rule(tx, work.id)) is Answers(rule)
    for visitor in (client, other):
        page = await visitor.page(f"/works/{work.id}")
        assert ('id="answering"' in page.text) is bool(words)
        assert words in page.text
    assert ('placeholder="Say what you see"' in (await other.page(f"/works/{work.id}")).text) is form
    assert 'placeholder="Say what you see"' in (await browser.page(f"/works/{work.id}")).text


async def test_an_answer_that_may_not_be_comes_back_with_what_was_typed(
    it: Instance, make: Studio, browser: Client, other: Client
) -> None:
    work = await published(it, make, browser, ("answers", "nobody"))
    answer = await post(make, other, f"/works/{work.id}/reply", text="Lovely")
    assert answer.status == 422
    assert "The artist wants no answers to this work." in answer.text


async def test_the_artist_lets_an_answer_in(
    it: Instance, make: Studio, browser: Client, other: Client, client: Client
) -> None:
    work = await published(it, make, browser, ("answers", "approval"))
    await post(make, other, f"/works/{work.id}/reply", text="Lovely water")
    assert "Lovely water" not in (await client.page(f"/works/{work.id}")).text
    assert "waits until the artist has let it in" in (await other.page(f"/works/{work.id}")).text
    assert "1 answer waits for you" in (await browser.page(f"/works/{work.id}")).text
    assert "would like to answer on" in (await browser.page("/notifications")).text
    page = await browser.page("/answers")
    assert "Lovely water" in page.text
    ident = re.search(r'action="/answers/(\w+)/show"', page.text)
    assert ident is not None
    assert (await post(make, other, f"/answers/{ident[1]}/show")).status == 404
    assert (await post(make, browser, f"/answers/{ident[1]}/show")).status == 303
    assert "Lovely water" in (await client.page(f"/works/{work.id}")).text
    assert "let your answer on" in (await other.page("/notifications")).text
    assert "No answer waits" in (await browser.page("/answers")).text


async def test_the_artist_refuses_an_answer(
    it: Instance, make: Studio, browser: Client, other: Client, client: Client
) -> None:
    work = await published(it, make, browser, ("answers", "approval"))
    await post(make, other, f"/works/{work.id}/reply", text="Lovely water")
    ident = re.search(r'action="/answers/(\w+)/refuse"', (await browser.page("/answers")).text)
    assert ident is not None
    assert (await post(make, browser, f"/answers/{ident[1]}/refuse")).status == 303
    assert "Lovely water" not in (await client.page(f"/works/{work.id}")).text
    assert "did not let" in (await other.page(f"/works/{work.id}")).text
    own = await other.page(f"/works/{ident[1]}")
    assert "Only you and the artist you answer can see this." in own.text
    assert (await client.get(f"/works/{ident[1]}")).status == 404


# --- what it is marked with -------------------------------------------------------------------------------------------


async def look(it: Instance, who: Person, shown: Mature, hidden: Mature) -> None:
    await it.db.write(lambda tx: habits.look(tx, who.actor.id, Eyes(shown, hidden)))


NONE = Mature(0)
LISTS = ("/", "/works", "/@maren", "/tags/tide", "/search?q=Tide")


async def test_marks_are_kept_and_named_before_the_picture(
    it: Instance, make: Studio, browser: Client, client: Client
) -> None:
    work = await published(it, make, browser, ("mature-nudity", "1"), ("mature-gore", "1"))
    assert (work.mature, work.sensitive) == (Mature.NUDITY | Mature.GORE, True)
    page = await client.page(f"/works/{work.id}")
    assert '<details class="cover">' in page.text
    assert "Nudity, Blood and gore" in page.text
    assert "og:image" not in page.text
    form = await browser.page(f"/works/{work.id}/edit")
    assert re.search(r'name="mature-gore" value="1" checked', form.text)
    assert not re.search(r'name="mature-sex" value="1" checked', form.text)


async def test_every_viewer_chooses_what_becomes_of_it_in_lists(
    it: Instance, make: Studio, browser: Client, other: Client, iris: Person, client: Client
) -> None:
    work = await published(it, make, browser, ("mature-nudity", "1"), ("tags", "tide"))
    copy = re.compile(rf'<a class="pic[^"]*"[^>]* href="/works/{work.id}"><picture')
    veil = re.compile(rf'<a class="pic veiled" href="/works/{work.id}">')
    for path in LISTS:
        for visitor in (client, other):
            page = await visitor.page(path)
            assert veil.search(page.text), path
            assert not copy.search(page.text), path
    await look(it, iris, Mature.NUDITY, NONE)
    for path in LISTS:
        page = await other.page(path)
        assert copy.search(page.text), path
        assert not veil.search(page.text), path
        assert veil.search((await client.page(path)).text), path
    await look(it, iris, NONE, Mature.NUDITY)
    for path in LISTS:
        page = await other.page(path)
        assert f'href="/works/{work.id}"' not in page.text, path
    assert '<details class="cover">' in (await other.page(f"/works/{work.id}")).text
    await look(it, iris, NONE, Mature.SEX)
    assert veil.search((await other.page("/works")).text)


async def test_a_warning_in_the_artists_own_words_always_counts(
    it: Instance, make: Studio, browser: Client, other: Client, iris: Person
) -> None:
    work = await published(it, make, browser, ("mature-nudity", "1"), ("warning", "My own mother"))
    await look(it, iris, Mature.NUDITY, NONE)
    assert "My own mother" in (await other.page(f"/works/{work.id}")).text
    assert '<details class="cover">' in (await other.page(f"/works/{work.id}")).text


async def test_all_marks_have_to_be_shown(
    it: Instance, make: Studio, browser: Client, other: Client, iris: Person
) -> None:
    work = await published(it, make, browser, ("mature-nudity", "1"), ("mature-gore", "1"))
    await look(it, iris, Mature.NUDITY, NONE)
    assert '<details class="cover">' in (await other.page(f"/works/{work.id}")).text
    await look(it, iris, Mature.NUDITY | Mature.GORE, NONE)
    assert '<details class="cover">' not in (await other.page(f"/works/{work.id}")).text


async def test_their_own_works_are_hidden_from_nobody(
    it: Instance, make: Studio, browser: Client, maren: Person
) -> None:
    work = await published(it, make, browser, ("mature-gore", "1"))
    await look(it, maren, NONE, Mature.GORE)
    assert f'href="/works/{work.id}"' in (await browser.page("/@maren")).text


async def test_what_strangers_read_elsewhere_never_shows_it(
    it: Instance, make: Studio, browser: Client, other: Client, iris: Person, client: Client
) -> None:
    work = await published(it, make, browser, ("mature-gore", "1"))
    plain = await published(it, make, browser)
    await look(it, iris, Mature.GORE, NONE)
    for visitor in (client, other):
        for path in ("/@maren/feed.rss", "/@maren/feed.atom", "/@maren/feed.json"):
            feed = await visitor.get(path)
            assert "Blood and gore" in feed.text, path
            shown = re.findall(r"/media/(\w+)/", feed.text)
            assert shown, path
            assert len(set(shown)) == 1, path
    frame = await client.get(f"/works/{work.id}/frame")
    assert "<picture" not in frame.text
    assert "<picture" in (await client.get(f"/works/{plain.id}/frame")).text


async def test_the_choice_is_made_in_the_settings(it: Instance, make: Studio, other: Client, iris: Person) -> None:
    answer = await post(make, other, "/settings/hidden/marked", nudity="show", gore="hide", sex="nonsense")
    assert answer.status == 303
    eyes = (await it.db.read(lambda tx: habits.of(tx, iris.actor.id))).eyes
    assert (eyes.shown, eyes.hidden) == (Mature.NUDITY, Mature.GORE)
    page = await other.page("/settings/hidden")
    for name, chosen in (("nudity", "show"), ("gore", "hide"), ("sex", "blur")):
        assert re.search(rf'id="{name}".*?<option value="{chosen}" selected', page.text, re.S), name


# --- how it was made --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"process": ""}, "Please say how the work was made."),
        ({"process": "nonsense"}, "Please say how the work was made."),
        ({"process": "assisted"}, "Please say which parts were made with generative AI."),
        ({"process": "generated"}, "This server does not show works that were made with generative AI."),
    ],
)
async def test_a_work_is_not_published_before_its_process_is_said(
    said: dict[str, str], error: str, it: Instance, make: Studio, browser: Client
) -> None:
    answer = await publish(make, browser, *said.items())
    assert answer.status == 422
    assert error in errors(answer)
    assert 'value="Tide"' in answer.text


@pytest.mark.parametrize("said", [{"process": "human"}, {"process": "assisted", "note": "the sky"}])
async def test_a_work_whose_process_is_said_is_published(
    said: dict[str, str], it: Instance, make: Studio, browser: Client
) -> None:
    work = await published(it, make, browser, *said.items())
    assert (await it.db.read(lambda tx: stated.of(tx, work.id))).process is Process(said["process"])


async def test_a_work_from_before_stays_as_it_is(it: Instance, make: Studio, browser: Client, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    assert (await post(make, browser, f"/works/{work.id}/edit", title="Ebb", stated="1")).status == 303
    assert (await it.db.read(lambda tx: stated.of(tx, work.id))).process is Process.UNSAID
    refused = await post(make, browser, f"/works/{work.id}/edit", title="Ebb", stated="1", process="generated")
    assert refused.status == 422


# --- the licence ------------------------------------------------------------------------------------------------------


async def licence(it: Instance, work: Work) -> Stated:
    return await it.db.read(lambda tx: stated.of(tx, work.id))


OWN = {
    "licence": "own",
    "licence_name": "Free Art License 1.3",
    "licence_address": "https://artlibre.org/licence/lal/en/",
}


async def test_another_licence_has_a_name_and_an_address(
    it: Instance, make: Studio, browser: Client, client: Client
) -> None:
    answer = await publish(make, browser, ("licence", "own"), ("licence_address", "http://nowhere"))
    assert errors(answer) == ["Please name the licence.", "Please give the https address of the licence’s text."]
    work = await published(it, make, browser, *OWN.items())
    page = await client.page(f"/works/{work.id}")
    assert f'href="{OWN["licence_address"]}" rel="license noopener">{OWN["licence_name"]}</a>' in page.text
    note = (await client.document(f"/objects/{work.id}")).json()
    assert note["license"] == OWN["licence_address"]


async def test_a_looser_licence_is_asked_for_a_second_time(it: Instance, make: Studio, browser: Client) -> None:
    work = await published(it, make, browser, ("licence", "cc-by-nc-4.0"))
    answer = await post(make, browser, f"/works/{work.id}/edit", title="Ebb", stated="1", licence="cc-by-4.0")
    assert answer.header("location").startswith(f"/works/{work.id}/licence?licence=cc-by-4.0")
    assert (await licence(it, work)).licence is Licence.CC_BY_NC
    changed = await it.db.read(lambda tx: works.by_id(tx, work.id))
    assert changed is not None
    assert changed.title == "Ebb"
    page = await browser.page(answer.header("location"))
    assert "This cannot be taken back from people who used it under this licence." in page.text
    given = await post(make, browser, f"/works/{work.id}/licence", licence="cc-by-4.0")
    assert given.header("location") == f"/works/{work.id}"
    assert (await licence(it, work)).licence is Licence.CC_BY


async def test_a_stricter_licence_needs_no_second_question(it: Instance, make: Studio, browser: Client) -> None:
    work = await published(it, make, browser, ("licence", "cc-by-4.0"))
    assert "stays with the copies that people have" in (await browser.page(f"/works/{work.id}/edit")).text
    answer = await post(make, browser, f"/works/{work.id}/edit", title="Ebb", stated="1", licence="cc-by-nc-4.0")
    assert answer.header("location") == f"/works/{work.id}"
    assert (await licence(it, work)).licence is Licence.CC_BY_NC


async def test_web_10_nobody_gives_away_the_work_of_another(
    it: Instance, make: Studio, browser: Client, other: Client
) -> None:
    work = await published(it, make, browser)
    assert (await other.get(f"/works/{work.id}/licence?licence=cc0-1.0")).status == 404
    assert (await post(make, other, f"/works/{work.id}/licence", licence="cc0-1.0")).status == 404
    assert (await licence(it, work)).licence is Licence.RESERVED
    assert (await post(make, browser, f"/works/{work.id}/licence", licence="cc0-1.0")).status == 303
    assert (await licence(it, work)).licence is Licence.CC0


async def test_what_new_works_begin_with(it: Instance, make: Studio, browser: Client, maren: Person) -> None:
    wrong = await post(make, browser, "/settings/works", answers="followers", licence="own")
    assert wrong.status == 422
    assert await it.db.read(lambda tx: habits.of(tx, maren.actor.id)) == Habits()
    assert (await post(make, browser, "/settings/works", answers="followers", **OWN)).status == 303
    page = await browser.page("/publish")
    assert re.search(r'name="answers" value="followers" checked', page.text)
    assert f'value="{OWN["licence_address"]}"' in page.text
    assert '<option value="own" selected' in page.text
