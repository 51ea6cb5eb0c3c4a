"""Fedify and the real `fedart serve` talk with each other, both directions, over HTTP on loopback."""

import json
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.paint import painting, png
from tests.support.peer import Fedify
from tests.support.pictures import with_signal
from tests.support.server import Process
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.peer, pytest.mark.slow]

SOON = 20.0


def wait(condition: Callable[[], object], what: str) -> None:
    """Wait until something holds; fails the test with `what` when it does not soon."""
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end, f"not in time: {what}"
        time.sleep(0.05)


def rows(server: Process, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(server.database, timeout=10)) as connection:
        return connection.execute(sql, values).fetchall()


def counts(server: Process, uri: str) -> tuple[Any, ...]:
    """Likes, boosts and replies of a work."""
    [found] = rows(server, "SELECT likes, boosts, replies FROM works WHERE uri = ?", uri)
    return found


def get(url: str, accept: str = "application/activity+json") -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


@pytest.fixture(scope="session")
def alice(server: Process) -> str:
    [[uri]] = rows(server, "SELECT uri FROM actors WHERE username = 'alice' AND local = 1")
    return str(uri)


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.png"
    path.write_bytes(png(painting(int(time.time() * 1000) % 10_000, (320, 240))))
    return path


def publish(server: Process, picture: Path, title: str = "Ferry") -> str:
    made = server.command(
        "works", "publish", "--as", "alice", "--title", title, "--alt", "A ferry at dusk", "--tag", "sea", str(picture)
    )
    return str(made["uri"])


@pytest.fixture(scope="session")
def bob_follows(server: Process, peer: Fedify, alice: str) -> str:
    """Bob follows Alice; his id."""
    peer.do("follow", "bob", target=alice)
    wait(lambda: peer.do("state", "bob")["following"].get(alice) == "accepted", "the Accept for Bob's Follow")
    return peer.uri("bob")


@pytest.fixture(scope="session")
def alice_follows(server: Process, peer: Fedify) -> str:
    """Alice follows Carol; Carol's id."""
    server.command("follow", "--as", "alice", peer.handle("carol"))
    sql = "SELECT follows.state FROM follows JOIN actors ON actors.id = follows.followed WHERE actors.uri = ?"
    wait(lambda: rows(server, sql, peer.uri("carol")) == [("accepted",)], "Carol's Accept")
    return peer.uri("carol")


def create_of(peer: Fedify, uri: str, kind: str = "Create") -> dict[str, Any] | None:
    """What Fedify verified and took of that type about an object."""
    for event in reversed(peer.received(kind)):
        thing = event["activity"]["object"]
        if (thing if isinstance(thing, str) else thing["id"]) == uri and event["status"] == 202:
            found: dict[str, Any] = event["activity"]
            return found
    return None


def test_fedify_finds_an_artist_by_webfinger_and_reads_the_actor(server: Process, peer: Fedify, alice: str) -> None:
    """Fedify asks for handles by https alone, so it is asked about the address of the profile."""
    page = f"{server.origin}/@alice"
    resource = peer.do("webfinger", "bob", query=page)
    assert resource["subject"] == "acct:alice@127.0.77.11:8080"
    assert alice in [link.get("href") for link in resource["links"]]
    found = peer.do("lookup", "bob", query=page)
    assert (found["type"], found["id"]) == ("Person", alice)
    assert found["document"]["preferredUsername"] == "alice"


def test_fedify_reads_a_work(server: Process, peer: Fedify, ferry: Path) -> None:
    uri = publish(server, ferry)
    found = peer.do("lookup", "bob", query=uri)
    assert (found["type"], found["id"]) == ("Note", uri)


def test_a_follow_by_fedify_is_accepted(bob_follows: str, server: Process) -> None:
    sql = "SELECT follows.state FROM follows JOIN actors ON actors.id = follows.follower WHERE actors.uri = ?"
    assert rows(server, sql, bob_follows) == [("accepted",)]


def test_a_follow_of_ours_is_accepted_by_fedify(alice_follows: str, peer: Fedify, alice: str) -> None:
    assert alice in peer.do("state", "carol")["followers"]


def test_fedify_receives_works_with_their_pictures(
    server: Process, peer: Fedify, bob_follows: str, ferry: Path
) -> None:
    uri = publish(server, ferry, "Morning ferry")
    wait(lambda: create_of(peer, uri), "the Create")
    create = create_of(peer, uri)
    assert create is not None
    [picture] = create["object"]["attachment"]
    status, data = get(picture["url"], "image/*")
    assert (status, picture["name"]) == (200, "A ferry at dusk")
    assert data.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF"))
    assert "Morning ferry" in create["object"]["content"]
    assert peer.errors() == []


