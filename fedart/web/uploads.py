"""Forms, with and without files, read while they stream (THREATS WEB-11). Whoever reads a form has checked its token.

Files go to `data/spool` and are gone when the `async with` ends, whatever happens inside. A file over the limit is
marked and its bytes are thrown away, so that the page can come back with everything that was typed.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from fedart.domain.filled import File, Form
from fedart.errors import Malformed, TooLarge, Unavailable, WrongType
from fedart.web import csrf
from fedart.web.negotiate import content_type
from fedart.web.session import instance_of

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["File", "Form", "form", "handed"]

MAX_FIELDS = 1_000
"""A work of twenty pictures sends about four hundred with everything ticked, and one for each album and credit."""
MAX_FIELD_BYTES = 512 * 1024
MAX_NAME = 100
MAX_FILE_NAME = 200
_BATCH = 512 * 1024


@asynccontextmanager
async def form(request: Request, *, max_files: int = 0, max_bytes: int = 0) -> AsyncIterator[Form]:
    """The form of a request, once its token was checked. `max_bytes` of one file: a picture's limit unless given.

    Raises Forbidden for a wrong token, Malformed for what cannot be read, TooLarge over the limits, WrongType for
    anything but the two types that browsers send.
    """
    kind, parameters = content_type(request.headers.get("content-type", ""))
    if kind == "application/x-www-form-urlencoded":
        found = await _urlencoded(request)
        await csrf.check(request, found.text(csrf.FIELD))
        yield found
        return
    if kind != "multipart/form-data" or not parameters.get("boundary"):
        raise WrongType(f"a form of type {kind or 'none'}")
    async with _multipart(request, parameters["boundary"], max_files, max_bytes) as found:
        await csrf.check(request, found.text(csrf.FIELD))
        yield found


@asynccontextmanager
async def handed(request: Request, *, max_files: int) -> AsyncIterator[Form]:
    """What another program hands over through the browser, which says so itself: no page can send that, and none of
    ours was there to carry a token (W3C Web Share Target). Raises as `form`.
    """
    csrf.check_handed(request)
    kind, parameters = content_type(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not parameters.get("boundary"):
        raise WrongType(f"a form of type {kind or 'none'}")
    async with _multipart(request, parameters["boundary"], max_files, 0) as found:
        yield found


@asynccontextmanager
async def _multipart(request: Request, boundary: str, max_files: int, max_bytes: int) -> AsyncIterator[Form]:
    it = instance_of(request)
    reader = Reader(it.config.data / "spool", max_bytes or it.config.media.max_bytes, max_files)
    try:
        yield await reader.read(request, boundary)
    finally:
        await asyncio.to_thread(reader.clean)


def _text(raw: bytes) -> str:
    """Browsers send UTF-8 and CRLF; we keep UTF-8 without NUL, and LF."""
    try:
        return raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    except UnicodeDecodeError as error:
        raise Malformed("a form that is not UTF-8") from error


async def _urlencoded(request: Request) -> Form:
    body = await request.body()
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, encoding="utf-8", errors="strict"
        )
    except ValueError as error:
        raise Malformed("a form that cannot be read") from error
    return Form(_grouped([(name, _text(value.encode())) for name, value in pairs]))


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return fields


@dataclass(slots=True)
class _Part:
    """The part that is being read. `path` is set for files that we keep."""

    name: str = ""
    file_name: str | None = None
    path: Path | None = None
    size: int = 0
    too_large: bool = False
    value: bytearray = field(default_factory=bytearray)


class Reader:
    """One multipart body: parser callbacks collect, `flush` writes to disk off the event loop."""

    def __init__(self, folder: Path, max_bytes: int, max_files: int) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self.max_files = max_files
        self.pairs: list[tuple[str, str]] = []
        self.files: list[File] = []
        self.made: list[Path] = []
        self.open: dict[Path, BinaryIO] = {}
        self.pending: list[tuple[Path, bytes | None]] = []
        self.waiting = 0
        self.field_bytes = 0
        self.parts = 0
        self.too_many = False
        self.finished = False
        self.part = _Part()
        self.header = bytearray()
        self.value = bytearray()

    async def read(self, request: Request, boundary: str) -> Form:
        try:
            parser = MultipartParser(boundary.encode("latin-1"), self._callbacks())
            async for chunk in request.stream():
                parser.write(chunk)
                if self.waiting >= _BATCH:
                    await asyncio.to_thread(self.flush)
            parser.finalize()
            if not self.finished:
                raise Malformed("a form that ends in the middle")
            await asyncio.to_thread(self.flush)
        except (FormParserError, UnicodeEncodeError) as error:
            raise Malformed(f"a form that cannot be read: {error}") from error
        except OSError as error:
            raise Unavailable(f"spool: {error}") from error
        return Form(_grouped(self.pairs), tuple(self.files), self.too_many)

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self.on_part_begin,
            "on_header_field": self.on_header_field,
            "on_header_value": self.on_header_value,
            "on_header_end": self.on_header_end,
            "on_headers_finished": self.on_headers_finished,
            "on_part_data": self.on_part_data,
            "on_part_end": self.on_part_end,
            "on_end": self.on_end,
        }

    def on_part_begin(self) -> None:
        self.parts += 1
        if self.parts > MAX_FIELDS:
            raise TooLarge(f"more than {MAX_FIELDS} fields", rule="WEB-11")
        self.part = _Part()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self.header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def on_header_end(self) -> None:
        if self.header.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self.value))
            self.part.name = _text(options.get(b"name", b""))[:MAX_NAME]
            if b"filename" in options:
                self.part.file_name = _text(options[b"filename"])[:MAX_FILE_NAME]
        self.header.clear()
        self.value.clear()

    def on_headers_finished(self) -> None:
        if not self.part.file_name:
            return
        if len(self.files) >= self.max_files:
            self.too_many = True
            return
        self.part.path = self.folder / f"upload-{secrets.token_hex(16)}"
        self.made.append(self.part.path)
        self.pending.append((self.part.path, b""))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        size = end - start
        self.part.size += size
        if self.part.file_name is None:
            self._field_data(data[start:end])
        elif self.part.path is not None and not self.part.too_large:
            if self.part.size > self.max_bytes:
                self.part.too_large = True
                return
            self.pending.append((self.part.path, data[start:end]))
            self.waiting += size

    def _field_data(self, data: bytes) -> None:
        self.field_bytes += len(data)
        if self.field_bytes > MAX_FIELD_BYTES:
            raise TooLarge(f"fields of more than {MAX_FIELD_BYTES} bytes", rule="WEB-11")
        self.part.value += data

    def on_part_end(self) -> None:
        part = self.part
        if part.file_name is None:
            self.pairs.append((part.name, _text(bytes(part.value))))
        elif part.path is not None:
            self.pending.append((part.path, None))
            self.files.append(File(part.name, part.path, part.file_name, part.size, part.too_large))

    def on_end(self) -> None:
        self.finished = True

    def flush(self) -> None:
        """Write what waits; None closes a file."""
        for path, data in self.pending:
            if data is None:
                self.open.pop(path).close()
            else:
                self._file(path).write(data)
        self.pending.clear()
        self.waiting = 0
        for file in self.files:
            if file.too_large:
                file.path.unlink(missing_ok=True)

    def _file(self, path: Path) -> BinaryIO:
        if path not in self.open:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.open[path] = path.open("xb")
            path.chmod(0o600)
        return self.open[path]

    def clean(self) -> None:
        """Close and remove every file that is still there."""
        for handle in self.open.values():
            handle.close()
        for path in self.made:
            path.unlink(missing_ok=True)
