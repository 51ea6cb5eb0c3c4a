"""The store on disk: names we compute, private files, nothing half written (THREATS MED-05)."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from fedart.errors import NotFound
from fedart.media.blobs import Area, Blobs

DATA = b"a picture"
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "media")


def _files(blobs: Blobs) -> list[Path]:
    return [path for path in blobs.root.rglob("*") if path.is_file()]


def test_what_is_put_can_be_read_under_its_hash(blobs: Blobs) -> None:
    assert blobs.put(DATA, Area.PUBLIC) == SHA
    assert blobs.read(SHA, Area.PUBLIC) == DATA
    assert blobs.exists(SHA, Area.PUBLIC)
    assert blobs.path(SHA, Area.PUBLIC) == blobs.root / "public" / SHA[:2] / SHA


def test_areas_do_not_mix(blobs: Blobs) -> None:
    blobs.put(DATA, Area.PRIVATE)
    assert not blobs.exists(SHA, Area.PUBLIC)
    assert not blobs.exists(SHA, Area.QUARANTINE)
    with pytest.raises(NotFound):
        blobs.read(SHA, Area.PUBLIC)


def test_files_and_folders_are_private(blobs: Blobs) -> None:
    blobs.put(DATA, Area.PUBLIC)
    for path in [blobs.root, *blobs.root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700), path


def test_putting_twice_keeps_one_file(blobs: Blobs) -> None:
    assert blobs.put(DATA, Area.PUBLIC) == blobs.put(DATA, Area.PUBLIC)
    assert _files(blobs) == [blobs.path(SHA, Area.PUBLIC)]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../../etc/passwd",
        SHA[:-1],
        SHA + "0",
        SHA.upper(),
        SHA[:-1] + "/",
        SHA[:-1] + "g",
        "\0" * 64,
        "é" * 64,
    ],
)
def test_med_05_nothing_but_a_hash_reaches_a_path(blobs: Blobs, name: str) -> None:
    assert blobs.path(SHA, Area.PUBLIC)
    with pytest.raises(NotFound):
        blobs.path(name, Area.PUBLIC)
    with pytest.raises(NotFound):
        blobs.read(name, Area.PUBLIC)
    with pytest.raises(NotFound):
        blobs.delete(name, Area.PUBLIC)


def test_deleting_says_whether_it_was_there(blobs: Blobs) -> None:
    blobs.put(DATA, Area.PUBLIC)
    assert blobs.delete(SHA, Area.PUBLIC)
    assert not blobs.delete(SHA, Area.PUBLIC)
    assert _files(blobs) == []


def test_a_held_file_moves_when_it_is_released(blobs: Blobs) -> None:
    blobs.put(DATA, Area.QUARANTINE)
    blobs.move(SHA, Area.QUARANTINE, Area.PUBLIC)
    assert blobs.exists(SHA, Area.PUBLIC)
    assert not blobs.exists(SHA, Area.QUARANTINE)
    blobs.move(SHA, Area.QUARANTINE, Area.PUBLIC)


def test_moving_what_is_nowhere_is_an_error(blobs: Blobs) -> None:
    with pytest.raises(NotFound):
        blobs.move(SHA, Area.QUARANTINE, Area.PUBLIC)


def test_a_failed_write_leaves_nothing(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    blobs.put(b"before", Area.PUBLIC)
    before = _files(blobs)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        blobs.put(DATA, Area.PUBLIC)
    assert _files(blobs) == before


def test_data_is_on_disk_before_its_name_is(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs.put(b"makes the folders", Area.PUBLIC)
    blobs.put(DATA, Area.PUBLIC)
    blobs.delete(SHA, Area.PUBLIC)
    events: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        events.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        events.append("name")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    blobs.put(DATA, Area.PUBLIC)
    assert events == ["file", "name", "folder"]


def test_collecting_removes_what_nothing_refers_to(blobs: Blobs) -> None:
    wanted, lost = blobs.put(DATA, Area.PUBLIC), blobs.put(b"lost", Area.PUBLIC)
    other_area = blobs.put(b"lost", Area.PRIVATE)
    assert set(blobs.listing(Area.PUBLIC)) == {wanted, lost}
    assert blobs.collect(Area.PUBLIC, {wanted}, older_than=-1) == [lost]
    assert set(blobs.listing(Area.PUBLIC)) == {wanted}
    assert blobs.exists(other_area, Area.PRIVATE)


def test_collecting_spares_what_was_just_stored(blobs: Blobs) -> None:
    fresh, old = blobs.put(DATA, Area.PUBLIC), blobs.put(b"old", Area.PUBLIC)
    os.utime(blobs.path(old, Area.PUBLIC), (1, 1))
    assert blobs.collect(Area.PUBLIC, (), older_than=3600) == [old]
    assert blobs.exists(fresh, Area.PUBLIC)


def test_storing_again_protects_an_old_file_from_collection(blobs: Blobs) -> None:
    blobs.put(DATA, Area.PUBLIC)
    os.utime(blobs.path(SHA, Area.PUBLIC), (1, 1))
    blobs.put(DATA, Area.PUBLIC)
    assert blobs.collect(Area.PUBLIC, (), older_than=3600) == []


def test_collecting_sweeps_what_killed_writers_left(blobs: Blobs) -> None:
    blobs.put(DATA, Area.PUBLIC)
    left = blobs.root / "incoming" / "abc"
    left.write_bytes(b"half")
    blobs.collect(Area.PUBLIC, {SHA}, older_than=3600)
    assert left.exists()
    os.utime(left, (1, 1))
    blobs.collect(Area.PUBLIC, {SHA}, older_than=3600)
    assert not left.exists()


def test_an_empty_store_lists_nothing(blobs: Blobs) -> None:
    assert list(blobs.listing(Area.PUBLIC)) == []
    assert blobs.collect(Area.PUBLIC, (), older_than=0) == []


def test_a_file_of_any_size_is_copied_in_pieces(blobs: Blobs, tmp_path: Path) -> None:
    source = tmp_path / "layers.kra"
    data = os.urandom(2 * 2**20 + 7)
    source.write_bytes(data)
    sha256, size = blobs.put_file(source, Area.QUARANTINE)
    assert (sha256, size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert blobs.read(sha256, Area.QUARANTINE) == data
    assert stat.S_IMODE(blobs.path(sha256, Area.QUARANTINE).stat().st_mode) == 0o600
    assert blobs.put_file(source, Area.QUARANTINE) == (sha256, size)
    assert _files(blobs) == [blobs.path(sha256, Area.QUARANTINE)]


def test_a_copy_that_fails_leaves_nothing(blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    source = tmp_path / "layers.kra"
    source.write_bytes(DATA)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        blobs.put_file(source, Area.QUARANTINE)
    assert _files(blobs) == []
