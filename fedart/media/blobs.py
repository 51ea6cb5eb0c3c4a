"""Files on disk under the hash of their content. The names are ours, so nothing a stranger sends reaches a path.

THREATS MED-05. Three areas that never mix: what the public may get, originals, and what waits for a decision.
The functions block; services call them in a thread.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from fedart.errors import NotFound

_HEX = frozenset("0123456789abcdef")
_SHA256_DIGITS = 64
_TEMPORARY = "incoming"
_CHUNK = 1024 * 1024


class Area(StrEnum):
    """Where a file lies, which decides who may get it."""

    PUBLIC = "public"
    PRIVATE = "private"
    QUARANTINE = "quarantine"


class Blobs:
    """A content-addressed store under one folder: `AREA/ab/abcdef...`, folders 0700, files 0600."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes, area: Area) -> str:
        """Store bytes and return their sha256 in hex. When it returns, a power cut cannot take them away any more."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256, area)
        if not target.exists():
            self._write(target, data)
        else:
            # A fresh date protects it from a collection that runs before its row is written.
            os.utime(target)
        return sha256

    def put_file(self, source: Path, area: Area) -> tuple[str, int]:
        """Store a copy of a file of any size; its sha256 in hex and its length in bytes. See `put`."""
        hasher, size = hashlib.sha256(), 0
        with source.open("rb") as file:
            descriptor, temporary = self._temporary()
            try:
                with os.fdopen(descriptor, "wb") as out:
                    while chunk := file.read(_CHUNK):
                        hasher.update(chunk)
                        size += len(chunk)
                        out.write(chunk)
                    out.flush()
                    os.fsync(out.fileno())
                target = self.path(hasher.hexdigest(), area)
                self._folder(target.parent)
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        _sync(target.parent)
        return target.name, size

    def path(self, sha256: str, area: Area) -> Path:
        """Where that file lies, whether or not it exists. Raises NotFound for anything but 64 lower-case hex digits."""
        if len(sha256) != _SHA256_DIGITS or not _HEX.issuperset(sha256):
            raise NotFound("not a sha256", rule="MED-05")
        return self.root / area / sha256[:2] / sha256

    def exists(self, sha256: str, area: Area) -> bool:
        return self.path(sha256, area).is_file()

    def read(self, sha256: str, area: Area) -> bytes:
        """The bytes. Raises NotFound."""
        try:
            return self.path(sha256, area).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(f"no blob {sha256[:12]} in {area}") from error

    def delete(self, sha256: str, area: Area) -> bool:
        """Remove the file; whether it was there."""
        target = self.path(sha256, area)
        try:
            target.unlink()
        except FileNotFoundError:
            return False
        _sync(target.parent)
        return True

    def move(self, sha256: str, source: Area, target: Area) -> None:
        """Take a file from one area to another, as when a held picture is released. Raises NotFound.

        Moving what was moved before succeeds, so that a task may repeat it.
        """
        old, new = self.path(sha256, source), self.path(sha256, target)
        self._folder(new.parent)
        try:
            old.replace(new)
        except FileNotFoundError as error:
            if not new.is_file():
                raise NotFound(f"no blob {sha256[:12]} in {source}") from error
            return
        _sync(new.parent)
        _sync(old.parent)

    def listing(self, area: Area) -> Iterator[str]:
        """The hashes of all files of an area, in no order."""
        for file in (self.root / area).glob("??/*"):
            if len(file.name) == _SHA256_DIGITS:
                yield file.name

    def collect(self, area: Area, wanted: Collection[str], older_than: float) -> list[str]:
        """Delete files that nothing refers to, unless they are younger than `older_than` seconds; returns their hashes.

        Young files are spared because a file is stored before the row that refers to it.
        """
        limit = time.time() - older_than
        removed = []
        for sha256 in self.listing(area):
            with suppress(FileNotFoundError):
                if sha256 not in wanted and self.path(sha256, area).stat().st_mtime < limit:
                    self.delete(sha256, area)
                    removed.append(sha256)
        self._sweep(limit)
        return removed

    def _write(self, target: Path, data: bytes) -> None:
        self._folder(target.parent)
        descriptor, temporary = self._temporary()
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync(target.parent)

    def _temporary(self) -> tuple[int, Path]:
        """A new file to write into, for its owner only."""
        path = self._folder(self.root / _TEMPORARY) / secrets.token_hex(16)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), path

    def _folder(self, folder: Path) -> Path:
        """Make it, private, with its parents inside the root; each new entry is made durable."""
        for part in reversed([folder, *folder.parents]):
            inside = part == self.root or self.root in part.parents
            if inside and not part.is_dir():
                part.mkdir(mode=0o700, parents=part == self.root, exist_ok=True)
                _sync(part.parent)
        return folder

    def _sweep(self, limit: float) -> None:
        """Remove what writers that were killed have left behind."""
        for file in (self.root / _TEMPORARY).glob("*"):
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < limit:
                    file.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
