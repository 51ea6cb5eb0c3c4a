"""Which models there are and which one judges."""

import logging
import sys
from pathlib import Path

import pytest

from fedart.detector import installed
from fedart.errors import ConfigError
from tests.support import tiny_model


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from the shipped model of the machine that runs the tests."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    tiny_model.constant(tmp_path / "data" / "models" / "one-1", 0.1)
    tiny_model.constant(tmp_path / "data" / "models" / "two-2.5", 0.2)
    return tmp_path / "data"


def test_a_setting_means_none_the_current_model_or_a_folder(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "fedart")
    assert installed.chosen("", data) is None
    assert installed.chosen("models/one-1", data) == data / "models" / "one-1"
    assert installed.chosen("/opt/model", data) == Path("/opt/model")
    assert not caplog.records
    assert installed.chosen("current", data) is None
    assert "fedart detector fetch" in caplog.text
    installed.point(data, "two-2.5")
    assert installed.chosen("current", data) == data / "models" / "two-2.5"


def test_a_choice_is_replaced_and_taken_back(data: Path) -> None:
    for name in ("one-1", "two-2.5", None, None, "one-1"):
        installed.point(data, name)
        assert installed.pointed(data) == name
    assert installed.present(data) == ["one-1", "two-2.5"]
    assert sorted(path.name for path in (data / "models").iterdir()) == ["current", "one-1", "two-2.5"]


@pytest.mark.parametrize("name", ["", "none-1", "../models/one-1", "one-1/..", ".", "current", "one-1\nx"])
def test_only_an_installed_model_can_be_chosen(data: Path, name: str) -> None:
    installed.point(data, "one-1")
    with pytest.raises(ConfigError, match="is installed"):
        installed.point(data, name)
    assert installed.pointed(data) == "one-1"


@pytest.mark.parametrize("content", [b"gone-1\n", b"../../etc\n", b"", b"\xff\xfe", b"one-1 two-2.5"])
def test_a_choice_that_is_gone_or_damaged_is_an_error_and_not_another_model(data: Path, content: bytes) -> None:
    (data / "models" / "current").write_bytes(content)
    with pytest.raises(ConfigError):
        installed.chosen("current", data)


@pytest.mark.parametrize(
    ("name", "version"), [("a/b", "1"), ("..", "1"), ("", ""), ("a b", "1"), ("a", "1\n"), ("ä", "1")]
)
def test_a_strange_name_makes_no_folder(name: str, version: str) -> None:
    assert installed.folder_name("fedart-tower", "1.0") == "fedart-tower-1.0"
    with pytest.raises(ConfigError, match="letters, digits"):
        installed.folder_name(name, version)


def test_the_shipped_model_is_found_beside_installed_ones_or_on_the_machine(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installed.shipped(data) is None
    described = tmp_path / "described.toml"
    described.write_text('name = "house"\nversion = "1"\n')
    monkeypatch.setattr(installed, "_DESCRIBED", described)
    assert installed.shipped(data) is None
    machine = tiny_model.constant(tmp_path / "prefix" / "share" / "fedart" / "models" / "house-1", 0.5)
    assert installed.shipped(data) == machine
    assert installed.chosen("current", data) == machine
    own = tiny_model.constant(data / "models" / "house-1", 0.5)
    assert installed.shipped(data) == own
    (own / "model.onnx").unlink()
    assert installed.by_name("shipped", data) == machine


def test_a_model_is_meant_by_its_name_or_its_path(data: Path, tmp_path: Path) -> None:
    assert installed.by_name("one-1", data) == data / "models" / "one-1"
    other = tiny_model.constant(tmp_path / "other", 0.5)
    assert installed.by_name(str(other), data) == other
    for name in ("none", "shipped", str(tmp_path)):
        with pytest.raises(ConfigError):
            installed.by_name(name, data)


def test_no_data_folder_means_no_models(tmp_path: Path) -> None:
    assert installed.present(tmp_path / "none") == []
    assert installed.pointed(tmp_path / "none") is None
