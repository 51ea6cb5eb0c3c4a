"""What a person sees when they look for something on a server that is broken, slow, strict or hostile."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from urllib.parse import urlsplit

import pytest

from tests.support import paint
from tests.support.household import DEADLINE, Guest, Household, fetch, wait
from tests.support.remote import TYPE
from tests.support.rude import (
    JRD,
    Canary,
    Door,
    Line,
    Manner,
    Rude,
    Seen,
    announced,
    document,
    drip,
    endless_headers,
    hang_up,
    only_new,
    raw,
    say,
    signed_reads,
    silence,
    to,
    unannounced,
)

pytestmark = pytest.mark.slow

PATIENCE = 4 * DEADLINE
"""How long a person waits at most: twice a deadline (a handle takes two questions), and as much for a busy machine."""
MOST_TAKEN = 24 * 1024 * 1024
"""What sockets may hold back of a flood, on both sides; far under what is poured."""
LOOKS = 12
GZIP = gzip.compress(b"{}")

BUSY = "{host} does not answer at the moment. Please try again later."
UNREADABLE = "What is at this address is nothing that we can read."
NEITHER = "What is at this address is neither a person nor a post."
NOTHING = "Nothing was found at this address, or it is not meant for everybody."
NO_ACCOUNT = "What {host} answered is no account that we can read."


def babble(_: Seen, line: Line) -> None:
    """Speaks another language."""
    line.send(b"220 mail.example ESMTP\r\n")
    line.open = False


MANNERS: dict[str, tuple[Manner, str]] = {
    "reset": (hang_up, BUSY),
    "silence": (silence, BUSY),
    "drip": (drip(raw(200, b"{}" * 100)), BUSY),
    "drip-body": (drip(raw(200, b"{}" * 100), at_once=120), BUSY),
    "503": (say(503), BUSY),
    "429": (say(429, retry_after="60"), BUSY),
    "500-html": (say(500, b"<h1>Oops</h1>", "text/html"), BUSY),
    "endless-headers": (endless_headers, BUSY),
    "no-http": (babble, BUSY),
    "401": (say(401), "{host} does not show this to us."),
    "403": (say(403), "{host} does not show this to us."),
    "404": (say(404), NOTHING),
    "410": (say(410), "{host} says that it was deleted."),
    "garbage": (say(200, b"\x00\xff{garbage"), NEITHER),
    "no-object": (say(200, b"[1,2,3]"), NEITHER),
    "deep": (say(200, b"[" * 100_000), NEITHER),
    "html-as-activity": (say(200, b"<!doctype html><p>Hello"), NEITHER),
    "activity-as-html": (say(200, b"{}", "text/html"), UNREADABLE),
    "plain-json": (say(200, b"{}", "application/json"), UNREADABLE),
    "encoded": (say(200, GZIP, content_encoding="gzip"), UNREADABLE),
    "announced": (announced, UNREADABLE),
    "unannounced": (unannounced, UNREADABLE),
}
_looks = count()


@pytest.fixture
def looker(house: Household) -> Guest:
    """Somebody who has not looked for too much yet."""
    return house.person(f"looker{next(_looks) // LOOKS}")


@pytest.mark.parametrize("name", MANNERS)
def test_whatever_an_address_answers_there_is_a_sentence_in_time(name: str, looker: Guest, lout: Rude) -> None:
    manner, words = MANNERS[name]
    good = lout.publish(lout.person("ada").note("Good as gold."))
    bad = f"{lout.origin}/bad"
    lout.mood(bad, manner)
    begun = time.monotonic()
    assert looker.search(bad) == words.format(host=lout.host)
    assert time.monotonic() - begun < PATIENCE
    assert lout.asked(bad)
    assert max(line.sent for line in lout.lines) < MOST_TAKEN
    assert looker.shows(looker.find(good), "Good as gold.")


HANDLES = {
    "drip": BUSY,
    "503": BUSY,
    "endless-headers": BUSY,
    "401": "{host} does not show this to us.",
    "404": "Nobody called {handle} was found. A handle is written like @name@server.example.",
    "410": "{host} says that it was deleted.",
    "garbage": NO_ACCOUNT,
    "deep": NO_ACCOUNT,
    "encoded": NO_ACCOUNT,
    "announced": NO_ACCOUNT,
    "plain-json": NO_ACCOUNT,
}


@pytest.mark.parametrize("stage", ["webfinger", "actor"])
@pytest.mark.parametrize("name", HANDLES)
def test_whoever_a_handle_leads_to_there_is_a_sentence_in_time(
    name: str, stage: str, looker: Guest, lout: Rude
) -> None:
    bad, good = lout.person("ada"), lout.person("bob")
    finger = f"/.well-known/webfinger?resource=acct:ada@{lout.host}"
    lout.mood(finger if stage == "webfinger" else bad.uri, MANNERS[name][0])
    handle = f"@ada@{lout.host}"
    begun = time.monotonic()
    assert looker.search(handle) == HANDLES[name].format(host=lout.host, handle=handle)
    assert time.monotonic() - begun < PATIENCE
    assert lout.asked(f"{lout.origin}{finger}")
    assert looker.shows(looker.find(f"@bob@{lout.host}"), good.name.title())


def test_nobody_waits_while_somebody_looks_at_a_slow_server(house: Household, lout: Rude, neighbour: Rude) -> None:
    waiting, other = house.person("patience"), house.person("bystander")
    other.get("/home")
    lout.mood("/slow", drip(raw(200, b"{}" * 100)))
    ada = neighbour.person("ada")
    with ThreadPoolExecutor(3) as pool:
        slow = [pool.submit(waiting.search, f"{lout.origin}/slow") for _ in range(3)]
        wait(lambda: lout.asked(f"{lout.origin}/slow"), "the question")
        assert other.shows(other.find(ada.uri), "Ada")
        assert other.shows("/home", "Quiet in here")
        assert not any(each.done() for each in slow), "the slow ones were faster than the others"
        assert {each.result() for each in slow} == {BUSY.format(host=lout.host)}


def test_a_circle_of_redirects_and_one_that_leads_to_another_server_end(
    looker: Guest, lout: Rude, neighbour: Rude
) -> None:
    good = lout.publish(lout.person("ada").note("Round and round."))
    lout.mood("/a", to(f"{lout.origin}/b"))
    lout.mood("/b", to("/a", 307))
    lout.mood("/away", to(neighbour.publish(neighbour.person("bob").note("Not from there."))))
    lout.mood("/here", to(good, 301))
    for n in range(5):
        lout.mood(f"/long/{n}", to(f"/long/{n + 1}"))
    for path in ("/a", "/away", "/long/0"):
        assert looker.search(f"{lout.origin}{path}") == UNREADABLE
    assert len(lout.asked(f"{lout.origin}/a")) == 1
    assert not neighbour.seen
    assert looker.shows(looker.find(f"{lout.origin}/here"), "Round and round.")


def test_nothing_leads_to_an_address_inside(house: Household, looker: Guest, lout: Rude, bird: Canary) -> None:
    """By a redirect, a link, an inbox or a picture; each beside the same thing that leads to a place outside."""
    ada, bob = lout.person("ada"), lout.person("bob")
    cage = f"{bird.origin}/secret"
    lout.mood("/document", to(cage))
    assert looker.search(f"{lout.origin}/document") == UNREADABLE
    assert looker.search(cage) == UNREADABLE
    finger = f"/.well-known/webfinger?resource=acct:{{}}@{lout.host}"
    lout.mood(finger.format("bob"), to(cage))
    looker.search(f"@bob@{lout.host}")
    link = {"rel": "self", "type": TYPE, "href": cage}
    lout.mood(finger.format("eve"), document({"subject": f"acct:eve@{lout.host}", "links": [link]}, JRD))
    looker.search(f"@eve@{lout.host}")
    assert looker.shows(looker.find(f"@ada@{lout.host}"), "Ada")
    outside = lout.serve("/good.png", paint.png(), "image/png")
    lout.mood("/moved.png", to(outside))
    lout.mood("/trap.png", to(f"{bird.origin}/picture.png"))
    pictures = [cage, f"{lout.origin}/trap.png", f"{lout.origin}/moved.png"]
    note = ada.note("Three pictures.", pictures=pictures, replies=f"{bird.origin}/replies")
    page = looker.find(lout.publish(note))
    assert looker.shows(page, "Three pictures.")
    assert house.rows("SELECT state FROM media WHERE remote_url = ?", pictures[2]) == [("kept",)]
    lout.person("bob", icon={"type": "Image", "url": cage}, outbox=cage, featured=cage, inbox=cage)
    looker.follow(bob.uri)
    wait(house.idle, "the end of all that was begun")


def test_pictures_of_a_bad_kind_do_not_keep_a_post_away(house: Household, looker: Guest, lout: Rude) -> None:
    ada = lout.person("ada")
    good = lout.serve("/good.png", paint.png(), "image/png")
    lout.mood("/drip.png", drip(raw(200, paint.png(), "image/png")))
    lout.mood("/big.png", announced)
    lout.serve("/page.png", b"<!doctype html><script>alert(1)</script>", "image/png")
    urls = [f"{lout.origin}/{name}.png" for name in ("drip", "big", "page")]
    note = lout.publish(ada.note("Four pictures.", pictures=[*urls, good]))
    begun = time.monotonic()
    page = looker.find(note)
    assert time.monotonic() - begun < 2 * PATIENCE
    assert looker.shows(page, "Four pictures.")
    found = dict(
        house.rows(
            "SELECT media.remote_url, media.state FROM media JOIN works ON works.id = work_id WHERE uri = ?", note
        )
    )
    assert found.pop(good) == "kept"
    assert set(found) == set(urls)
    assert "kept" not in found.values()
    assert max(line.sent for line in lout.lines) < MOST_TAKEN
    assert "alert(1)" not in looker.get(page)


DOORS: dict[str, Door] = {
    "signed reads": signed_reads,
    "the newer dialect, and says so": only_new(told=True),
    "the newer dialect, and does not say so": only_new(told=False),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_server_that_wants_to_know_who_asks_is_told(door: str, house: Household, looker: Guest, lout: Rude) -> None:
    """Everything about a person is read with signatures that another maker's library finds good."""
    lout.doors.append(DOORS[door])
    ada = lout.person("ada")
    picture = lout.serve("/sea.png", paint.png(), "image/png")
    note = ada.note("A strict sea.", pictures=[picture])
    lout.publish(note)
    outbox = {"id": f"{ada.uri}/outbox", "type": "OrderedCollection", "totalItems": 1, "orderedItems": [note["id"]]}
    lout.pages[urlsplit(str(outbox["id"])).path] = document({"@context": note.get("@context"), **outbox})
    assert fetch(ada.uri)[0] == 401
    lout.seen.clear()
    page = looker.find(f"@ada@{lout.host}")
    assert looker.shows(page, "Ada")
    work = looker.find(str(note["id"]))
    assert looker.shows(work, "A strict sea.")
    assert house.rows("SELECT state FROM media WHERE remote_url = ?", picture) == [("kept",)]
    if door == "signed reads":
        assert {seen.dialect for seen in lout.seen} == {"cavage"}
        return
    # The first question is asked twice; what was learnt by it holds for all that follow.
    assert [seen.dialect for seen in lout.seen[:2]] == ["cavage", "rfc9421"]
    assert {seen.dialect for seen in lout.seen[2:]} == {"rfc9421"}
    assert house.rows("SELECT dialect FROM hosts WHERE host = ?", lout.host) == [("rfc9421",)]


