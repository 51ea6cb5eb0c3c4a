"""Monthly counts."""

import pytest

from fedart.domain.policy import Action
from fedart.storage import tallies
from fedart.storage.sqlite import SqliteTx
from fedart.storage.tallies import Tally

NOVEMBER = 1_793_491_200_000  # 2026-11-01T00:00:00Z


@pytest.mark.parametrize(
    ("at", "month"), [(0, "1970-01"), (NOVEMBER - 1, "2026-10"), (NOVEMBER, "2026-11"), (NOVEMBER + 1, "2026-11")]
)
def test_months_are_those_of_utc(at: int, month: str) -> None:
    assert tallies.month_of(at) == month


def test_counts_add_up_month_by_month(tx: SqliteTx) -> None:
    assert tallies.months(tx, 12) == ()
    tallies.count(tx, NOVEMBER - 1, checked=1, held=1)
    tallies.count(tx, NOVEMBER, checked=2, appealed=1)
    tallies.count(tx, NOVEMBER + 5, checked=1, overturned=1, labelled=1, dropped=1)
    november = Tally("2026-11", checked=3, dropped=1, labelled=1, appealed=1, overturned=1)
    assert tallies.months(tx, 12) == (november, Tally("2026-10", checked=1, held=1))
    assert tallies.months(tx, 1) == (november,)
    assert tallies.month(tx, "2026-11") == november
    assert tallies.month(tx, "2026-12") == Tally("2026-12")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action.KEEP, Tally("2026-11", checked=1)),
        (Action.LABEL, Tally("2026-11", checked=1, labelled=1)),
        (Action.HOLD, Tally("2026-11", checked=1, held=1)),
        (Action.DROP, Tally("2026-11", checked=1, dropped=1)),
    ],
)
def test_what_became_of_a_picture_is_counted(tx: SqliteTx, action: Action, expected: Tally) -> None:
    tallies.count_verdict(tx, NOVEMBER, action)
    assert tallies.months(tx, 1) == (expected,)
