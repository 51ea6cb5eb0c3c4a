"""Named SQL: every statement stands in a `.sql` file beside the module that runs it, as `-- name: lower_case`.

What several statements of a file begin with stands once, above them, as `-- part: lower_case`; they say `{lower_case}`.
"""

import re
from importlib.resources import files

_HEAD = re.compile(r"^-- (name|part): ([a-z_]+)\s*$", re.MULTILINE)
_PART = re.compile(r"\{([a-z_]+)\}")


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
    """Read `fedart/storage/<file>`; raises ValueError when a name stands twice or a part is not above its use."""
    pieces = _HEAD.split(files("fedart.storage").joinpath(file).read_text(encoding="utf-8"))[1:]
    texts: dict[str, str] = {}
    parts: dict[str, str] = {}
    for kind, name, sql in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        if name in texts or name in parts:
            raise ValueError(f"{file}: the statement {name} stands twice")
        (texts if kind == "name" else parts)[name] = _filled(file, sql.strip().rstrip(";"), parts)
    return Statements(file, texts)


def _filled(file: str, sql: str, parts: dict[str, str]) -> str:
    for name in _PART.findall(sql):
        if name not in parts:
            raise ValueError(f"{file}: no part {name} stands above its use")
        sql = sql.replace(f"{{{name}}}", parts[name])
    return sql
