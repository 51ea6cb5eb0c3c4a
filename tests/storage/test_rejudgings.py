"""How far a run over the stored pictures is."""

from dataclasses import replace

from fedart.domain.ids import new_id
from fedart.storage import rejudgings
from fedart.storage.rejudgings import Rejudging
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW


def run() -> Rejudging:
    return Rejudging(new_id(NOW), "tiny 2", "ab" * 32, 5, True, NOW, None, "", 3, 0, 0, 0, 0)


def test_one_run_goes_on_at_a_time(tx: SqliteTx) -> None:
    assert rejudgings.newest(tx) is None
    first, second = run(), run()
    assert rejudgings.start(tx, first)
    assert not rejudgings.start(tx, second)
    assert rejudgings.newest(tx) == first
    rejudgings.finish(tx, first.id, NOW + 1)
    assert rejudgings.start(tx, second)
    assert rejudgings.newest(tx) == second
    assert rejudgings.by_id(tx, first.id) == replace(first, finished=NOW + 1)
    assert rejudgings.by_id(tx, "none") is None


def test_each_picture_counts_once_however_often_it_is_reported(tx: SqliteTx) -> None:
    made = run()
    rejudgings.start(tx, made)
    assert rejudgings.advance(tx, made.id, "01A", released=1)
    assert not rejudgings.advance(tx, made.id, "01A", released=1)
    assert rejudgings.advance(tx, made.id, "01B", waiting=1)
    assert rejudgings.advance(tx, made.id, "01C", failed=1)
    found = rejudgings.by_id(tx, made.id)
    assert found == replace(made, place="01C", checked=3, released=1, waiting=1, failed=1)
    rejudgings.finish(tx, made.id, NOW)
    assert not rejudgings.advance(tx, made.id, "01D")
