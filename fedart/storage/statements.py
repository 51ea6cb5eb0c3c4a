"""Named SQL: every statement stands in a `.sql` file beside the module that runs it, as `-- name: lower_case`."""

import re
from importlib.resources import files

_NAME = re.compile(r"^-- name: ([a-z_]+)\s*$", re.MULTILINE)


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
    """Read `fedart/storage/<file>`; raises ValueError when a name stands twice."""
    text = files("fedart.storage").joinpath(file).read_text(encoding="utf-8")
    parts = _NAME.split(text)[1:]
    texts: dict[str, str] = {}
    for name, sql in zip(parts[::2], parts[1::2], strict=True):
        if name in texts:
            raise ValueError(f"{file}: the statement {name} stands twice")
        texts[name] = sql.strip().rstrip(";")
    return Statements(file, texts)
