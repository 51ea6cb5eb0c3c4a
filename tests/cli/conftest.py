"""A data folder made by `fedart init`, and a way to run commands in this process."""

import shutil
import sys
from pathlib import Path

import pytest

from fedart import cli
from tests.support.terminal import ORIGIN, Run, Said


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command as it stands, as `fedart` would."""

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        try:
            status = cli.main(arguments)
        except SystemExit as left:
            status = int(left.code or 0)
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "data"
    assert cli.main(["init", str(folder), "--origin", ORIGIN, "--name", "Studio"]) == 0
    return folder


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A data folder of its own, with an owner who is called owner."""
    return Path(shutil.copytree(made, tmp_path / "data"))


@pytest.fixture(autouse=True)
def no_shipped_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whether set-up has completed the shipped model on this machine must not matter."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))


@pytest.fixture
def fedart(command: Run, data: Path) -> Run:
    """Runs a command on `data`."""

    def run(*arguments: str) -> Said:
        return command(*arguments, "--config", str(data / "config.toml"))

    return run
