"""Home, follows, reactions, notifications, settings: the pages of people who are signed in."""

import re
from dataclasses import replace

import pytest

from fedart.domain.actor import ActorType, Field
from fedart.domain.follow import FollowState
from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.domain.work import Kind, Visibility
from fedart.instance import Instance
from fedart.storage import actors, follows, notifications, reactions
from fedart.storage.notifications import Notice
from fedart.storage.views import Person as Byline
from fedart.storage.views_home import News
from fedart.web import notifications as pages
from tests.support import paint, pictures
from tests.support.client import Answer, Client
from tests.support.instance import FakeHttp, Person, Studio


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren", password="a quiet room with north light")


@pytest.fixture
async def browser(client: Client, make: Studio, maren: Person) -> Client:
    """Maren's."""
    return await make.signed_in(client, maren)


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


# --- home and follows -------------------------------------------------------------------------------------------------


async def test_an_empty_home_leads_to_the_artists(browser: Client) -> None:
    answer = await browser.page("/home")
    assert "Quiet in here" in answer.text
    assert answer.header("cache-control") == "private, no-store"


async def test_home_shows_works_words_first_and_warnings_folded(browser: Client, make: Studio, maren: Person) -> None:
    lotte, ada = (await make.person("lotte")).actor, await make.remote()
    await make.follow(maren.actor, lotte)
    await make.follow(maren.actor, ada)
    work = await make.work(lotte, title="House on the fen")
    picture = await make.picture(lotte, work)
    post = await make.work(ada, title="", kind=Kind.POST)
    text = (await browser.page("/home")).text
    assert picture.media.id in text
    assert "House on the fen" in text
    assert f'id="post-{post.id}"' in text
    assert text.index(post.id) < text.index(work.id)
    assert ada.handle in text


async def test_the_address_that_another_server_sends_along_is_filled_in(browser: Client) -> None:
    page = (await browser.get("/home?follow=https%3A%2F%2Fpeer.example%2Fada%22%3E")).text
    assert 'name="target" type="text" value="https://peer.example/ada&#34;&gt;"' in page
    assert "peer.example" not in (await browser.get("/home")).text


async def test_following_by_handle_and_stopping(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    lotte = (await make.person("lotte")).actor
    asked = await press(make, browser, "/follows", target="@lotte@gallery.example")
    assert (asked.status, asked.header("location")) == (303, "/following")
    assert await it.db.read(lambda tx: follows.accepted(tx, maren.actor.id, lotte.id))
    listed = await browser.page("/following")
    assert "@lotte@gallery.example" in listed.text
    stopped = await press(make, browser, f"/people/{lotte.id}/unfollow", next="/@lotte")
    assert stopped.header("location") == "/@lotte"
    assert not await it.db.read(lambda tx: follows.accepted(tx, maren.actor.id, lotte.id))


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("", "Please give an address"),
        ("@nobody@gallery.example", "Nobody here is called nobody."),
        ("@ada@far.example", "Nobody called @ada@far.example was found."),
        ("https://far.example/broken", "What far.example answered is no account that we can read."),
        ("not an address", "address"),
        ("@maren@gallery.example", "You cannot follow yourself."),
    ],
)
async def test_an_address_that_leads_nowhere_comes_back_with_words(
    browser: Client, make: Studio, net: FakeHttp, target: str, words: str
) -> None:
    net.serve("https://far.example/broken", b"{garbage")
    answer = await press(make, browser, "/follows", target=target)
    assert answer.status == 422
    assert words in answer.text
    assert f'value="{target}"' in answer.text
    assert 'id="target-error"' in answer.text


async def test_web_11_pages_lead_to_internal_paths_only(browser: Client, make: Studio) -> None:
    await make.person("lotte")
    for path in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        answer = await press(make, browser, "/follows", target="@lotte@gallery.example", next=path)
        assert answer.status == 303
        assert "evil" not in answer.header("location")