def test_a_server_that_refuses_every_signature_is_knocked_at_twice(looker: Guest, lout: Rude) -> None:
    ada = lout.person("ada")
    lout.doors.append(lambda seen: say(401))
    assert looker.search(ada.uri) == f"{lout.host} does not show this to us."
    assert [seen.dialect for seen in lout.seen] == ["cavage", "rfc9421"]
    assert all(seen.well_signed for seen in lout.seen)
    lout.doors.clear()
    wait(lambda: "/people/" in looker.post("/search", {"q": ada.uri}, page="/search")[0], "Ada")


def test_somebody_who_cannot_be_read_cannot_be_followed_either(looker: Guest, lout: Rude) -> None:
    sentences = {
        "garbage": NO_ACCOUNT,
        "announced": NO_ACCOUNT,
        "404": "Nobody called {who} was found. Is it spelled right?",
        "410": "{host} says that this account was deleted.",
        "401": "{host} does not show this account to us.",
        "drip": BUSY,
    }
    name_alone = lout.host.partition(":")[0]
    for number, (name, words) in enumerate(sentences.items()):
        who = lout.person(f"ada{number}")
        lout.mood(who.uri, MANNERS[name][0])
        assert looker.follow(who.uri) == words.format(host=name_alone, who=who.uri), name
    assert looker.follow(lout.person("bob").uri) == ""
