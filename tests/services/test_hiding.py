"""Domains, words and tags: hidden, followed, and taken back."""

from functools import partial

import pytest

from fedart.domain.hiding import MOST_WORDS, Sight
from fedart.domain.work import Kind
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import blocks, feeds, hiding, tags
from fedart.services.feeds import Feed
from fedart.storage import followed_tags, hidden, views_people, views_work, works
from fedart.storage.database import Tx
from fedart.storage.views_work import Post
from tests.support.instance import Person, Studio


@pytest.fixture
async def lotte(make: Studio) -> Person:
    return await make.person("lotte")


async def sight(it: Instance, who: Person) -> Sight:
    return await it.db.read(lambda tx: hidden.sight(tx, who.actor.id, it.clock()))


async def test_a_hidden_server_is_kept_as_its_host_and_shown_again(it: Instance, maren: Person, lotte: Person) -> None:
    assert await hiding.hide_domain(it, maren.actor.id, " https://Loud.example/@somebody ") == "loud.example"
    await hiding.hide_domain(it, maren.actor.id, "loud.example")
    assert (await sight(it, maren)).domains == {"loud.example"}
    assert (await sight(it, lotte)).domains == frozenset()
    await hiding.show_domain(it, maren.actor.id, "loud.example")
    assert (await sight(it, maren)).domains == frozenset()
    with pytest.raises(NotFound):
        await hiding.show_domain(it, maren.actor.id, "loud.example")


