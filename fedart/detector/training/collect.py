"""Collect the pictures of the lists into one folder, and index them.

INTO/pictures/<2 hex>/<sha256>   the files as they came (a sheet's quarters and drawings as PNG)
INTO/sources/ID.jsonl            one line a picture that passed the filters, see `index.Found`
INTO/sources/ID.json             what was collected of ID, and how many files were left for which reason
INTO/fetched/                    clones, packages, wheels
INTO/index.jsonl                 one line a picture of all sources, see `index`
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from fedart import log
from fedart.detector.training import duplicates, index, packages, repositories, sources, suitable
from fedart.detector.training.drawings import rasterise
from fedart.detector.training.index import Found
from fedart.detector.training.sources import SHEET, SVG, ZIP, Kind, Source
from fedart.detector.training.suitable import Unsuitable
from fedart.errors import FedartError, Unavailable

PROCESSES = 2

_AHEAD = 64
_FILE_LIMIT = 128 * 1024 * 1024


class Shelf(AbstractContextManager["Shelf"], Protocol):
    """Where the files of a source stand: a repository, or unpacked packages."""

    def paths(self) -> list[str]: ...

    def earlier(self, paths: Collection[str], day: date) -> set[str]: ...

    def prepare(self, paths: Sequence[str]) -> None: ...

    def read(self, path: str) -> bytes | None: ...


def collect(lists: Path, into: Path, mirrors: str, only: Collection[str] = (), processes: int = PROCESSES) -> None:
    """Collect what is missing or whose row changed, of the sources named in `only` or of all; then write the index.

    `mirrors` makes a repository's address or folder of {owner} and {name}. Raises ConfigError for a bad list or an
    unknown id, Unavailable at the end with the sources that could not be had.
    """
    rows = sources.load(lists)
    unknown = set(only) - {row.id for row in rows}
    if unknown:
        raise Unavailable(f"no such source: {', '.join(sorted(unknown))}")
    wanted = [row for row in rows if (not only or row.id in only) and not _collected(row, into)]
    failed = list(_all(wanted, into, mirrors, processes))
    index.rebuild(rows, sources.excluded(lists), into)
    if failed:
        raise Unavailable(f"not collected: {', '.join(sorted(failed))}")


def collect_source(source: Source, into: Path, mirrors: str) -> Counter[str]:
    """Collect one source anew. Returns how many files had which fate. Raises Unavailable."""
    counts: Counter[str] = Counter()
    with _shelf(source, into, mirrors) as shelf:
        found = list(islice(_fit(source, shelf, into, counts), source.cap))
    counts["taken"] = len(found)
    index.write_found(into, source.id, found)
    summary = {"row": fingerprint(source), "counts": dict(counts)}
    index.replace(into / "sources" / f"{source.id}.json", json.dumps(summary, indent=1) + "\n")
    return counts


def fingerprint(source: Source) -> str:
    """Changes when the source must be collected again: with what is fetched, chosen and let through."""
    chosen = (source.kind, source.where, source.commit, source.take.pattern, source.cap, source.treat)
    left = (source.leave.pattern if source.leave else "", str(source.before))
    parts = (*chosen, *left, asdict(suitable.limits(source.family, source.medium)))
    return hashlib.sha256(repr(tuple(map(str, parts))).encode()).hexdigest()


def _collected(source: Source, into: Path) -> bool:
    summary = into / "sources" / f"{source.id}.json"
    if not summary.exists():
        return False
    read: Mapping[str, object] = json.loads(summary.read_text())
    return read["row"] == fingerprint(source)


def _all(wanted: Sequence[Source], into: Path, mirrors: str, processes: int) -> Iterator[str]:
    """Collect each, in `processes` processes (1: in this one); yields the ids of those that failed."""
    if processes == 1:
        yield from (row.id for row in wanted if not _done(row.id, partial(collect_source, row, into, mirrors)))
        return
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        jobs = {pool.submit(collect_source, source, into, mirrors): source.id for source in wanted}
        yield from (jobs[job] for job in as_completed(jobs) if not _done(jobs[job], job.result))


def _done(source: str, job: Callable[[], Counter[str]]) -> bool:
    try:
        log.info("source_collected", source=source, **job())
    except (FedartError, OSError) as error:
        log.error("source_failed", source=source, reason=error)
        return False
    return True


def _shelf(source: Source, into: Path, mirrors: str) -> Shelf:
    fetched = into / "fetched"
    match source.kind:
        case Kind.GIT:
            shelf: Shelf = repositories.find(source.where, source.commit, mirrors, fetched)
        case Kind.DEBIAN:
            shelf = packages.debian(source.where, source.commit, fetched / source.id)
        case Kind.PYPI:
            shelf = packages.pypi(source.where, source.commit, fetched / source.id)
    return _inner(shelf, source, fetched) if source.treat.startswith(ZIP) else shelf


def _inner(shelf: Shelf, source: Source, fetched: Path) -> Shelf:
    name, folder = source.treat.removeprefix(ZIP), fetched / f"{source.id}-inner"
    if folder.is_dir():
        return packages.Folder(folder)
    with shelf:
        data = next((shelf.read(path) for path in shelf.paths() if Path(path).name == name), None)
    if data is None:
        raise Unavailable(f"{source.id} has no {name}")
    return packages.unzip(data, folder)


def _fit(source: Source, shelf: Shelf, into: Path, counts: Counter[str]) -> Iterator[Found]:
    """The source's pictures that pass the filters, without duplicates, in an order that only the id decides."""
    seen: list[int] = []
    queue = iter(_candidates(source, shelf))
    while ahead := list(islice(queue, _AHEAD)):
        shelf.prepare(sorted({path for path, _ in ahead}))
        for path, piece in ahead:
            try:
                found, data = _examined(source, shelf, path, piece)
                duplicates.refuse(found.phash, seen)
            except Unsuitable as reason:
                counts[str(reason)] += 1
                continue
            seen.append(found.phash)
            index.keep(into, found.sha256, data)
            yield found


def _candidates(source: Source, shelf: Shelf) -> list[tuple[str, int]]:
    """Paths and pieces. Quarters of a sheet are drawn on their own: more sheets, fewer pictures of one prompt."""
    suffixes = (".svg",) if source.treat == SVG else suitable.SUFFIXES
    paths = [path for path in shelf.paths() if source.wants(path) and path.lower().endswith(suffixes)]
    if source.before:
        early = shelf.earlier(paths, source.before)
        paths = [path for path in paths if path in early]
    pieces = range(4) if source.treat == SHEET else range(1)
    return sorted(((path, piece) for path in paths for piece in pieces), key=lambda each: _lot(source.id, *each))


def _lot(seed: str, path: str, piece: int) -> bytes:
    return hashlib.sha256(f"{seed}\0{path}\0{piece}".encode(errors="surrogateescape")).digest()


def _examined(source: Source, shelf: Shelf, path: str, piece: int) -> tuple[Found, bytes]:
    data = shelf.read(path)
    if data is None:
        raise Unsuitable("absent")
    if len(data) > _FILE_LIMIT:
        raise Unsuitable("too many bytes")
    if source.treat == SHEET:
        data = suitable.quarters(data)[piece]
    elif source.treat == SVG:
        data = rasterise(data)
    looks = suitable.examine(data, suitable.limits(source.family, source.medium))
    return Found(path, piece, hashlib.sha256(data).hexdigest(), len(data), **asdict(looks)), data
