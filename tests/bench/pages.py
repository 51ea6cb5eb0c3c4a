"""What visitors and other servers read: pages, documents, and the 304 that says that nothing has changed."""

import asyncio
import sys
import time
from pathlib import Path

from tests.bench import load, seed
from tests.bench.measure import Span
from tests.bench.report import Figure
from tests.bench.server import HOST, START_SECONDS, Server, free_port, serving, site

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "gzip, deflate, br"}
DOCUMENT = {"Accept": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}


async def run(folder: Path, count: int) -> list[Figure]:
    """`count` requests for each measurement."""
    place = site(folder / "pages")
    async with seed.opened(place) as it:
        artist = await seed.artist(it)
    path, work = f"/@{artist.actor.username}", f"/works/{artist.works[3].id}"
    actor, host = artist.actor.uri.partition(place.host)[2], place.host
    signed_in = {**PAGE, "Cookie": f"fedart={artist.token}"}
    finger = f"/.well-known/webfinger?resource=acct:{artist.actor.username}@{host}"
    async with serving(place, worker=False) as server:  # a worker would make copies, and the page would change
        first = await load.one(host, load.request("GET", path, host, PAGE))
        known = {**PAGE, "If-None-Match": first.header("etag")}
        size = len(first.body)
        return [
            await _bare(count),
            await _read(server, "artist_cached", "artist's page, 24 works", path, PAGE, count, f"{size:,} bytes."),
            await _read(
                server,
                "artist_uncached",
                "artist's page, 24 works, uncached",
                path,
                signed_in,
                count // 4,
                "Asked for by somebody who is signed in, which is never cached.",
            ),
            await _read(server, "work_cached", "work page", work, PAGE, count, ""),
            await _read(server, "front_cached", "front page", "/", PAGE, count, ""),
            await _read(server, "actor_json", "actor JSON", actor, DOCUMENT, count, "Unsigned GET of the actor's id."),
            await _read(server, "webfinger", "WebFinger", finger, {"Accept": "*/*"}, count, ""),
            await _read(server, "not_modified", "304", path, known, count, "Artist's page, If-None-Match.", 304),
        ]


async def _bare(count: int) -> Figure:
    """What uvicorn alone takes on this machine at this moment."""
    port = free_port()
    command = (sys.executable, "-m", "tests.bench.bare", HOST, str(port))
    process = await asyncio.create_subprocess_exec(*command)
    server = Server(process.pid, f"{HOST}:{port}", 0.0, 0.0)
    try:
        await _listening(server.host)
        note = "For scale: no application at all, 20 KB from memory. What stands below this line is ours only in part."
        return await _read(server, "bare", "uvicorn alone", "/", PAGE, count, note)
    finally:
        process.terminate()
        await process.wait()


async def _listening(host: str) -> None:
    deadline = time.perf_counter() + START_SECONDS
    while time.perf_counter() < deadline:
        try:
            await load.one(host, load.request("GET", "/", host))
        except OSError:
            await asyncio.sleep(0.02)
        else:
            return
    raise RuntimeError("uvicorn did not start")


async def _read(
    server: Server,
    key: str,
    what: str,
    path: str,
    headers: dict[str, str],
    count: int,
    note: str,
    status: int = 200,
) -> Figure:
    data = load.request("GET", path, server.host, headers)
    await load.drive(server.host, [data] * 20)
    span = Span(server.pid)
    outcome = await load.drive(server.host, [data] * count)
    span.stop()
    outcome.expect(status)
    return Figure(key, what, span.cpu / count * 1e6, "us", count / span.wall, note)
