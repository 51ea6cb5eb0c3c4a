"""What becomes of our deliveries to servers that refuse, stall, drip, vanish or come back (guide section 9)."""

import time
from email.utils import formatdate, parsedate_to_datetime
from itertools import count

import pytest

from fedart.domain import breaker
from tests.support.household import DEADLINE, Guest, Household, wait
from tests.support.paint import painting, png
from tests.support.remote import Stranger
from tests.support.rude import (
    Canary,
    Line,
    Manner,
    Rude,
    Seen,
    announced,
    drip,
    endless_headers,
    hang_up,
    only_new,
    only_posts,
    raw,
    say,
    silence,
    to,
)

pytestmark = pytest.mark.slow

FIRST_DELAY = 0.3
"""The first pause before a delivery is tried again, beside a fifth of luck."""
_people = count()


@pytest.fixture
def fan(house: Household) -> Guest:
    """One of ours who follows people."""
    return house.person(f"fan{next(_people)}")


@pytest.fixture(scope="module")
def work(house: Household) -> str:
    """The page of a work whose artist answers there, which makes messages to followers."""
    return artist_of(house).publish("Harbour", (png(painting(9, (120, 90))), "A harbour"))


def artist_of(house: Household) -> Guest:
    return house.person("busy")


def followed(house: Household, lout: Rude, *names: str) -> list[Stranger]:
    """People elsewhere who follow the artist, and were told that they may."""
    found = [lout.person(name) for name in names]
    artist = house.uri("busy")
    for who in found:
        assert lout.tell(who, house.origin, who.follow(artist)) == 202
    wait(lambda: all(lout.posted(who, "Accept") for who in found), "the yes")
    wait(lambda: settled(house, lout), "the end of the yes")
    lout.seen.clear()
    return found


def settled(house: Household, lout: Rude) -> bool:
    """Whether nothing is on its way to a server any more."""
    return all(state in ("done", "dead") for state, _ in house.deliveries(lout.host))


def states(house: Household, lout: Rude) -> list[str]:
    return [state for state, _ in house.deliveries(lout.host)]


AGAIN: dict[str, Manner] = {
    "500": say(500, b"<h1>Oops</h1>", "text/html"),
    "502": say(502),
    "503": say(503),
    "408": say(408),
    "425": say(425),
    "429": say(429),
    "reset": hang_up,
    "silence": silence,
    "drip": drip(raw(202)),
    "endless headers": endless_headers,
    "401": say(401),
}


@pytest.mark.parametrize("name", AGAIN)
def test_trouble_that_passes_is_tried_again_until_it_is_over(
    name: str, house: Household, fan: Guest, lout: Rude
) -> None:
    ada = lout.person("ada")
    knocks = 2 if name == "401" else 1
    lout.mood(ada.inbox, *[AGAIN[name]] * knocks, say(202))
    assert fan.follow(ada.uri) == ""
    wait(lambda: house.deliveries(lout.host) == [("done", 2)], "the delivery")
    sent = lout.posted(ada, "Follow")
    assert len(sent) == knocks + 1
    assert all(seen.well_signed for seen in sent)
    assert len({seen.body for seen in sent}) == 1, "the same message each time"
    assert all(abs(dated(seen) - seen.at) < 3 for seen in sent), "signed anew each time"
    assert lout.tell(ada, house.origin, ada.answer("Accept", sent[0].json()["id"], house.uri(fan.name))) == 202
    wait(lambda: house.follow(house.uri(fan.name), ada.uri) == "accepted", "the yes")


def dated(seen: Seen) -> float:
    """When a request says that it was signed, in seconds since 1970."""
    return parsedate_to_datetime(seen.headers["date"]).timestamp()


FINAL: dict[str, Manner] = {
    "400": say(400),
    "403": say(403),
    "404": say(404),
    "405": say(405),
    "413": say(413),
    "422": say(422),
    "501": say(501),
}


@pytest.mark.parametrize("name", FINAL)
def test_a_refusal_ends_that_delivery_and_no_other(name: str, house: Household, fan: Guest, lout: Rude) -> None:
    ada = lout.person("ada")
    knocks = 2 if name == "400" else 1
    lout.mood(ada.inbox, *[FINAL[name]] * knocks, say(202))
    fan.follow(ada.uri)
    wait(lambda: house.deliveries(lout.host) == [("dead", 1)], "the end")
    fan.press(f"{house.known(ada.uri)}/unfollow")
    wait(lambda: lout.posted(ada, "Undo"), "the next message")
    assert len(lout.posted(ada, "Follow")) == knocks


def test_a_redirect_of_a_delivery_is_not_followed(
    house: Household, fan: Guest, lout: Rude, neighbour: Rude, bird: Canary
) -> None:
    for number, place in enumerate((f"{lout.origin}/else", f"{neighbour.origin}/inbox", f"{bird.origin}/inbox")):
        who = lout.person(f"ada{number}")
        lout.mood(who.inbox, to(place, 307))
        fan.follow(who.uri)
    wait(lambda: states(house, lout) == ["dead"] * 3, "the end")
    assert [seen.target for seen in lout.posted()] == [f"/actors/ada{n}/inbox" for n in range(3)]
    assert not neighbour.seen