@pytest.mark.parametrize(
    "text", ["", "   ", "not a host", "gallery.example", "@me@gallery.example", "example", "a..b", "<script>"]
)
async def test_what_is_no_server_or_our_own_is_refused(it: Instance, maren: Person, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        await hiding.hide_domain(it, maren.actor.id, text)
    assert set(refused.value.fields) == {"domain"}


async def test_words_are_kept_once_however_they_are_typed(it: Instance, maren: Person) -> None:
    for text in ("Crypto  coin", "crypto coin", " CRYPTO\ncoin "):
        await hiding.hide_words(it, maren.actor.id, text)
    assert (await sight(it, maren)).phrases == ("crypto coin",)


async def test_words_have_their_limits(it: Instance, maren: Person) -> None:
    for text in ("", "  \n ", "x" * 101):
        with pytest.raises(Invalid):
            await hiding.hide_words(it, maren.actor.id, text)
    for number in range(MOST_WORDS):
        await it.db.write(partial(hidden.add_words, actor=maren.actor.id, words=f"w{number}", now=1))
    with pytest.raises(Invalid) as refused:
        await hiding.hide_words(it, maren.actor.id, "one more")
    assert "that is the most" in refused.value.fields["words"]


async def test_web_10_nobody_takes_back_what_another_hides(it: Instance, maren: Person, lotte: Person) -> None:
    await hiding.hide_words(it, maren.actor.id, "coin")
    [(ident, _)] = await it.db.read(lambda tx: hidden.phrases(tx, maren.actor.id))
    with pytest.raises(NotFound):
        await hiding.show_words(it, lotte.actor.id, ident)
    assert (await sight(it, maren)).phrases == ("coin",)
    await hiding.show_words(it, maren.actor.id, ident)
    assert (await sight(it, maren)).phrases == ()


async def test_blocks_hide_both_ways_and_mutes_one_way(it: Instance, maren: Person, lotte: Person) -> None:
    await blocks.mute(it, maren.actor.id, lotte.actor.id)
    assert (await sight(it, maren)).people == {lotte.actor.id}
    assert (await sight(it, lotte)).people == frozenset()
    await blocks.unmute(it, maren.actor.id, lotte.actor.id)
    await blocks.block(it, maren.actor.id, lotte.actor.id)
    assert (await sight(it, maren)).people == {lotte.actor.id}
    assert (await sight(it, lotte)).people == {maren.actor.id}


# --- tags -------------------------------------------------------------------------------------------------------------


async def test_a_tag_is_followed_once_and_left_again(it: Instance, maren: Person) -> None:
    for text in ("#Sea", "sea", "SEA"):
        await tags.follow(it, maren.actor.id, text)
    assert await it.db.read(lambda tx: followed_tags.of_actor(tx, maren.actor.id)) == ["sea"]
    await tags.unfollow(it, maren.actor.id, "Sea")
    assert await it.db.read(lambda tx: followed_tags.of_actor(tx, maren.actor.id)) == []


@pytest.mark.parametrize("text", ["", "#", "123", "!!"])
async def test_what_is_no_tag_is_not_followed(it: Instance, maren: Person, text: str) -> None:
    with pytest.raises(Invalid):
        await tags.follow(it, maren.actor.id, text)


async def test_nobody_follows_tags_without_end(it: Instance, maren: Person) -> None:
    for number in range(tags.MOST):
        await it.db.write(partial(followed_tags.add, actor=maren.actor.id, tag=f"t{number}", now=1))
    with pytest.raises(Invalid):
        await tags.follow(it, maren.actor.id, "onemore")
    await tags.follow(it, maren.actor.id, "t1")


# --- words in feeds and threads ---------------------------------------------------------------------------------------


async def titles(it: Instance, who: Person, *, before: str = "~", limit: int = 3) -> tuple[list[str], str]:
    page = await feeds.read(it, who.actor.id, Feed.LOCAL, before=before, limit=limit)
    return [post.work.title for post in page.items], page.more


async def test_a_page_is_filled_up_where_words_took_posts_away(
    it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    for number in range(12):
        await make.work(lotte.actor, title=f"{'Coin' if number % 3 else 'Sea'} {number}")
    await make.work(maren.actor, title="My own coin")
    assert await titles(it, maren) == (["My own coin", "Coin 11", "Coin 10"], await cursor(it, "Coin 10"))
    await hiding.hide_words(it, maren.actor.id, "coin")
    first, more = await titles(it, maren)
    assert first == ["My own coin", "Sea 9", "Sea 6"], "one's own posts stay"
    assert await titles(it, maren, before=more) == (["Sea 3", "Sea 0"], "")
    assert (await titles(it, lotte, limit=20))[0][1:3] == ["Coin 11", "Coin 10"], "nobody else misses anything"


async def cursor(it: Instance, title: str) -> str:
    [row] = await it.db.read(lambda tx: tx.all("SELECT id FROM works WHERE title = :title", title=title))
    return str(row["id"])


async def test_a_page_ends_after_some_rounds_and_leads_on(
    it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    await make.work(lotte.actor, title="Sea")
    for number in range(20):
        await make.work(lotte.actor, title=f"Coin {number}")
    await hiding.hide_words(it, maren.actor.id, "coin")
    first, more = await titles(it, maren)
    assert first == []
    assert more, "there is more"
    assert (await titles(it, maren, before=more))[0] == ["Sea"]


async def test_words_count_in_text_warning_tags_and_descriptions(
    it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    work = await make.work(lotte.actor)
    await make.picture(lotte.actor, work)
    sql = (
        "UPDATE works SET warning = 'Dead fish', content = '<p>Sold for <em>coin</em>s</p><p>today</p>' WHERE id = :id"
    )
    await it.db.write(lambda tx: tx.run(sql, id=work.id))
    for words, gone in (
        ("fish", True),
        ("ferry", True),
        ("dusk", True),
        ("today", True),
        ("coin", False),
        ("ish", False),
    ):
        await hiding.hide_words(it, maren.actor.id, words)
        assert ((await titles(it, maren))[0] == []) == gone, words
        [(ident, _)] = await it.db.read(lambda tx: hidden.phrases(tx, maren.actor.id))
        await hiding.show_words(it, maren.actor.id, ident)
    assert await it.db.read(lambda tx: works.by_id(tx, work.id)) is not None


def thread(tx: Tx, work: str) -> tuple[Post, ...]:
    found = views_work.work(tx, work)
    return found.thread if found else ()


async def test_what_answers_a_hidden_reply_goes_with_it(
    it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    iris = await make.person("iris")
    work = await make.work(maren.actor)
    loud = await make.work(lotte.actor, kind=Kind.POST, parent=work)
    below = await make.work(iris.actor, kind=Kind.POST, parent=loud)
    beside = await make.work(iris.actor, kind=Kind.POST, parent=work)
    shown = await it.db.read(lambda tx: thread(tx, work.id))
    assert [p.work.id for p in await feeds.heard(it, maren.actor.id, shown)] == [loud.id, below.id, beside.id]
    await blocks.mute(it, maren.actor.id, lotte.actor.id)
    assert [p.work.id for p in await feeds.heard(it, maren.actor.id, shown)] == [beside.id]
    assert [p.work.id for p in await feeds.heard(it, iris.actor.id, shown)] == [loud.id, below.id, beside.id]


async def test_what_a_post_answers_keeps_its_place_without_what_somebody_hides(
    it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    iris = await make.person("iris")
    begun = await make.work(maren.actor)
    middle = await make.work(lotte.actor, kind=Kind.POST, parent=begun)
    last = await make.work(iris.actor, kind=Kind.POST, parent=middle)
    below = await make.work(iris.actor, kind=Kind.POST, parent=last)
    every = await it.db.read(lambda tx: views_people.ancestors(tx, below.id, viewer="", viewer_uri=""))

    async def seen(who: Person) -> list[str | None]:
        return [str(post.work.id) if post else None for post in await feeds.parents(it, who.actor.id, every)]

    assert await seen(maren) == [begun.id, middle.id, last.id]
    await blocks.mute(it, maren.actor.id, lotte.actor.id)
    assert await seen(maren) == [begun.id, None, last.id]
    assert await seen(lotte) == await seen(iris) == [begun.id, middle.id, last.id]
    await hiding.hide_words(it, maren.actor.id, "pier")
    assert await seen(maren) == [begun.id, None, None], "one's own stays"
    await blocks.block(it, lotte.actor.id, maren.actor.id)
    assert await seen(lotte) == [None, middle.id, last.id]
    assert await feeds.parents(it, maren.actor.id, ()) == ()
