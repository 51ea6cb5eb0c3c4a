"""The tables of the model card show the figures of the examination, in Markdown."""

import pytest

from fedart.detector.training import card
from fedart.detector.training.examination import number, part, parts, rows_of
from tests.support.synthetic import Examined


def cells(markdown: str) -> list[list[str]]:
    lines = [line for line in markdown.splitlines() if line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("name", card.TABLES)
def test_every_table_is_markdown_with_as_many_cells_in_every_line(examined: Examined, name: str) -> None:
    text = card.TABLES[name](examined.table)
    heads, rule, *rows = cells(text)
    assert text.startswith("\n|")
    assert text.endswith("|\n")
    assert set(rule) == {"---"}
    assert rows
    assert {len(row) for row in rows} == {len(heads)}


def test_protocols_show_merits_with_their_intervals(examined: Examined) -> None:
    _, _, unseen, final, families = cells(card.protocols(examined.table))
    row = part(part(examined.table, "unseen_sources"), "auc")
    assert unseen[1] == f"{row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
    assert unseen[-2:] == ["288", "168"]
    share = number(part(part(examined.table, "final"), "tpr_1"), "value")
    assert final[3].startswith(f"{100 * share:.1f} % (")
    assert families[2] == f"{100 * number(part(examined.table, 'unseen_families'), 'tpr_5'):.1f} %"


def test_only_named_points_were_tried_again(examined: Examined) -> None:
    rows = cells(card.points(examined.table))[2:]
    for shown, row in zip(rows, rows_of(examined.table, "points"), strict=True):
        assert shown[:2] == [row["name"], str(row["threshold"])]
        assert bool(shown[4]) == bool(shown[5]) == bool(row["name"])
    hold = part(part(examined.table, "final_at_points"), "hold")
    shown = next(row for row in rows if row[0] == "hold")
    assert shown[4:] == [f"{hold['wrong']} ({hold['flagged']} of {hold['human']})", str(hold["found"])]


def test_shares_by_kind_are_in_per_cent(examined: Examined) -> None:
    rows = cells(card.TABLES["human_by_medium"](examined.table))[2:]
    kinds = dict(parts(part(examined.table, "human_by_medium")))
    assert [row[0] for row in rows] == list(kinds)
    label = part(kinds["ink"], "label")
    shown = next(row for row in rows if row[0] == "ink")
    wanted = (100 * number(label, name) for name in ("value", "low", "high"))
    assert shown[2] == "{:.1f} % ({:.1f} to {:.1f})".format(*wanted)


def test_changes_show_what_the_hold_point_does(examined: Examined) -> None:
    rows = {row[0]: row for row in cells(card.TABLES["attacks"](examined.table))[2:]}
    blur = part(part(examined.table, "attacks"), "blur")
    hold = part(part(blur, "at"), "hold")
    assert rows["blur"][1] == f"{number(blur, 'auc'):.3f}"
    assert rows["blur"][4:] == [str(hold["wrong"]), str(hold["found"]), str(blur["calibration_error"])]


def test_the_reliability_curve_is_shown_in_order(examined: Examined) -> None:
    said = [float(row[0]) for row in cells(card.calibration(examined.table))[2:]]
    assert said == sorted(said)
