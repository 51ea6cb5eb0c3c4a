"""The pages of the feeds and of tags one follows."""

import re

import pytest

from fedart.domain.job import JobState
from fedart.domain.media import MediaState
from fedart.instance import Instance
from fedart.services import blocks, hiding
from fedart.services import jobs as services
from fedart.storage import followed_tags
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio
from tests.support.jobs import good, opened


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


@pytest.mark.parametrize(
    ("path", "words"),
    [("/home", "Quiet in here"), ("/home/local", "Nothing hangs here yet"), ("/home/federated", "Nothing has come")],
)
async def test_each_feed_has_a_tab_and_says_what_is_missing(browser: Client, path: str, words: str) -> None:
    answer = await browser.page(path)
    assert answer.status == 200
    assert words in answer.text
    assert re.findall(r'<a href="(/home[a-z/]*)" aria-current="page">', answer.text)[-1:] == [path]
    assert answer.header("cache-control") == "private, no-store"


@pytest.mark.parametrize("path", ["/home", "/home/local", "/home/federated"])
async def test_feeds_are_for_people_who_are_signed_in(client: Client, path: str) -> None:
    answer = await client.page(path)
    assert (answer.status, answer.header("location")) == (303, f"/sign-in?next={path}")


async def test_the_local_feed_shows_this_server_and_the_federated_one_what_came(
    browser: Client, it: Instance, make: Studio
) -> None:
    lotte, ada = (await make.person("lotte")).actor, await make.remote()
    await make.work(lotte, title="From here")
    far = await make.work(ada, title="From there")
    picture = await make.picture(ada, far, state=MediaState.DROPPED)
    sql = "UPDATE media SET remote_url = 'https://peer.example/1.png' WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, id=picture.media.id))
    local, federated = (await browser.page("/home/local")).text, (await browser.page("/home/federated")).text
    assert ("From here" in local, "From there" in local) == (True, False)
    assert ("From here" in federated, "From there" in federated) == (False, True)
    assert "Picture withheld by this instance" in federated, "with the reason, in every feed"
    assert "The file itself says that it was made by a generator." in federated


async def test_a_like_in_a_feed_comes_back_to_that_feed(browser: Client, make: Studio) -> None:
    work = await make.work((await make.person("lotte")).actor)
    text = (await browser.page("/home/local")).text
    assert f'name="next" value="/home/local#post-{work.id}"' in text


async def test_each_post_of_somebody_else_leads_to_less_of_them(browser: Client, make: Studio, maren: Person) -> None:
    lotte = (await make.person("lotte")).actor
    work = await make.work(lotte)
    text = (await browser.page("/home/local")).text
    assert f'href="/people/{lotte.id}/hide?work={work.id}&amp;next=/home/local"' in text
    await make.work(maren.actor)
    assert f"/people/{maren.actor.id}/hide" not in (await browser.page("/home/local")).text


