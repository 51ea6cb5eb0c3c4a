"""Mute, block, hide, report: the pages, and what they change on all others."""

import re

import pytest

from fedart.domain.report import ReportState
from fedart.domain.work import Kind, Visibility
from fedart.instance import Instance
from fedart.services import blocks, hiding
from fedart.storage import blocks as stored
from fedart.storage import hidden, notifications, reports
from fedart.storage.notifications import Notice
from tests.support.client import Answer, Client
from tests.support.instance import Clock, FakeHttp, Person, Studio, signed_get


@pytest.fixture
async def lotte(make: Studio) -> Person:
    return await make.person("lotte")


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


# --- the menu ---------------------------------------------------------------------------------------------------------


async def test_the_menu_offers_everything_and_says_what_each_does(browser: Client, make: Studio) -> None:
    ada = await make.remote()
    text = (await browser.page(f"/people/{ada.id}/hide?next=/home")).text
    for words in ("Mute", "For a day", "For a week", "Block", "Hide all of", "Write a report", "peer.example"):
        assert words in text, words
    assert 'name="next" value="/home"' in text


async def test_the_menu_of_somebody_here_offers_no_server(browser: Client, lotte: Person) -> None:
    text = (await browser.page(f"/people/{lotte.actor.id}/hide")).text
    assert "Hide all of" not in text
    assert 'name="next" value="/@lotte"' in text


async def test_there_is_no_menu_of_oneself_or_of_nobody(browser: Client, make: Studio, maren: Person) -> None:
    gone = await make.remote()
    await make.delete(gone)
    for ident in (maren.actor.id, gone.id, "0" * 26, "nonsense"):
        assert (await browser.page(f"/people/{ident}/hide")).status == 404, ident


async def test_a_mute_for_a_week_ends_by_itself(
    browser: Client, it: Instance, make: Studio, maren: Person, lotte: Person, clock: Clock
) -> None:
    answer = await press(make, browser, f"/people/{lotte.actor.id}/mute", **{"for": "week", "next": "/home"})
    assert (answer.status, answer.header("location")) == (303, "/home")
    assert "Muted until" in (await browser.page(f"/people/{lotte.actor.id}/hide")).text
    clock.advance(7 * 86_400 - 1)
    assert await it.db.read(lambda tx: stored.muted(tx, maren.actor.id, lotte.actor.id, it.clock()))
    clock.advance(1)
    assert not await it.db.read(lambda tx: stored.muted(tx, maren.actor.id, lotte.actor.id, it.clock()))