TAKEN: dict[str, Manner] = {
    "200": say(200, b"{}"),
    "201 with a page": say(201, b"<html>" * 100, "text/html"),
    "204": say(204),
    "garbage": say(202, b"\x00\xff" * 1000, "application/octet-stream"),
    "a slow body": drip(raw(202, b"x" * 50), at_once=90),
    "a body of two gigabytes": announced,
}


@pytest.mark.parametrize("name", TAKEN)
def test_whatever_follows_a_yes_the_message_is_delivered_once(
    name: str, house: Household, fan: Guest, lout: Rude
) -> None:
    ada = lout.person("ada")
    lout.mood(ada.inbox, TAKEN[name])
    fan.follow(ada.uri)
    wait(lambda: house.deliveries(lout.host) == [("done", 1)], "the delivery")
    assert len(lout.posted(ada)) == 1
    assert max(line.sent for line in lout.lines) < 24 * 1024 * 1024


def in_three_seconds(seen: Seen, line: Line) -> None:
    """Not now, says it, and gives a date."""
    say(503, retry_after=formatdate(time.time() + 3, usegmt=True))(seen, line)


def test_retry_after_is_obeyed_in_seconds_and_as_a_date(house: Household, fan: Guest, lout: Rude) -> None:
    """Beside one who says nothing and is asked again at once, although all three are on one server."""
    plain, seconds, date = (lout.person(name) for name in ("plain", "seconds", "date"))
    lout.mood(plain.inbox, say(429), say(202))
    lout.mood(seconds.inbox, say(429, retry_after="2"), say(202))
    lout.mood(date.inbox, in_three_seconds, say(202))
    for who in (plain, seconds, date):
        fan.follow(who.uri)
    wait(lambda: states(house, lout) == ["done"] * 3, "the deliveries")
    waited = {who.name: lout.posted(who)[1].at - lout.posted(who)[0].at for who in (plain, seconds, date)}
    assert FIRST_DELAY * 0.8 <= waited["plain"] < waited["seconds"]
    assert waited["seconds"] >= 2
    assert waited["date"] >= 1.9, "a date has no fractions of a second"
    assert [len(lout.posted(who)) for who in (plain, seconds, date)] == [2, 2, 2]


@pytest.mark.parametrize("told", [True, False], ids=["says so", "says nothing"])
def test_the_newer_dialect_is_learnt_by_a_refusal_and_used_at_once_the_next_time(
    told: bool, house: Household, fan: Guest, lout: Rude
) -> None:
    lout.doors.append(only_posts(only_new(told=told)))
    ada, bob = lout.person("ada"), lout.person("bob")
    fan.follow(ada.uri)
    wait(lambda: states(house, lout) == ["done"], "the first delivery")
    assert [seen.dialect for seen in lout.posted()] == ["cavage", "rfc9421"]
    assert all(seen.well_signed for seen in lout.posted())
    fan.follow(bob.uri)
    wait(lambda: states(house, lout) == ["done"] * 2, "the second delivery")
    assert [seen.dialect for seen in lout.posted(bob)] == ["rfc9421"]
    lout.doors[:] = [lambda seen: say(401) if seen.method == "POST" and seen.dialect != "cavage" else None]
    fan.press(f"{house.known(bob.uri)}/unfollow")
    wait(lambda: states(house, lout) == ["done"] * 3, "the third delivery")
    assert [seen.dialect for seen in lout.posted(bob, "Undo")] == ["rfc9421", "cavage"]
    remembered = house.rows("SELECT dialect FROM hosts WHERE host = ?", lout.host)
    assert remembered == [("draft-cavage-http-signatures-12",)]


def test_a_lasting_401_is_given_up_soon_and_is_no_reason_to_leave_the_server_alone(
    house: Household, fan: Guest, lout: Rude
) -> None:
    ada, bob = lout.person("ada"), lout.person("bob")
    lout.mood(ada.inbox, say(401))
    fan.follow(ada.uri)
    wait(lambda: house.deliveries(lout.host) == [("dead", 3)], "the end")
    assert [seen.dialect for seen in lout.posted(ada)] == ["cavage", "rfc9421"] * 3
    fan.follow(bob.uri)
    wait(lambda: states(house, lout) == ["dead", "done"], "the other delivery")


def test_an_inbox_that_is_gone_with_its_actor_ends_the_follow(house: Household, work: str, lout: Rude) -> None:
    artist = artist_of(house)
    ada, bob = followed(house, lout, "ada", "bob")
    me = house.uri("busy")
    lout.mood(ada.inbox, say(410))
    lout.mood(ada.uri, say(410))
    artist.say(work, "Is anybody out there?")
    wait(lambda: house.follow(ada.uri, me) == "ended", "the end of the follow")
    assert lout.asked(ada.uri), "their own address was asked"
    assert house.known(ada.uri) == ""
    assert house.follow(bob.uri, me) == "accepted"
    artist.say(work, "Somebody is.")
    wait(lambda: len(lout.posted(bob, "Create")) == 2, "the second message")
    wait(lambda: settled(house, lout), "the end of it")
    assert len(lout.posted(ada)) == 1


