"""Files come out of packages, wherever those lie, and what cannot be had is said in words."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import deb
from tools.demo import packages

FERRY = "usr/share/backgrounds/ferry.jpg"
FILES = {FERRY: b"a ferry", "usr/share/doc/copyright": b"CC BY 4.0"}


@pytest.mark.parametrize("form", [".xz", ".gz", ""])
def test_wanted_files_are_taken_and_others_left(tmp_path: Path, form: str) -> None:
    package = deb.write(tmp_path / "boats_1_all.deb", FILES, form=form)
    found = packages.unpack(package, {FERRY, "usr/share/gulls.jpg"}, tmp_path / "out")
    assert {path: file.read_bytes() for path, file in found.items()} == {FERRY: b"a ferry"}
    assert [file.name for file in (tmp_path / "out").rglob("*") if file.is_file()] == ["ferry.jpg"]


def test_a_file_that_was_taken_is_not_read_again(tmp_path: Path) -> None:
    package = deb.write(tmp_path / "boats_1_all.deb", FILES)
    packages.unpack(package, {FERRY}, tmp_path / "out")
    package.write_bytes(b"gone")
    assert packages.unpack(package, {FERRY}, tmp_path / "out")[FERRY].read_bytes() == b"a ferry"


@pytest.mark.parametrize(
    ("content", "words"), [(b"PK\x03\x04", "no Debian package"), (b"!<arch>\nshort", "holds no files")]
)
def test_what_is_no_package_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    package = tmp_path / "boats_1_all.deb"
    package.write_bytes(content)
    with pytest.raises(packages.Unavailable, match=words):
        packages.unpack(package, {FERRY}, tmp_path / "out")
    deb.write(package, FILES)
    assert packages.unpack(package, {FERRY}, tmp_path / "out")


def test_zstd_needs_dpkg_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = deb.write(tmp_path / "boats_1_all.deb", FILES, form="")
    plain = package.read_bytes()
    package.write_bytes(plain.replace(b"data.tar    ", b"data.tar.zst"))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(packages.Unavailable, match="dpkg-deb"):
        packages.unpack(package, {FERRY}, tmp_path / "out")


def test_zstd_is_left_to_dpkg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = deb.write(tmp_path / "boats_1_all.deb", FILES, form="")
    plain = package.read_bytes()
    package.write_bytes(plain.replace(b"data.tar    ", b"data.tar.zst"))
    asked: list[Sequence[str]] = []

    def run(command: Sequence[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, stdout=plain[plain.index(b"./usr") :])

    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", run)
    assert packages.unpack(package, {FERRY}, tmp_path / "out")[FERRY].read_bytes() == b"a ferry"
    assert asked == [["/usr/bin/dpkg-deb", "--fsys-tarfile", str(package)]]


def test_packages_of_a_folder_need_no_apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "given"
    given.mkdir()
    package = deb.write(given / "boats_1_all.deb", FILES)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert packages.gather(["boats", "gulls"], tmp_path / "cache", given) == {"boats": package}


def test_without_apt_the_remedy_names_the_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(packages.Unavailable, match="apt-get download boats gulls") as refused:
        packages.gather(["boats", "gulls"], tmp_path, None)
    assert "make demo DEBS=FOLDER" in str(refused.value)


def test_a_folder_without_any_is_refused(tmp_path: Path) -> None:
    with pytest.raises(packages.Unavailable, match="None of the demo's packages"):
        packages.gather(["boats"], tmp_path / "cache", tmp_path)


class Apt:
    """apt-get as a table: which packages it knows before and after its lists were brought up to date."""

    def __init__(self, cache: Path, known: set[str], later: set[str]) -> None:
        self.cache, self.known, self.later = cache, known, later
        self.asked: list[str] = []

    def __call__(self, command: Sequence[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        assert options["cwd"] == self.cache
        verb = command.index("update") if "update" in command else command.index("download")
        wanted = command[verb + 1 :]
        self.asked.append(" ".join(command[verb:]))
        if command[verb] == "update":
            self.known |= self.later
        good = set(wanted) <= self.known
        for package in wanted if good else ():
            deb.write(self.cache / f"{package}_1_all.deb", FILES)
        return subprocess.CompletedProcess(command, 0 if good else 100)


@pytest.mark.parametrize(
    ("known", "later", "asked", "found"),
    [
        ({"boats", "gulls"}, set(), ["download boats gulls"], {"boats", "gulls"}),
        (set(), {"boats"}, ["download boats gulls", "update", "download boats", "download gulls"], {"boats"}),
    ],
)
def test_apt_downloads_with_its_lists_or_with_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: set[str], later: set[str], asked: list[str], found: set[str]
) -> None:
    apt = Apt(tmp_path, known, later)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", apt)
    assert packages.gather(["boats", "gulls"], tmp_path, None).keys() == found
    assert apt.asked == asked
    apt.asked.clear()
    packages.gather(sorted(found), tmp_path, None)
    assert apt.asked == [], "what was downloaded stays"
