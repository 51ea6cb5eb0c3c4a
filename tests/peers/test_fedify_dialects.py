"""Fedify and the real `fedart serve` in the newer signature dialect (RFC 9421), in both directions.

Fedify prefers it, so its own deliveries are read here as they come; and a Fedify that refuses the older dialect shows
that what we sign in the newer one is what another maker verifies.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.paint import painting, png
from tests.support.peer import Fedify
from tests.support.server import Process

pytestmark = [pytest.mark.peer, pytest.mark.slow]

SOON = 20.0
NEW = {"spec": "rfc9421"}


def wait(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end, f"not in time: {what}"
        time.sleep(0.05)


def rows(server: Process, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(server.database, timeout=10)) as connection:
        return connection.execute(sql, values).fetchall()


def actor_of(server: Process, name: str) -> str:
    [[uri]] = rows(server, "SELECT uri FROM actors WHERE username = ? AND local = 1", name)
    return str(uri)


@pytest.fixture(scope="module")
def alice(server: Process) -> str:
    return actor_of(server, "alice")


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ferry") / "ferry.png"
    path.write_bytes(png(painting(4711, (320, 240))))
    return path


@pytest.fixture(scope="module")
def work(server: Process, ferry: Path) -> str:
    """A work of Alice's."""
    return published(server, ferry)


def published(server: Process, picture: Path) -> str:
    words = ("--as", "alice", "--title", "Signed ferry", "--alt", "A ferry", "--tag", "sea", str(picture))
    return str(server.command("works", "publish", *words)["uri"])


def liked(server: Process, uri: str) -> bool:
    return bool(rows(server, "SELECT 1 FROM likes WHERE uri = ?", uri))


@pytest.fixture
def new_only(peer: Fedify) -> Iterator[Fedify]:
    """Fedify as a server that does not know the older dialect."""
    peer.do("refuse", "bob", dialects=["cavage", "none"])
    yield peer
    peer.do("refuse", "bob", dialects=[])


def test_what_fedify_sends_first_is_accepted_at_once(server: Process, peer: Fedify, alice: str, work: str) -> None:
    before = len(server.log.read_text())
    sent = peer.do("send", "bob", object=work, to=alice)
    wait(lambda: liked(server, sent["id"]), "the like")
    lines = [line for line in server.log.read_text()[before:].splitlines() if sent["id"] in line]
    assert lines
    assert all("dialect=rfc9421" in line for line in lines)
    assert not [line for line in lines if "status=401" in line]


@pytest.mark.parametrize("mode", ["bad-signature", "wrong-key", "expired", "future", "tampered-body", "unsigned"])
def test_a_message_that_is_wrong_in_one_way_is_401(
    mode: str, server: Process, peer: Fedify, alice: str, work: str
) -> None:
    spoiled = peer.do("like", "carol", object=work, to=alice, how={"mode": mode, **NEW})
    assert spoiled["statuses"] == [401]
    assert not liked(server, spoiled["id"])
    good = peer.do("like", "carol", object=work, to=alice, how=NEW)
    assert good["statuses"] == [202]
    wait(lambda: liked(server, good["id"]), "the good like")
    peer.do("undo", "carol", id=good["id"], to=alice, how=NEW)
    wait(lambda: not liked(server, good["id"]), "its end")


def test_a_good_signature_by_somebody_else_is_403(server: Process, peer: Fedify, alice: str, work: str) -> None:
    forged = peer.do("like", "bob", object=work, to=alice, how={"as": "carol", **NEW})
    assert forged["statuses"] == [403]
    assert not liked(server, forged["id"])


def test_a_peer_that_refuses_the_older_dialect_gets_the_newer_one_and_verifies_it(
    server: Process, new_only: Fedify
) -> None:
    """Nora, who is new, asks to follow Carol; Fedify finds the signature good and accepts, and so on with the next."""
    server.command("user", "add", "nora")
    host = new_only.origin.partition("://")[2]
    asked = len(new_only.asked("POST"))
    server.command("follow", "--as", "nora", new_only.handle("carol"))
    sql = (
        "SELECT follows.state FROM follows JOIN actors AS them ON them.id = follows.followed"
        " JOIN actors AS us ON us.id = follows.follower WHERE us.username = 'nora' AND them.uri = ?"
    )
    wait(lambda: rows(server, sql, new_only.uri("carol")) == [("accepted",)], "Carol's Accept")
    remembered = "SELECT dialect FROM hosts WHERE host = ?"
    wait(lambda: rows(server, remembered, host) == [("rfc9421",)], "the dialect to be remembered")
    assert new_only.asked("POST")[asked:][-1] == "rfc9421"
    assert new_only.received("Follow")[-1]["status"] == 202
    again = len(new_only.asked("POST"))
    server.command("follow", "--as", "nora", new_only.handle("bob"))
    wait(lambda: new_only.asked("POST")[again:], "the next message")
    assert new_only.asked("POST")[again:] == ["rfc9421"]


def test_a_peer_that_takes_the_older_dialect_again_gets_it(server: Process, peer: Fedify, alice: str) -> None:
    peer.do("refuse", "bob", dialects=["rfc9421"])
    try:
        made = peer.do("follow", "bob", target=alice)
        sql = "SELECT follows.state FROM follows JOIN actors ON actors.id = follows.follower WHERE actors.uri = ?"
        wait(lambda: peer.do("state", "bob")["following"].get(alice) == "accepted", "the Accept for Bob")
        assert rows(server, sql, peer.uri("bob")) == [("accepted",)]
        assert made["statuses"] == [202]
    finally:
        peer.do("refuse", "bob", dialects=[])


def test_fedify_reads_documents_of_a_server_in_secure_mode(strict: Process, peer: Fedify, ferry: Path) -> None:
    before = len(strict.log.read_text())
    uri = published(strict, ferry)
    found = peer.do("lookup", "bob", query=uri)
    assert (found["type"], found["id"]) == ("Note", uri)
    path = uri.removeprefix(strict.origin)

    def answered() -> bool:
        lines = strict.log.read_text()[before:].splitlines()
        return any(path in line and "event=request" in line and "status=200" in line for line in lines)

    wait(answered, "the line of the log, which is written after the answer")


def test_two_strict_servers_follow_each_other(strict: Process, peer: Fedify) -> None:
    """Neither answers unsigned reads but for its keys, and still each verifies the other."""
    peer.do("refuse", "bob", dialects=["cavage", "none"])
    try:
        strict.command("follow", "--as", "alice", peer.handle("carol"))
        sql = "SELECT follows.state FROM follows JOIN actors ON actors.id = follows.followed WHERE actors.uri = ?"
        wait(lambda: rows(strict, sql, peer.uri("carol")) == [("accepted",)], "Carol's Accept")
    finally:
        peer.do("refuse", "bob", dialects=[])
