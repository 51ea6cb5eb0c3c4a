"""Lists of people and servers as CSV, in the form that Mastodon writes and reads (THREATS WEB-12)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fedart.domain import hiding
from fedart.domain.domains import registrable
from fedart.errors import Invalid
from fedart.words import later, number, say

MOST_ROWS = 10_000
MOST_BYTES = 2 * 1024 * 1024
"""How large an import may be."""
TEXT_LIMIT = 300
_FORMULAS = ("=", "+", "-", "@")
_HEADERS = frozenset({"account address", "account", "#domain", "domain"})


class List(StrEnum):
    """What is exported. All but followers can be imported too."""

    FOLLOWING = "following"
    FOLLOWERS = "followers"
    BLOCKED = "blocked"
    MUTED = "muted"
    DOMAINS = "domains"

    @property
    def of_people(self) -> bool:
        return self is not List.DOMAINS


IMPORTED = (List.FOLLOWING, List.BLOCKED, List.MUTED, List.DOMAINS)

HEADERS: dict[List, Sequence[str]] = {
    List.FOLLOWING: ("Account address", "Show boosts", "Notify on new posts", "Languages"),
    List.FOLLOWERS: ("Account address",),
    List.MUTED: ("Account address", "Hide notifications"),
}
"""First lines; the other lists have none, as at Mastodon."""

DEFAULTS: dict[List, Sequence[str]] = {List.FOLLOWING: ("true", "false", ""), List.MUTED: ("true",)}
"""What stands behind each address: what is true of every follow and every mute here."""


class State(StrEnum):
    """READY: read, and waiting for a yes."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class RowState(StrEnum):
    DUE = "due"
    DONE = "done"
    FAILED = "failed"


class Act(StrEnum):
    """REMOVE: not in the file, and the list is to be replaced by it."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: a handle as `name@host` or a host. `problem`: why it is neither, said when shown."""

    target: str
    problem: str = ""

    @property
    def host(self) -> str:
        return self.target.rpartition("@")[2]


def neutral(text: str) -> str:
    """A cell on one line that no spreadsheet takes for a formula; handles and hosts stay as they are (WEB-12)."""
    seen = "".join(sign for sign in text if sign.isprintable())
    return f"'{seen}" if seen.startswith(_FORMULAS) else seen


def write(what: List, targets: Iterable[str]) -> bytes:
    """A list as a file: handles as `name@host`, or hosts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if what in HEADERS:
        writer.writerow(HEADERS[what])
    for target in targets:
        writer.writerow([neutral(target), *DEFAULTS.get(what, ())])
    return out.getvalue().encode()


def read(what: List, data: bytes) -> tuple[Line, ...]:
    """The lines of a file, each once, blank ones left out. Raises Invalid for what is no such list."""
    if len(data) > MOST_BYTES:
        raise _wrong(say("This file is larger than %(most)s MB.", most=MOST_BYTES // 1_048_576))
    found: dict[str, Line] = {}
    for cell in _cells(data):
        line = _line(what, cell)
        found.setdefault(line.target.lower(), line)
        if len(found) > MOST_ROWS:
            raise _wrong(say("This file has more than %(most)s lines. Please split it.", most=number(MOST_ROWS)))
    if not any(not line.problem for line in found.values()):
        raise _wrong(
            say("No line of this file begins with an account like name@server.example. Is it the right file?")
            if what.of_people
            else say("No line of this file begins with a server like server.example. Is it the right file?")
        )
    return tuple(found.values())


def _wrong(words: str) -> Invalid:
    return Invalid({"file": words})


def _cells(data: bytes) -> Iterator[str]:
    """The cells with addresses: those below a header that names them, else the first of each line."""
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        column, first = 0, True
        for row in rows:
            named = [cell.strip().casefold() for cell in row] if first else []
            header = next((at for at, name in enumerate(named) if name in _HEADERS), None)
            column, first = (header or 0) if first else column, False
            if header is None and len(row) > column and row[column].strip():
                yield row[column].strip()
    except (UnicodeDecodeError, csv.Error) as error:
        raise _wrong(
            say("This file cannot be read as CSV. Please choose the one that the other server gave you.")
        ) from error


def _line(what: List, cell: str) -> Line:
    text = cell[1:].strip() if cell.startswith("'") else cell
    if what.of_people:
        user, at, host = text.removeprefix("acct:").removeprefix("@").rpartition("@")
        named = hiding.host_of(host) if at else ""
        if user and named and "." in named and not any(sign.isspace() or sign in "@/" for sign in user):
            return Line(f"{user}@{named}"[:TEXT_LIMIT])
        return Line(cell[:TEXT_LIMIT], later("This is no account like name@server.example."))
    named = hiding.domain_of(text)
    return Line(named) if "." in named else Line(cell[:TEXT_LIMIT], later("This is no server like server.example."))


def _loose(target: str) -> tuple[str, str]:
    """Servers may write `name@example.org` for somebody who lives at social.example.org."""
    user, at, host = target.lower().rpartition("@")
    return (user, registrable(host)) if at else ("", host)


def surplus(
    existing: Sequence[tuple[str, str]], wanted: Iterable[str], touched: frozenset[str]
) -> list[tuple[str, str]]:
    """What a list has beyond a file that replaces it, as (id, target).

    `wanted`: every target of the file, also those that failed: whoever may be meant by one of them stays.
    `touched`: ids of those whom the file has named.
    """
    meant = {_loose(target) for target in wanted}
    return [(ident, target) for ident, target in existing if ident not in touched and _loose(target) not in meant]
