"""What fitting and examining leave behind: the shipped model's folder, `eval.json`, and the tables of the model card.

Every number in the documentation and in the manifest comes from `eval.json` by way of this module.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PIL import Image

from fedart.detector import assemble, model, tower
from fedart.detector.training import showing
from fedart.detector.training.evaluation import UNSURE, Combination
from fedart.detector.training.examination import Table
from fedart.detector.training.fragment import Head, fragment

NAME = "fedart-clip"
VERSION = "1"
LICENCE = "AGPL-3.0-or-later (head), MIT (tower: CLIP ViT-B/16, OpenAI)"
GOLDEN_TOLERANCE = 0.08

TRAINING = (
    "A frozen CLIP ViT-B/16 image tower with a head fitted to {human:,} works of people and {generated:,} generated"
    " pictures from {sources} public sources: git repositories, Debian packages and package registries, named with"
    " licence and date in the source lists. No artist's own site was taken."
)
LIMITS = (
    "It estimates. It is wrong for some works of people, most of all for smooth modern digital painting.",
    "Generators that it has not met are found less often; the tables say how much less.",
    "Strong filters, upscaling and heavy compression move its estimates.",
    "It says nothing about parts of a picture that were generated and painted over.",
)


def ship(head: Head, combined: Combination, table: Table, into: Path = tower.SHIPPED) -> None:
    """Write `head.onnx` and `model.toml`. The manifest's golden score is what the assembled model says here."""
    data = fragment({"whole": head})
    (into / tower.HEAD).write_bytes(data)
    finished = assemble.assembled(tower.downloaded(tower.pinned()), data)
    digests = {
        "sha256": hashlib.sha256(finished).hexdigest(),
        "unsigned": hashlib.sha256(
            assemble.assembled(tower.downloaded(tower.pinned()), data, unsigned=True)
        ).hexdigest(),
    }
    (into / "model.toml").write_text(manifest(combined, table, digests["sha256"], 0.5, 1.0), encoding="utf-8")
    pin = into / tower.PIN
    lines = [line for line in pin.read_text(encoding="utf-8").splitlines() if not line.startswith("unsigned_sha256")]
    pin.write_text("\n".join([*lines, f'unsigned_sha256 = "{digests["unsigned"]}"']) + "\n", encoding="utf-8")
    score = golden(into, finished)
    text = manifest(combined, table, digests["sha256"], score, GOLDEN_TOLERANCE)
    (into / "model.toml").write_text(text, encoding="utf-8")


def golden(folder: Path, finished: bytes) -> float:
    """What the assembled model says about the golden picture on this machine."""
    weights = folder / "model.onnx"
    weights.write_bytes(finished)
    try:
        loaded = model.load(folder)
        side = loaded.info.input.sample
        return loaded.score([Image.frombytes("RGB", (side, side), model.pattern(side))]).score
    finally:
        weights.unlink()


def manifest(combined: Combination, table: Table, sha256: str, score: float, tolerance: float) -> str:
    """The text of model.toml."""
    data, final = _dict(table["data"]), _dict(table["final"])
    unseen = _dict(table["unseen_sources"])
    training = TRAINING.format(**{k: data[k] for k in ("human", "generated", "sources")})
    lines = [
        "# Written by the training from its evaluation; see docs/detector.md. Do not edit.",
        f'name = "{NAME}"',
        f'version = "{VERSION}"',
        f'licence = "{LICENCE}"',
        f'sha256 = "{sha256}"',
        "",
        "[input]",
        f"sample = {showing.SAMPLE}",
        f"resize = {showing.MARGIN}",
        f"size = {showing.SIDE}",
        f"jpeg = {showing.JPEG}",
        'layout = "NCHW"',
        f"mean = {list(showing.MEAN)}",
        f"std = {list(showing.STD)}",
        "",
        "[output]",
        'name = "whole"',
        'kind = "sigmoid"',
        "index = 0",
        'labels = ["generated"]',
        "",
        "[tiles]",
        'output = "whole"',
        f"most = {showing.TILES}",
        f"from = {UNSURE}",
        "",
        "[combine]",
        f"whole = {_numbers(combined.whole)}",
        f"both = {_numbers(combined.both)}",
        f"tile = {_numbers(combined.tile)}",
        "",
        "[frames]",
        "most = 3",
        "",
        "[golden]",
        f"score = {score:.4f}",
        f"tolerance = {tolerance}",
        "",
        "[measured]",
        *(f"{name} = {_value(unseen[name])}" for name in ("auc", "tpr_5", "tpr_1", "tpr_01")),
        *(f"final_{name} = {_value(final[name])}" for name in ("auc", "tpr_5", "tpr_1", "tpr_01")),
        f"calibration_error = {_dict(table['calibration'])['error']}",
        "",
        "[card]",
        f'date = "{table["date"]}"',
        f'training = "{training}"',
        f"limits = {json.dumps(list(LIMITS), ensure_ascii=False)}",
    ]
    for row in _list(table["points"])[::1]:
        lines += ["", "[[points]]", f'name = "{row["name"]}"', f"threshold = {row['threshold']}"]
        lines += [f"{key} = {row[key]}" for key in ("wrong", "wrong_low", "wrong_high", "found")]
    for name, row in _dict(table["human_by_medium"]).items():
        hold = _dict(_dict(row)["hold"])
        lines += ["", "[[media]]", f'name = "{name}"', f"works = {_dict(row)['works']}"]
        pairs = (("wrong", "value"), ("wrong_low", "low"), ("wrong_high", "high"))
        lines += [f"{key} = {round(1000 * float(hold[source]), 2)}" for key, source in pairs]
    return "\n".join(lines) + "\n"