@pytest.fixture(scope="session")
def artist(server: Process) -> Visitor:
    """Alice, signed in."""
    return Visitor(server, "alice")


def test_fedify_follows_edits_and_deletes(
    server: Process, peer: Fedify, bob_follows: str, artist: Visitor, ferry: Path
) -> None:
    uri = publish(server, ferry, "Noon ferry")
    page = f"/works/{uri.rpartition('/')[2]}"
    wait(lambda: create_of(peer, uri), "the Create")
    artist.press(f"{page}/edit", f"{page}/edit", title="Evening ferry", text="Repainted", visibility="public")
    wait(lambda: create_of(peer, uri, "Update"), "the Update")
    update = create_of(peer, uri, "Update")
    assert update is not None
    assert "Evening ferry" in update["object"]["content"]
    assert update["object"]["updated"] > update["object"]["published"]
    artist.press(f"{page}/delete", f"{page}/delete")
    wait(lambda: create_of(peer, uri, "Delete"), "the Delete")
    assert get(uri)[0] == 410


def test_likes_and_boosts_of_ours_reach_fedify_and_are_taken_back(
    server: Process, peer: Fedify, alice_follows: str, artist: Visitor
) -> None:
    made = peer.do("note", "carol", content="<p>Look at this</p>")
    wait(lambda: rows(server, "SELECT 1 FROM works WHERE uri = ?", made["object"]), "the post")
    [[ident]] = rows(server, "SELECT id FROM works WHERE uri = ?", made["object"])
    page = f"/works/{ident}"
    for action, kind in (("like", "Like"), ("boost", "Announce")):
        artist.press(page, f"{page}/{action}")
        wait(partial(create_of, peer, made["object"], kind), kind)
        artist.press(page, f"{page}/un{action}")
    done = {event["activity"]["id"] for kind in ("Like", "Announce") for event in peer.received(kind)}
    wait(lambda: {e["activity"]["object"]["id"] for e in peer.received("Undo")} >= done, "both Undos")


def test_likes_boosts_and_replies_by_fedify_are_counted_and_taken_back(
    server: Process, peer: Fedify, alice: str, ferry: Path
) -> None:
    uri = publish(server, ferry, "Liked ferry")
    like = peer.do("like", "bob", object=uri, to=alice)
    boost = peer.do("boost", "bob", object=uri, to=alice)
    reply = peer.do("note", "bob", content="<p>What a sky!</p>", inReplyTo=uri, to=alice)
    assert [made["statuses"] for made in (like, boost)] == [[202], [202]]
    wait(lambda: counts(server, uri) == (1, 1, 1), "one of each")
    kinds = "SELECT n.kind FROM notifications n JOIN works w ON w.id = n.work_id WHERE w.uri = ? OR w.in_reply_to = ?"
    assert sorted(kind for (kind,) in rows(server, kinds, uri, uri)) == ["boost", "like", "reply"]
    peer.do("undo", "bob", id=like["id"], to=alice)
    peer.do("undo", "bob", id=boost["id"], to=alice)
    peer.do("delete", "bob", id=reply["object"], to=alice)
    wait(lambda: counts(server, uri) == (0, 0, 0), "none of each")


def test_a_post_by_fedify_arrives_changes_and_goes(server: Process, peer: Fedify, alice_follows: str) -> None:
    url = peer.picture("carol.png", png(painting(77, (160, 120))))
    made = peer.do("note", "carol", content="<p>First words</p>", pictures=[url])
    work = "SELECT content, state FROM works WHERE uri = ?"
    wait(lambda: rows(server, work, made["object"]) == [("<p>First words</p>", "live")], "the post")
    media = "SELECT media.state, media.alt FROM media JOIN works ON works.id = work_id WHERE works.uri = ?"
    assert rows(server, media, made["object"]) == [("kept", f"alt of {url}")]
    time.sleep(1.1)
    peer.do("update", "carol", id=made["object"], content="<p>Second thoughts</p>", pictures=[url])
    wait(lambda: rows(server, work, made["object"]) == [("<p>Second thoughts</p>", "live")], "the edit")
    peer.do("delete", "carol", id=made["object"])
    wait(lambda: rows(server, work, made["object"]) == [("", "deleted")], "the end")
    assert rows(server, media, made["object"]) == []


