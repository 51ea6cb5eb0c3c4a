"""The inbox: a signed Create at the door, through to its notification, and one whose signature is wrong."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import orjson

from fedart.domain.actor import Actor
from fedart.federation import cavage
from fedart.federation.dates import format_date
from tests.bench import load, seed
from tests.bench.measure import Span
from tests.bench.report import Figure
from tests.bench.server import Server, Site, serving, site
from tests.support import signing

SENDERS = 20
WARM_UP = 50
WAITING = "SELECT 1 FROM tasks WHERE state = 'leased' OR state = 'due' AND due < ? LIMIT 1"
DRAIN_SECONDS = 120.0
CONTEXT: list[object] = [
    "https://www.w3.org/ns/activitystreams",
    {
        "ostatus": "http://ostatus.org#",
        "atomUri": "ostatus:atomUri",
        "inReplyToAtomUri": "ostatus:inReplyToAtomUri",
        "conversation": "ostatus:conversation",
        "sensitive": "as:sensitive",
        "toot": "http://joinmastodon.org/ns#",
        "votersCount": "toot:votersCount",
        "Hashtag": "as:Hashtag",
    },
]


async def run(folder: Path, count: int) -> list[Figure]:
    """`count` activities for each measurement."""
    place = site(folder / "door")
    people = [seed.person(f"http://127.0.9.{number + 1}:9009", number) for number in range(SENDERS)]
    async with seed.opened(place) as it:
        artist = await seed.artist(it, count=1)
        await seed.remember(it, people)
        await seed.follow(it, [(artist.actor, each) for each in people])
    to = artist.actor
    async with serving(place, worker=False) as server:
        await load.drive(place.host, creates(place, people, to, WARM_UP, "warm"))
        accepted = await _accepted(server, creates(place, people, to, count, "door"))
        refused = await _refused(server, spoiled(creates(place, people, to, count, "bad")))
    _forget_tasks(place)
    async with serving(place) as server:
        await load.drive(place.host, creates(place, people, to, WARM_UP, "warmer"))
        await _drained(place)
        processed = await _processed(place, server, creates(place, people, to, count, "full"))
    _check(place, count + WARM_UP)
    return [accepted, processed, refused]


async def _accepted(server: Server, requests: Sequence[bytes]) -> Figure:
    span = Span(server.pid)
    outcome = await load.drive(server.host, requests)
    span.stop()
    outcome.expect(202)
    size = len(requests[0].partition(b"\r\n\r\n")[2])
    note = (
        f"POST /inbox with a Create of {size:,} bytes (RSA-2048, known key): signature, outline, authority, one durable"
        " row; no worker runs; 8 connections."
    )
    return _figure("inbox_accepted", "inbox Create, answered 202", span, len(requests), note)


async def _processed(place: Site, server: Server, requests: Sequence[bytes]) -> Figure:
    span = Span(server.pid)
    outcome = await load.drive(server.host, requests)
    await _drained(place)
    span.stop()
    outcome.expect(202)
    note = (
        "The same until the last task is done, worker in the same process: parsed, sanitised, stored, in the home"
        " feed of the one who follows the sender, who is also named and notified."
    )
    return _figure("inbox_processed", "inbox Create, fully processed", span, len(requests), note)


async def _refused(server: Server, requests: Sequence[bytes]) -> Figure:
    span = Span(server.pid)
    outcome = await load.drive(server.host, requests)
    span.stop()
    outcome.expect(401)
    note = "The same with a signature that does not fit its key: no write, no fetch, answered 401."
    return _figure("inbox_refused", "inbox, wrong signature refused", span, len(requests), note)


def _figure(key: str, what: str, span: Span, count: int, note: str) -> Figure:
    return Figure(key, what, span.cpu / count * 1e6, "us", count / span.wall, note)


def creates(place: Site, people: Sequence[Actor], to: Actor, count: int, name: str) -> list[bytes]:
    """Signed requests, each with a post of its own that names `to`; the senders take turns."""
    return [_create(place, people[number % len(people)], to, f"{name}-{number}") for number in range(count)]


def _create(place: Site, by: Actor, to: Actor, name: str) -> bytes:
    body = orjson.dumps(_activity(by, to, name))
    headers = cavage.sign(
        by.key_id,
        signing.private(seed.KEY),
        method="POST",
        host=place.host,
        target="/inbox",
        date=format_date(time.time()),
        body=body,
    )
    return load.request("POST", "/inbox", place.host, {**headers, "Content-Type": "application/activity+json"}, body)


def _activity(by: Actor, to: Actor, name: str) -> dict[str, object]:
    note, now = f"{by.uri}/statuses/{name}", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    public, readers = ["https://www.w3.org/ns/activitystreams#Public"], [by.followers, to.uri]
    name_link = f'<span class="h-card"><a href="{to.url}" class="u-url mention">@<span>{to.username}</span></a></span>'
    content = f"<p>{name_link} {seed.WORDS * 8}</p><p>{seed.WORDS} #<a href='{by.uri}'>ferry</a></p>"
    return {
        "@context": CONTEXT,
        "id": f"{note}/activity",
        "type": "Create",
        "actor": by.uri,
        "published": now,
        "to": public,
        "cc": readers,
        "object": {
            "id": note,
            "type": "Note",
            "summary": None,
            "inReplyTo": None,
            "published": now,
            "url": f"{by.uri}/{name}",
            "attributedTo": by.uri,
            "to": public,
            "cc": readers,
            "sensitive": False,
            "atomUri": note,
            "conversation": f"tag:{by.host},2026:objectId={name}:objectType=Conversation",
            "content": content,
            "contentMap": {"en": content},
            "attachment": [],
            "tag": [
                {"type": "Mention", "href": to.uri, "name": to.handle},
                {"type": "Hashtag", "href": f"{by.uri}/tagged/ferry", "name": "#ferry"},
            ],
        },
    }


def spoiled(requests: Sequence[bytes]) -> list[bytes]:
    """The requests with a signature in which one character was exchanged."""
    made = []
    for data in requests:
        place = data.index(b'signature="') + 20
        made.append(data[:place] + (b"B" if data[place : place + 1] == b"A" else b"A") + data[place + 1 :])
    return made


def _connect(place: Site) -> sqlite3.Connection:
    return sqlite3.connect(place.config.data / "fedart.sqlite3", isolation_level=None, timeout=10)


def _forget_tasks(place: Site) -> None:
    """Empty the queue that the first measurement filled."""
    connection = _connect(place)
    connection.execute("DELETE FROM tasks")
    connection.close()


async def _drained(place: Site) -> None:
    """Wait until no task runs or is due within the minute; what is settled for tomorrow stays."""
    connection, deadline = _connect(place), time.perf_counter() + DRAIN_SECONDS
    try:
        while connection.execute(WAITING, [time.time() * 1000 + 60_000]).fetchone():
            if time.perf_counter() > deadline:
                raise RuntimeError("the tasks were not done in time")
            await asyncio.sleep(0.02)
    finally:
        connection.close()


def _check(place: Site, count: int) -> None:
    """Every activity has become a post and a notification; else the figures would mean nothing."""
    connection = _connect(place)
    posts = connection.execute("SELECT COUNT(*) FROM works WHERE local = 0").fetchone()[0]
    notices = connection.execute("SELECT COUNT(*) FROM notifications").fetchone()[0]
    connection.close()
    if (posts, notices) != (count, count):
        raise RuntimeError(f"{posts} posts and {notices} notifications where {count} were expected")
