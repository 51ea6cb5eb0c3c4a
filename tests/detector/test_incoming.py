"""A model from elsewhere: two plain files, copied; everything else is refused (MED-07)."""

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fedart.detector import incoming, manifest
from fedart.errors import ConfigError
from tests.support import tiny_model


def _staged(source: Path, tmp_path: Path) -> tuple[str, list[str]]:
    with incoming.staged(source, tmp_path / "data") as folder:
        return manifest.load(folder).label, sorted(path.name for path in folder.iterdir())


def _refused(source: Path, tmp_path: Path) -> str:
    with pytest.raises(ConfigError) as caught, incoming.staged(source, tmp_path / "data"):
        pass
    left = tmp_path / "data" / "models"
    assert list(left.iterdir()) == []
    return str(caught.value)


def _zipped(folder: Path, home: str = "") -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("model.onnx", "model.toml"):
            archive.write(folder / name, home + name)
    return path


def _renamed(folder: Path) -> Path:
    for name in ("model.onnx", "model.toml"):
        (folder / name).rename(folder / name.replace("model", "mine"))
    return folder / "mine.onnx"


FORMS: dict[str, Callable[[Path], Path]] = {
    "folder": lambda folder: folder,
    "zip": _zipped,
    "zip of a folder": lambda folder: _zipped(folder, "tiny-1/"),
    "file with model.toml": lambda folder: folder / "model.onnx",
    "file with its own description": _renamed,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_model_is_taken_in_every_form(tmp_path: Path, form: str) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.5)
    (folder / "README").write_text("stays there")
    assert _staged(FORMS[form](folder), tmp_path) == ("tiny 1", ["model.onnx", "model.toml"])
    assert list((tmp_path / "data" / "models").iterdir()) == []


def test_a_settled_model_stays_and_may_come_again(tmp_path: Path) -> None:
    folder, data = tiny_model.constant(tmp_path / "tiny", 0.5), tmp_path / "data"
    for _ in range(2):
        with incoming.staged(folder, data) as copy:
            assert incoming.settle(copy, manifest.load(copy), data) == "tiny-1"
    assert [path.name for path in (data / "models").iterdir()] == ["tiny-1"]
    other = tiny_model.constant(tmp_path / "tiny", 0.75)
    with incoming.staged(other, data) as copy, pytest.raises(ConfigError, match="is installed already"):
        incoming.settle(copy, manifest.load(copy), data)


def test_med_07_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.5)
    outside = tmp_path / "outside.onnx"
    (folder / "model.onnx").rename(outside)
    (folder / "model.onnx").symlink_to(outside)
    assert "symbolic link" in _refused(folder, tmp_path)
    (tmp_path / "link").symlink_to(folder)
    assert "symbolic link" in _refused(tmp_path / "link", tmp_path)


def test_med_07_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.5)
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(folder / "model.toml", "model.toml")
        member = zipfile.ZipInfo("model.onnx")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    assert "symbolic link" in _refused(path, tmp_path)


def test_a_pipe_is_no_model(tmp_path: Path) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.5)
    (folder / "model.onnx").unlink()
    os.mkfifo(folder / "model.onnx")
    assert "no plain file" in _refused(folder, tmp_path)


def test_med_07_sizes_are_limited_whatever_an_archive_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.5)
    with (folder / "model.onnx").open("ab") as file:
        file.write(bytes(5_000_000))
    archive = _zipped(folder)
    assert archive.stat().st_size < 50_000
    monkeypatch.setattr(incoming, "WEIGHTS_LIMIT", 4_000_000)
    for source in (archive, folder, folder / "model.onnx"):
        assert "larger than" in _refused(source, tmp_path)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([], "must hold model.onnx once"),
        (["model.onnx"], "must hold model.toml once"),
        (["model.toml"], "must hold model.onnx once"),
        (["a/model.onnx", "b/model.toml"], "must hold model.toml once"),
        (["a/model.onnx", "a/model.toml", "b/model.onnx", "b/model.toml"], "must hold model.onnx once"),
        ([f"{n}.txt" for n in range(101)], "more than 100 files"),
    ],
)
def test_an_archive_of_something_else_is_refused(tmp_path: Path, members: list[str], words: str) -> None:
    path = tmp_path / "model.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in members:
            archive.writestr(name, "x")
    assert words in _refused(path, tmp_path)


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = _zipped(tiny_model.constant(tmp_path / "tiny", 0.5))
    data = bytearray(path.read_bytes())
    data[60:90] = bytes(30)
    path.write_bytes(data)
    assert "damaged" in _refused(path, tmp_path)


@pytest.mark.parametrize("name", ["none", "picture.png", "lonely.onnx"])
def test_what_is_no_model_is_refused(tmp_path: Path, name: str) -> None:
    if name != "none":
        (tmp_path / name).write_bytes(b"something")
    assert str(tmp_path / name) in _refused(tmp_path / name, tmp_path)


def test_an_archive_s_names_lead_nowhere_else(tmp_path: Path) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.5)
    archive = _zipped(folder, "../../")
    assert _staged(archive, tmp_path)[1] == ["model.onnx", "model.toml"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "tiny", "tiny.zip"]