async def test_following_a_tag_brings_its_works_home_and_says_why(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    lotte = (await make.person("lotte")).actor
    await make.work(lotte, title="Tagged")
    assert "Tagged" not in (await browser.page("/home")).text
    assert 'action="/tags/ferry/follow"' in (await browser.page("/tags/ferry")).text
    answer = await press(make, browser, "/tags/ferry/follow")
    assert (answer.status, answer.header("location")) == (303, "/tags/ferry")
    assert 'aria-label="Following the tag ferry. Press to stop"' in (await browser.page("/tags/ferry")).text
    home = (await browser.page("/home")).text
    assert "Tagged" in home
    assert "You follow the tag" in home
    await make.follow(maren.actor, lotte)
    assert "You follow the tag" not in (await browser.page("/home")).text, "it is there because of its artist"
    assert 'href="/tags/ferry"' in (await browser.page("/following")).text
    await press(make, browser, "/tags/ferry/unfollow", next="/following")
    assert await it.db.read(lambda tx: followed_tags.of_actor(tx, maren.actor.id)) == []


async def test_a_tag_of_any_script_can_be_followed(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    answer = await press(make, browser, "/tags/%E6%B5%B7/follow")
    assert (answer.status, answer.header("location")) == (303, "/tags/%E6%B5%B7")
    assert await it.db.read(lambda tx: followed_tags.of_actor(tx, maren.actor.id)) == ["海"]
    assert 'action="/tags/%E6%B5%B7/unfollow"' in (await browser.page("/tags/%E6%B5%B7")).text


async def test_what_is_no_tag_comes_back_with_words(browser: Client, client: Client, make: Studio) -> None:
    answer = await press(make, browser, "/tags/123/follow")
    assert answer.status == 422
    assert "Please give a tag" in answer.text
    assert (await browser.page("/tags/" + "x" * 61)).status == 404
    assert "Follow this tag" not in (await client.page("/tags/ferry")).text, "visitors have nothing to follow with"


async def test_a_page_of_which_nothing_is_left_leads_on(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    lotte = (await make.person("lotte")).actor
    await make.work(lotte, title="Quiet sea")
    for number in range(70):
        await make.work(lotte, title=f"Loud {number}")
    await hiding.hide_words(it, maren.actor.id, "loud")
    text = (await browser.page("/home/local")).text
    assert "Nothing on this page" in text
    more = re.search(r'href="(\?before=[0-9a-z]{26})"', text)
    assert more is not None
    assert "Quiet sea" in (await browser.page(f"/home/local{more[1]}")).text


async def test_whom_one_mutes_is_gone_from_feeds_walls_tags_and_search(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    lotte = (await make.person("lotte")).actor
    await make.follow(maren.actor, lotte)
    await make.picture(lotte, await make.work(lotte, title="By Lotte"))
    other = await make.signed_in(browser, await make.person("kim"))
    lists = ("/home", "/home/local", "/tags/ferry", "/", "/works", "/search?q=Lotte")
    for path in lists:
        assert "By Lotte" in (await browser.page(path)).text, path
    assert "@lotte@" in (await browser.page("/search?q=Lotte")).text
    await blocks.mute(it, maren.actor.id, lotte.id)
    for path in lists:
        assert "By Lotte" not in (await browser.page(path)).text, path
    assert "@lotte@" not in (await browser.page("/search?q=Lotte")).text
    for path in lists[1:]:
        assert "By Lotte" in (await other.page(path)).text, "nobody else misses anything"


# --- what is passed on ------------------------------------------------------------------------------------------------


async def test_the_home_feed_says_who_passed_a_work_on(browser: Client, make: Studio, maren: Person) -> None:
    lotte, bob = [(await make.person(name)).actor for name in ("lotte", "bob")]
    await make.follow(maren.actor, bob)
    work = await make.work(lotte, title="Neap tide")
    assert "Neap tide" not in (await browser.page("/home")).text
    await make.react(bob, work, "boost")
    text = (await browser.page("/home")).text
    assert re.search(r'<a class="link2" href="/@bob" dir="auto">[^<]+</a> passed on</p>\s*<header', text)
    assert text.count("Neap tide</cite>") == 1
    assert "You follow the tag" not in text
    assert "passed on</p>" not in (await browser.page("/home/local")).text


async def test_hidden_words_hide_a_work_that_was_passed_on(
    browser: Client, it: Instance, make: Studio, maren: Person
) -> None:
    lotte, bob = [(await make.person(name)).actor for name in ("lotte", "bob")]
    await make.follow(maren.actor, bob)
    for title in ("Neap tide", "Spring flood"):
        await make.react(bob, await make.work(lotte, title=title), "boost")
    await hiding.hide_words(it, maren.actor.id, "spring flood")
    text = (await browser.page("/home")).text
    assert ("Neap tide" in text, "Spring flood" in text) == (True, False)


async def test_what_somebody_passes_on_is_switched_off_on_their_page(
    browser: Client, make: Studio, maren: Person
) -> None:
    lotte, bob, ada = (await make.person("lotte")).actor, (await make.person("bob")).actor, await make.remote()
    await make.react(bob, await make.work(lotte, title="By way of bob"), "boost")
    await make.react(ada, await make.work(lotte, title="By way of ada"), "boost")
    pages = {bob.id: "/@bob", ada.id: f"/people/{ada.id}"}
    for page in pages.values():
        assert "What they pass on" not in (await browser.page(page)).text, "only of people one follows"
    for actor in (bob, ada):
        await make.follow(maren.actor, actor)
    for ident, page in pages.items():
        assert "What they pass on: shown" in (await browser.page(page)).text
        answer = await press(make, browser, f"/people/{ident}/passes", show="", next=page)
        assert (answer.status, answer.header("location")) == (303, page)
        assert "What they pass on: not shown" in (await browser.page(page)).text
    assert "By way of" not in (await browser.page("/home")).text
    await press(make, browser, f"/people/{ada.id}/passes", show="yes")
    text = (await browser.page("/home")).text
    assert ("By way of ada" in text, "By way of bob" in text) == (True, False)


async def test_passes_of_people_one_does_not_follow_cannot_be_switched(
    browser: Client, make: Studio, maren: Person
) -> None:
    bob = (await make.person("bob")).actor
    assert (await press(make, browser, f"/people/{bob.id}/passes")).status == 404
    assert (await press(make, browser, "/people/nobody/passes")).status == 404
    await make.follow(maren.actor, bob)
    assert (await browser.post(f"/people/{bob.id}/passes", {"csrf": "wrong"})).status == 403
    assert (await press(make, browser, f"/people/{bob.id}/passes")).status == 303


async def test_a_job_among_posts_says_what_it_pays_and_leads_to_its_page(
    browser: Client, it: Instance, maren: Person
) -> None:
    job = await opened(it, maren.actor.id, good(it))
    text = (await browser.page("/home")).text
    card = text.partition('<div class="jobcard">')[2].partition("</div>")[0]
    assert f'<a href="/jobs/{job.work_id}" dir="auto">Background painter</a>' in card
    assert "€2,200 – €2,600 for the project" in card
    assert "Freelance project · Remote · " in card
    assert "Uses generative AI:" not in text, "what goes over the wire in words stands on the job's page"
    await services.move(it, maren.actor.id, job.work_id, JobState.FILLED)
    card = (await browser.page("/home")).text.partition('<div class="jobcard">')[2].partition("</div>")[0]
    assert "Filled" in card
    assert "Closes" not in card
