"""Pictures out of git, from a folder or a clone, by content and by date."""

import datetime
from pathlib import Path

import pytest

from fedart.detector.training import repositories
from fedart.detector.training.repositories import Repository
from fedart.errors import Unavailable
from tests.support.collection import Hoard


@pytest.fixture
def hoard(tmp_path: Path) -> Hoard:
    return Hoard(tmp_path / "ada+art")


def at(hoard: Hoard, commit: str) -> Repository:
    return repositories.find("ada/art", commit, str(hoard.folder.parent / "{owner}+{name}"), hoard.folder.parent)


def test_files_are_those_of_the_commit_and_no_other(hoard: Hoard) -> None:
    first = hoard.add({"a.png": b"one", "in/ä b.png": b"two"})
    second = hoard.add({"c.png": b"three"}, gone="a.png")
    with at(hoard, first) as repository:
        assert sorted(repository.paths()) == ["a.png", "in/ä b.png"]
        assert repository.read("in/ä b.png") == b"two"
        assert repository.read("a.png") == b"one"
    with at(hoard, second) as repository:
        assert sorted(repository.paths()) == ["c.png", "in/ä b.png"]


def test_binary_content_comes_back_as_it_is(hoard: Hoard) -> None:
    data = bytes(range(256)) * 500 + b"\n\n"
    commit = hoard.add({"a.png": data, "empty.png": b""})
    with at(hoard, commit) as repository:
        repository.paths()
        assert [repository.read("a.png"), repository.read("empty.png"), repository.read("a.png")] == [data, b"", data]


def test_a_file_that_the_copy_lacks_reads_as_none(hoard: Hoard) -> None:
    commit = hoard.add({"a.png": b"kept", "b.png": b"lost"})
    blob = hoard.git("rev-parse", "HEAD:b.png").strip()
    (hoard.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with at(hoard, commit) as repository:
        repository.paths()
        assert repository.read("b.png") is None
        assert repository.read("a.png") == b"kept"


def test_a_bare_repository_is_found_as_well(hoard: Hoard, tmp_path: Path) -> None:
    commit = hoard.add({"a.png": b"one"})
    hoard.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare/ada+art/repo"))
    with repositories.find("ada/art", commit, str(tmp_path / "bare/{owner}+{name}/repo"), tmp_path) as repository:
        assert repository.paths() == ["a.png"]


def test_an_unknown_commit_is_said(hoard: Hoard) -> None:
    hoard.add({"a.png": b"one"})
    with at(hoard, "f" * 40) as repository, pytest.raises(Unavailable, match="git"):
        repository.paths()


@pytest.mark.parametrize(
    ("day", "early"),
    [
        ("2020-01-01", set()),
        ("2020-01-02", {"old.png"}),
        ("2022-01-01", {"old.png"}),
        ("2023-01-01", {"old.png", "new.png", "changed.png"}),
    ],
)
def test_files_are_dated_by_their_content(hoard: Hoard, day: str, early: set[str]) -> None:
    hoard.add({"first-name.png": b"old", "changed.png": b"before"}, "2020-01-01")
    commit = hoard.add({"old.png": b"old", "new.png": b"new", "changed.png": b"after"}, "2022-06-01", "first-name.png")
    with at(hoard, commit) as repository:
        assert repository.earlier(repository.paths(), datetime.date.fromisoformat(day)) == early


def test_a_clone_holds_only_the_files_that_are_wanted(hoard: Hoard, tmp_path: Path) -> None:
    commit = hoard.add({"a.png": b"wanted", "b.png": b"not wanted"})
    address = f"file://{tmp_path}/{{owner}}+{{name}}"
    with repositories.find("ada/art", commit, address, tmp_path / "clones") as repository:
        paths = repository.paths()
        repository.prepare(["a.png"])
        assert sorted(paths) == ["a.png", "b.png"]
        assert repository.read("a.png") == b"wanted"
    objects = Hoard.git(
        hoard, f"--git-dir={tmp_path}/clones/ada+art.git", "rev-list", "--objects", "--missing=print", "HEAD"
    )
    assert [line for line in objects.splitlines() if line.startswith("?")] == [
        f"?{hoard.git('rev-parse', 'HEAD:b.png').strip()}"
    ]


def test_a_clone_that_is_behind_fetches_the_commit(hoard: Hoard, tmp_path: Path) -> None:
    address = f"file://{tmp_path}/{{owner}}+{{name}}"
    first = hoard.add({"a.png": b"one"})
    repositories.find("ada/art", first, address, tmp_path / "clones").close()
    second = hoard.add({"b.png": b"two"})
    with repositories.find("ada/art", second, address, tmp_path / "clones") as repository:
        assert sorted(repository.paths()) == ["a.png", "b.png"]


def test_a_repository_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="clone"):
        repositories.find("no/body", "a" * 40, f"file://{tmp_path}/{{owner}}/{{name}}", tmp_path / "clones")
