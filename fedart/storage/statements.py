"""Named SQL: every statement stands in a `.sql` file beside the module that runs it, as `-- name: lower_case`.

What several statements share stands once, above them, as `-- part: lower_case`; they say `{lower_case}`, and those of
other files `{file.lower_case}`.
"""

import re
from importlib.resources import files

_HEAD = re.compile(r"^-- (name|part): ([a-z_]+)\s*$", re.MULTILINE)
_PART = re.compile(r"\{(?:([a-z_]+)\.)?([a-z_]+)\}")


class Statements:
    """The statements of one `.sql` file, as attributes: `SQL.by_uri`."""

    def __init__(self, file: str, texts: dict[str, str]) -> None:
        self.file = file
        self.texts = texts
        # As plain attributes: a busy server reads thousands of them a second.
        self.__dict__.update(texts)

    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"{self.file} has no statement named {name}")


def load(file: str) -> Statements:
    """Read `fedart/storage/<file>`, and the files whose parts it takes.

    Raises ValueError when a name stands twice, a part is not above its use, or files take parts from one another.
    """
    return Statements(file, _read(file, {})[0])


def _read(file: str, known: dict[str, dict[str, str] | None]) -> tuple[dict[str, str], dict[str, str]]:
    """The statements and the parts of a file. `known`: the parts of files read before, None of those being read."""
    known[file] = None
    pieces = _HEAD.split(files("fedart.storage").joinpath(file).read_text(encoding="utf-8"))[1:]
    texts: dict[str, str] = {}
    parts: dict[str, str] = {}
    for kind, name, sql in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        if name in texts or name in parts:
            raise ValueError(f"{file}: the statement {name} stands twice")
        (texts if kind == "name" else parts)[name] = _filled(file, sql.strip().rstrip(";"), parts, known)
    known[file] = parts
    return texts, parts


def _filled(file: str, sql: str, parts: dict[str, str], known: dict[str, dict[str, str] | None]) -> str:
    for other, name in _PART.findall(sql):
        called = f"{other}.{name}" if other else name
        found = _parts_of(file, f"{other}.sql", known) if other else parts
        if name not in found:
            raise ValueError(f"{file}: no part {called} stands above its use")
        sql = sql.replace(f"{{{called}}}", found[name])
    return sql


def _parts_of(file: str, other: str, known: dict[str, dict[str, str] | None]) -> dict[str, str]:
    if other not in known:
        return _read(other, known)[1]
    found = known[other]
    if found is None:
        raise ValueError(f"{file}: {other} takes parts from this file, so this file takes none from there")
    return found
