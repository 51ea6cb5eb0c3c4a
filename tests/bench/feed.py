"""The home feed of somebody who follows many people, over many posts."""

import os
import time
from pathlib import Path

from fedart.storage import views_feeds
from tests.bench import load, measure, seed
from tests.bench.measure import Span
from tests.bench.report import Figure
from tests.bench.server import serving, site

FOLLOWEES = 1_000
POSTS = 15
PER_HOST = 50
PASSES = 20
"""How many posts each of them passed on."""


async def run(folder: Path, posts: int, count: int) -> list[Figure]:
    """`count` first pages of a feed of 1,000 followees who wrote `posts` posts."""
    place = site(folder / "feed")
    people = [seed.person(f"https://h{number // PER_HOST}.example/{number}", number) for number in range(FOLLOWEES)]
    async with seed.opened(place) as it:
        artist = await seed.artist(it, count=1)
        await seed.remember(it, people)
        await seed.follow(it, [(artist.actor, each) for each in people])
        await seed.posts(it, people, posts)
        await seed.passes(it, people, PASSES)
        who, walls = artist.actor.id, []
        await it.db.read(lambda tx: views_feeds.home(tx, who, it.clock(), limit=POSTS))
        span = Span(os.getpid())
        for _ in range(count):
            began = time.perf_counter()
            page = await it.db.read(lambda tx: views_feeds.home(tx, who, it.clock(), limit=POSTS))
            walls.append((time.perf_counter() - began) * 1e3)
        span.stop()
    if len(page.items) != POSTS:
        raise RuntimeError(f"the feed has {len(page.items)} posts")
    home = load.request("GET", "/home", place.host, {"Cookie": f"fedart={artist.token}"})
    async with serving(place) as server:
        await load.drive(place.host, [home] * 10)
        request = Span(server.pid)
        outcome = await load.drive(place.host, [home] * count)
        request.stop()
        outcome.expect(200)
    what = f"home feed, {FOLLOWEES:,} followees of {posts:,} posts"
    note = f"Read of the newest {POSTS} posts and passes ({PASSES} by each), joined when read; {count} times."
    return [
        Figure("feed_cpu", what, span.cpu / count * 1e3, "ms", note=note),
        Figure("feed_p99", f"{what}, p99", measure.percentile(walls, 0.99), "ms", note="Wall time of the same."),
        Figure("home", "home page over it", request.cpu / count * 1e3, "ms", count / request.wall),
    ]
