"""The instance that is looked at: an artist with works that compress like paintings, and somebody who follows them."""

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from fedart.services import queue
from tests.bench import seed
from tests.bench.server import HOST, Site, site
from tests.support import paint
from tests.support.worker import working

SIZES = ((2400, 1600), (1600, 2400), (2000, 2000), (2400, 1350), (1800, 2400), (2400, 1800))
OCTAVES = 9
CONTRAST = 9.0
"""Contrast of each octave (grey levels): equal in all of them, as in natural pictures (Field 1987)."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """Paths and the follower's session."""

    artist: str
    work: str
    token: str


def canvas(number: int, size: tuple[int, int]) -> Image.Image:
    """A made-up picture: soft fields of colour, and structure at every scale, the same for the same number."""
    random = np.random.default_rng(number)
    width, height = size
    ground = np.asarray(paint.painting(number, size), dtype=np.float32)
    light = np.zeros((height, width), dtype=np.float32)
    for octave in range(1, OCTAVES):
        cells = (max(2, width >> octave), max(2, height >> octave))
        field = Image.fromarray(random.normal(0.0, CONTRAST, cells[::-1]).astype(np.float32))
        light += np.asarray(field.resize(size, Image.Resampling.BICUBIC))
    return Image.fromarray(np.clip(ground + light[..., None], 0, 255).astype(np.uint8))


async def _made(folder: Path, works: int, pictures: int) -> tuple[Site, Seeded]:
    where = site(folder)
    files = [paint.jpeg(canvas(n, SIZES[n % len(SIZES)]), quality=92) for n in range(pictures)]
    async with seed.opened(where) as it:
        artist = await seed.artist(it, "maren", works, files)
        reader = await seed.artist(it, "ida", 0, [paint.jpeg()])
        await seed.follow(it, [(reader.actor, artist.actor)])
        sql = "SELECT count(*) AS n FROM tasks WHERE kind = :kind AND state IN ('due', 'leased', 'waiting')"
        async with working(it):
            while (await it.db.read(lambda tx: tx.all(sql, kind=queue.COPIES)))[0]["n"]:
                await asyncio.sleep(0.5)
    return where, Seeded(f"/@{artist.actor.username}", f"/works/{artist.works[3].id}", reader.token)


def open_or_make(folder: Path, works: int, pictures: int) -> tuple[Site, Seeded]:
    """The site in `folder`, made there if it is not: `works` of one picture each, of `pictures` different ones.

    Every copy is made before this returns, those of the background too.
    """
    note = folder / "seeded.json"
    if note.exists():
        found = json.loads(note.read_text())
        return Site(folder, found["host"], {"FEDART_ALLOW_NETS": f"{HOST}/32", "FEDART_ALLOW_HTTP": "1"}), Seeded(
            **found["seeded"]
        )
    where, seeded = asyncio.run(_made(folder, works, pictures))
    note.write_text(json.dumps({"host": where.host, "seeded": asdict(seeded)}))
    return where, seeded
