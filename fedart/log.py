"""One structured line per event: `event=delivery_failed host=peer.example status=410`.

No payloads, no secrets. Control characters are escaped and fields are cut at 256 characters,
so that nothing a stranger sends can forge a line (THREATS section 0).
"""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_logger = logging.getLogger("fedart")
_bound: ContextVar[tuple[tuple[str, object], ...]] = ContextVar("bound", default=())

FIELD_LIMIT = 256


def _clean(value: object) -> str:
    text = str(value)
    if text.isalnum() and len(text) <= FIELD_LIMIT and text.isascii():
        return text
    if len(text) > FIELD_LIMIT:
        text = text[: FIELD_LIMIT - 1] + "…"
    quoted = text == "" or " " in text or '"' in text
    if not text.isprintable():
        text = text.encode("unicode_escape").decode("ascii")
    elif quoted:
        text = text.replace("\\", "\\\\")
    return '"' + text.replace('"', '\\"') + '"' if quoted else text


def bind(**fields: object) -> None:
    """Add fields to every line that the current request or task logs from here on."""
    _bound.set(_bound.get() + tuple(fields.items()))


@contextmanager
def bound(**fields: object) -> Iterator[None]:
    """Like `bind`, for the lines inside a `with` block only."""
    token = _bound.set(_bound.get() + tuple(fields.items()))
    try:
        yield
    finally:
        _bound.reset(token)


def line(event: str, /, **fields: object) -> str:
    """The text of one log line."""
    parts = [("event", event), *_bound.get(), *fields.items()]
    return " ".join(f"{name}={_clean(value)}" for name, value in parts if value is not None)


def info(event: str, /, **fields: object) -> None:
    _write(logging.INFO, event, fields)


def warning(event: str, /, **fields: object) -> None:
    _write(logging.WARNING, event, fields)


def error(event: str, /, exc: BaseException | None = None, **fields: object) -> None:
    """An event that needs a person. `exc` adds its traceback."""
    _write(logging.ERROR, event, fields, exc)


def _write(level: int, event: str, fields: dict[str, object], exc: BaseException | None = None) -> None:
    if not _logger.isEnabledFor(level):
        return
    trace = None if exc is None else (type(exc), exc, exc.__traceback__)
    # Not through `Logger.log`, which looks for the caller's file and line on every call; our lines do not show them.
    _logger.handle(_logger.makeRecord(_logger.name, level, "", 0, line(event, **fields), (), trace))


class _Lines(logging.Formatter):
    """Time, level, text. The text of a second is made once a second."""

    def __init__(self) -> None:
        super().__init__()
        self._second = (-1, "")

    def format(self, record: logging.LogRecord) -> str:
        """`2026-11-21 09:14:03,120 INFO event=...`, and the traceback when there is one."""
        second = int(record.created)
        if second != self._second[0]:
            self._second = (second, time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second)))
        text = f"{self._second[1]},{int(record.msecs):03d} {record.levelname} {record.getMessage()}"
        if not record.exc_info:
            return text
        # A traceback ends with the error's own words, which may be a stranger's.
        trace = self.formatException(record.exc_info).splitlines()
        return "\n".join([text, *(f"  {part.encode('unicode_escape').decode()}" for part in trace)])


def configure(level: str) -> None:
    """Send the package's lines to standard error; `level` is a name such as INFO."""
    # Names of threads and processes are looked up for every line, and no line shows them.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    _logger.handlers[:] = [handler]
    _logger.setLevel(level)
    _logger.propagate = False
