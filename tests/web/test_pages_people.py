"""Search, and the pages of people and posts of other servers."""

import re
from dataclasses import replace
from urllib.parse import quote, unquote

import pytest

from fedart.domain.actor import Actor, Field
from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, Work
from fedart.instance import Instance
from fedart.services import blocks
from fedart.storage import activities, actors, backfills, pins
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio, network
from tests.support.remote import AS2, rows

PEER = "https://peer.example"


def titles(answer: Answer) -> list[str]:
    return re.findall(r"<cite[^>]*>([^<]*)</cite>", answer.text)


def people(answer: Answer) -> list[str]:
    return re.findall(r'<a class="hit" href="([^"]+)"', answer.text)


async def search(browser: Client, make: Studio, text: str) -> Answer:
    """Send the search form as somebody who is signed in."""
    return await browser.post("/search", {"csrf": await make.token(browser), "q": text})


def found_at(it: Instance, uri: str, **more: object) -> None:
    """Have the fake network answer with a public post of Ada's."""
    note = {"id": uri, "type": "Note", "attributedTo": f"{PEER}/actors/ada", "content": "<p>Far away</p>"}
    everybody = {"to": ["https://www.w3.org/ns/activitystreams#Public"], "published": "2023-05-01T10:00:00Z"}
    network(it).serve(uri, {"@context": AS2, **note, **everybody, **more})


@pytest.fixture
async def ada(make: Studio) -> Actor:
    return await make.remote(f"{PEER}/actors/ada")


# --- search -----------------------------------------------------------------------------------------------------------


