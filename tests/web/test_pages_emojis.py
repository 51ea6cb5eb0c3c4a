"""Emojis, reactions and polls of others on pages: pictures where they are kept, and never anybody's HTML."""

from dataclasses import replace
from functools import partial

import pytest
from markupsafe import Markup

from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, new_id
from fedart.domain.media import MediaState
from fedart.domain.poll import Option, Poll
from fedart.domain.work import Kind, Work
from fedart.instance import Instance
from fedart.storage import actors, emojis, notifications, polls, reactions, works
from fedart.storage.notifications import Notice
from fedart.storage.reactions import Reaction
from fedart.web import emojis as page
from tests.support.client import Client
from tests.support.instance import Person, Studio

URL = "https://peer.example/emoji/blob.png"
HOST = "peer.example"


async def known(it: Instance, make: Studio, by: Actor, code: str = "blob", state: MediaState = MediaState.KEPT) -> str:
    """Have an emoji of that host; the address of its picture."""
    owned = await make.picture(by, state=state, role="emoji")
    await it.db.write(partial(emojis.put, host=by.host, code=code, url=URL, updated=0, now=1))
    await it.db.write(partial(emojis.settle, host=by.host, code=code, url=URL, media_id=owned.media.id))
    return f"/media/{owned.media.id}/640.webp"


@pytest.fixture
async def ada(it: Instance, make: Studio) -> Actor:
    actor = replace(await make.remote(), name="Ada :blob:")
    await it.db.write(lambda tx: actors.refresh(tx, actor, 1))
    return actor


@pytest.fixture
async def work(it: Instance, make: Studio, ada: Actor) -> Work:
    made = await make.work(ada, title="", kind=Kind.WORK)
    await it.db.write(lambda tx: works.edit(tx, replace(made, content="<p>Look :blob: and :none:</p>")))
    return made


async def react(it: Instance, by: Actor, work: Work, emoji: str) -> None:
    made = Reaction(new_id(1), Uri(f"{by.uri}/likes/{new_id(1)}"), by.id, work.id, emoji)
    await it.db.write(lambda tx: reactions.add_like(tx, made, 1))


async def test_codes_in_names_and_texts_become_pictures(
    browser: Client, it: Instance, make: Studio, ada: Actor, work: Work
) -> None:
    source = await known(it, make, ada)
    text = (await browser.page(f"/works/{work.id}")).text
    assert f'<img class="emoji" src="{source}" alt=":blob:" title=":blob:"' in text
    assert f'dir="auto">Ada <img class="emoji" src="{source}"' in text
    assert "and :none:</p>" in text
    assert "emoji-mark" not in text
    assert "<title>Post by Ada, by Ada –" in text
    assert "emoji-" not in text


@pytest.mark.parametrize("state", [MediaState.HELD, MediaState.DROPPED])
async def test_med_06_a_withheld_emoji_stays_text(
    state: MediaState, browser: Client, it: Instance, make: Studio, ada: Actor, work: Work
) -> None:
    await known(it, make, ada, state=state)
    text = (await browser.page(f"/works/{work.id}")).text
    assert "Look :blob: and" in text
    assert 'class="emoji"' not in text


async def test_a_code_is_a_picture_only_of_its_own_server(
    browser: Client, it: Instance, make: Studio, ada: Actor, work: Work
) -> None:
    await known(it, make, await make.remote("https://other.example/actors/eve"))
    assert 'class="emoji"' not in (await browser.page(f"/works/{work.id}")).text
    await known(it, make, ada)
    assert 'class="emoji"' in (await browser.page(f"/works/{work.id}")).text


async def test_an_emoji_outlasts_whoever_used_it_first(client: Client, it: Instance, make: Studio, ada: Actor) -> None:
    source = await known(it, make, ada)
    face = f"/media/{(await make.picture(ada, role='icon')).media.id}/640.webp"
    assert [(await client.get(path)).status for path in (source, face)] == [200, 200]
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert [(await client.get(path)).status for path in (source, face)] == [200, 404]


