"""Three real `fedart serve` with people who use their pages: boosts, moves, threads and messages among all of them.

Amber, Birch and Cedar are the servers. What happens on one of them reaches people on the third by way of the second.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from fedart.domain.moving import WEEK
from fedart.services.threads import HOUR
from tests.support.browser import PASSWORD
from tests.support.household import Guest, Household, fetch, household, wait
from tests.support.paint import painting, png

pytestmark = pytest.mark.slow

AMBER, BIRCH, CEDAR = "127.0.92.1", "127.0.92.2", "127.0.92.3"


@dataclass(frozen=True)
class Three:
    amber: Household
    birch: Household
    cedar: Household

    def idle(self) -> bool:
        """Whether nothing is on its way; what one of them has just been given to do, it has noted by then."""
        return all(each.idle() for each in (self.amber, self.birch, self.cedar, self.amber))


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Three]:
    hosts = (AMBER, BIRCH, CEDAR)
    made = [household(tmp_path_factory.mktemp("three") / "data", host, hosts) for host in hosts]
    with ExitStack() as stack:
        with ThreadPoolExecutor(len(made)) as pool:
            running = list(pool.map(stack.enter_context, made))
        yield Three(*running)


def address(of: Household, page: str) -> str:
    """The id of a work of that server, from its page."""
    return f"{of.origin}/objects/{page.rpartition('/')[2]}"


def publish(by: Guest, title: str, seed: int, **fields: str) -> str:
    """The page of a new work with a picture that no other has."""
    return by.publish(title, (png(painting(seed, (160, 120))), f"A picture called {title}"), **fields)


def become_follower(at: Household, who: Guest, of: str, uri: str) -> None:
    """Follow somebody elsewhere, and wait for the yes."""
    assert who.follow(of) == ""
    wait(lambda: at.follow(at.uri(who.name), uri) == "accepted", f"{who.name} to follow {of}")


def boosts(at: Household, uri: str) -> int:
    [[found]] = at.rows("SELECT boosts FROM works WHERE uri = ?", uri)
    return int(found)


def pictures(at: Household, uri: str) -> list[str]:
    sql = "SELECT media.state FROM media JOIN works ON works.id = media.work_id WHERE works.uri = ?"
    return [str(state) for (state,) in at.rows(sql, uri)]


def arrives(at: Household, uri: str) -> str:
    """Wait until a work is known there; its page."""
    wait(lambda: at.work(uri), f"{uri} at {at.host}")
    return at.work(uri)


def vanishes(at: Household, uri: str) -> None:
    wait(lambda: not at.work(uri), f"the end of {uri} at {at.host}")


def shown(who: Guest, path: str, text: str) -> None:
    """Wait until a page shows somebody a text."""
    wait(lambda: who.shows(path, text), f"{text!r} on {path} for {who.handle}")


def boosted(at: Household, uri: str, times: int) -> None:
    wait(lambda: boosts(at, uri) == times, f"{times} boosts at {at.host}")


# --- boosts -----------------------------------------------------------------------------------------------------------


def test_a_boost_brings_a_work_to_people_who_never_heard_of_its_artist(three: Three) -> None:
    maren, ben, cara = (
        three.amber.person("maren"),
        three.birch.person("ben"),
        three.cedar.person("cara"),
    )
    become_follower(three.cedar, cara, ben.handle, three.birch.uri("ben"))
    mine = publish(maren, "Spring tide", 1, text="Oil on *board*.")
    uri = address(three.amber, mine)
    theirs = ben.find(f"{three.amber.origin}{mine}")
    assert not three.cedar.work(uri)
    ben.press(f"{theirs}/boost", page=theirs)
    far = arrives(three.cedar, uri)
    assert cara.shows(far, "<em>board</em>")
    assert cara.shows(far, maren.handle)
    assert pictures(three.cedar, uri) == ["kept"]
    assert cara.shows("/home/federated", "Spring tide")
    shown(cara, "/home", "passed on</p>")
    assert cara.shows("/home", "Spring tide")
    boosted(three.amber, uri, 1)
    assert [boosts(each, uri) for each in (three.amber, three.birch, three.cedar)] == [1, 1, 1]
    assert maren.shows("/notifications", "ben")
    maren.upload(f"{mine}/edit", {"title": "Neap tide", "text": "Oil on *linen*.", "visibility": "public"}, [])
    for each, guest in ((three.birch, ben), (three.cedar, cara)):
        shown(guest, each.work(uri), "<em>linen</em>")
    ben.press(f"{theirs}/unboost", page=theirs)
    for each in (three.amber, three.birch, three.cedar):
        boosted(each, uri, 0)
    assert not cara.shows("/home", "Neap tide"), "nobody whom she follows passes it on any more"
    assert cara.shows("/home/federated", "Neap tide")
    assert not maren.shows("/notifications", "Neap tide")
    maren.press(f"{mine}/delete", page=f"{mine}/delete")
    for each in (three.birch, three.cedar):
        vanishes(each, uri)
    assert not cara.shows("/home/federated", "Neap tide")
    assert cara.main(far) == ""
    assert fetch(uri)[0] == 410


def test_what_is_for_followers_alone_is_never_passed_on(three: Three) -> None:
    mira, bea, cleo = three.amber.person("mira"), three.birch.person("bea"), three.cedar.person("cleo")
    become_follower(three.birch, bea, mira.handle, three.amber.uri("mira"))
    become_follower(three.cedar, cleo, bea.handle, three.birch.uri("bea"))
    secret = address(three.amber, publish(mira, "Closed garden", 2, visibility="followers"))
    quiet = address(three.amber, publish(mira, "Side street", 3, visibility="quiet"))
    copy, open_one = (arrives(three.birch, uri) for uri in (secret, quiet))
    assert bea.shows(copy, "Followers only")
    assert f"{copy}/boost" not in bea.get(copy)
    bea.post(f"{copy}/boost", page=copy)
    assert bea.status == 403
    bea.press(f"{open_one}/boost", page=open_one)
    arrives(three.cedar, quiet)
    shown(cleo, "/home", "Side street")
    wait(three.idle, "the end of everything")
    assert not three.cedar.work(secret)
    assert three.cedar.rows("SELECT 1 FROM works WHERE title = 'Closed garden'") == []
    assert not cleo.shows("/home", "Closed garden")
    assert fetch(secret)[0] == 404
    assert cleo.search(secret) == "Nothing was found at this address, or it is not meant for everybody."
    reach = three.birch.rows("SELECT 1 FROM activities WHERE type = 'Announce' AND object_uri = ?", secret)
    assert reach == []


@contextmanager
def blocking(at: Household, domain: str) -> Iterator[None]:
    """A server that refuses a domain for a while."""
    at.process.command("domain", "block", domain)
    try:
        yield
    finally:
        at.process.command("domain", "unblock", domain)


def test_a_boost_brings_nothing_from_a_server_that_is_blocked(three: Three) -> None:
    mona, bill, cole = three.amber.person("mona"), three.birch.person("bill"), three.cedar.person("cole")
    become_follower(three.cedar, cole, bill.handle, three.birch.uri("bill"))
    works = [publish(mona, title, seed) for seed, title in ((4, "Behind the wall"), (5, "Before the wall"))]
    uris = [address(three.amber, work) for work in works]
    pages = [bill.find(uri) for uri in uris]
    with blocking(three.cedar, AMBER):
        bill.press(f"{pages[0]}/boost", page=pages[0])
        boosted(three.amber, uris[0], 1)
        wait(three.idle, "the end of everything")
        assert not three.cedar.work(uris[0])
        assert cole.search(uris[0]) == "This account or its server is blocked here."
    bill.press(f"{pages[1]}/boost", page=pages[1])
    page = arrives(three.cedar, uris[1])
    assert not three.cedar.work(uris[0])
    shown(cole, "/home/federated", "Before the wall")
    assert cole.shows(page, "Before the wall")
    with blocking(three.cedar, AMBER):
        assert not cole.shows("/home/federated", "Before the wall")
        assert cole.main(page) == ""
        assert "Before the wall" not in cole.main(three.cedar.known(three.amber.uri("mona")))
    assert cole.shows("/home/federated", "Before the wall")


def test_whoever_is_muted_or_blocked_is_not_shown_through_a_boost_either(three: Three) -> None:
    muted, blocked, welcome = (three.amber.person(name) for name in ("mute", "block", "welcome"))
    bob, carl, open_one = three.birch.person("bob"), three.cedar.person("carl"), three.cedar.person("open")
    for reader in (carl, open_one):
        become_follower(three.cedar, reader, bob.handle, three.birch.uri("bob"))
    for act, guest in (("mute", muted), ("block", blocked)):
        page = carl.find(guest.handle)
        carl.press(f"{page}/{act}", page="/settings/hidden")
    titles = {"Muted sea": muted, "Blocked sea": blocked, "Welcome sea": welcome}
    uris = {}
    for seed, (title, guest) in enumerate(titles.items(), 20):
        uris[title] = address(three.amber, publish(guest, title, seed))
        page = bob.find(uris[title])
        bob.press(f"{page}/boost", page=page)
    for title in titles:
        shown(open_one, "/home/federated", title)
    for feed in ("/home", "/home/federated"):
        shown(carl, feed, "Welcome sea")
        for title in ("Muted sea", "Blocked sea"):
            assert not carl.shows(feed, title), (feed, title)
            assert open_one.shows(feed, title), (feed, title)
    assert carl.main(three.cedar.work(uris["Blocked sea"])) == ""
    mine = publish(carl, "My own sea", 23)
    far = address(three.cedar, mine)
    assert welcome.shows(welcome.find(far), "My own sea")
    copy = three.amber.work(far)
    wait(lambda: blocked.main(copy) == "", "the block at the other end")
    assert muted.shows(copy, "My own sea"), "nobody learns that they are muted"


# --- moves ------------------------------------------------------------------------------------------------------------


def leave(who: Guest, target: str) -> str:
    """Move away; the page that comes back."""
    _, page = who.post(
        "/settings/moving/away/confirm", {"target": target, "confirm": PASSWORD}, page="/settings/moving"
    )
    return page


def test_followers_come_along_when_an_artist_moves(three: Three) -> None:
    old, new, other = three.amber.person("nomad"), three.birch.person("settler"), three.birch.person("wrong")
    fan, second = three.cedar.person("fan"), three.cedar.person("second")
    old_uri, new_uri = three.amber.uri("nomad"), three.birch.uri("settler")
    fan_uri = three.cedar.uri("fan")
    become_follower(three.cedar, fan, old.handle, old_uri)
    _, page = old.post("/settings/moving/away", {"target": other.handle}, page="/settings/moving")
    assert "Not yet" in page
    assert "does not name this account yet" in page
    assert "does not name this account yet" in leave(old, other.handle)
    wait(three.idle, "the end of everything")
    assert three.cedar.follow(fan_uri, old_uri) == "accepted"
    assert "has moved" not in old.main("/@nomad")
    new.press("/settings/moving/aliases", page="/settings/moving", account=old.handle)
    assert "You have moved" in leave(old, new.handle)
    wait(lambda: three.cedar.follow(fan_uri, new_uri) == "accepted", "the follower at the new account")
    wait(lambda: three.cedar.follow(fan_uri, old_uri) == "ended", "the end of the old follow")
    assert "moved" in fan.main("/notifications")
    for page in (old.main("/@nomad"), Guest(three.amber.origin).main("/@nomad")):
        assert "has moved to" in page
        assert new.handle in page
    shown(fan, three.cedar.known(old_uri), "has moved")
    assert new.shows("/notifications", fan.handle)
    assert "has moved" in second.follow(old.handle)
    uri = address(three.birch, publish(new, "First work at the new place", 30))
    arrives(three.cedar, uri)
    assert fan.shows("/home", "First work at the new place")


def test_nobody_moves_twice_in_a_week(three: Three) -> None:
    """Neither by our own form, nor for those who hear of it from a server that counts otherwise."""
    hopper, first, next_one = three.amber.person("hopper"), three.birch.person("first"), three.birch.person("next")
    fan = three.cedar.person("follower")
    old, fan_uri = three.amber.uri("hopper"), three.cedar.uri("follower")
    become_follower(three.cedar, fan, hopper.handle, old)
    for each in (first, next_one):
        each.press("/settings/moving/aliases", page="/settings/moving", account=hopper.handle)
    assert "You have moved" in leave(hopper, first.handle)
    wait(lambda: three.cedar.follow(fan_uri, three.birch.uri("first")) == "accepted", "the first move")
    hopper.press("/settings/moving/back", page="/settings/moving")
    assert "You moved less than a week ago" in leave(hopper, next_one.handle)
    become_follower(three.cedar, fan, hopper.handle, old)
    three.amber.change("UPDATE actors SET moved = moved - ? WHERE uri = ?", WEEK, old)
    assert "You have moved" in leave(hopper, next_one.handle)
    wait(lambda: three.cedar.rows("SELECT 1 FROM actors WHERE uri = ?", three.birch.uri("next")), "the second move")
    wait(three.idle, "the end of everything")
    assert three.cedar.follow(fan_uri, three.birch.uri("next")) == ""
    assert three.cedar.follow(fan_uri, old) == "accepted"


# --- threads and messages ---------------------------------------------------------------------------------------------


def test_a_thread_over_three_servers_is_shown_whole_on_each(three: Three) -> None:
    asker, answerer, third = three.amber.person("asker"), three.birch.person("answerer"), three.cedar.person("third")
    root = publish(asker, "Which blue", 40, text="Which blue is this?")
    top = address(three.amber, root)
    reply = answerer.say(answerer.find(top), "Ultramarine, I think.")
    middle = address(three.birch, reply)
    shown(asker, root, "Ultramarine, I think.")
    last = address(three.cedar, third.say(third.find(middle), "Or cobalt."))
    arrives(three.birch, last)
    three.amber.change("UPDATE threads SET looked = looked - ?", HOUR)  # for the asker has looked before
    texts = ("Which blue is this?", "Ultramarine, I think.", "Or cobalt.")
    for each, guest in ((three.amber, asker), (three.birch, answerer), (three.cedar, third)):
        whole = arrives(each, top)
        for text in texts:
            shown(guest, whole, text)
        above = guest.main(arrives(each, last))
        assert all(text in above for text in texts[1:]), "the last answer under what it answers"
    assert asker.shows("/notifications", answerer.handle)
    assert answerer.shows("/notifications", third.handle)


def test_a_message_among_three_is_for_these_three(three: Three) -> None:
    anna, beth, cyd = three.amber.person("anna"), three.birch.person("beth"), three.cedar.person("cyd")
    noses = (three.amber.person("nosy"), three.birch.person("nosy"), three.cedar.person("nosy"))
    become_follower(three.birch, beth, anna.handle, three.amber.uri("anna"))
    people = f"{beth.handle} {cyd.handle}"
    talk, _ = anna.post("/messages", {"people": people, "text": "The vault opens at six."}, page="/messages/new")
    assert anna.status == 200
    ours = talk.removeprefix(three.amber.origin)
    uri = address(three.amber, ours)
    at_birch, at_cedar = (arrives(each, uri).replace("works", "messages") for each in (three.birch, three.cedar))
    assert beth.shows(at_birch, "The vault opens at six.")
    assert beth.shows("/messages", "anna")
    assert cyd.shows("/messages/requests", "anna"), "a stranger's message is a request"
    cyd.press(f"{at_cedar}/accept", page=at_cedar)
    cyd.press(at_cedar, page=at_cedar, text="I bring the lamp.")
    for guest, page in ((anna, ours), (beth, at_birch), (cyd, at_cedar)):
        shown(guest, page, "I bring the lamp.")
    [[answer]] = three.cedar.rows("SELECT uri FROM works WHERE content LIKE '%bring the lamp%'")
    for each, nosy, page in zip(
        (three.amber, three.birch, three.cedar), noses, (ours, at_birch, at_cedar), strict=True
    ):
        for path in (page, page.replace("/messages/", "/works/"), each.work(str(answer))):
            assert nosy.main(path) == "", f"{each.host} shows {path} to somebody else"
        feeds = "".join(nosy.main(path) for path in ("/home", "/home/local", "/home/federated", "/search?q=vault"))
        assert "vault" not in feeds.replace("q=vault", "").replace('value="vault"', "").replace("“vault”", "")
        assert "lamp" not in feeds
    for secret in (uri, str(answer)):
        assert fetch(secret)[0] == 404
        assert noses[1].search(secret) == "Nothing was found at this address, or it is not meant for everybody."
    for each, name in ((three.amber, "anna"), (three.cedar, "cyd")):
        outbox = fetch(f"{each.uri(name)}/outbox?page=1")
        assert outbox[0] == 200
        assert b"vault" not in outbox[1]
        assert b"Create" not in outbox[1]


# --- leaving for good -------------------------------------------------------------------------------------------------


def forgotten(at: Household, uri: str) -> None:
    """Wait until somebody is known as deleted."""
    sql = "SELECT 1 FROM actors WHERE uri = ? AND deleted IS NOT NULL"
    wait(lambda: at.rows(sql, uri), f"the end of {uri} at {at.host}")


def test_a_closed_account_is_gone_everywhere_and_never_comes_back(three: Three) -> None:
    leaver, friend, reader = three.amber.person("leaver"), three.birch.person("friend"), three.cedar.person("reader")
    uri = three.amber.uri("leaver")
    become_follower(three.birch, friend, leaver.handle, uri)
    mine = address(three.amber, publish(leaver, "Last light", 40))
    copy = arrives(three.birch, mine)
    # Cedar has nobody who follows: somebody there looked the work up and liked it.
    far = reader.find(mine)
    reader.press(f"{far}/like", page=far)
    wait(three.idle, "the end of everything")
    path = "/settings/account/close"
    leaver.post(path, {"handle": leaver.handle, "confirm": "not the password"}, page="/settings/account")
    assert leaver.status == 422
    assert fetch(uri)[0] == 200
    leaver.post(path, {"handle": leaver.handle, "confirm": PASSWORD}, page="/settings/account")
    for each in (three.birch, three.cedar):
        vanishes(each, mine)
        forgotten(each, uri)
    assert friend.main(copy) == ""
    assert not friend.shows("/home", "Last light")
    assert fetch(uri)[0] == 410
    assert fetch(mine)[0] == 410
    assert fetch(f"{three.amber.origin}/.well-known/webfinger?resource=acct:{leaver.handle[1:]}")[0] == 410
    assert friend.search(leaver.handle)
