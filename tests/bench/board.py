"""The job board over many jobs: pages with filters, their counts, and the whole page as a browser gets it."""

import os
import random
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

from fedart.domain.actor import Actor
from fedart.domain.hiring import Discipline, Experience, JobType, Mode, Unit
from fedart.domain.ids import Uri, WorkId, id_of
from fedart.domain.job import Details, Fee, Job, JobState, Pay, Place, Terms, Ways
from fedart.domain.practice import today
from fedart.domain.work import Kind
from fedart.instance import Instance
from fedart.storage import jobs, views_jobs, works
from fedart.storage.database import Tx
from fedart.storage.views_jobs import Wish
from tests.bench import load, measure, seed
from tests.bench.measure import Span
from tests.bench.report import Figure
from tests.bench.server import serving, site

STEP = 2_000
POSTERS = 500
COUNTRIES = ("DE", "FR", "GB", "US", "PT", "JP", "BR", "NL", "SE", "PL")
WISHES = (
    Wish(),
    Wish(type="residency"),
    Wish(discipline="ceramics"),
    Wish(discipline="concept-art", mode="remote"),
    Wish(mode="on-site", country="PT"),
    Wish(country="JP", no_ai=True),
    Wish(currency="EUR", floor=60_000_00),
    Wish(text="lighthouse"),
    Wish(text="ferry", type="internship", no_ai=True),
    Wish(origin="here", experience="lead", free=True),
    Wish(type="open-call", discipline="tattoo", country="PL", no_ai=True, free=True),
    Wish(text="nothing like it"),
)
QUERIES = (
    "", "?type=residency", "?discipline=ceramics", "?discipline=concept-art&mode=remote", "?mode=on-site&country=PT",
    "?floor=5000&currency=EUR", "?q=lighthouse", "?type=open-call&discipline=tattoo&country=PL&no_ai=1&free=1",
)  # fmt: skip


def _terms(dice: random.Random, now: int, number: int) -> Terms:
    unit = dice.choice(list(Unit))
    remote = dice.random() < 0.6
    words = dice.choice(("ferry", "lighthouse", "harbour", "salt", "moth", "bakery", "tide", "signal"))
    pay = Pay(unit, dice.randint(20, 5_000) * 100, 0, dice.choice(("EUR", "USD", "GBP"))) if unit.paid else Pay(unit)
    anywhere = dice.random() < 0.5
    return Terms(
        title=f"Painter of the {words} {number}",
        description=f"Pictures of a {words}, drawn by hand. {seed.WORDS}",
        type=dice.choice(list(JobType)),
        disciplines=tuple(dice.sample(list(Discipline), dice.randint(1, 3))),
        pay=pay,
        place=Place(Mode.REMOTE, countries=() if anywhere else tuple(dice.sample(COUNTRIES, 3)))
        if remote
        else Place(dice.choice((Mode.ON_SITE, Mode.HYBRID)), "Kiel", dice.choice(COUNTRIES)),
        closes=today(now) + timedelta(days=dice.randint(5, 60)),
        ways=Ways(),
        uses_ai=dice.random() < 0.2,
        trains_ai=dice.random() < 0.1,
        details=Details(experience=dice.choice(list(Experience)), fee=Fee(0 if dice.random() < 0.8 else 10_00, "EUR")),
    )


async def posted(it: Instance, people: list[Actor], count: int) -> None:
    """`count` open jobs by those people, one every twenty seconds, half of them said to be ours."""
    dice, now = random.Random(7), it.clock()

    def store(tx: Tx, begin: int) -> None:
        for number in range(begin, min(begin + STEP, count)):
            by, at = people[number % len(people)], now - (count - number) * 20_000
            ident = WorkId(id_of(at)[:10] + f"{number:016d}")
            terms = _terms(dice, now, number)
            work = seed.post(by, ident, Uri(f"{by.uri}/jobs/{number}"), at, terms.title, kind=Kind.POST)
            works.insert(tx, work, at)
            ends = now + 30 * 86_400_000
            job = Job(ident, by.id, number % 2 == 0, terms, JobState.OPEN, at, ends, at)
            jobs.put(tx, job, digest=str(number))

    for begin in range(0, count, STEP):
        await it.db.write(partial(store, begin=begin))


async def run(folder: Path, count: int, rounds: int) -> list[Figure]:
    """Reads of the board over `count` jobs, `rounds` times each filter, and pages of it."""
    place = site(folder / "board")
    people = [seed.person(f"https://h{number // 50}.example/{number}", number) for number in range(POSTERS)]
    async with seed.opened(place) as it:
        await seed.remember(it, people)
        await posted(it, people, count)
        walls: list[float] = []
        span = Span(os.getpid())
        for _ in range(rounds):
            for wish in WISHES:
                began = time.perf_counter()
                await it.db.read(partial(views_jobs.board, wish=wish, limit=40))
                await it.db.read(partial(views_jobs.total, wish=wish))
                walls.append((time.perf_counter() - began) * 1e3)
        span.stop()
    pages = [
        load.request("GET", f"/jobs{query}", place.host, {"Accept": "text/html", "Cookie": "x=1"}) for query in QUERIES
    ]
    async with serving(place) as server:
        await load.drive(place.host, pages)
        request = Span(server.pid)
        outcome = await load.drive(place.host, pages * rounds)
        request.stop()
        outcome.expect(200)
    what = f"job board, {count:,} open jobs"
    each = len(pages) * rounds
    return [
        Figure(
            "board_p95", f"{what}, read p95", measure.percentile(walls, 0.95), "ms", note="List and count, each filter."
        ),
        Figure("board_page", f"{what}, page", request.cpu / each * 1e3, "ms", each / request.wall),
    ]
