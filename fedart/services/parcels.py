"""The bytes of drafts: files that arrive in pieces, lie under their ids, and are read by this server alone.

How much has arrived is what lies on disk; nothing is written at any other place than the end, by one at a time.
"""

import asyncio
import fcntl
import hashlib
import os
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fedart.domain.draft import DraftFile, DraftFileId
from fedart.domain.ids import is_id
from fedart.errors import FedartError, NotFound, TooLarge, Unavailable
from fedart.instance import Instance

LOOK = ".webp"
YOUNG_SECONDS = 3_600.0
_BATCH = 256 * 1024


class WrongOffset(FedartError):
    """The piece does not begin where the file ends, or another one is arriving."""

    status = 409
    public = "That piece does not begin where the file ends."


def folder(it: Instance) -> Path:
    return it.config.data / "drafts"


def adopt(place: Path, ident: str, sent: Path) -> None:
    """Take over a spooled file. Raises Unavailable."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        sent.rename(place / ident)
    except OSError as error:
        raise Unavailable(f"drafts: {error}") from error


def put(place: Path, ident: str, data: bytes) -> None:
    """Keep the bytes of a file: all of them, or none. Raises Unavailable."""
    part = place / f"{ident}.{os.getpid()}"
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
            handle.write(data)
        part.rename(place / ident)
    except OSError as error:
        raise Unavailable(f"file: {error}") from error


def path(place: Path, file: DraftFile) -> Path:
    return place / file.id


def read(place: Path, ident: str) -> bytes:
    """The bytes of a file. Raises NotFound."""
    try:
        return (place / ident).read_bytes()
    except OSError as error:
        raise NotFound(f"draft file: {error}") from error


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def look(place: Path, ident: DraftFileId) -> bytes | None:
    """The small copy of a file, when it was made."""
    try:
        return (place / f"{ident}{LOOK}").read_bytes()
    except OSError:
        return None


def keep_look(place: Path, ident: DraftFileId, data: bytes) -> None:
    """Keep the small copy of a file; without it, it would be made again."""
    part = place / f"{ident}{LOOK}.{os.getpid()}"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(data)
    part.rename(place / f"{ident}{LOOK}")


def drop(place: Path, idents: Iterable[str]) -> None:
    """Delete files with their small copies."""
    for ident in idents:
        for name in (ident, f"{ident}{LOOK}"):
            (place / name).unlink(missing_ok=True)


def lying(place: Path) -> list[str]:
    """The ids of the files that have been there for an hour."""
    if not place.is_dir():
        return []
    before = time.time() - YOUNG_SECONDS
    names = {entry.name.partition(".")[0] for entry in place.iterdir() if entry.stat().st_mtime < before}
    return sorted(name for name in names if is_id(name))


def arrived(place: Path, file: DraftFile) -> int:
    """How many bytes of a file lie on disk."""
    try:
        return (place / file.id).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def _alone(place: Path, ident: DraftFileId) -> Iterator[BinaryIO]:
    """The file, open at its end, while nobody else writes to it. Raises WrongOffset while somebody does."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(place / ident, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WrongOffset("another piece is arriving") from error
        yield handle


async def append(place: Path, file: DraftFile, offset: int, pieces: AsyncIterator[bytes]) -> int:
    """Write what comes to the end of a file; returns its length then, also when the sender hung up in between.

    What goes over the size that was said is not written. Raises WrongOffset, TooLarge, Unavailable.
    """
    try:
        with _alone(place, file.id) as handle:
            at = os.fstat(handle.fileno()).st_size
            if at != offset:
                raise WrongOffset(f"{offset} given, {at} there")
            return await _write(handle, at, file.size, pieces)
    except OSError as error:
        raise Unavailable(f"drafts: {error}") from error


async def _write(handle: BinaryIO, at: int, size: int, pieces: AsyncIterator[bytes]) -> int:
    waiting = bytearray()
    try:
        async for piece in pieces:
            if at + len(piece) > size:
                raise TooLarge(f"more than the {size} bytes that were said", rule="WEB-11")
            at += len(piece)
            waiting += piece
            if len(waiting) >= _BATCH:
                await asyncio.to_thread(_put, handle, bytes(waiting))
                waiting.clear()
    finally:
        await asyncio.to_thread(_put, handle, bytes(waiting))
    return at


def _put(handle: BinaryIO, data: bytes) -> None:
    handle.write(data)
    handle.flush()