async def test_words_find_people_and_works_of_ours_for_everybody(client: Client, it: Instance, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    await it.db.write(lambda tx: actors.edit_profile(tx, replace(maren, name="Maren of the Ferries")))
    for by, title in ((maren, "Evening, ferry"), (lotte, "Morning"), (lotte, "100_% real")):
        await make.picture(by, await make.work(by, title=title))
    await make.picture(maren, await make.work(maren, title="Secret ferry", visibility=Visibility.FOLLOWERS))
    answer = await client.page("/search?q=FERR")
    assert answer.status == 200
    assert people(answer) == ["/@maren"]
    assert titles(answer) == ["Evening, ferry"]
    assert titles(await client.page("/search?q=0_%25")) == ["100_% real"]
    assert titles(await client.page("/search?q=n_n")) == []
    assert "Nothing found" in (await client.page("/search?q=%25%25")).text
    everything_tagged = await client.page("/search?q=ferry")
    assert sorted(titles(everything_tagged)) == ["100_% real", "Evening, ferry", "Morning"]


async def test_people_of_other_servers_are_found_by_people_of_ours(
    client: Client, browser: Client, it: Instance, ada: Actor, maren: Person
) -> None:
    assert people(await client.page("/search?q=ada")) == ["/@maren"] * 0
    assert people(await browser.page("/search?q=ada")) == ["/@ada@peer.example"]
    assert people(await browser.page("/search?q=peer.ex")) == ["/@ada@peer.example"]
    await blocks.block(it, maren.actor.id, ada.id)
    assert people(await browser.page("/search?q=ada")) == []
    await blocks.unblock(it, maren.actor.id, ada.id)
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    assert people(await browser.page("/search?q=ada")) == []


async def test_a_tag_an_address_and_a_handle_of_ours_lead_to_their_pages(
    client: Client, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor)
    for typed, path in (
        ("#ferry", "/tags/ferry"),
        ("@maren@gallery.example", "/@maren"),
        (maren.actor.url, "/@maren"),
        (work.uri, f"/works/{work.id}"),
        (work.url, f"/works/{work.id}"),
    ):
        answer = await client.page(f"/search?q={quote(typed, safe='')}")
        assert (answer.status, answer.header("location")) == (303, path)


async def test_web_03_a_link_alone_has_nobody_asked(browser: Client, it: Instance, make: Studio) -> None:
    uri = f"{PEER}/notes/1"
    found_at(it, uri)
    answer = await browser.page(f"/search?q={quote(uri, safe='')}")
    assert answer.status == 200
    assert "Look it up" in answer.text
    assert network(it).fetched == []
    assert (await browser.post("/search", {"q": uri})).status == 403
    assert network(it).fetched == []


async def test_a_pasted_address_leads_to_the_page_here(browser: Client, it: Instance, make: Studio, ada: Actor) -> None:
    uri = f"{PEER}/notes/1"
    found_at(it, uri)
    answer = await search(browser, make, uri)
    assert answer.status == 303
    page = await browser.page(answer.header("location"))
    assert "Far away" in page.text
    network(it).fetched.clear()
    again = await browser.page(f"/search?q={quote(uri, safe='')}")
    assert again.header("location") == answer.header("location")
    person = await search(browser, make, f" {ada.handle} ")
    assert person.header("location") == f"/people/{ada.id}"
    assert network(it).fetched == []


async def test_what_cannot_be_found_is_said_beside_the_field(browser: Client, make: Studio) -> None:
    answer = await search(browser, make, f"{PEER}/none?a=<b>")
    assert answer.status == 422
    assert "Nothing was found at this address" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{PEER}/none?a=&lt;b&gt;"' in answer.text
    words = await search(browser, make, "evening ferry")
    assert (words.status, words.header("location")) == (303, "/search?q=evening%20ferry")


async def test_visitors_have_nobody_asked(client: Client, it: Instance, ada: Actor) -> None:
    for typed in (ada.uri, "@ada@peer.example", "@unknown@peer.example", f"{PEER}/notes/1"):
        answer = await client.page(f"/search?q={quote(typed, safe='')}")
        assert answer.status == 200
        assert "Not from here" in answer.text
    assert network(it).fetched == []


# --- a person ---------------------------------------------------------------------------------------------------------


async def test_somebody_elsewhere_has_a_page_for_people_who_are_signed_in(
    client: Client, browser: Client, it: Instance, make: Studio, ada: Actor
) -> None:
    fields = (Field("Site", '<a href="https://ada.example">ada.example</a>'),)
    told = replace(ada, name="Ada <L>", summary="<p>I <b>etch</b>.</p>", fields=fields)
    await it.db.write(lambda tx: actors.refresh(tx, told, it.clock()))
    await make.picture(ada, await make.work(ada, title="From afar"))
    await make.picture(ada, await make.work(ada, title="Made", kind=Kind.WORK), state=MediaState.DROPPED)
    for path in (f"/people/{ada.id}", f"/{ada.handle}"):
        answer = await browser.page(path)
        assert answer.status == 200
        assert re.search(r"<h1[^>]*>Ada &lt;L&gt;</h1>", answer.text)
        assert "<p>I <b>etch</b>.</p>" in answer.text
        assert 'href="https://ada.example"' in answer.text
        assert sorted(titles(answer)) == ["From afar", "Made"]
        assert "Withheld: its file says it was generated" in answer.text
        assert f'value="{ada.uri}"' in answer.text
        assert ", noindex" in answer.text
        assert f'rel="canonical" href="{ada.url}"' in answer.text
        assert answer.header("cache-control") == "private, no-store"


async def test_visitors_are_shown_the_way_and_nothing_else(client: Client, make: Studio, ada: Actor) -> None:
    await make.picture(ada, await make.work(ada, title="From afar"))
    answer = await client.page(f"/people/{ada.id}")
    assert answer.status == 200
    assert f'href="{ada.url}"' in answer.text
    assert "From afar" not in answer.text
    assert ", noindex" in answer.text


async def test_web_09_visitors_cannot_tell_whom_we_know(client: Client, it: Instance, make: Studio, ada: Actor) -> None:
    known, unknown = await client.page("/@ada@peer.example"), await client.page("/@eve@peer.example")
    assert known.status == unknown.status == 404
    assert known.text.replace("ada", "eve") == unknown.text
    gone = await make.remote(f"{PEER}/actors/gone", key="eve")
    await it.db.write(lambda tx: actors.mark_deleted(tx, gone.id, it.clock()))
    nothing = await client.page(f"/people/{'0' * 26}")
    hidden = await client.page(f"/people/{gone.id}")
    said = hidden.body.replace(gone.id.encode(), b"0" * 26)
    assert (hidden.status, hidden.headers, said) == (404, nothing.headers, nothing.body), "but for what was asked"


async def test_an_unknown_handle_leads_to_the_search(browser: Client) -> None:
    answer = await browser.page("/@nobody@peer.example")
    assert (answer.status, answer.header("location")) == (303, "/search?q=%40nobody%40peer.example")


async def test_our_own_people_are_led_to_their_own_page(client: Client, maren: Person) -> None:
    assert (await client.page(f"/people/{maren.actor.id}")).header("location") == "/@maren"
    assert (await client.page("/people/nonsense")).status == 404


async def test_the_first_look_begins_to_fetch_and_says_so(
    client: Client, browser: Client, it: Instance, ada: Actor
) -> None:
    await client.page(f"/people/{ada.id}")
    assert await rows(it, "SELECT kind FROM tasks WHERE kind = 'backfill'") == []
    for _ in range(3):
        answer = await browser.page(f"/people/{ada.id}")
        assert "Looking for works at peer.example" in answer.text
        assert "data-looking" in answer.text
    assert len(await rows(it, "SELECT kind FROM tasks WHERE kind = 'backfill'")) == 1
    numbers = {"posts": 1204, "followers": 7, "following": None}
    await it.db.write(lambda tx: backfills.hint(tx, ada.id, **numbers))
    await it.db.write(lambda tx: backfills.finish(tx, ada.id, it.clock(), 0))
    done = await browser.page(f"/people/{ada.id}")
    assert "Looking for works" not in done.text
    assert "No works here" in done.text
    assert "peer.example counts 7 followers · 1,204 posts" in done.text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "Follow"),
        (FollowState.REQUESTED, "Asked to follow"),
        (FollowState.ACCEPTED, "Following"),
        (FollowState.ENDED, "Follow"),
    ],
)
async def test_the_button_says_how_the_follow_stands(
    state: FollowState | None, words: str, browser: Client, make: Studio, maren: Person, ada: Actor
) -> None:
    if state is not None:
        await make.follow(maren.actor, ada, state)
    answer = await browser.page(f"/people/{ada.id}")
    assert f"<span>{words}</span></button>" in answer.text
    target = f"/people/{ada.id}/unfollow" if state in (FollowState.REQUESTED, FollowState.ACCEPTED) else "/follows"
    assert f'action="{target}"' in answer.text


