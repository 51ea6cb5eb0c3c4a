"""The tables of the model card, as Markdown, each made of the one table that the examination leaves behind.

Intervals are 95 % ones. Shares of works are given in per cent, wrongly flagged human works per thousand.
"""

from collections.abc import Callable, Mapping, Sequence

from fedart.detector.training.examination import Table, number, part, parts, rows_of

EDGES = ("label", "hold", "drop")

_MERITS = ("auc", "tpr_5", "tpr_1", "tpr_01")
_FOUND = ("AUC", "found at 5 %", "found at 1 %", "found at 0.1 %")

Maker = Callable[[Table], str]


def protocols(table: Table) -> str:
    """What is found under each of the three protocols."""
    rows: list[list[object]] = []
    for title, key in (("unseen sources", "unseen_sources"), ("final examination", "final")):
        row = part(table, key)
        rows.append([title, *(_merit(part(row, name), name) for name in _MERITS), row["human"], row["generated"]])
    families = part(table, "unseen_families")
    rows.append(["unseen families and kinds", *(_plain(families, name) for name in _MERITS), "", ""])
    if "trivial" in table:
        rows.append(["the file's size and format", *(_plain(part(table, "trivial"), n) for n in _MERITS), "", ""])
    return _markdown(["protocol", *_FOUND, "human works", "generated"], rows)


def points(table: Table) -> str:
    """The operating points, and what the named ones do in the final examination."""
    at = part(table, "final_at_points")
    rows: list[list[object]] = []
    for row in rows_of(table, "points"):
        name, again = str(row["name"]), ["", ""]
        if name in at:
            final = part(at, name)
            again = [f"{final['wrong']} ({final['flagged']} of {final['human']})", str(final["found"])]
        wrong = f"{row['wrong']} ({row['wrong_low']} to {row['wrong_high']})"
        rows.append([name, row["threshold"], wrong, row["found"], *again])
    heads = ["name", "threshold", "wrongly flagged per 1,000", "found per 100"]
    return _markdown([*heads, "final: wrongly per 1,000", "final: found per 100"], rows)


def left_out(table: Table) -> str:
    """Every family of generators as a head sees it that has never met it, and the generators of mixed families."""
    rows: list[list[object]] = []
    for name, row in parts(part(table, "left_out")):
        rows.append([name, "", *_separate(row)])
        rows += [["", generator, *_separate(inner)] for generator, inner in parts(part(row, "generators"))]
    return _markdown(["family left out", "generator", "works", *_FOUND[:3]], rows)


def calibration(table: Table) -> str:
    """What was said, and what was true."""
    rows = [
        [f"{number(row, 'said'):.2f}", f"{number(row, 'true'):.2f}", f"{100 * number(row, 'share'):.1f} %"]
        for row in rows_of(part(table, "calibration"), "curve")
    ]
    return _markdown(["estimate", "was generated", "share of pictures"], rows)


def _shares(key: str, what: str) -> Maker:
    """For each kind of picture the share that reaches each threshold."""

    def made(table: Table) -> str:
        rows = [
            [name, row["works"], *(_interval(part(row, edge)) for edge in EDGES)]
            for name, row in parts(part(table, key))
        ]
        return _markdown([what, "works", *EDGES], rows)

    return made


def _changes(key: str) -> Maker:
    """What becomes of the figures when the pictures are changed first."""

    def made(table: Table) -> str:
        rows = []
        for name, row in parts(part(table, key)):
            hold = part(part(row, "at"), "hold")
            merits = [_plain(row, merit) for merit in _MERITS[:3]]
            rows.append([name, *merits, hold["wrong"], hold["found"], row["calibration_error"]])
        heads = ["", *_FOUND[:3], "hold: wrongly per 1,000", "hold: found per 100", "calibration error"]
        return _markdown(heads, rows)

    return made


TABLES: Mapping[str, Maker] = {
    "protocols": protocols,
    "points": points,
    "human_by_medium": _shares("human_by_medium", "medium"),
    "human_by_kind": _shares("human_by_kind", "kind"),
    "generated_by_family": _shares("generated_by_family", "generator family"),
    "generated_by_generator": _shares("generated_by_generator", "generator"),
    "final_generated_by_generator": _shares("final_generated_by_generator", "generator"),
    "final_human_by_medium": _shares("final_human_by_medium", "medium"),
    "final_generated_by_family": _shares("final_generated_by_family", "generator family"),
    "left_out": left_out,
    "pipelines": _changes("pipelines"),
    "attacks": _changes("attacks"),
    "calibration": calibration,
}
"""The tables by the names that a document asks for."""


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n" + "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def _merit(row: Table, name: str) -> str:
    """A figure of merit with its interval."""
    if name == "auc":
        return f"{number(row, 'value'):.3f} ({number(row, 'low'):.3f} to {number(row, 'high'):.3f})"
    return _interval(row)


def _plain(row: Table, name: str) -> str:
    """A figure of merit without one."""
    return f"{number(row, name):.3f}" if name == "auc" else f"{100 * number(row, name):.1f} %"


def _separate(row: Table) -> list[object]:
    """How many works, and the figures of merit without intervals."""
    return [row["works"], *(_plain(row, merit) for merit in _MERITS[:3])]


def _interval(row: Table) -> str:
    value, low, high = (100 * number(row, name) for name in ("value", "low", "high"))
    return f"{value:.1f} % ({low:.1f} to {high:.1f})"
