"""Lists as CSV: Mastodon's form, whatever else people bring, and nothing that a spreadsheet runs."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain import transfers
from fedart.domain.transfers import IMPORTED, List
from fedart.errors import Invalid


def targets(what: List, text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [line.target for line in transfers.read(what, data) if not line.problem]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (List.FOLLOWING, "Account address,Show boosts,Notify on new posts,Languages\nada@peer.example,true,false,\n"),
        (List.FOLLOWERS, "Account address\nada@peer.example\n"),
        (List.MUTED, "Account address,Hide notifications\nada@peer.example,true\n"),
        (List.BLOCKED, "ada@peer.example\n"),
    ],
)
def test_lists_are_written_as_mastodon_does(what: List, text: str) -> None:
    assert transfers.write(what, ["ada@peer.example"]).decode() == text
    assert targets(what, text) == ["ada@peer.example"]


def test_hidden_servers_have_no_header() -> None:
    assert transfers.write(List.DOMAINS, ["loud.example"]) == b"loud.example\n"
    assert targets(List.DOMAINS, b"#domain,#severity\nloud.example,suspend\n") == ["loud.example"]


@pytest.mark.parametrize("name", ["=1+1@peer.example", "+a@peer.example", "-a@peer.example", "@x", "\t=x", "\r=x"])
def test_web_12_no_cell_is_a_formula(name: str) -> None:
    cell = next(csv.reader(io.StringIO(transfers.write(List.BLOCKED, [name]).decode(), newline="")))[0]
    assert cell == f"'{name.strip()}"


def test_web_12_handles_are_not_changed() -> None:
    for handle in ("ada@peer.example", "_a.b-c@peer.example", "1@xn--bcher-kva.example"):
        assert transfers.write(List.BLOCKED, [handle]).decode() == f"{handle}\n"
    assert targets(List.BLOCKED, transfers.write(List.BLOCKED, ["-a@peer.example"])) == ["-a@peer.example"]


@given(st.lists(st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,20}@[a-z]{1,9}\.example", fullmatch=True), min_size=1))
def test_what_was_written_is_read(handles: list[str]) -> None:
    for what in (List.FOLLOWING, List.BLOCKED, List.MUTED):
        assert targets(what, transfers.write(what, handles)) == list(dict.fromkeys(handles))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for what in IMPORTED:
        with suppress(Invalid):
            assert any(not line.problem for line in transfers.read(what, data))


def test_spellings_of_one_account_are_one_line() -> None:
    spellings = ("@Ada@Peer.example,true", "", "ada@peer.example.", "acct:ada@peer.example")
    text = "\r\n".join(("\ufeffaccount address,show boosts", *spellings))
    assert targets(List.FOLLOWING, text) == ["Ada@peer.example"]


def test_the_column_with_the_addresses_may_stand_anywhere() -> None:
    assert targets(List.MUTED, "Hide notifications,Account address\ntrue,ada@peer.example\n") == ["ada@peer.example"]


def test_lines_that_are_no_accounts_are_kept_with_the_reason() -> None:
    text = "ada@peer.example\nada\nada@nowhere\na b@peer.example\n,x\nhttps://peer.example/@ada\n"
    found = transfers.read(List.FOLLOWING, text.encode())
    assert [line.target for line in found] == [
        "ada@peer.example", "ada", "ada@nowhere", "a b@peer.example", "https://peer.example/@ada",
    ]  # fmt: skip
    assert [bool(line.problem) for line in found] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "No line of this file"),
        (b"nothing,here\n", "Is it the right file"),
        (b"\xff\xfea\x00d\x00a\x00", "cannot be read as CSV"),
        (b"ada@peer.example\n" + b"x" * transfers.MOST_BYTES, "larger than 2 MB"),
        (b"".join(b"a%d@peer.example\n" % n for n in range(transfers.MOST_ROWS + 1)), "more than 10,000 lines"),
        (b'"' + b"x" * 200_000, "cannot be read as CSV"),
    ],
    ids=["empty", "wrong", "UTF-16", "large", "long", "one cell"],
)
def test_web_12_what_is_no_list_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        transfers.read(List.FOLLOWING, data)
    assert words in refused.value.fields["file"]


def test_as_many_lines_as_may_be_are_read() -> None:
    data = b"".join(b"a%d@peer.example\n" % n for n in range(transfers.MOST_ROWS))
    assert len(transfers.read(List.FOLLOWING, data)) == transfers.MOST_ROWS


def test_people_are_no_servers() -> None:
    assert targets(List.DOMAINS, "loud.example\nhttps://Louder.example/about\n") == ["loud.example", "louder.example"]
    with pytest.raises(Invalid):
        transfers.read(List.FOLLOWING, b"loud.example\n")


def test_who_is_not_in_the_file_is_surplus_and_who_may_be_meant_is_not() -> None:
    existing = [
        ("1", "ada@peer.example"),
        ("2", "bob@social.peer.example"),
        ("3", "cy@peer.example"),
        ("4", "d@d.example"),
    ]
    found = transfers.surplus(existing, ["ADA@peer.example", "bob@peer.example"], frozenset({"4"}))
    assert found == [("3", "cy@peer.example")]


def test_a_server_below_another_is_another() -> None:
    existing = [("a.loud.example", "a.loud.example"), ("loud.example", "loud.example")]
    assert transfers.surplus(existing, ["loud.example"], frozenset()) == [("a.loud.example", "a.loud.example")]


def test_the_port_of_an_account_stays_and_that_of_a_hidden_server_goes() -> None:
    people = transfers.read(List.FOLLOWING, b"ada@peer.example:8443\n")
    assert [line.target for line in people] == ["ada@peer.example:8443"]
    servers = transfers.read(List.DOMAINS, b"peer.example:8443\n")
    assert [line.target for line in servers] == ["peer.example"]