def test_an_inbox_that_is_gone_while_its_actor_stays_ends_one_delivery_only(
    house: Household, work: str, lout: Rude
) -> None:
    artist = artist_of(house)
    [ada] = followed(house, lout, "ada")
    lout.mood(ada.inbox, say(410), say(202))
    artist.say(work, "One moment please.")
    wait(lambda: lout.asked(ada.uri), "the look at their own address")
    wait(lambda: settled(house, lout), "the end of it")
    assert house.follow(ada.uri, house.uri("busy")) == "accepted"
    assert states(house, lout)[-1] == "dead"
    artist.say(work, "Here we are again.")
    wait(lambda: len(lout.posted(ada, "Create")) == 2, "the second message")


def test_after_five_failures_a_server_is_left_alone_and_others_are_not_delayed(
    house: Household, work: str, lout: Rude, neighbour: Rude
) -> None:
    artist = artist_of(house)
    dead = followed(house, lout, *(f"dead{n}" for n in range(4)))
    [bob] = followed(house, neighbour, "bob")
    for who in dead:
        lout.mood(who.inbox, silence, say(503))
    artist.say(work, "To everybody.")
    wait(lambda: neighbour.posted(bob, "Create"), "the message to a server that is well")
    wait(lout.posted, "the message to one that does not answer")
    late = neighbour.posted(bob)[0].at - lout.posted()[0].at
    assert late < DEADLINE, "it waited for those that do not answer"
    wait(lambda: standing(house, lout) is breaker.Standing.PAUSED, "the pause")
    asked = len(lout.posted())
    assert breaker.FAILURES <= asked <= breaker.FAILURES + 1
    artist.say(work, "Once more.")
    wait(lambda: len(neighbour.posted(bob, "Create")) == 2, "the second message")
    assert len(lout.posted()) == asked
    sql = "SELECT MIN(due) FROM tasks WHERE kind = 'deliver' AND host = ? AND state = 'due'"
    [[due]] = house.rows(sql, lout.host)
    assert due / 1000 - time.time() > breaker.FIRST_PAUSE / 1000 - 60
    for who in dead:
        lout.mood(who.inbox, say(202))
    half_an_hour_passes(house, lout)
    wait(lambda: settled(house, lout), "everything that had waited")
    assert set(states(house, lout)) == {"done"}
    assert all(len({seen.body for seen in lout.posted(who, "Create")}) == 2 for who in dead)


def standing(house: Household, lout: Rude) -> breaker.Standing:
    """How we think of a server."""
    sql = "SELECT failures, pause, closed_until, failed_days, last_failed, dormant FROM hosts WHERE host = ?"
    found = house.rows(sql, lout.host)
    health = breaker.Health(*found[0]) if found else breaker.FRESH
    return breaker.standing(health, int(time.time() * 1000))


def half_an_hour_passes(house: Household, lout: Rude) -> None:
    by = breaker.FIRST_PAUSE
    house.change("UPDATE hosts SET closed_until = closed_until - ? WHERE host = ?", by, lout.host)
    sql = "UPDATE tasks SET due = due - ? WHERE kind = 'deliver' AND host = ? AND state IN ('due', 'waiting')"
    house.change(sql, by, lout.host)


def test_a_server_that_failed_for_days_sleeps_until_it_speaks(house: Household, work: str, lout: Rude) -> None:
    artist = artist_of(house)
    [ada] = followed(house, lout, "ada")
    lout.mood(ada.inbox, say(503))
    artist.say(work, "The first failure.")
    wait(lambda: standing(house, lout) is breaker.Standing.SUSPECT, "the first failure")
    days_pass(house, lout)
    wait(lambda: standing(house, lout) is breaker.Standing.DORMANT, "the sleep")
    wait(lambda: settled(house, lout), "the end of what was on its way")
    assert states(house, lout)[-1] == "dead"
    lout.mood(ada.inbox, say(202))
    lout.seen.clear()
    artist.say(work, "Said to a sleeper.")
    like = ada.like(house.rows("SELECT uri FROM works WHERE id = ?", work.rpartition("/")[2])[0][0])
    forged = lout.tell(ada, house.origin, like, Date=formatdate(time.time() - 1, usegmt=True))
    assert forged == 401
    assert standing(house, lout) is breaker.Standing.DORMANT
    assert lout.tell(ada, house.origin, like) == 202
    assert standing(house, lout) is breaker.Standing.WELL
    artist.say(work, "Good morning.")
    wait(lambda: lout.posted(ada, "Create"), "the first message after the sleep")
    texts = [seen.json()["object"]["content"] for seen in lout.posted(ada, "Create")]
    assert len(texts) == 1
    assert "Good morning." in texts[0]


def days_pass(house: Household, lout: Rude) -> None:
    """As if it had failed on six days before; the failure of this moment is that of the seventh."""
    yesterday = int(time.time() * 1000) - breaker.DAY
    sql = "UPDATE hosts SET failed_days = ?, last_failed = ? WHERE host = ? AND dormant IS NULL"
    house.change(sql, breaker.DAYS - 1, yesterday, lout.host)
