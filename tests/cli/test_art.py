"""`fedart works`, `follow` and `reply`."""

from pathlib import Path

import pytest

from tests.support import paint, pictures
from tests.support.terminal import ORIGIN, Run


@pytest.fixture
def painting(tmp_path: Path) -> str:
    path = tmp_path / "ferry.png"
    path.write_bytes(paint.png())
    return str(path)


@pytest.fixture
def maren(fedart: Run) -> str:
    assert fedart("user", "add", "maren").status == 0
    return "maren"


def test_a_work_is_published_and_listed(fedart: Run, maren: str, painting: str, tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("Seen *from* the pier.")
    said = fedart(
        *("works", "publish", "--as", maren, "--title", "Evening, ferry", "--text-file", str(tmp_path / "text.md")),
        *("--alt", "A ferry", "--tag", "ferry", "--tag", "oil", "--warning", "fog", "--json", painting),
    )
    assert said.status == 0, said.err
    made = said.json
    assert (made["state"], made["withheld"]) == ("live", [])
    assert made["uri"] == f"{ORIGIN}/objects/{made['id']}"
    assert made["url"] == f"{ORIGIN}/works/{made['id']}"
    (listed,) = fedart("works", "list", "--as", maren, "--json").json["works"]
    assert {key: listed[key] for key in ("id", "title", "state", "visibility", "pictures", "kind")} == {
        "id": made["id"],
        "title": "Evening, ferry",
        "state": "live",
        "visibility": "public",
        "pictures": 1,
        "kind": "work",
    }
    assert fedart("works", "list", "--as", "@Maren").out == f"{made['url']}  live  Evening, ferry\n"


def test_a_declared_picture_is_held(fedart: Run, maren: str, tmp_path: Path) -> None:
    path = tmp_path / "generated"
    path.write_bytes(pictures.with_signal(sorted(pictures.SIGNALS)[0]))
    said = fedart("works", "publish", "--as", maren, "--title", "T", "--json", str(path))
    assert said.status == 0, said.err
    assert said.json["state"] == "held"
    assert len(said.json["withheld"]) == 1
    assert fedart("works", "list", "--as", maren, "--json").json["works"][0]["state"] == "held"


def test_a_direct_work_names_its_people(fedart: Run, maren: str, painting: str) -> None:
    arguments = ["works", "publish", "--as", maren, "--title", "T", "--visibility", "direct", "--json"]
    said = fedart(*arguments, "--to", "@owner", painting)
    assert said.status == 0, said.err
    assert fedart("works", "list", "--as", maren, "--json").json["works"][0]["visibility"] == "direct"


def test_nothing_is_listed_for_somebody_without_works(fedart: Run, maren: str) -> None:
    assert fedart("works", "list", "--as", maren).out == "No works yet.\n"
    assert fedart("works", "list", "--as", maren, "--json").json == {"ok": True, "works": []}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as", "nobody", "--title", "T", "{painting}"], "Nobody here is called nobody"),
        (["--as", "maren", "--title", "T", "{folder}/none.png"], "no such file"),
        (["--as", "maren", "--title", " ", "{painting}"], "title"),
        (["--as", "maren", "--title", "T", "--text-file", "{folder}/none.md", "{painting}"], "No such file"),
        (["--as", "maren", "--title", "T", "--text-file", "{painting}", "{painting}"], "not text"),
        (["--as", "maren", "--title", "T", "{folder}/text.png"], "picture"),
    ],
)
def test_what_cannot_be_published_says_why(
    fedart: Run, maren: str, painting: str, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "text.png").write_text("not a picture at all")
    given = [argument.format(painting=painting, folder=tmp_path) for argument in arguments]
    said = fedart("works", "publish", "--json", *given)
    assert said.status == 1
    assert message.lower() in said.json["error"].lower()
    assert fedart("works", "list", "--as", maren, "--json").json["works"] == []


def test_following_somebody_here(fedart: Run, maren: str) -> None:
    said = fedart("follow", "--as", maren, "@owner@localhost:8420", "--json")
    assert said.status == 0, said.err
    assert said.json["state"] in ("accepted", "requested")
    assert said.json["uri"].startswith(ORIGIN)


@pytest.mark.parametrize("target", ["@nobody@localhost:8420", "nonsense", "http://localhost:8420/works/1"])
def test_following_nobody_is_refused(fedart: Run, maren: str, target: str) -> None:
    said = fedart("follow", "--as", maren, target, "--json")
    assert (said.status, said.json["ok"]) == (1, False)
    assert said.json["error"]


def test_a_reply_is_a_post_of_its_own(fedart: Run, maren: str, painting: str) -> None:
    work = fedart("works", "publish", "--as", maren, "--title", "T", "--json", painting).json
    said = fedart("reply", "--as", "owner", "--to", work["url"], "--text", "I like the fog.", "--json")
    assert said.status == 0, said.err
    (listed,) = fedart("works", "list", "--as", "owner", "--json").json["works"]
    assert (listed["id"], listed["kind"], listed["title"]) == (said.json["id"], "post", "")
    assert fedart("works", "list", "--as", maren, "--json").json["works"][0]["replies"] == 1
    assert "(reply)" in fedart("works", "list", "--as", "owner").out


@pytest.mark.parametrize("target", [f"{ORIGIN}/works/{'0' * 26}", "nonsense"])
def test_a_reply_to_nothing_is_refused(fedart: Run, maren: str, target: str) -> None:
    said = fedart("reply", "--as", maren, "--to", target, "--text", "Hello?", "--json")
    assert (said.status, said.json["ok"]) == (1, False)
