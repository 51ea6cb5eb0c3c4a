"""Packages are fetched, checked and unpacked. The fetching programs are stood in for; nothing here needs a network."""

import datetime
import hashlib
import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from fedart.detector.training import packages
from fedart.errors import Unavailable
from tests.support.collection import stand_in

# A "package" of these stand-ins is a folder's name and a version in a text file.
APT = 'for name; do :; done; echo "$name" > "${name}_1.16.9_all.deb"; echo "$name" >> "$FETCHED"'
DPKG = """
case "$1" in
--field) echo "1:1.16.9-1" ;;
--extract) mkdir -p "$3/usr/share" && cp "$2" "$3/usr/share/$(cat "$2").png" ;;
esac
"""


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the stand-in of apt-get writes down what it was asked for."""
    programs, log = tmp_path / "programs", tmp_path / "fetched.txt"
    stand_in(programs, "apt-get", APT)
    stand_in(programs, "dpkg-deb", DPKG)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("FETCHED", str(log))
    return log


def test_each_package_is_unpacked_in_a_folder_of_its_name(tmp_path: Path, fetched: Path) -> None:
    with packages.debian("art-data more-art", "bookworm 1.16", tmp_path / "into") as folder:
        paths = [path for path in folder.paths() if path.endswith(".png")]
        assert paths == ["art-data/usr/share/art-data.png", "more-art/usr/share/more-art.png"]
        assert folder.read(paths[0]) == b"art-data\n"
    assert fetched.read_text() == "art-data\nmore-art\n"


def test_a_package_is_fetched_once(tmp_path: Path, fetched: Path) -> None:
    for _ in range(2):
        packages.debian("art-data", "bookworm", tmp_path / "into")
    assert fetched.read_text() == "art-data\n"


def test_another_version_is_refused(tmp_path: Path, fetched: Path) -> None:
    assert packages.debian("art-data", "bookworm 1.16.9", tmp_path / "right").paths()
    with pytest.raises(Unavailable, match=r"has version 1:1\.16\.9-1, the list says 1\.17"):
        packages.debian("art-data", "bookworm 1.17", tmp_path / "wrong")
    assert fetched.read_text() == "art-data\nart-data\n"


def test_a_package_that_cannot_be_had_is_said(tmp_path: Path, fetched: Path) -> None:
    stand_in(tmp_path / "programs", "apt-get", "echo 'no such package' >&2; exit 100")
    with pytest.raises(Unavailable, match="no such package"):
        packages.debian("art-data", "bookworm", tmp_path / "into")
    assert not fetched.exists()


def wheel(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The wheel that a stand-in of this Python's pip downloads."""
    data = wheel({"art/templates/a.webp": b"picture", "art/__init__.py": b""})
    shelf = tmp_path / "shelf.whl"
    shelf.write_bytes(data)
    python = stand_in(
        tmp_path / "python", "python", f"cp '{shelf}' ./art-1.0-py3-none-any.whl; echo \"$@\" > ../asked.txt"
    )
    monkeypatch.setattr(sys, "executable", str(python))
    return data


def test_a_wheel_is_unzipped_and_not_installed(tmp_path: Path, registry: bytes) -> None:
    folder = packages.pypi("art==1.0", hashlib.sha256(registry).hexdigest(), tmp_path / "into")
    assert folder.paths() == ["art/__init__.py", "art/templates/a.webp"]
    assert folder.read("art/templates/a.webp") == b"picture"
    asked = (tmp_path / "into/asked.txt").read_text().split()
    assert {"download", "--no-deps", "art==1.0"} <= set(asked)
    assert "install" not in asked


def test_a_wheel_with_another_hash_is_refused(tmp_path: Path, registry: bytes) -> None:
    assert registry
    with pytest.raises(Unavailable, match="the list says"):
        packages.pypi("art==1.0", "0" * 64, tmp_path / "into")
    assert not (tmp_path / "into/files").exists()


def test_packed_files_are_dated_by_the_package(tmp_path: Path) -> None:
    for name, year in (("old.png", 2010), ("new.png", 2024)):
        (tmp_path / name).write_bytes(b"picture")
        moment = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    folder = packages.Folder(tmp_path)
    assert folder.earlier(["old.png", "new.png"], datetime.date(2020, 1, 1)) == {"old.png"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "outside.png").write_bytes(b"outside")
    (tmp_path / "in/a.png").write_bytes(b"inside")
    (tmp_path / "in/b.png").symlink_to(tmp_path / "outside.png")
    assert packages.Folder(tmp_path / "in").paths() == ["a.png"]


def test_an_archive_inside_a_package_is_unzipped(tmp_path: Path) -> None:
    folder = packages.unzip(wheel({"pics/a.png": b"picture"}), tmp_path / "inner")
    assert folder.read("pics/a.png") == b"picture"


def test_a_broken_archive_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="inner"):
        packages.unzip(b"not a zip", tmp_path / "inner")
    assert not (tmp_path / "inner").exists()