async def test_requests_are_answered_from_the_list(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    ada = await make.remote()
    asked = await make.follow(ada, maren.actor, FollowState.REQUESTED)
    page = await browser.page("/following")
    assert "They would like to follow you" in page.text
    answer = await press(make, browser, f"/follows/{asked.id}/accept", next="/following")
    assert answer.header("location") == "/following"
    assert await it.db.read(lambda tx: follows.accepted(tx, ada.id, maren.actor.id))
    other = await make.signed_in(browser, await make.person("other"))
    again = await make.follow(await make.remote("https://far.example/users/ben"), maren.actor, FollowState.REQUESTED)
    assert (await press(make, other, f"/follows/{again.id}/reject")).status == 404, "only the one who was asked answers"
    assert (await press(make, browser, f"/follows/{again.id}/reject")).status == 303


# --- reactions and replies --------------------------------------------------------------------------------------------


async def test_like_and_boost_are_pressed_and_released(browser: Client, it: Instance, make: Studio) -> None:
    lotte = (await make.person("lotte")).actor
    work = await make.work(lotte)
    for kind in ("like", "boost"):
        assert (await press(make, browser, f"/works/{work.id}/{kind}")).header("location") == f"/works/{work.id}"
        page = await browser.page(f"/works/{work.id}")
        assert f'action="/works/{work.id}/un{kind}"' in page.text
        assert 'aria-pressed="true"' in page.text
        await press(make, browser, f"/works/{work.id}/un{kind}", next="/home")
        page = await browser.page(f"/works/{work.id}")
        assert 'aria-pressed="true"' not in page.text
    assert await it.db.read(lambda tx: reactions.fans(tx, work.id)) == []


async def test_what_one_may_not_see_one_cannot_like(browser: Client, make: Studio) -> None:
    lotte = (await make.person("lotte")).actor
    hidden = await make.work(lotte, visibility=Visibility.DIRECT)
    assert (await press(make, browser, f"/works/{hidden.id}/like")).status == 404
    assert (await press(make, browser, "/works/nonsense/like")).status == 404


async def test_a_reply_stands_on_the_page_and_an_empty_one_is_refused_there(browser: Client, make: Studio) -> None:
    lotte = (await make.person("lotte")).actor
    work = await make.work(lotte)
    sent = await press(make, browser, f"/works/{work.id}/reply", text="The rope is the whole picture.")
    assert re.fullmatch(rf"/works/{work.id}#reply-[0-9a-z]{{26}}", sent.header("location"))
    assert "The rope is the whole picture." in (await browser.page(f"/works/{work.id}")).text
    empty = await press(make, browser, f"/works/{work.id}/reply", text="   ")
    assert empty.status == 422
    assert 'aria-describedby="text-error"' in empty.text
    long = await press(make, browser, f"/works/{work.id}/reply", text="x" * 10_001)
    assert "x" * 10_001 in long.text, "what was typed is not lost"


# --- notifications ----------------------------------------------------------------------------------------------------


async def tell(it: Instance, actor: str, kind: Notice, by: str | None = None, **more: str) -> None:
    await it.db.write(lambda tx: notifications.add(tx, actor, kind, it.clock(), by=by, **more))


async def test_an_empty_list_says_what_will_stand_there(browser: Client) -> None:
    assert "Nothing has happened yet" in (await browser.page("/notifications")).text


async def test_each_kind_of_news_has_its_sentence(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    ada = await make.remote()
    me, work = maren.actor.id, await make.work(maren.actor, title="Fig")
    answer = await make.work(ada, kind=Kind.POST, parent=work)
    picture = (await make.picture(maren.actor, work)).media.id
    await make.follow(ada, maren.actor, FollowState.REQUESTED)
    await tell(it, me, Notice.LIKE, ada.id, work=work.id)
    await tell(it, me, Notice.BOOST, ada.id, work=work.id)
    await tell(it, me, Notice.REPLY, ada.id, work=answer.id)
    await tell(it, me, Notice.MENTION, ada.id, work=answer.id)
    await tell(it, me, Notice.FOLLOW, ada.id)
    await tell(it, me, Notice.REQUEST, ada.id)
    await tell(it, me, Notice.ACCEPTED, ada.id)
    await tell(it, me, Notice.HELD, work=work.id, media=picture)
    await tell(it, me, Notice.RELEASED, work=work.id, media=picture, detail="Layers seen.")
    await tell(it, me, Notice.DROPPED, media=picture, detail="Not here.")
    await tell(it, me, Notice.APPEAL, ada.id, media=picture)
    text = " ".join(re.sub(r"<[^>]+>", "", (await browser.page("/notifications")).text).split())
    for words in (
        "liked Fig",
        "passed on Fig",
        "answered on Fig",
        "named you in",
        "follows you now",
        "would like to follow you",
        "let you follow them",
        "We have paused a picture of Fig",
        "Your picture is public.",
        "Reason: “Layers seen.”",
        "A picture is not shown.",
        "asks for a second look",
        "“Seen from the pier.”",
    ):
        assert words in text, words
    assert "Mark all as read" in text


async def test_a_request_is_answered_in_place_and_only_while_it_waits(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    asked = await make.follow(ada, maren.actor, FollowState.REQUESTED)
    await tell(it, maren.actor.id, Notice.REQUEST, ada.id)
    assert f'action="/follows/{asked.id}/accept"' in (await browser.page("/notifications")).text
    await press(make, browser, f"/follows/{asked.id}/accept")
    text = (await browser.page("/notifications")).text
    assert "would like to follow you" not in text
    assert "/accept" not in text
    assert "follows you now" in text


async def test_the_time_of_news_never_stands_on_a_line_of_its_own(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    await tell(it, maren.actor.id, Notice.FOLLOW, ada.id)
    text = (await browser.page("/notifications")).text
    assert 'follows you now<span class="ink2 nowrap">&nbsp;· <time' in text


async def test_all_is_marked_as_read_up_to_what_was_seen(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    await tell(it, maren.actor.id, Notice.FOLLOW, ada.id)
    page = await browser.page("/notifications")
    newest = re.search(r'name="up_to" value="([0-9a-z]{26})"', page.text)
    assert newest is not None
    assert "badge-dot" in page.text
    await press(make, browser, "/notifications/seen", up_to=newest[1])
    assert "badge-dot" not in (await browser.page("/notifications")).text


def person(name: str) -> Byline:
    return Byline(
        ActorId(name),
        local=True,
        type=ActorType.PERSON,
        username=name,
        host="h",
        name="",
        uri=Uri(name),
        url="",
        face=None,
    )


def news(kind: Notice, by: str, work: str = "", *, at: int = 0, fresh: bool = False) -> News:
    return News(
        id=f"{kind}-{by}",
        kind=kind,
        detail="",
        created=at,
        fresh=fresh,
        by=person(by),
        work=(WorkId(work), work) if work else None,
        parent=None,
        words="",
        cover=None,
        media=None,
        follow=None,
    )


def told(groups: list[pages.Group]) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(group.first.kind.value, tuple(p.username for p in group.people), group.fresh) for group in groups]


def test_likes_of_one_work_are_told_once_and_replies_each() -> None:
    items = [
        news(Notice.LIKE, "a", "fig"),
        news(Notice.REPLY, "b", "fig"),
        news(Notice.LIKE, "c", "fig", fresh=True),
        news(Notice.LIKE, "a", "fig"),
        news(Notice.LIKE, "d", "sea"),
        news(Notice.REPLY, "e", "fig"),
        news(Notice.FOLLOW, "f"),
        news(Notice.FOLLOW, "g"),
    ]
    assert told(pages.grouped(items)) == [
        ("like", ("a", "c"), True),
        ("reply", ("b",), False),
        ("like", ("d",), False),
        ("reply", ("e",), False),
        ("follow", ("f", "g"), False),
    ]


def test_days_are_kept_apart() -> None:
    now = 10 * 86_400_000
    items = [news(Notice.FOLLOW, "a", at=now), news(Notice.FOLLOW, "b", at=now - 86_400_000)]
    assert [(day, len(groups)) for day, groups in pages.by_day(items, now)] == [("Today", 1), ("Yesterday", 1)]


# --- settings ---------------------------------------------------------------------------------------------------------


async def test_the_profile_form_holds_what_is_stored(browser: Client, it: Instance, maren: Person) -> None:
    fields = (Field("Medium", "Oil"),)
    named = replace(maren.actor, name="Maren & co", summary_source="I *paint*.", fields=fields, locked=True)
    await it.db.write(lambda tx: actors.edit_profile(tx, named))
    text = (await browser.page("/settings/profile")).text
    assert 'value="Maren &amp; co"' in text
    assert "I *paint*." in text
    assert re.search(r'id="label1"[^>]*value="Medium"', text)
    assert re.search(r'id="locked"[^>]*checked', text)


async def test_a_profile_is_saved_with_its_avatar(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    typed = [
        ("name", "Maren Solheim"),
        ("bio", "I *paint*."),
        ("label1", "Medium"),
        ("value1", "Oil"),
        ("label3", "Site"),
        ("value3", "https://maren.example"),
        ("discoverable", "1"),
    ]
    files = [("avatar", "me.png", paint.png())]
    answer = await browser.upload("/settings/profile", [("csrf", await make.token(browser)), *typed], files)
    assert (answer.status, answer.header("location")) == (303, "/settings/profile?saved")
    actor = await it.db.read(lambda tx: actors.by_id(tx, maren.actor.id))
    assert actor is not None
    assert (actor.name, actor.summary) == ("Maren Solheim", "<p>I <em>paint</em>.</p>")
    assert actor.fields == (Field("Medium", "Oil"), Field("Site", "https://maren.example"))
    assert (actor.locked, actor.discoverable, actor.indexable) == (False, True, False)
    assert actor.icon is not None
    assert "Saved." in (await browser.page("/settings/profile?saved")).text
    assert f"/media/{actor.icon}/" in (await browser.page("/@maren")).text


async def test_a_profile_that_is_too_long_comes_back_as_typed(browser: Client, it: Instance, make: Studio) -> None:
    fields = [("csrf", await make.token(browser)), ("name", "x" * 101), ("bio", "Typed"), ("locked", "1")]
    answer = await browser.upload("/settings/profile", fields, [])
    assert answer.status == 422
    assert 'id="name-error"' in answer.text
    assert "Typed" in answer.text
    assert re.search(r'id="locked"[^>]*checked', answer.text)


async def test_a_generated_avatar_waits_and_the_page_says_so(browser: Client, make: Studio) -> None:
    files = [("avatar", "me.png", pictures.with_signal("a1111-png"))]
    answer = await browser.upload("/settings/profile", [("csrf", await make.token(browser)), ("name", "M")], files)
    assert answer.status == 200
    assert "We have paused your avatar" in answer.text
    assert re.search(r'href="/held/[0-9a-z]{26}"', answer.text)


async def test_a_new_password_ends_other_sessions(browser: Client, client: Client, make: Studio, maren: Person) -> None:
    elsewhere = await make.signed_in(client, maren)
    wrong = await press(make, browser, "/settings/account", old="not this", new="a new quiet room")
    assert wrong.status == 422
    assert 'id="old-error"' in wrong.text
    assert (await elsewhere.page("/home")).status == 200
    right = await press(make, browser, "/settings/account", old="a quiet room with north light", new="a new quiet room")
    assert right.header("location") == "/settings/account?saved"
    assert "Your password is changed." in (await browser.page("/settings/account?saved")).text
    assert (await elsewhere.page("/home")).status == 303


async def test_signing_out_everywhere_ends_this_session_too(
    browser: Client, client: Client, make: Studio, maren: Person
) -> None:
    elsewhere = await make.signed_in(client, maren)
    assert (await press(make, browser, "/settings/account/sign-out")).header("location") == "/sign-in"
    assert (await browser.page("/home")).status == 303
    assert (await elsewhere.page("/home")).status == 303
