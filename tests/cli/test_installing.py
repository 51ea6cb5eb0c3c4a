"""`fedart detector install`: looked at, compared, and only then used."""

import sys
import tomllib
from pathlib import Path

import pytest

from fedart.cli import installing
from fedart.detector import checkset, installed
from fedart.detector.manifest import load
from tests.support import paint, tiny_model
from tests.support.terminal import Run


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A check set of two dark works of people and two bright generated pictures."""
    folder = tmp_path / "checkset"
    folder.mkdir()
    rows = []
    for place, (label, value) in enumerate((("human", 20), ("human", 40), ("generated", 250), ("generated", 60))):
        picture = paint.painting(place, (64, 64)).point([value] * 768)
        (folder / f"{place}.png").write_bytes(paint.png(picture))
        rows.append(
            f'[[picture]]\nfile = "{place}.png"\nlabel = "{label}"\nsource = "s"\nauthor = "a"\nlicence = "l"\n'
        )
    (folder / "credits.toml").write_text("".join(rows))
    found = checkset.pictures(folder)
    monkeypatch.setattr(checkset, "pictures", lambda: found)
    return folder


def test_a_model_is_compared_with_the_present_one_and_then_used(
    fedart: Run, data: Path, tmp_path: Path, shown: Path
) -> None:
    tiny_model.constant(installed.models(data) / "present-1", 0.95)
    assert fedart("detector", "use", "present-1").status == 0
    source = tiny_model.brightness(tmp_path / "bright")
    said = fedart("detector", "install", str(source), "--yes", "--json")
    assert said.status == 0, said.err
    assert (said.json["model"], said.json["name"]) == ("bright 1", "bright-1")
    new, old = said.json["rates"], said.json["present_rates"]
    assert (new["found"], new["generated"], new["wrong"], new["human"]) == (1, 2, 0, 2)
    assert (new["found_percent"], new["wrong_percent"], new["auc"], new["failed"]) == (50.0, 0.0, 1.0, 0)
    assert (old["found_percent"], old["wrong_percent"], old["auc"]) == (100.0, 100.0, 0.5)
    assert installed.pointed(data) == "bright-1"
    assert load(installed.models(data) / "bright-1").label == "bright 1"
    assert not list(installed.models(data).glob(".*"))


def test_without_a_yes_nothing_changes(
    fedart: Run, data: Path, tmp_path: Path, shown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tiny_model.brightness(tmp_path / "bright")
    said = fedart("detector", "install", str(source))
    assert said.status == 1
    assert "bright 1" in said.out
    assert "1 of 2 (50 %)" in said.out
    assert "0 of 2 (0 %)" in said.out
    assert "Nothing was changed" in said.err
    assert (installed.pointed(data), installed.present(data)) == (None, [])
    monkeypatch.setattr(installing, "_confirmed", lambda info: info.label == "bright 1")
    assert fedart("detector", "install", str(source)).status == 0
    assert installed.pointed(data) == "bright-1"


@pytest.mark.parametrize(
    ("answer", "terminal", "expected"),
    [("y\n", True, True), ("\n", True, False), ("no\n", True, False), ("y\n", False, False)],
)
def test_only_a_person_s_yes_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, terminal: bool, expected: bool
) -> None:
    info = load(tiny_model.brightness(tmp_path / "bright"))
    monkeypatch.setattr(sys, "stdin", _Terminal(answer, terminal))
    assert installing._confirmed(info) is expected


class _Terminal:
    def __init__(self, answer: str, terminal: bool) -> None:
        self._answer, self._terminal = answer, terminal

    def isatty(self) -> bool:
        return self._terminal

    def readline(self) -> str:
        return self._answer


def test_without_a_check_set_that_is_said(
    fedart: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkset, "pictures", lambda: ())
    said = fedart("detector", "install", str(tiny_model.brightness(tmp_path / "bright")), "--yes")
    assert said.status == 0, said.err
    assert "no check set" in said.out
    assert "its error rates here are unknown" in said.out
    assert "rejudge" in said.out


@pytest.mark.parametrize("fault", ["hash", "golden", "nonsense", "operators", "name"])
def test_a_model_that_is_not_sound_changes_nothing(fedart: Run, data: Path, tmp_path: Path, fault: str) -> None:
    good = tiny_model.constant(tmp_path / "good", 0.5)
    assert fedart("detector", "install", str(good), "--yes").status == 0
    graph = tiny_model.graph(0.0, 7.0 if fault == "nonsense" else 0.5)
    if fault == "operators":
        graph.graph.node[0].domain = "evil.ops"
    changes = {"golden": "{ score = 0.9, tolerance = 0.01 }"} if fault == "golden" else {}
    changes |= {"name": '"../../bad"'} if fault == "name" else {}
    bad = tiny_model.write(tmp_path / "bad", graph, **changes)
    if fault == "hash":
        (bad / "model.onnx").write_bytes(b"other")
    said = fedart("detector", "install", str(bad), "--yes", "--json")
    assert (said.status, said.json["ok"]) == (1, False)
    assert installed.pointed(data) == "good-1"
    assert installed.present(data) == ["good-1"]
    assert not list(installed.models(data).glob(".incoming*"))


def test_a_configuration_that_names_a_model_is_not_overruled(
    fedart: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tiny_model.constant(tmp_path / "good", 0.5)
    monkeypatch.setenv("FEDART_DETECTOR_MODEL", "models/mine")
    said = fedart("detector", "install", str(source), "--yes")
    assert said.status == 1
    assert "models/mine" in said.err
    assert tomllib.loads((data / "config.toml").read_text())


def test_the_way_out_of_a_model_that_is_gone_is_to_install_another(fedart: Run, data: Path, tmp_path: Path) -> None:
    installed.models(data).mkdir(exist_ok=True)
    (installed.models(data) / "current").write_text("gone-1\n")
    assert "which is not installed" in fedart("detector", "check").err
    assert fedart("detector", "install", str(tiny_model.constant(tmp_path / "good", 0.5)), "--yes").status == 0
    assert fedart("detector", "check").status == 0
