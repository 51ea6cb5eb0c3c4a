"""Entries of CVs are kept as they were, each its artist's own."""

from dataclasses import replace

from fedart.domain.cv import CvEntry, CvKind, EntryId
from fedart.storage import cv
from fedart.storage.sqlite import SqliteTx
from tests.support.things import Things


def test_entries_come_back_newest_first_and_change_whole(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", local=True)
    one = CvEntry(EntryId("1"), maren.id, CvKind.AWARD, 2019, None, False, "Prize", "Kiel", "https://x.example")
    two = CvEntry(EntryId("2"), maren.id, CvKind.JOB, 2020, 2022, True, "Painter", "", "")
    assert not cv.has(tx, maren.id)
    cv.add(tx, one)
    cv.add(tx, two)
    assert cv.of_actor(tx, maren.id) == (two, one)
    assert cv.has(tx, maren.id)
    changed = replace(one, kind=CvKind.CLIENT, began=2025, ended=2026, title="Press", place="", link="")
    assert cv.edit(tx, changed)
    assert cv.of_actor(tx, maren.id) == (changed, two)


def test_web_10_only_its_artist_changes_or_deletes_an_entry(tx: SqliteTx, things: Things) -> None:
    maren, joost = things.actor("maren", local=True), things.actor("joost", local=True)
    one = CvEntry(EntryId("1"), maren.id, CvKind.AWARD, 2019, None, False, "Prize", "", "")
    cv.add(tx, one)
    assert not cv.edit(tx, replace(one, actor_id=joost.id, title="Stolen"))
    assert not cv.remove(tx, joost.id, one.id)
    assert cv.of_actor(tx, maren.id) == (one,)
    assert cv.of_actor(tx, joost.id) == ()
    assert cv.remove(tx, maren.id, one.id)
    assert cv.of_actor(tx, maren.id) == ()
