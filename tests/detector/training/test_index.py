"""The index: what is written of each picture, and what stays out of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from fedart.detector.training import index, sources
from fedart.detector.training.index import Found
from fedart.detector.training.sources import Source
from tests.support.collection import entries, row

COMMIT = "a" * 40
FOUND = Found("art/a.png", 0, "1" * 64, 1000, "PNG", 300, 200, 0x0123_4567_89AB_CDEF, 1.0)


def other(number: int, path: str, phash: int) -> Found:
    return replace(FOUND, path=path, sha256=f"{number:064x}", phash=phash)


@pytest.fixture
def rows(tmp_path: Path) -> tuple[Source, ...]:
    lists = tmp_path / "lists"
    lists.mkdir()
    names = [["/mj-", "midjourney-old", "Midjourney v3"]]
    generated = {"label": "generated", "family": "mixed", "generator": "several", "names": names}
    lists.joinpath("art.toml").write_text(row(id="ada", commit=COMMIT) + row(id="mix", commit=COMMIT, **generated))
    return sources.load(lists)


def test_what_was_found_is_read_back(tmp_path: Path) -> None:
    found = [FOUND, other(2, "art/\udcff ü.png", 2**64 - 1)]
    index.write_found(tmp_path, "ada", found)
    assert list(index.read_found(tmp_path, "ada")) == found


def test_nothing_is_found_of_a_source_that_was_not_collected(tmp_path: Path) -> None:
    assert list(index.read_found(tmp_path, "ada")) == []


def test_sources_that_were_not_collected_yet_are_not_in_the_index(tmp_path: Path, rows: tuple[Source, ...]) -> None:
    index.write_found(tmp_path, "mix", [FOUND])
    index.rebuild(rows, {}, tmp_path)
    assert [entry["source"] for entry in entries(tmp_path)] == ["mix"]


def test_sources_that_left_the_lists_leave_the_index(tmp_path: Path, rows: tuple[Source, ...]) -> None:
    index.write_found(tmp_path, "ada", [FOUND])
    index.write_found(tmp_path, "mix", [other(2, "a/b.png", 0)])
    index.rebuild(rows, {}, tmp_path)
    assert [entry["source"] for entry in entries(tmp_path)] == ["ada", "mix"]
    index.rebuild(rows[:1], {}, tmp_path)
    assert [entry["source"] for entry in entries(tmp_path)] == ["ada"]


def test_each_picture_has_the_family_that_its_name_tells(tmp_path: Path, rows: tuple[Source, ...]) -> None:
    index.write_found(tmp_path, "mix", [other(1, "a/mj-1.png", 0), other(2, "a/1.png", 2**64 - 1)])
    index.rebuild(rows, {}, tmp_path)
    told = [(entry["family"], entry["generator"]) for entry in entries(tmp_path)]
    assert told == [("midjourney-old", "Midjourney v3"), ("mixed", "several")]


def test_the_print_is_written_as_sixteen_hex_digits(tmp_path: Path, rows: tuple[Source, ...]) -> None:
    index.write_found(tmp_path, "ada", [FOUND, other(2, "b.png", 0xFF)])
    index.rebuild(rows, {}, tmp_path)
    assert [entry["phash"] for entry in entries(tmp_path)] == ["0123456789abcdef", "00000000000000ff"]


@pytest.mark.parametrize(("prefix", "left"), [("1" * 16, 0), ("2" * 16, 1)])
def test_a_picture_is_excluded_by_the_start_of_its_hash(
    tmp_path: Path, rows: tuple[Source, ...], prefix: str, left: int
) -> None:
    index.write_found(tmp_path, "ada", [FOUND])
    index.rebuild(rows, {prefix: "a screenshot"}, tmp_path)
    assert len(entries(tmp_path)) == left


def test_a_picture_is_written_once(tmp_path: Path) -> None:
    index.keep(tmp_path, "ab" * 32, b"picture")
    place = index.picture(tmp_path, "ab" * 32)
    assert place == tmp_path / "pictures" / "ab" / ("ab" * 32)
    place.write_bytes(b"kept")
    index.keep(tmp_path, "ab" * 32, b"picture")
    assert place.read_bytes() == b"kept"
    assert [path.name for path in place.parent.iterdir()] == [place.name]