async def test_reactions_stand_under_a_work_with_their_numbers(
    client: Client, it: Instance, make: Studio, ada: Actor, maren: Person
) -> None:
    source = await known(it, make, ada, "clap")
    mine = await make.work(maren.actor)
    bob = await make.remote("https://peer.example/actors/bob")
    for who in (ada, bob):
        await react(it, who, mine, ":clap:")
    await react(it, ada, mine, "🎨")
    text = (await client.page(f"/works/{mine.id}")).text
    listed = text.partition('aria-label="Reactions"')[2].partition("</ul>")[0]
    assert source in listed
    assert '<span class="num">2</span>' in listed
    assert '<span class="reacted">🎨</span> <span class="num">1</span>' in listed
    other = await make.work(maren.actor, title="Other")
    assert 'aria-label="Reactions"' not in (await client.page(f"/works/{other.id}")).text


async def test_notifications_say_which_emoji_it_was(
    browser: Client, it: Instance, make: Studio, ada: Actor, maren: Person
) -> None:
    source = await known(it, make, ada, "clap")
    mine = await make.work(maren.actor)
    for detail in ("", "🎨", ":clap:", ":unknown:"):
        await it.db.write(
            partial(
                notifications.add, actor=maren.actor.id, kind=Notice.LIKE, now=1, by=ada.id, work=mine.id, detail=detail
            )
        )
    text = (await browser.page("/notifications")).text
    assert text.count("reacted with") == 3
    assert '<span class="reacted">🎨</span> to' in text
    assert f'<span class="reacted"><img class="emoji" src="{source}"' in text
    assert '<span class="reacted">:unknown:</span> to' in text
    assert text.count(" liked ") == 1


async def test_a_poll_is_shown_with_its_numbers_and_a_way_to_vote(
    browser: Client, it: Instance, ada: Actor, work: Work
) -> None:
    options = (Option("ink <b>", 3), Option("oil", 1))
    poll = Poll(options, multiple=False, voters=4, closes=it.clock() + 60_000, closed=None)
    await it.db.write(lambda tx: polls.put(tx, work.id, poll))
    text = (await browser.page(f"/works/{work.id}")).text
    assert "ink &lt;b&gt;" in text
    assert "75 % " in text
    assert 'width="75%"' in text
    assert '<span class="num">4</span> people' in text
    assert f'<a class="link" href="{work.url}" rel="nofollow noopener noreferrer ugc">Vote at {HOST}</a>' in text
    await it.db.write(lambda tx: polls.put(tx, work.id, replace(poll, closed=it.clock())))
    text = (await browser.page(f"/works/{work.id}")).text
    assert "Vote at" not in text
    assert "· over, since" in text


@pytest.mark.parametrize(
    "name",
    ["<img src=x onerror=alert(1)>:blob:", '"><script>:blob:</script>', "&lt;b&gt; :blob:", ':blob:" onload=x'],
)
async def test_xss_05_names_are_escaped_before_codes_are_looked_for(
    name: str, browser: Client, it: Instance, make: Studio, ada: Actor, work: Work
) -> None:
    await known(it, make, ada)
    await it.db.write(lambda tx: actors.refresh(tx, replace(ada, name=name), 1))
    text = (await browser.page(f"/works/{work.id}")).text
    assert 'class="emoji"' in text
    for harm in ("<img src=x", "<script>:", '" onload'):
        assert harm not in text


@pytest.mark.parametrize(
    "content",
    [
        '<p><a href="https://x.example/:blob:">there</a></p>',
        '<p><a href="https://x.example/>:blob:" rel="x">there</a></p>',
    ],
)
def test_xss_05_a_code_inside_of_a_tag_is_left_alone(content: str) -> None:
    assert page.written(content, HOST) == content
    outside = content.replace("there", ":blob:")
    assert page.written(outside, HOST).count("emoji-mark") == 1


