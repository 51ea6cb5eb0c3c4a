"""An upload of 12 megapixels through the whole door, what is made of it afterwards, and the memory that it takes."""

import asyncio
import os
import time
from pathlib import Path

from tests.bench import load, measure, seed
from tests.bench.report import Figure
from tests.bench.server import serving, site
from tests.support import paint, tiny_model

SIZE = (4000, 3000)
BOUNDARY = "bench-boundary"


def form(csrf: str, picture: bytes, number: int) -> bytes:
    """The publishing form as a browser sends it."""
    fields = {
        "csrf": csrf,
        "title": f"Quay {number}",
        "text": seed.WORDS,
        "alt1": "A quay.",
        "visibility": "public",
        "process": "human",
    }
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="picture1"; filename="quay.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    parts.append(f"--{BOUNDARY}\r\n{head}".encode() + picture + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


QUIET_SECONDS = 0.5
QUIET_CPU = 0.02
LOWEST = 19


async def settled(pid: int) -> float:
    """Wait until a server and its children have nothing more to do; the CPU seconds that they have used by then."""
    before = measure.cpu_of_family(pid)
    while True:
        await asyncio.sleep(QUIET_SECONDS)
        now = measure.cpu_of_family(pid)
        if now - before < QUIET_CPU:
            return now
        before = now


def waits_for_others(pid: int) -> bool:
    """Whether it is the process that makes what can wait: it gives way to all others."""
    return os.getpriority(os.PRIO_PROCESS, pid) == LOWEST


async def run(folder: Path, count: int) -> list[Figure]:
    """`count` uploads after a first one that starts the children, each once what follows the last one is done."""
    tiny_model.constant(folder / "model", 0.01)
    place = site(folder / "pictures", settings=f'[detector]\nmodel = "{folder / "model"}"\n')
    async with seed.opened(place) as it:
        artist = await seed.artist(it, count=1)
    headers = {
        "Cookie": f"fedart={artist.token}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    cpus, walls, copies = [], [], []
    async with serving(place) as server:
        for number in range(count + 1):
            picture = paint.jpeg(paint.painting(number + 1, SIZE), quality=90)
            data = load.request("POST", "/publish", place.host, headers, form(artist.csrf, picture, number))
            cpu, began = await settled(server.pid), time.perf_counter()
            answer = await load.one(place.host, data)
            if answer.status != 303 or "/works/" not in answer.header("location"):
                raise RuntimeError(f"the upload was answered {answer.status} {answer.header('location')}")
            walls.append((time.perf_counter() - began) * 1e3)
            done = measure.cpu_of_family(server.pid)
            cpus.append((done - cpu) * 1e3)
            copies.append((await settled(server.pid) - done) * 1e3)
        children = measure.family(server.pid)[1:]
        tops = {waits: [measure.peak(c) for c in children if waits_for_others(c) is waits] for waits in (False, True)}
        memory = [measure.resident(pid) for pid in (server.pid, *children)]
    width, height = SIZE
    note = (
        f"A JPEG of {width} x {height} ({len(picture) / 1e6:.1f} MB) through the publishing form: received, decoded,"
        " judged (provenance and a model of next to no size), every rendition in WebP and JPEG, blurhash, stored and"
        f" published; server and children together, median of {count}, children started before."
    )
    later = (
        "The copies that nobody waits for, made afterwards by a process that gives way to all others: AVIF in every"
        " size and the WebP between."
    )
    return [
        Figure("upload_cpu", "upload of 12 megapixels", measure.middle(cpus[1:]), "ms", note=note),
        Figure("upload_wall", "the same, until the answer", measure.middle(walls[1:]), "ms"),
        Figure("upload_peak", "peak memory of the decoding child", max(tops[False]), "MiB"),
        Figure("copies_cpu", "its copies in the background", measure.middle(copies[1:]), "ms", note=later),
        Figure("copies_peak", "peak memory of the child that makes them", max(tops[True]), "MiB"),
        Figure(
            "memory_worker",
            "server with worker and both children",
            sum(memory),
            "MiB",
            note="Resident, each process counted in full: " + ", ".join(f"{each:.0f}" for each in memory) + " MiB.",
        ),
    ]