def fill(document: Path, table: Table) -> None:
    """Replace what stands between `<!-- figures: NAME -->` and `<!-- end -->` by the table of that name."""
    text = document.read_text(encoding="utf-8")

    def replaced(found: re.Match[str]) -> str:
        return f"{found[1]}\n{TABLES[found[2]](table)}\n{found[3]}"

    pattern = r"(<!-- figures: (\w+) -->)\n.*?(<!-- end -->)"
    document.write_text(re.sub(pattern, replaced, text, flags=re.DOTALL), encoding="utf-8")


def _protocols(table: Table) -> str:
    rows = []
    for title, key in (("unseen sources", "unseen_sources"), ("final examination", "final")):
        row = _dict(table[key])
        rows.append(
            [
                title,
                *(_percent_or(row[n], n) for n in ("auc", "tpr_5", "tpr_1", "tpr_01")),
                row["human"],
                row["generated"],
            ]
        )
    families = _dict(table["unseen_families"])
    rows.append(
        ["unseen families and kinds", *(_plain(families[n], n) for n in ("auc", "tpr_5", "tpr_1", "tpr_01")), "", ""]
    )
    heads = ["protocol", "AUC", "found at 5 %", "found at 1 %", "found at 0.1 %", "human works", "generated"]
    return _table(heads, rows)


def _points(table: Table) -> str:
    at = _dict(table["final_at_points"])
    rows = []
    for row in _list(table["points"]):
        final = _dict(at.get(str(row["name"]), {}))
        again = f"{final['wrong']} ({final['flagged']} of {final['human']})" if final else ""
        rows.append(
            [
                row["name"],
                row["threshold"],
                f"{row['wrong']} ({row['wrong_low']} to {row['wrong_high']})",
                row["found"],
                again,
                final.get("found", ""),
            ]
        )
    heads = [
        "name",
        "threshold",
        "wrongly flagged per 1,000",
        "found per 100",
        "final: wrongly per 1,000",
        "final: found per 100",
    ]
    return _table(heads, rows)


def _by_share(key: str, what: str) -> Callable[[Table], str]:
    def made(table: Table) -> str:
        rows = []
        for name, row in _dict(table[key]).items():
            cells = [_interval(_dict(_dict(row)[edge])) for edge in ("label", "hold", "drop")]
            rows.append([name, _dict(row)["works"], *cells])
        return _table([what, "works", "label", "hold", "drop"], rows)

    return made


def _left_out(table: Table) -> str:
    rows = [
        [name, _dict(row)["works"], *(_plain(_dict(row)[n], n) for n in ("auc", "tpr_5", "tpr_1"))]
        for name, row in _dict(_dict(table["unseen_families"])["left_out"]).items()
    ]
    return _table(["family left out", "works", "AUC", "found at 5 %", "found at 1 %"], rows)


def _changes(key: str) -> Callable[[Table], str]:
    def made(table: Table) -> str:
        rows = []
        for name, row in _dict(table[key]).items():
            hold = _dict(_dict(_dict(row)["at"])["hold"])
            cells = [_plain(_dict(row)[n], n) for n in ("auc", "tpr_5", "tpr_1")]
            rows.append([name, *cells, hold["wrong"], hold["found"], _dict(row)["calibration_error"]])
        heads = [
            "",
            "AUC",
            "found at 5 %",
            "found at 1 %",
            "hold: wrongly per 1,000",
            "hold: found per 100",
            "calibration error",
        ]
        return _table(heads, rows)

    return made


def _calibration(table: Table) -> str:
    curve = _list(_dict(table["calibration"])["curve"])
    rows = [[f"{float(r['said']):.2f}", f"{float(r['true']):.2f}", f"{100 * float(r['share']):.1f} %"] for r in curve]
    return _table(["estimate", "was generated", "share of pictures"], rows)


TABLES: Mapping[str, Callable[[Table], str]] = {
    "protocols": _protocols,
    "points": _points,
    "human_by_medium": _by_share("human_by_medium", "medium"),
    "human_by_kind": _by_share("human_by_kind", "kind"),
    "generated_by_family": _by_share("generated_by_family", "generator family"),
    "final_human_by_medium": _by_share("final_human_by_medium", "medium"),
    "final_generated_by_family": _by_share("final_generated_by_family", "generator family"),
    "left_out": _left_out,
    "pipelines": _changes("pipelines"),
    "attacks": _changes("attacks"),
    "calibration": _calibration,
}


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n" + "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def _interval(row: Mapping[str, object]) -> str:
    value, low, high = (100 * float(str(row[name])) for name in ("value", "low", "high"))
    return f"{value:.1f} % ({low:.1f} to {high:.1f})"


def _percent_or(value: object, name: str) -> str:
    row = _dict(value)
    if name == "auc":
        return f"{row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
    return _interval(row)


def _plain(value: object, name: str) -> str:
    return f"{float(str(value)):.3f}" if name == "auc" else f"{100 * float(str(value)):.1f} %"


def _value(value: object) -> object:
    return _dict(value)["value"]


def _numbers(values: Sequence[float]) -> str:
    return "[" + ", ".join(f"{value:.6f}" for value in values) + "]"


def _dict(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError(f"a table was expected, not {value!r}")
    return value


def _list(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list):
        raise TypeError(f"rows were expected, not {value!r}")
    return value
