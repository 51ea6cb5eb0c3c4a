"""`fedart init`, `migrate` and `doctor`."""

import sqlite3
import stat
from pathlib import Path

import pytest

from fedart import config as configuration
from tests.support.terminal import ORIGIN, Run


def test_init_makes_a_folder_that_can_be_served(command: Run, tmp_path: Path) -> None:
    folder = tmp_path / "art" / "data"
    said = command("init", str(folder), "--origin", "https://art.example", "--name", 'The "Art" \\ House', "--json")
    assert (said.status, said.err) == (0, "")
    assert said.json == {
        "ok": True,
        "config": str(folder / "config.toml"),
        "data": str(folder),
        "origin": "https://art.example",
    }
    config = configuration.load(folder / "config.toml", {})
    assert (config.instance.name, config.instance.origin) == ("The Art  House", "https://art.example")
    assert (config.data, config.server.bind) == (folder, "127.0.0.1:8420")


def test_ops_03_what_init_makes_is_for_its_owner_only(data: Path) -> None:
    for path in (data, data / "secrets", data / "media", data / "spool"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700, path
    for path in (data / "secrets" / "passphrase", data / "fedart.sqlite3"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.mark.parametrize(
    ("origin", "bind"),
    [
        ("http://localhost:9000", "127.0.0.1:9000"),
        ("http://127.0.0.1:9000", "127.0.0.1:9000"),
        ("http://127.0.77.11:9000", "127.0.77.11:9000"),
        ("http://[::1]:9000", "[::1]:9000"),
        ("http://localhost", "127.0.0.1:8420"),
        ("https://art.example:8443", "127.0.0.1:8420"),
    ],
)
def test_an_origin_on_this_machine_is_where_the_server_listens(
    command: Run, tmp_path: Path, origin: str, bind: str
) -> None:
    assert command("init", str(tmp_path / "d"), "--origin", origin).status == 0
    assert configuration.load(tmp_path / "d" / "config.toml", {}).server.bind == bind


def test_a_second_init_changes_nothing(command: Run, data: Path) -> None:
    before = (data / "config.toml").read_bytes()
    said = command("init", str(data), "--origin", "https://other.example", "--json")
    assert said.status == 1
    assert said.json["ok"] is False
    assert "nothing was changed" in said.json["error"]
    assert (data / "config.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--origin", "http://art.example"], "must be https"),
        (["--origin", "art.example"], "must look like"),
        (["--origin", "http://localhost:99999"], "must look like"),
        (["--origin", ORIGIN, "--owner", "Big Boss"], "letters"),
        (["--origin", ORIGIN, "--owner", "admin"], "reserved"),
    ],
)
def test_a_refused_init_can_be_tried_again(command: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    said = command("init", str(tmp_path / "d"), *arguments)
    assert said.status == 1
    assert message in said.err
    assert command("init", str(tmp_path / "d"), "--origin", ORIGIN).status == 0


def test_init_says_when_the_folder_cannot_be_made(command: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = command("init", str(tmp_path / "file"), "--origin", ORIGIN)
    assert said.status == 1
    assert "cannot be written" in said.err


def test_migrate_has_nothing_to_do_after_init(fedart: Run) -> None:
    assert fedart("migrate", "--json").json == {"ok": True, "applied": []}
    assert fedart("migrate").out == "The database is up to date.\n"


def test_migrate_makes_what_is_missing(fedart: Run, data: Path) -> None:
    for path in data.glob("fedart.sqlite3*"):
        path.unlink()
    assert fedart("user", "login-link", "owner").status == 1
    assert fedart("migrate", "--json").json["applied"][0] == "start"


def test_commands_refuse_a_newer_database(fedart: Run, data: Path) -> None:
    connection = sqlite3.connect(data / "fedart.sqlite3")
    connection.execute("INSERT INTO migrations VALUES (9999, 'future', '', 0)")
    connection.commit()
    connection.close()
    for arguments in (["migrate"], ["user", "login-link", "owner"], ["serve", "--bind", "127.0.0.1:0", "--welcome"]):
        said = fedart(*arguments)
        assert said.status == 1
        assert "does not know" in said.err


def checks(fedart: Run) -> tuple[int, dict[str, str]]:
    said = fedart("doctor", "--json")
    return said.status, {check["name"]: check["level"] for check in said.json["checks"]}


def test_doctor_finds_a_fresh_folder_in_order(fedart: Run) -> None:
    status, levels = checks(fedart)
    assert status == 0
    assert {name: levels[name] for name in ("data", "secret", "database", "clock")} == dict.fromkeys(
        ("data", "secret", "database", "clock"), "good"
    )
    assert levels["model"] == levels["https"] == levels["domain"] == "warn"
    assert "✓ database: up to date" in fedart("doctor").out


def test_doctor_names_what_is_wrong(fedart: Run, data: Path) -> None:
    (data / "secrets" / "passphrase").chmod(0o644)
    (data / "fedart.sqlite3").unlink()
    with (data / "config.toml").open("a") as file:
        file.write('[detector]\nmodel = "missing"\n')
    status, levels = checks(fedart)
    assert status == 1
    assert [name for name, level in levels.items() if level == "bad"] == ["secret", "database", "model"]
    said = fedart("doctor")
    assert "chmod 600" in said.out
    assert "fedart migrate" in said.out
    assert "checks failed" in said.err


def test_doctor_warns_about_test_settings(fedart: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDART_ALLOW_NETS", "127.0.0.2/32")
    assert checks(fedart)[1]["test bed"] == "warn"


def test_doctor_wants_a_domain_that_others_can_reach(fedart: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDART_INSTANCE_ORIGIN", "http://fedart.test:8080")
    monkeypatch.setenv("FEDART_ALLOW_HTTP", "1")
    status, levels = checks(fedart)
    assert status == 1
    assert (levels["https"], levels["domain"]) == ("bad", "warn")
