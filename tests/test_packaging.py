"""What is shipped works: the wheel in an empty environment, and the scripts that `make` runs."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools import environment

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


def run(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command that has to succeed, away from the repository."""
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **environment},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    run(*pip, "--wheel-dir", folder, ROOT)
    return next(folder.glob("fedart-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment that holds the lock file's packages and the wheel, nothing else."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", folder)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "--requirement", LOCK)
    run(*pip, "--no-deps", "--no-index", wheel)
    return folder / "bin"


@pytest.mark.slow
def test_the_wheel_holds_everything_beside_the_code(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("static", "templates", "migrations"):
        for path in (ROOT / folder).rglob("*"):
            assert path.is_dir() or f"fedart/_share/{path.relative_to(ROOT)}" in names, path
    assert {f"fedart/_share/{name}" for name in ("config.example.toml",)} <= names
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "fedart").rglob("*.sql")} <= names
    assert not [name for name in names if name.startswith(("tests/", "tools/"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)


@contextmanager
def serving(fedart: Path, config: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server and what it said when it began."""
    command = [str(fedart), "serve", "--config", str(config), "--welcome"]
    process = subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline() for _ in range(3)]
        yield process, "".join(lines)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def fetch(url: str) -> tuple[int, str, bytes]:
    """Status, type and body; waits until the server answers at all."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
        assert isinstance(port, int)
        return port


@pytest.mark.slow
def test_the_wheel_serves_from_an_empty_environment(installed: Path, tmp_path: Path) -> None:
    fedart, origin = installed / "fedart", f"http://localhost:{free_port()}"
    made = run(fedart, "init", tmp_path / "data", "--origin", origin, "--json")
    config = Path(json.loads(made.stdout)["config"])
    with serving(fedart, config) as (process, said):
        assert f"fedart is at {origin}" in said
        assert str(tmp_path / "data") in said
        link = re.search(r"http://localhost:\d+/sign-in/[\w-]+", said)
        assert link is not None
        status, kind, page = fetch(f"{origin}/")
        assert (status, kind) == (200, "text/html; charset=utf-8")
        sheet = re.search(rb'href="(/static/site\.css\?v=\w+)"', page)
        assert sheet is not None
        assert fetch(origin + sheet[1].decode())[:2] == (200, "text/css; charset=utf-8")
        assert fetch(link[0])[0] == 200
        assert json.loads(fetch(f"{origin}/.well-known/nodeinfo")[2])["links"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


@pytest.mark.slow
def test_the_installed_command_knows_its_version_of_the_files(installed: Path) -> None:
    code = "from fedart import share; print(share.path('migrations')); print(share.path('config.example.toml'))"
    for line in run(installed / "python", "-c", code).stdout.split():
        assert "_share" in line
        assert Path(line).exists()


# --- the scripts behind make -----------------------------------------------------------------------------------------


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run; none is."""
    commands: list[list[str]] = []

    def note(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        if "venv" in command:
            (tmp_path / "venv" / "bin").mkdir(parents=True)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr("tools.environment.subprocess.run", note)
    return commands


def test_an_environment_is_made_once_for_each_content_of_a_lock(tmp_path: Path, prepared: list[list[str]]) -> None:
    lock, folder = tmp_path / "requirements.lock", tmp_path / "venv"
    lock.write_text("one==1\n")
    assert environment.main(folder, lock) == 0
    assert [command[1:4] for command in prepared[1:]] == [
        ["-m", "venv", "--clear"],
        ["-m", "pip", "install"],
        ["-m", "pip", "install"],
    ]
    assert "--require-hashes" in prepared[2]
    assert environment.main(folder, lock) == 0
    assert len(prepared) == 4
    lock.touch()
    assert environment.main(folder, lock) == 0
    assert len(prepared) == 4


def test_a_changed_lock_is_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "requirements.lock"
    installed: list[str] = []

    def install(python: Path, path: Path) -> bool:
        installed.append(path.read_text())
        return True

    monkeypatch.setattr(environment, "works", lambda folder: True)
    monkeypatch.setattr(environment, "install", install)
    (tmp_path / "venv").mkdir()
    for text in ("one==1\n", "one==1\n", "one==2\n"):
        lock.write_text(text)
        assert environment.main(tmp_path / "venv", lock) == 0
    assert installed == ["one==1\n", "one==2\n"]


def test_a_failed_install_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / "venv").mkdir()
    monkeypatch.setattr(environment, "works", lambda folder: True)
    monkeypatch.setattr(environment, "install", lambda python, path: False)
    assert environment.main(tmp_path / "venv", tmp_path / "requirements.lock") == 1
    assert "Run the same command again." in capsys.readouterr().err
    monkeypatch.setattr(environment, "install", lambda python, path: True)
    assert environment.main(tmp_path / "venv", tmp_path / "requirements.lock") == 0


def test_an_old_python_is_told_which_one_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.environment.sys.version_info", (3, 9, 18))
    assert environment.main(tmp_path / "venv", LOCK) == 1
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer" in said
    assert "make PYTHON=" in said


def test_a_python_without_venv_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = subprocess.CompletedProcess(["python"], 1, b"ensurepip is not available\n", b"")
    monkeypatch.setattr("tools.environment.subprocess.run", lambda *_, **__: failed)
    assert environment.main(tmp_path / "venv", LOCK) == 1
    said = capsys.readouterr().err
    assert "ensurepip is not available" in said
    assert "apt install python3-venv" in said


def test_this_environment_works_and_another_folder_does_not(tmp_path: Path) -> None:
    assert environment.works(Path(sys.prefix))
    assert not environment.works(tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    assert not environment.works(tmp_path)


def test_ci_runs_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    assert script.read_text().splitlines() == ["#!/bin/sh", "set -eu", "make test"]
    assert os.access(script, os.X_OK)
