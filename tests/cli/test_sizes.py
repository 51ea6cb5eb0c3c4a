"""`fedart sizes`."""

from tests.support.terminal import Run


def test_cap_03_tables_and_files_are_told_with_their_sizes(fedart: Run) -> None:
    found = fedart("sizes", "--json").json
    assert {"works", "media", "actors", "remote_keys", "tasks"} <= set(found["tables"])
    assert found["database"] == sum(found["tables"].values()) > 0
    assert found["tables"]["actors"] >= 4_096, "with its indexes"
    assert set(found["files"]) == {"public", "private", "quarantine"}
    assert found["files"]["public"] == {"count": 0, "bytes": 0}
    assert found["remote_days"] == 180


def test_people_read_it_in_units(fedart: Run) -> None:
    said = fedart("sizes").out
    assert said.startswith("database")
    assert "KB" in said
    assert "kept for 180 days" in said
