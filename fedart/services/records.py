"""The records of the check, written to a folder: to look at elsewhere, or to measure a model with what it got wrong."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from fedart.domain.media import EXTENSIONS, MediaState
from fedart.domain.policy import Action
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.refused import PictureRefused
from fedart.media.sniff import sniff
from fedart.services.media import UPLOAD
from fedart.storage import media, verdicts
from fedart.storage.database import Row
from fedart.storage.media import Owned
from fedart.storage.verdicts import Judged, judged_of

PAGE = 500
RECORDS, FILES, ABOUT = "records.jsonl", "files", "README.txt"

_ABOUT = """\
Records of the check for generated pictures, exported from {origin} on {day}.

records.jsonl holds one JSON object a line for each verdict: the file's sha256 and perceptual hash, what the file
declared, the model with its hash, its score and tiles, the thresholds and the policy of that day, and what a person
decided. Times are UTC. `evidence` quotes what files say about themselves.
{names}
{files}
"""
_NAMES = "Names of artists, servers and moderators, and the reasons they gave, are in it: treat it as personal data."
_NO_NAMES = "Names of artists, servers and moderators, and the reasons they gave, were left out."
_WITH_FILES = """\
Only verdicts that a person overturned are in it. files/ holds those of the pictures that are still here, as they came
(with whatever metadata they carry), or their largest rendition where `rendition` is true. They are works of people
who trusted this server with them: use them to measure a detector, and for nothing else."""
_NO_FILES = "No picture is in it."


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written."""

    records: int
    files: int


async def export(it: Instance, folder: Path, *, overturned: bool = False, names: bool = False) -> Exported:
    """Write the records into a new or empty folder; with `overturned` only what a person overturned, with its files.

    Raises Invalid when the folder cannot be used.
    """
    await asyncio.to_thread(_prepare, folder, with_files=overturned)
    after, records, files = "", 0, 0
    while rows := await it.db.read(partial(verdicts.export, after=after, limit=PAGE)):
        after = rows[-1]["id"]
        chosen = [(row, judged_of(row)) for row in rows]
        if overturned:
            chosen = [(row, judged) for row, judged in chosen if judged.decision is Action.KEEP]
        lines = []
        for row, judged in chosen:
            line = _line(row, judged, names=names)
            if overturned:
                line |= await _copy(it, judged, folder)
            files += "file" in line
            lines.append(json.dumps(line, ensure_ascii=False))
        records += len(lines)
        await asyncio.to_thread(_append, folder / RECORDS, lines)
    about = _ABOUT.format(
        origin=it.config.instance.origin,
        day=_time(it.clock())[:10],
        names=_NAMES if names else _NO_NAMES,
        files=_WITH_FILES if overturned else _NO_FILES,
    )
    await asyncio.to_thread((folder / ABOUT).write_text, about, "utf-8")
    return Exported(records, files)


def _prepare(folder: Path, *, with_files: bool) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise Invalid({"folder": f"{folder} is not empty: please name a new folder."})
        if with_files:
            (folder / FILES).mkdir(mode=0o700)
        (folder / RECORDS).touch(mode=0o600)
    except OSError as error:
        raise Invalid({"folder": f"{folder} cannot be written: {error.strerror}."}) from error


def _append(path: Path, lines: list[str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def _time(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _line(row: Row, judged: Judged, *, names: bool) -> dict[str, object]:
    verdict, estimate = judged.verdict, judged.verdict.report.estimate
    line: dict[str, object] = {
        "id": judged.id,
        "created": _time(judged.created),
        "from": "upload" if judged.source == UPLOAD else "remote",
        "role": row["role"],
        "sha256": judged.sha256,
        "phash": judged.phash,
        "evidence": json.loads(row["evidence"]),
        "error": verdict.report.error,
        "model": estimate.model if estimate else None,
        "model_sha256": estimate.model_hash if estimate else None,
        "score": estimate.score if estimate else None,
        "tiles": json.loads(row["tiles"]),
        "frames": row["frames"],
        "audience": row["audience"],
        "policy": row["policy"],
        "thresholds": {name: row[f"{name}_from"] for name in ("label", "hold", "drop")},
        "action": verdict.action.value,
        "reason": verdict.reason,
        "would": row["would"],
        "state": row["state"],
        "decision": row["decision"],
        "decided": _time(row["decided"]) if row["decided"] else None,
    }
    if names:
        line |= {
            "source": judged.source,
            "artist": f"@{row['username']}@{row['host']}",
            "decided_by": row["decider"],
            "decision_note": judged.decision_note,
        }
    return line


async def _copy(it: Instance, judged: Judged, folder: Path) -> dict[str, object]:
    """Copy the picture's file, when it is still here; what the line says about it."""
    owned = await it.db.read(lambda tx: media.by_id(tx, judged.media_id))
    if owned is None or owned.media.state is not MediaState.KEPT or owned.media.sha256 != judged.sha256:
        return {}
    try:
        data = await asyncio.to_thread(_content, it, owned)
    except NotFound:
        return {}
    try:
        suffix = EXTENSIONS.get(sniff(data, own=True), "bin")
    except PictureRefused:
        suffix = "bin"
    name = f"{FILES}/{judged.sha256}.{suffix}"
    await asyncio.to_thread((folder / name).write_bytes, data)
    return {"file": name, "rendition": owned.original is None}


def _content(it: Instance, owned: Owned) -> bytes:
    if owned.original is not None:
        return it.blobs.read(owned.original, Area.PRIVATE)
    if not owned.media.renditions:
        raise NotFound("no file is left")
    largest = max(owned.media.renditions, key=lambda r: (r.width * r.height, r.size))
    return it.blobs.read(largest.blob, Area.PUBLIC)