def test_xss_05_marks_cannot_be_forged() -> None:
    mark = '<emoji-mark data-host="peer.example" data-code="blob">'
    assert "<emoji-mark" not in page.named(mark, HOST).replace(mark, "")
    assert page.named("x", 'a" b') == Markup("x")
    assert page.named(":x:", 'a" b') == Markup(":x:")
    assert page.named(":x:", HOST) != Markup(":x:")


# --- where no picture can stand ---------------------------------------------------------------------------------------


async def told(it: Instance, *texts: tuple[str, str]) -> list[str]:
    """Texts by somebody of a host as titles and labels get them."""
    return (await page.shown(it.db, "\n".join(page.spoken(*each) for each in texts))).split("\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ada", "Ada"),
        ("Ada :blob:", "Ada"),
        (":blob: Ada", "Ada"),
        ("Ada :blob: Lovelace", "Ada Lovelace"),
        (":blob::clap: Ada:blob:", "Ada"),
        (":blob: :clap: Ada", "Ada"),
        ("Ada :unknown:", "Ada :unknown:"),
        (":unknown: Ada :blob:", ":unknown: Ada"),
        ("10:30:45 :blob:", "10:30:45"),
        (":blob:", ":blob:"),
        (":blob: :clap:", ":blob: :clap:"),
        ("<b> & :blob:", "&lt;b&gt; &amp;"),
        ("", ""),
    ],
)
async def test_a_code_that_was_explained_is_left_out_of_titles_and_labels(
    text: str, said: str, it: Instance, make: Studio, ada: Actor
) -> None:
    for code in ("blob", "clap"):
        await known(it, make, ada, code)
    assert await told(it, (text, HOST)) == [said]


async def test_what_another_server_explained_stays_and_a_withheld_picture_changes_nothing(
    it: Instance, make: Studio, ada: Actor
) -> None:
    await known(it, make, ada, state=MediaState.DROPPED)
    asked = ("Ada :blob:", HOST), ("Eve :blob:", "other.example"), ("Eve :blob:", 'a" b')
    assert await told(it, *asked) == ["Ada", "Eve :blob:", "Eve :blob:"]


def test_xss_05_marks_of_what_is_left_out_cannot_be_forged() -> None:
    for mark in ('<emoji-gone data-host="peer.example" data-code="blob">', '<emoji-first data-host="a" data-code="b">'):
        assert "<emoji" not in page.spoken(mark, HOST)
        assert "<emoji" not in page.named(mark, HOST)
    assert page.spoken("x :y:", HOST).count("<emoji-gone") == 1


@pytest.mark.parametrize(("name", "letter"), [("ada :blob:", "A"), (":blob: ada", "A"), (":blob:", "B"), ("", "B")])
async def test_the_letter_in_place_of_a_portrait_is_of_the_name(name: str, letter: str, ada: Actor) -> None:
    assert page.initial(replace(ada, name=name, username="bob")) == letter


async def test_walls_show_names_with_their_pictures(
    browser: Client, it: Instance, make: Studio, ada: Actor, maren: Person
) -> None:
    source = await known(it, make, ada)
    made = await make.work(ada, title="Sea :blob:")
    await make.picture(ada, made)
    text = (await browser.page("/tags/ferry")).text
    picture = f'<img class="emoji" src="{source}"'
    assert f'<b dir="auto">Ada {picture}' in text
    assert f'dir="auto">Sea {picture}' in text


async def test_a_person_s_page_and_the_ways_to_see_less_of_them_say_the_name_alone(
    browser: Client, it: Instance, make: Studio, ada: Actor
) -> None:
    source = await known(it, make, ada)
    text = (await browser.page(f"/@ada@{HOST}")).text
    assert "<title>Ada –" in text
    assert f'<h1 dir="auto">Ada <img class="emoji" src="{source}"' in text
    assert '<span class="face l none" aria-hidden="true">A</span>' in text
    less = (await browser.page(f"/people/{ada.id}/hide")).text
    assert "<title>Less of Ada –" in less
    assert 'aria-label="Block Ada"' in less
    assert 'aria-label="Mute Ada for a day"' in less
    assert ":blob: for" not in less
