"""What all commands have in common."""

from pathlib import Path

import pytest

from fedart import __main__, cli
from tests.support.terminal import Run

COMMANDS = [
    ["init"],
    ["migrate"],
    ["doctor"],
    ["detector", "check"],
    ["detector", "score"],
    ["serve"],
    ["work"],
    ["user", "add"],
    ["user", "login-link"],
    ["works", "publish"],
    ["works", "list"],
    ["follow"],
    ["reply"],
]


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: Run, name: list[str]) -> None:
    said = command(*name, "--help")
    assert said.status == 0
    assert "--json" in said.out
    assert "--config" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["init"],
        ["init", "data"],
        ["user"],
        ["user", "add"],
        ["user", "add", "x", "--role", "king"],
        ["works", "publish", "--as", "x", "--title", "T"],
        ["works", "publish", "--as", "x", "--title", "T", "--visibility", "secret", "f.png"],
        ["follow", "x"],
        ["reply", "--as", "x"],
        ["detector"],
        ["serve", "--nonsense"],
        ["doctor", "more"],
    ],
    ids=" ".join,
)
def test_misuse_returns_2_and_shows_how(command: Run, arguments: list[str]) -> None:
    said = command(*arguments)
    assert (said.status, said.out) == (cli.MISUSE, "")
    assert "usage: fedart" in said.err


def test_a_missing_configuration_says_how_to_make_one(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = command("migrate", "--json")
    assert (said.status, said.json["ok"]) == (1, False)
    assert "data/config.toml does not exist: create one with `fedart init`" in said.err


def test_the_configuration_comes_from_the_option_then_the_environment_then_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.find_config(None) == Path("data/config.toml")
    (tmp_path / "config.toml").touch()
    assert cli.find_config(None) == Path("config.toml")
    monkeypatch.setenv("FEDART_CONFIG", "/etc/fedart.toml")
    assert cli.find_config(None) == Path("/etc/fedart.toml")
    assert cli.find_config(tmp_path) == tmp_path


@pytest.mark.parametrize("order", [("--json", "--config", "F", "migrate"), ("migrate", "--json", "--config", "F")])
def test_common_options_may_stand_before_or_after_the_command(order: tuple[str, ...]) -> None:
    found = cli.parser().parse_args(order)
    assert (found.json, found.config, found.command) == (True, Path("F"), "migrate")


def test_a_mistake_in_the_configuration_is_refused_with_its_place(fedart: Run, data: Path) -> None:
    (data / "config.toml").write_text("[server]\nbnd = 1\n")
    said = fedart("doctor", "--json")
    assert said.status == 1
    assert said.json == {"ok": False, "error": "unknown setting `server.bnd`: did you mean `bind`?"}


def test_python_m_fedart_is_the_same_command() -> None:
    assert vars(__main__)["main"] is cli.main


def test_a_key_press_stops_quietly(fedart: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("fedart.cli._run", stop)
    said = fedart("doctor")
    assert (said.status, said.out, said.err) == (1, "", "")
