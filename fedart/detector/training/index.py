"""The index of everything that was collected, one JSON object a line:

sha256, source, group, split, path      `path` is inside the source; a sheet's quarters share it
label, family, generator, medium        what made it, and what it looks made with
licence, date                           of the source
format, width, height, bytes            of the file, sides in pixels
phash, opaque                           64 bits as 16 hex digits; the share of pixels that are not see-through
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fedart import log
from fedart.detector.training.duplicates import Fate, Print, judge
from fedart.detector.training.sources import PREFIX, Source

NAME = "index.jsonl"


@dataclass(frozen=True, slots=True)
class Found:
    """A picture that passed the filters: the file `path` of its source, its quarter `piece` if it is a sheet."""

    path: str
    piece: int
    sha256: str
    bytes: int
    format: str
    width: int
    height: int
    phash: int
    opaque: float


def picture(into: Path, sha256: str) -> Path:
    """Where a picture is kept."""
    return into / "pictures" / sha256[:2] / sha256


def keep(into: Path, sha256: str, data: bytes) -> None:
    """Write a picture, unless it is there."""
    place = picture(into, sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        _replace(place, data)


def write_found(into: Path, source: str, found: Iterable[Found]) -> None:
    """Write what was found of a source."""
    replace(_found(into, source), "".join(json.dumps(asdict(each)) + "\n" for each in found))


def rebuild(rows: Sequence[Source], excluded: Mapping[str, str], into: Path) -> None:
    """Write the index of all `rows` that have been collected. `excluded` are hash prefixes with reasons."""
    pairs = [(row, found) for row in rows for found in read_found(into, row.id)]
    prints = [Print(found.phash, row.label, found.sha256[:PREFIX] in excluded) for row, found in pairs]
    fates = judge(prints)
    kept = [_entry(row, found) for (row, found), fate in zip(pairs, fates, strict=True) if fate is Fate.KEPT]
    replace(into / NAME, "".join(json.dumps(entry) + "\n" for entry in kept))
    log.info("indexed", **{str(fate): count for fate, count in Counter(fates).items()})


def read_found(into: Path, source: str) -> Iterator[Found]:
    """What was found of a source; nothing before it was collected."""
    listed = _found(into, source)
    if listed.exists():
        for line in listed.read_text().splitlines():
            yield Found(**json.loads(line))


def replace(place: Path, text: str) -> None:
    """Write a file, all or nothing."""
    place.parent.mkdir(parents=True, exist_ok=True)
    _replace(place, text.encode())


def _replace(place: Path, data: bytes) -> None:
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(place)


def _found(into: Path, source: str) -> Path:
    return into / "sources" / f"{source}.jsonl"


def _entry(row: Source, found: Found) -> dict[str, object]:
    family, generator = row.made(found.path)
    return {
        "sha256": found.sha256,
        "source": row.id,
        "group": row.group,
        "split": row.split,
        "path": found.path,
        "label": row.label,
        "family": family,
        "generator": generator,
        "medium": row.medium,
        "licence": row.licence,
        "date": row.date,
        "format": found.format,
        "width": found.width,
        "height": found.height,
        "bytes": found.bytes,
        "phash": f"{found.phash:016x}",
        "opaque": found.opaque,
    }