async def test_highlights_stand_on_top_and_a_grid_has_pages(
    browser: Client, it: Instance, make: Studio, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedart.web.people.WORKS", 2)
    for title in ("One", "Two", "Three"):
        work = await make.work(ada, title=title)
        await make.picture(ada, work)
        if title == "One":
            pinned = work
    await it.db.write(lambda tx: pins.add(tx, ada.id, pinned.id, it.clock()))
    first = await browser.page(f"/people/{ada.id}")
    assert titles(first) == ["One", "Three", "Two"]
    more = re.search(r'href="(\?before=[0-9a-z]{26})"', first.text)
    assert more is not None
    assert titles(await browser.page(f"/people/{ada.id}{more[1]}")) == ["One"]


async def test_nobody_sees_works_across_a_block(
    browser: Client, it: Instance, make: Studio, maren: Person, ada: Actor
) -> None:
    work = await make.work(ada, title="From afar")
    await make.picture(ada, work)
    assert titles(await browser.page(f"/people/{ada.id}")) == ["From afar"]
    await blocks.block(it, maren.actor.id, ada.id)
    answer = await browser.page(f"/people/{ada.id}")
    assert titles(answer) == []
    assert "You have blocked" in answer.text
    assert 'action="/follows"' not in answer.text
    assert (await browser.page(f"/works/{work.id}")).status == 404


async def test_aut_10_nobody_of_a_blocked_server_has_a_page(
    client: Client, browser: Client, it: Instance, make: Studio, ada: Actor
) -> None:
    work = await make.work(ada)
    assert (await browser.page(f"/people/{ada.id}")).status == 200
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    for path in (f"/people/{ada.id}", f"/{ada.handle}"):
        assert (await browser.page(path)).status == 404
    for path in (f"/people/{ada.id}", f"/works/{work.id}"):
        assert (await client.page(path)).status == 404


async def test_followers_only_works_are_in_the_grid_of_their_followers(
    client: Client, browser: Client, make: Studio, maren: Person, ada: Actor
) -> None:
    work = await make.work(ada, title="For friends", visibility=Visibility.FOLLOWERS)
    await make.picture(ada, work)
    assert titles(await browser.page(f"/people/{ada.id}")) == []
    await make.follow(maren.actor, ada)
    assert titles(await browser.page(f"/people/{ada.id}")) == ["For friends"]
    nothing = await client.page(f"/works/{'0' * 26}")
    hidden = await client.page(f"/works/{work.id}")
    said = hidden.body.replace(work.id.encode(), b"0" * 26)
    assert (hidden.status, hidden.headers, said) == (404, nothing.headers, nothing.body), "but for what was asked"


# --- a post and its thread --------------------------------------------------------------------------------------------


async def thread(make: Studio, ada: Actor, maren: Person) -> list[Work]:
    """Three posts, each the answer to the one before; the middle one is Maren's."""
    first = await make.work(ada, title="Root")
    second = await make.work(maren.actor, title="", kind=Kind.POST, parent=first)
    return [first, second, await make.work(ada, title="", kind=Kind.POST, parent=second)]


async def test_a_thread_is_shown_whole_above_and_below(
    browser: Client, make: Studio, maren: Person, ada: Actor
) -> None:
    first, second, third = await thread(make, ada, maren)
    await make.picture(ada, first, state=MediaState.DROPPED)
    page = await browser.page(f"/works/{second.id}")
    above, _, below = page.text.partition("<h1")
    assert f'id="reply-{first.id}"' in above
    assert "The file itself says that it was made by a generator." in above
    assert f'id="reply-{third.id}"' in below
    assert f'href="/works/{third.id}"' in below
    assert f'href="/{ada.handle}"' in below
    last = await browser.page(f"/works/{third.id}")
    assert last.text.index(f"reply-{first.id}") < last.text.index(f"reply-{second.id}") < last.text.index("<h1")
    assert ", noindex" in last.text
    assert f'rel="canonical" href="{third.url}"' in last.text


async def test_visitors_are_led_to_the_origin_of_a_post_and_see_nothing_of_it(
    client: Client, make: Studio, maren: Person, ada: Actor
) -> None:
    first, second, third = await thread(make, ada, maren)
    for work in (first, third):
        answer = await client.page(f"/works/{work.id}")
        assert answer.status == 200
        assert f'href="{work.url}"' in answer.text
        assert work.content not in answer.text
        assert "Root" not in answer.text
        assert 'rel="alternate"' not in answer.text
    ours = await client.page(f"/works/{second.id}")
    assert f"reply-{first.id}" not in ours.text
    assert ours.status == 200


async def test_what_one_may_not_see_is_left_out_of_a_thread(
    browser: Client, make: Studio, maren: Person, ada: Actor
) -> None:
    hidden = await make.work(ada, title="Hidden root", visibility=Visibility.FOLLOWERS)
    answer = await make.work(ada, kind=Kind.POST, parent=hidden)
    assert "Hidden root" not in (await browser.page(f"/works/{answer.id}")).text
    await make.follow(maren.actor, ada)
    assert f"reply-{hidden.id}" in (await browser.page(f"/works/{answer.id}")).text


async def test_likes_boosts_and_replies_from_a_posts_page_go_to_its_author(
    browser: Client, it: Instance, make: Studio, maren: Person, ada: Actor
) -> None:
    work = await make.work(ada, title="From afar")
    csrf = {"csrf": await make.token(browser)}
    for verb in ("like", "boost"):
        answer = await browser.post(f"/works/{work.id}/{verb}", csrf)
        assert (answer.status, answer.header("location")) == (303, f"/works/{work.id}")
    answer = await browser.post(f"/works/{work.id}/reply", {**csrf, "text": "I *see* it."})
    assert answer.header("location").startswith(f"/works/{work.id}#reply-")
    sent = await rows(it, "SELECT type, body FROM activities ORDER BY id")
    assert [row["type"] for row in sent] == ["Like", "Announce", "Create"]
    told = await rows(it, "SELECT payload FROM tasks WHERE kind = 'deliver'")
    assert len(told) == 3
    assert all(f"{ada.uri}/inbox" in str(row["payload"]) or "peer.example/inbox" in str(row["payload"]) for row in told)
    page = await browser.page(f"/works/{work.id}")
    assert "I <em>see</em> it." in page.text
    assert page.text.count('aria-pressed="true"') == 2
    reply = str(sent[-1]["body"])
    assert work.uri in reply
    assert ada.uri in reply
    assert "Mention" in reply


# --- somebody who has moved -------------------------------------------------------------------------------------------


async def test_somebody_who_has_moved_cannot_be_followed_and_says_where_to(
    browser: Client, it: Instance, make: Studio, maren: Person, ada: Actor
) -> None:
    path, target = f"/people/{ada.id}", "https://new.example/users/ada"
    assert 'action="/follows"' in (await browser.page(path)).text
    await it.db.write(lambda tx: actors.refresh(tx, replace(ada, moved_to=Uri(target)), it.clock()))
    text = (await browser.page(path)).text
    assert "has moved to" in text
    assert [unquote(each) for each in re.findall(r'href="/search\?q=([^"]+)"', text)] == [target], "it is looked up"
    assert 'action="/follows"' not in text
    new = await make.remote(target)
    text = (await browser.page(path)).text
    assert f'href="/people/{new.id}"' in text
    assert new.handle in text
    await make.follow(maren.actor, ada)
    assert f'action="{path}/unfollow"' in (await browser.page(path)).text, "a follow can be ended"
    await it.db.write(lambda tx: actors.suspend(tx, new.id, 1))
    assert f'href="/people/{new.id}"' not in (await browser.page(path)).text
