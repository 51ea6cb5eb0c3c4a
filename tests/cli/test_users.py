"""`fedart user add`, `login-link`, `rotate-key` and `delete`, `fedart domain`."""

import re
from pathlib import Path

import pytest

from tests.support.terminal import ORIGIN, Run


def test_an_account_is_made_and_opened_by_a_link(fedart: Run) -> None:
    said = fedart("user", "add", "Maren", "--json")
    assert said.status == 0
    assert said.json["name"] == "maren"
    assert said.json["role"] == "artist"
    assert said.json["handle"] == "@maren@localhost:8420"
    assert said.json["actor"].startswith(f"{ORIGIN}/actors/")
    link = fedart("user", "login-link", "@maren", "--json").json
    assert re.fullmatch(rf"{ORIGIN}/sign-in/[\w-]{{40,}}", link["url"])
    assert link["minutes"] == 60
    assert fedart("user", "login-link", "maren").out.strip() != link["url"]


@pytest.mark.parametrize("role", ["artist", "moderator", "admin", "owner"])
def test_an_account_gets_the_role_asked_for(fedart: Run, role: str) -> None:
    assert fedart("user", "add", f"a_{role}", "--role", role, "--json").json["role"] == role


@pytest.mark.parametrize("content", ["a quiet room with north light\n", "a quiet room with north light\r\nmore\n"])
def test_a_password_comes_from_the_first_line_of_a_file(fedart: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "password"
    path.write_bytes(content.encode())
    said = fedart("user", "add", "maren", "--password-file", str(path))
    assert (said.status, said.out) == (0, "@maren@localhost:8420 can sign in now.\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"short\n", "10 characters"),
        (b"password12\n", "everybody tries"),
        (b"\xff\xfe\n", "not text"),
        (None, "No such file"),
    ],
)
def test_a_bad_password_makes_no_account(fedart: Run, tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    said = fedart("user", "add", "maren", "--password-file", str(path), "--json")
    assert said.status == 1
    assert message.lower() in said.json["error"].lower()
    assert fedart("user", "login-link", "maren").status == 1


@pytest.mark.parametrize(
    ("name", "message"), [("owner", "taken"), ("admin", "reserved"), ("big boss", "letters"), ("", "letters")]
)
def test_names_that_cannot_be_had_are_refused(fedart: Run, name: str, message: str) -> None:
    said = fedart("user", "add", name, "--json")
    assert said.status == 1
    assert message in said.json["error"]
    assert said.json["error"] in said.err


def test_a_link_for_nobody_is_refused(fedart: Run) -> None:
    said = fedart("user", "login-link", "nobody", "--json")
    assert (said.status, said.json["ok"]) == (1, False)
    assert "nobody" in said.err.lower()


def test_domains_are_refused_listed_and_let_in_again(fedart: Run) -> None:
    assert fedart("domain", "list", "--json").json["domains"] == []
    assert fedart("domain", "block", "Spam.Example.", "--reason", "spam").status == 0
    assert fedart("domain", "block", "bücher.example").status == 0
    assert fedart("domain", "list", "--json").json["domains"] == ["spam.example", "xn--bcher-kva.example"]
    assert fedart("domain", "unblock", "spam.example").status == 0
    again = fedart("domain", "unblock", "spam.example", "--json")
    assert (again.status, again.json["error"]) == (1, "spam.example is not refused.")
    assert fedart("domain", "list", "--json").json["domains"] == ["xn--bcher-kva.example"]


@pytest.mark.parametrize("domain", ["nonsense", "", "a b.example", "https://spam.example/x"])
def test_what_is_no_domain_is_refused(fedart: Run, domain: str) -> None:
    assert fedart("domain", "block", domain).status == 1
    assert fedart("domain", "list", "--json").json["domains"] == []


def test_keys_are_changed_for_one_for_the_instance_and_for_all(fedart: Run) -> None:
    fedart("user", "add", "maren")
    one = fedart("user", "rotate-key", "@Maren", "--json")
    assert (one.status, one.json["names"]) == (0, ["maren"])
    assert fedart("user", "rotate-key", "--instance", "--json").json["names"] == ["localhost:8420"]
    rest = fedart("user", "rotate-key", "--all", "--json")
    assert (rest.status, rest.json["names"]) == (0, ["owner"])
    assert "There is nothing" in fedart("user", "rotate-key", "--all").out


def test_a_change_of_keys_that_is_under_way_or_for_nobody_is_refused(fedart: Run) -> None:
    assert fedart("user", "rotate-key", "owner").status == 0
    again = fedart("user", "rotate-key", "owner", "--json")
    assert (again.status, "already" in again.json["error"]) == (1, True)
    nobody = fedart("user", "rotate-key", "nobody", "--json")
    assert (nobody.status, "nobody" in nobody.json["error"]) == (1, True)


@pytest.mark.parametrize("arguments", [(), ("owner", "--all"), ("--all", "--instance")])
def test_whose_keys_are_changed_is_said_once(fedart: Run, arguments: tuple[str, ...]) -> None:
    assert fedart("user", "rotate-key", *arguments).status == 2
    assert fedart("user", "rotate-key", "owner").status == 0


def test_an_account_is_deleted_for_good_and_its_name_stays_taken(fedart: Run) -> None:
    fedart("user", "add", "maren")
    said = fedart("user", "delete", "@Maren", "--json")
    assert (said.status, said.json["name"]) == (0, "maren")
    assert said.json["actor"].startswith(f"{ORIGIN}/actors/")
    assert fedart("user", "login-link", "maren").status == 1
    again = fedart("user", "delete", "maren", "--json")
    assert (again.status, "maren" in again.json["error"]) == (1, True)
    assert "taken" in fedart("user", "add", "maren", "--json").json["error"]


def test_the_last_owner_is_not_deleted(fedart: Run) -> None:
    assert "only owner" in fedart("user", "delete", "owner", "--json").json["error"]
    fedart("user", "add", "second", "--role", "owner")
    assert fedart("user", "delete", "owner").status == 0
    assert fedart("user", "delete", "second").status == 1
