"""docs/provenance.md, the readers and the fixtures agree: no signal without a file, a reader and a row."""

import inspect
import pkgutil
import re
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from fedart.detector import provenance
from fedart.detector.provenance import c2pa, containers, declared, generators, pixels
from tests.support.pictures import SIGNALS, SUGGESTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "provenance.md").read_text(encoding="utf-8")
FIXTURES = {**SIGNALS, **SUGGESTIONS}
OTHER_READERS = {"exif.read", "stealth.read", "watermark.read"}


@dataclass(frozen=True, slots=True)
class Row:
    signal: str
    certain: bool
    reported: frozenset[str]
    reader: str
    fixtures: tuple[str, ...]


def _rows() -> list[Row]:
    found = []
    for line in re.findall(r"^\| (.+) \|$", PAGE.split("## Signatures")[0], re.MULTILINE):
        signal, _, certain, reported, reader, fixtures, source = line.split(" | ")
        if certain in ("yes", "no"):
            assert source
            named = [re.findall(r"`([^`]+)`", cell) for cell in (reported, reader, fixtures)]
            found.append(Row(signal, certain == "yes", frozenset(named[0]), named[1][0], tuple(named[2])))
    return found


ROWS = _rows()


def test_every_fixture_stands_in_one_row_and_no_row_names_another() -> None:
    assert Counter(name for row in ROWS for name in row.fixtures) == Counter(list(FIXTURES))
    assert SIGNALS.keys().isdisjoint(SUGGESTIONS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fixtures[0])
def test_a_row_says_what_its_files_give(row: Row) -> None:
    found = {name: declared(FIXTURES[name]()) for name in row.fixtures}
    assert {any(e.certain for e in evidence) for evidence in found.values()} == {row.certain}
    assert frozenset(e.signal for evidence in found.values() for e in evidence) == row.reported


def _readers() -> set[str]:
    """Every public function of the package that gives evidence."""
    found = set()
    for info in pkgutil.iter_modules(provenance.__path__):
        module = import_module(f"{provenance.__name__}.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            gives = str(inspect.signature(function).return_annotation)
            if function.__module__ == module.__name__ and not name.startswith("_") and "Iterator" in gives:
                found |= {f"{info.name}.{name}"} if "Evidence" in gives else set()
    return found


def test_every_reader_stands_in_the_table_and_no_other() -> None:
    assert {row.reader for row in ROWS} == _readers() | OTHER_READERS


def test_the_figures_of_the_page_are_those_of_the_code() -> None:
    assert f"{containers._PIECES:,} chunks, {containers._TEXTS} texts, {containers._ALL_TEXT >> 20} MiB" in PAGE
    assert f"{containers._BLOCKS} blocks of a kind, {c2pa._NODES:,} boxes" in PAGE
    assert f"{c2pa._CONTENT >> 20} MiB of assertions" in PAGE.replace("\n", " ")
    assert f"up to {pixels.LIMIT // 1_000_000} megapixels" in PAGE


@pytest.mark.parametrize("program", [*generators._PROGRAMS, *generators._SHARED])
def test_every_known_program_is_known_by_name_alone(program: str) -> None:
    (found,) = generators.software(program.title(), "x")
    assert found.certain is (program in generators._PROGRAMS)
    assert list(generators.software(f"un{program}", "x")) == []