def test_a_reply_of_ours_arrives_at_fedify(server: Process, peer: Fedify, alice_follows: str) -> None:
    made = peer.do("note", "carol", content="<p>A question</p>")
    wait(lambda: rows(server, "SELECT 1 FROM works WHERE uri = ?", made["object"]), "the question")
    answer = server.command("reply", "--as", "alice", "--to", made["object"], "--text", "An *answer*")
    wait(lambda: create_of(peer, answer["uri"]), "the answer")
    create = create_of(peer, answer["uri"])
    assert create is not None
    assert create["object"]["inReplyTo"] == made["object"]
    assert "<em>answer</em>" in create["object"]["content"]


@pytest.mark.parametrize("signal", ["a1111-png", "c2pa-png", "iptc-jpeg"])
def test_a_generated_picture_from_fedify_is_withheld(
    signal: str, server: Process, peer: Fedify, alice_follows: str
) -> None:
    data = with_signal(signal)
    url = peer.picture(f"{signal}.png", data)
    made = peer.do("note", "carol", content=f"<p>Look: {signal}</p>", pictures=[url])
    media = "SELECT media.state, media.reason FROM media JOIN works ON works.id = work_id WHERE works.uri = ?"
    wait(lambda: rows(server, media, made["object"]) == [("dropped", "declared")], "the verdict")
    [[content]] = rows(server, "SELECT content FROM works WHERE uri = ?", made["object"])
    assert signal in content
    tail = data[-400:-300]
    files = [path for path in server.folder.rglob("*") if path.is_file() and tail in path.read_bytes()]
    assert files == []


def test_the_end_of_a_follow_reaches_the_other_side(server: Process, peer: Fedify, alice: str) -> None:
    made = peer.do("follow", "carol", target=alice)
    sql = "SELECT follows.state FROM follows JOIN actors ON actors.id = follows.follower WHERE actors.uri = ?"
    wait(lambda: rows(server, sql, peer.uri("carol")) == [("accepted",)], "Carol's Follow")
    peer.do("undo", "carol", id=made["id"], to=alice)
    wait(lambda: rows(server, sql, peer.uri("carol")) == [("ended",)], "the end of Carol's Follow")


@pytest.fixture(scope="session")
def target(server: Process, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A work that nobody likes yet."""
    path = tmp_path_factory.mktemp("target") / "ferry.png"
    path.write_bytes(png(painting(5, (320, 240))))
    return publish(server, path, "Target")


WRONG = ["tampered-body", "tampered-digest", "no-digest", "bad-signature", "wrong-key", "expired", "future", "unsigned"]


@pytest.mark.parametrize("mode", WRONG)
def test_a_request_that_is_wrong_in_one_way_is_401_and_nothing_happens(
    mode: str, server: Process, peer: Fedify, alice: str, target: str
) -> None:
    spoiled = peer.do("like", "bob", object=target, to=alice, how={"mode": mode})
    assert spoiled["statuses"] == [401]
    good = peer.do("like", "bob", object=target, to=alice)
    assert good["statuses"] == [202]
    wait(lambda: _likes(server, target) == [good["id"]], "the good like")
    peer.do("undo", "bob", id=good["id"], to=alice)
    wait(lambda: _likes(server, target) == [], "its end")


def _likes(server: Process, uri: str) -> list[str]:
    sql = "SELECT likes.uri FROM likes JOIN works ON works.id = work_id WHERE works.uri = ?"
    return [str(row[0]) for row in rows(server, sql, uri)]


def test_a_good_signature_by_somebody_else_is_403(server: Process, peer: Fedify, alice: str, target: str) -> None:
    forged = peer.do("like", "bob", object=target, to=alice, how={"as": "carol"})
    assert forged["statuses"] == [403]
    assert rows(server, "SELECT 1 FROM likes WHERE uri = ?", forged["id"]) == []


def test_a_replayed_activity_counts_once(server: Process, peer: Fedify, alice: str, target: str) -> None:
    again = peer.do("boost", "carol", object=target, to=alice, how={"mode": "replay"})
    assert again["statuses"] == [202]
    wait(lambda: counts(server, target) == (0, 1, 0), "one boost")


def test_fedify_verified_everything_we_sent(server: Process, peer: Fedify, bob_follows: str, ferry: Path) -> None:
    uri = publish(server, ferry, "Last")
    wait(lambda: create_of(peer, uri), "the last Create")
    assert {event["status"] for event in peer.received()} == {202}
    assert peer.errors() == []
    body = json.dumps({"type": "Like"}).encode()
    unsigned = urllib.request.Request(f"{peer.origin}/inbox", data=body, headers={"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError, match="40"):
        urllib.request.urlopen(unsigned, timeout=10)