async def test_mute_and_block_are_taken_back_where_they_were_set(
    browser: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    base = f"/people/{lotte.actor.id}"
    for act, back, badge in (("mute", "unmute", ">Muted<"), ("block", "unblock", ">Blocked<")):
        await press(make, browser, f"{base}/{act}")
        assert badge in (await browser.page(f"{base}/hide")).text
        answer = await press(make, browser, f"{base}/{back}", next="//evil.example")
        assert (answer.status, answer.header("location")) == (303, "/settings/hidden")
        assert badge not in (await browser.page(f"{base}/hide")).text
        assert (await press(make, browser, f"{base}/{back}")).status == 404, "there is nothing to take back"
    assert not await it.db.read(lambda tx: stored.between(tx, maren.actor.id, lotte.actor.id))


async def test_web_03_nothing_happens_without_the_form_or_signed_out(
    browser: Client, client: Client, it: Instance, maren: Person, lotte: Person
) -> None:
    for act in ("mute", "block", "report"):
        assert (await browser.post(f"/people/{lotte.actor.id}/{act}", {"csrf": "wrong", "text": "x"})).status == 403
        assert (await client.post(f"/people/{lotte.actor.id}/{act}", {})).status in (303, 403)
    assert not await it.db.read(lambda tx: stored.between(tx, maren.actor.id, lotte.actor.id))
    assert not await it.db.read(lambda tx: stored.muted(tx, maren.actor.id, lotte.actor.id, it.clock()))


async def test_aut_11_a_server_hidden_by_a_name_above_it_is_shown_again_by_that_name(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    ada = await make.remote("https://sub.loud.example/users/ada")
    path = f"/people/{ada.id}/hide"
    assert "Hide this server" in (await browser.page(path)).text
    await hiding.hide_domain(it, maren.actor.id, "loud.example")
    text = (await browser.page(path)).text
    assert "Hidden, as all of loud.example" in text
    assert '<input type="hidden" name="domain" value="loud.example">' in text
    await press(make, browser, "/settings/hidden/domains/remove", domain="loud.example")
    assert "Hide this server" in (await browser.page(path)).text


# --- the list ---------------------------------------------------------------------------------------------------------


async def test_everything_hidden_is_listed_with_a_button_to_take_it_back(
    browser: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    ada = await make.remote()
    assert "Nobody." in (await browser.page("/settings/hidden")).text
    await press(make, browser, "/settings/hidden/words", words="Crypto coin")
    await press(make, browser, "/settings/hidden/domains", domain="https://loud.example/")
    await blocks.mute(it, maren.actor.id, lotte.actor.id)
    await blocks.block(it, maren.actor.id, ada.id)
    text = (await browser.page("/settings/hidden")).text
    for words in ("crypto coin", "loud.example", "@lotte@gallery.example", ada.handle):
        assert words in text, words
    [remove] = re.findall(r'action="(/settings/hidden/words/[0-9a-z]{26}/remove)"', text)
    assert (await press(make, browser, remove)).header("location") == "/settings/hidden#phrases"
    await press(make, browser, "/settings/hidden/domains/remove", domain="loud.example")
    await press(make, browser, f"/people/{lotte.actor.id}/unmute")
    await press(make, browser, f"/people/{ada.id}/unblock")
    text = (await browser.page("/settings/hidden")).text
    for words in ("crypto coin", "loud.example", "@lotte@gallery.example", ada.handle):
        assert words not in text, words


async def test_web_10_lists_and_removals_are_ones_own(
    browser: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    await hiding.hide_words(it, lotte.actor.id, "secret word")
    await hiding.hide_domain(it, lotte.actor.id, "loud.example")
    await blocks.mute(it, lotte.actor.id, maren.actor.id)
    text = (await browser.page("/settings/hidden")).text
    assert "secret word" not in text
    assert "loud.example" not in text
    [(ident, _)] = await it.db.read(lambda tx: hidden.phrases(tx, lotte.actor.id))
    assert (await press(make, browser, f"/settings/hidden/words/{ident}/remove")).status == 404
    assert (await press(make, browser, "/settings/hidden/domains/remove", domain="loud.example")).status == 404
    assert len(await it.db.read(lambda tx: hidden.phrases(tx, lotte.actor.id))) == 1


@pytest.mark.parametrize(("path", "field"), [("words", "words"), ("domains", "domain")])
async def test_what_cannot_be_hidden_comes_back_as_typed(browser: Client, make: Studio, path: str, field: str) -> None:
    typed = "x" * 101 if field == "words" else "not a server <b>"
    answer = await press(make, browser, f"/settings/hidden/{path}", **{field: typed})
    assert answer.status == 422
    assert f'id="{field}-error"' in answer.text
    assert "&lt;b&gt;" in answer.text or typed in answer.text


# --- what others see --------------------------------------------------------------------------------------------------


async def test_web_09_across_a_block_a_work_is_as_missing_as_what_never_was(
    browser: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    work = await make.work(lotte.actor)
    picture = await make.picture(lotte.actor, work)
    theirs = await make.signed_in(browser, lotte)
    own = await make.work(maren.actor)
    for reader, path in ((browser, f"/works/{work.id}"), (theirs, f"/works/{own.id}")):
        assert (await reader.page(path)).status == 200
    assert picture.media.id in (await browser.page("/@lotte")).text
    await blocks.block(it, maren.actor.id, lotte.actor.id)
    never = await browser.page(f"/works/{'0' * 26}")
    for reader, path in ((browser, f"/works/{work.id}"), (theirs, f"/works/{own.id}")):
        answer = await reader.page(path)
        assert answer.status == 404
        assert re.sub(r"<time.*?</time>", "", answer.text).count("This wall is empty.") == never.text.count(
            "This wall is empty."
        )
    assert picture.media.id not in (await browser.page("/@lotte")).text
    for path in (f"/works/{work.id}/like", f"/works/{work.id}/boost", f"/works/{work.id}/reply"):
        assert (await press(make, browser, path, text="Hello")).status == 404, path


async def test_a_blocked_server_actor_reads_nothing_that_is_not_public(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    await make.follow(ada, maren.actor)
    kept = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    public = await make.work(maren.actor)
    assert (await signed_get(client, kept.uri)).status == 200
    await blocks.block(it, maren.actor.id, ada.id)
    assert (await signed_get(client, kept.uri)).status == 404
    assert (await signed_get(client, public.uri)).status == 200


async def test_a_hidden_persons_replies_and_news_are_gone_for_the_one_who_hides_them(
    browser: Client, client: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    work = await make.work(maren.actor)
    answer = await make.work(lotte.actor, kind=Kind.POST, parent=work)
    path, mark = f"/works/{work.id}", f'id="reply-{answer.id}"'
    await it.db.write(
        lambda tx: notifications.add(tx, maren.actor.id, Notice.REPLY, 1, by=lotte.actor.id, work=answer.id)
    )
    page = await browser.page("/notifications")
    assert ("badge-dot" in page.text, "answered on" in page.text) == (True, True)
    assert mark in (await browser.page(path)).text
    await blocks.mute(it, maren.actor.id, lotte.actor.id)
    assert mark not in (await browser.page(path)).text
    page = await browser.page("/notifications")
    assert ("badge-dot" in page.text, "answered on" in page.text) == (False, False)
    assert mark in (await client.page(path)).text, "for everybody else it is there"
    theirs = await make.signed_in(browser, lotte)
    assert mark in (await theirs.page(path)).text, "they are not told"


async def test_above_an_answer_a_hidden_post_leaves_its_place(
    browser: Client, client: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    iris = await make.person("iris")
    loud = await make.work(lotte.actor, title="A very loud title")
    answer = await make.work(iris.actor, kind=Kind.POST, parent=loud)
    path = f"/works/{answer.id}"
    assert f'id="reply-{loud.id}"' in (await browser.page(path)).text
    await blocks.mute(it, maren.actor.id, lotte.actor.id)
    page = (await browser.page(path)).text
    assert "A hidden post" in page
    for trace in (f'id="reply-{loud.id}"', "A very loud title", "/@lotte"):
        assert trace not in page, trace
    everybody = (await client.page(path)).text
    assert "A hidden post" not in everybody
    assert f'id="reply-{loud.id}"' in everybody


async def test_hidden_words_take_replies_out_of_threads_and_news(
    browser: Client, it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    work = await make.work(maren.actor)
    answer = await make.work(lotte.actor, kind=Kind.POST, parent=work)
    await it.db.write(
        lambda tx: notifications.add(tx, maren.actor.id, Notice.REPLY, 1, by=lotte.actor.id, work=answer.id)
    )
    await it.db.write(lambda tx: notifications.add(tx, maren.actor.id, Notice.LIKE, 1, by=lotte.actor.id, work=work.id))
    await hiding.hide_words(it, maren.actor.id, "pier")
    news = (await browser.page("/notifications")).text
    assert "answered on" not in news
    assert "liked" in news, "a like says nothing"
    assert f'id="reply-{answer.id}"' not in (await browser.page(f"/works/{work.id}")).text


# --- the report -------------------------------------------------------------------------------------------------------


async def test_a_report_reaches_the_moderators_with_the_work_it_is_about(
    browser: Client, desk: Client, it: Instance, make: Studio, lotte: Person
) -> None:
    work = await make.work(lotte.actor, title="Stolen")
    page = (await browser.page(f"/people/{lotte.actor.id}/report?work={work.id}&next=/home")).text
    assert f'name="works" value="{work.id}" checked' in page
    assert "Also tell" not in page, "they live here"
    answer = await press(
        make, browser, f"/people/{lotte.actor.id}/report", works=work.id, text="It is mine.", next="/home"
    )
    assert "The moderators have your report" in answer.text
    [kept] = await it.db.read(lambda tx: reports.by_state(tx, ReportState.OPEN))
    assert (kept.about, kept.works, kept.text) == (lotte.actor.id, (work.id,), "It is mine.")
    assert "Somebody reports" in (await desk.page("/notifications")).text


async def test_their_server_is_told_only_when_asked_for(
    browser: Client, it: Instance, make: Studio, net: FakeHttp
) -> None:
    ada = await make.remote()
    page = (await browser.page(f"/people/{ada.id}/report")).text
    assert "Also tell the moderators of peer.example" in page
    await press(make, browser, f"/people/{ada.id}/report", text="Spam")
    await press(make, browser, f"/people/{ada.id}/report", text="Spam", forward="1")
    kept = await it.db.read(lambda tx: reports.by_state(tx, ReportState.OPEN))
    assert sorted(report.forwarded for report in kept) == [False, True]


async def test_a_report_cannot_name_what_its_writer_may_not_see(
    browser: Client, it: Instance, make: Studio, lotte: Person
) -> None:
    secret = await make.work(lotte.actor, title="Secret", visibility=Visibility.DIRECT)
    page = await browser.page(f"/people/{lotte.actor.id}/report?work={secret.id}")
    assert "Secret" not in page.text
    answer = await press(make, browser, f"/people/{lotte.actor.id}/report", works=secret.id, text="x")
    assert answer.status == 404
    assert await it.db.read(lambda tx: reports.by_state(tx, ReportState.OPEN)) == []
    long = await press(make, browser, f"/people/{lotte.actor.id}/report", text="x" * 5_001)
    assert long.status == 422
    assert "x" * 5_001 in long.text, "what was typed is not lost"
