"""Named SQL."""

from pathlib import Path

import pytest

from fedart.storage import statements


def test_statements_are_attributes() -> None:
    found = statements.load("tasks.sql")
    assert found.add.startswith("INSERT INTO tasks")
    assert not found.add.endswith(";")
    assert all("-- name" not in sql for sql in found.texts.values())


def test_an_unknown_name_says_which_file_lacks_it() -> None:
    with pytest.raises(AttributeError, match=r"tasks\.sql has no statement named nonsense"):
        _ = statements.load("tasks.sql").nonsense


def test_a_name_that_stands_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "twice.sql").write_text("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;\n")
    monkeypatch.setattr(statements, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="one stands twice"):
        statements.load("twice.sql")


def test_parts_are_filled_in_and_are_no_statements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = "-- part: columns\nSELECT a, b\n\n-- part: rows\n{columns}\nFROM t\n\n"
    (tmp_path / "parts.sql").write_text(f"{parts}-- name: one\n{{rows}}\nWHERE id = :id;\n-- name: two\n{{columns}};\n")
    monkeypatch.setattr(statements, "files", lambda package: tmp_path)
    found = statements.load("parts.sql")
    assert found.texts == {"one": "SELECT a, b\nFROM t\nWHERE id = :id", "two": "SELECT a, b"}


def test_a_part_that_is_not_above_its_use_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "late.sql").write_text("-- name: one\n{late};\n-- part: late\nSELECT 1;\n")
    monkeypatch.setattr(statements, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="no part late stands above its use"):
        statements.load("late.sql")


def test_parts_of_other_files_are_filled_in_with_what_they_take_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep.sql").write_text("-- part: open\na.gone IS NULL\n")
    (tmp_path / "sight.sql").write_text("-- part: seen\n{deep.open} AND a.id > 0\n\n-- name: seen_ones\nSELECT 1;\n")
    (tmp_path / "page.sql").write_text(
        "-- part: seen\nTRUE\n\n-- name: one\nSELECT {seen}, {sight.seen}, {deep.open};\n"
    )
    monkeypatch.setattr(statements, "files", lambda package: tmp_path)
    found = statements.load("page.sql")
    assert found.texts == {"one": "SELECT TRUE, a.gone IS NULL AND a.id > 0, a.gone IS NULL"}


def test_a_part_that_the_other_file_does_not_have_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sight.sql").write_text("-- part: seen\nTRUE\n\n-- name: mine\nSELECT 1;\n")
    monkeypatch.setattr(statements, "files", lambda package: tmp_path)
    for name in ("nothing", "mine"):
        (tmp_path / "page.sql").write_text(f"-- name: one\nSELECT {{sight.{name}}};\n")
        with pytest.raises(ValueError, match=rf"page\.sql: no part sight\.{name} stands above its use"):
            statements.load("page.sql")


def test_files_that_take_parts_from_one_another_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.sql").write_text("-- part: a\n{two.b}\n\n-- name: x\nSELECT 1;\n")
    (tmp_path / "two.sql").write_text("-- part: b\n{one.a}\n\n-- name: y\nSELECT 1;\n")
    (tmp_path / "self.sql").write_text("-- part: c\n{self.c}\n")
    monkeypatch.setattr(statements, "files", lambda package: tmp_path)
    for file, told in (("one.sql", r"two\.sql: one\.sql takes"), ("self.sql", r"self\.sql: self\.sql takes")):
        with pytest.raises(ValueError, match=told):
            statements.load(file)


def test_every_file_loads() -> None:
    folder = Path(statements.__file__).parent
    for path in folder.glob("*.sql"):
        assert statements.load(path.name).texts, path.name
