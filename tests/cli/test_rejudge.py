"""`fedart detector policy`, `trust`, `rejudge` and `export`."""

from pathlib import Path

import pytest

from tests.support import tiny_model
from tests.support.terminal import Run


def test_policies_are_shown_as_configured(fedart: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDART_DETECTOR_MODEL", "")
    said = fedart("detector", "policy", "--json")
    assert said.status == 0, said.err
    assert {name: p["policy"] for name, p in said.json["policies"].items()} == {
        "local": "hold",
        "remote": "ban",
        "trusted": "label",
    }
    assert (said.json["model"], said.json["points"]) == (None, [])
    assert "only what files declare counts" in fedart("detector", "policy").out


def test_a_policy_is_chosen_with_one_of_the_models_points(
    fedart: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny_model.constant(data / "models" / "sure", 0.95)
    monkeypatch.setenv("FEDART_DETECTOR_MODEL", "models/sure")
    said = fedart("detector", "policy", "remote", "label", "--json")
    assert said.json["policies"]["remote"]["policy"] == "label"
    assert said.json["policies"]["remote"]["chosen"] is True
    threshold = said.json["points"][0]["threshold"]
    chosen = fedart("detector", "policy", "local", "ban", "--hold", str(threshold), "--json")
    assert chosen.json["policies"]["local"]["hold"] == threshold
    assert "chosen by owner" in fedart("detector", "policy").out
    refused = fedart("detector", "policy", "local", "ban", "--hold", "0.123", "--json")
    assert (refused.status, set(refused.json["fields"])) == (1, {"hold"})


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("local",), 1, "say what to do: ban, hold, label, off"),
        (("--hold", "0.9"), 1, "name the audience"),
        (("everybody", "ban"), 2, "invalid choice"),
        (("local", "delete"), 2, "invalid choice"),
    ],
)
def test_half_a_choice_is_refused(fedart: Run, arguments: tuple[str, ...], status: int, says: str) -> None:
    said = fedart("detector", "policy", *arguments)
    assert said.status == status
    assert says in said.err


def test_trust_is_given_listed_and_taken(fedart: Run) -> None:
    assert fedart("detector", "trust", "list").out.strip() == "Nobody is trusted."
    assert fedart("detector", "trust", "add", "owner", "--note", "ours").status == 0
    assert fedart("detector", "trust", "add", "museum.example").status == 0
    listed = fedart("detector", "trust", "list", "--json").json["trusted"]
    assert sorted(t["subject"] for t in listed) == ["museum.example", "owner"]
    assert "owner: ours" in fedart("detector", "trust", "list").out
    assert fedart("detector", "trust", "remove", "owner").status == 0
    again = fedart("detector", "trust", "remove", "owner")
    assert (again.status, "not trusted" in again.err) == (1, True)
    assert fedart("detector", "trust", "add", "nobody").status == 1


def test_a_run_over_stored_pictures_is_queued_once(fedart: Run) -> None:
    assert "Nothing was judged again yet" in fedart("detector", "rejudge", "--status").out
    said = fedart("detector", "rejudge", "--since", "2026-11-01", "--held", "--json")
    assert said.status == 0, said.err
    assert (said.json["run"]["total"], said.json["run"]["finished"]) == (0, False)
    assert fedart("detector", "rejudge").status == 1
    status = fedart("detector", "rejudge", "--status")
    assert "goes on: 0 of 0 pictures" in status.out
    assert fedart("detector", "rejudge", "--since", "yesterday").status == 2


def test_records_are_exported_to_a_new_folder(fedart: Run, tmp_path: Path) -> None:
    said = fedart("detector", "export", str(tmp_path / "out"), "--overturned", "--json")
    assert said.status == 0, said.err
    assert (said.json["records"], said.json["files"]) == (0, 0)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["README.txt", "files", "records.jsonl"]
    again = fedart("detector", "export", str(tmp_path / "out"))
    assert (again.status, "not empty" in again.err) == (1, True)
