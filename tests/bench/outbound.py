"""What leaves: one post to many servers, with new TLS connections and with those that were kept alive."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from fedart.domain.actor import Actor
from fedart.services.outbox import Outgoing, enqueue
from fedart.storage import follows
from fedart.storage.database import Tx
from tests.bench import load, measure, peers, seed
from tests.bench.measure import Span
from tests.bench.report import Figure
from tests.bench.seed import Artist
from tests.bench.server import Server, Site, free_port, serving, site

ARRIVE_SECONDS = 60.0


@dataclass
class Fakes:
    """The process with the fake servers."""

    process: asyncio.subprocess.Process

    async def line(self) -> str:
        if self.process.stdout is None:
            raise RuntimeError("the fake servers have no output")
        return (await self.process.stdout.readline()).decode()

    async def arrived(self) -> tuple[int, float]:
        """How many requests have come, and when the last did (monotonic clock)."""
        if self.process.stdin is None:
            raise RuntimeError("the fake servers have no input")
        self.process.stdin.write(b"\n")
        found = json.loads(await self.line())
        return int(found["count"]), float(found["last"])

    async def wait_for(self, count: int) -> float:
        """When the request came that makes `count` in all. Raises RuntimeError after a minute."""
        deadline = time.monotonic() + ARRIVE_SECONDS
        while time.monotonic() < deadline:
            came, last = await self.arrived()
            if came >= count:
                return last
            await asyncio.sleep(0.02)
        raise RuntimeError("not every delivery arrived")


@asynccontextmanager
async def faked(folder: Path, count: int, port: int) -> AsyncIterator[Fakes]:
    """Fake servers on `count` loopback addresses. Their certificate lies in `folder`."""
    folder.mkdir(parents=True)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.peers", str(folder), str(count), str(port), stdin=pipe, stdout=pipe
    )
    fakes = Fakes(process)
    try:
        if await fakes.line() != "ready\n":
            raise RuntimeError("the fake servers did not start")
        yield fakes
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def run(folder: Path, hosts: int, rounds: int) -> list[Figure]:
    """A reply to `hosts` servers, once with new connections and `rounds` times with those that are open."""
    port = free_port(peers.address(0))
    allow = ",".join(f"{peers.address(number)}/32" for number in range(hosts))
    async with faked(folder / "peers", hosts, port) as fakes:
        settings = f'[federation]\nca_file = "{folder / "peers" / "certificate.pem"}"\n'
        place = site(folder / "outbound", settings=settings, allow=allow)
        people = [seed.person(f"https://{peers.address(number)}:{port}", number) for number in range(hosts)]
        artist = await _followed(place, people)
        async with serving(place) as server:
            rounds_done = [await _round(server, place, artist, fakes, hosts, number) for number in range(rounds + 1)]
    return _figures(rounds_done, hosts)


async def _followed(place: Site, people: list[Actor]) -> Artist:
    async with seed.opened(place) as it:
        artist = await seed.artist(it, count=1)
        await seed.remember(it, people)
        await seed.follow(it, [(each, artist.actor) for each in people])
    return artist


async def _round(
    server: Server, place: Site, artist: Artist, fakes: Fakes, hosts: int, number: int
) -> tuple[float, float]:
    """One reply of the artist: CPU seconds of the server until all was delivered, seconds until the last arrived."""
    form = urlencode({"csrf": artist.csrf, "text": f"{seed.WORDS} {number}"}).encode()
    headers = {"Cookie": f"fedart={artist.token}", "Content-Type": "application/x-www-form-urlencoded"}
    data = load.request("POST", f"/works/{artist.works[0].id}/reply", place.host, headers, form)
    span, began = Span(server.pid), time.monotonic()
    answer = await load.one(place.host, data)
    if answer.status != 303:
        raise RuntimeError(f"the reply was answered {answer.status}")
    last = await fakes.wait_for(hosts * (number + 1))
    await asyncio.sleep(0.5)
    return span.stop().cpu, last - began


def _figures(rounds: list[tuple[float, float]], hosts: int) -> list[Figure]:
    cold_cpu, cold_last = rounds[0]
    warm_cpu = measure.middle([cpu for cpu, _ in rounds[1:]])
    warm_last = measure.middle([last for _, last in rounds[1:]])
    return [
        Figure(
            "delivery_kept_alive",
            "signed delivery, TLS kept alive",
            warm_cpu / hosts * 1e6,
            "us",
            hosts / warm_last,
            f"An artist's reply to followers on {hosts} hosts (one loopback address each): everything from the form to"
            " the last booked delivery, divided by the hosts.",
        ),
        Figure(
            "delivery_new",
            "signed delivery, new TLS connection",
            cold_cpu / hosts * 1e6,
            "us",
            hosts / cold_last,
            "The first of these, with a handshake for each host.",
        ),
        Figure("delivery_last_kept_alive", f"last of {hosts} deliveries, kept alive", warm_last, "s"),
        Figure("delivery_last", f"last of {hosts} deliveries, new connections", cold_last, "s"),
    ]


async def enqueued(folder: Path, inboxes: int) -> list[Figure]:
    """The transaction that puts one post into the queue for so many inboxes."""
    place = site(folder / "enqueue")
    people = [seed.person(f"https://h{number}.example", number) for number in range(inboxes)]
    artist = await _followed(place, people)
    spent = []
    async with seed.opened(place) as it:
        document = {"id": "", "type": "Create", "actor": artist.actor.uri, "object": artist.works[0].uri}

        def store(tx: Tx, number: int) -> None:
            made: dict[str, object] = {**document, "id": it.urls.activity(f"bench{number}")}
            outgoing = Outgoing(artist.actor, "Create", artist.works[0].uri, made, public=True)
            enqueue(tx, it, outgoing, follows.inboxes(tx, artist.actor.id))

        for number in range(9):
            span = Span(os.getpid())
            await it.db.write(partial(store, number=number))
            spent.append(span.stop().cpu)
    note = f"One transaction: the activity and {inboxes} tasks. Median of {len(spent)}."
    return [Figure("enqueue", f"post to {inboxes} inboxes enqueued", measure.middle(spent) * 1e3, "ms", note=note)]
