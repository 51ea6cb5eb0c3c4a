"""Pictures that come with fedart, some made by people and some generated, to try a model on before it judges.

They lie in this folder, with `credits.toml`: one `[[picture]]` for each, with `file`, `label` (human or generated),
`source`, `author` and `licence`. They are few and a model may know them: they show that a model works here at all and
how it compares with another one, not how often it errs in the world.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fedart.errors import ConfigError

CREDITS = "credits.toml"
FOLDER = Path(__file__).parent

_FIELDS = ("file", "label", "source", "author", "licence")


class Label(StrEnum):
    """Who made a picture."""

    HUMAN = "human"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class CheckPicture:
    """One picture of the set, and whom to thank for it."""

    path: Path
    label: Label
    source: str
    author: str
    licence: str


def pictures(folder: Path = FOLDER) -> tuple[CheckPicture, ...]:
    """The check set, in its order; empty where none is shipped. Raises ConfigError for a damaged one."""
    try:
        table = tomllib.loads((folder / CREDITS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise _damaged(folder, str(error)) from error
    rows = table.get("picture")
    if not isinstance(rows, list) or set(table) != {"picture"}:
        raise _damaged(folder, "it must hold [[picture]] and nothing else")
    return _unique(folder, [_picture(folder, row) for row in rows])


def _picture(folder: Path, row: object) -> CheckPicture:
    if not isinstance(row, dict) or sorted(row) != sorted(_FIELDS):
        raise _damaged(folder, f"each picture has {', '.join(_FIELDS)}")
    texts = [row[name] for name in _FIELDS]
    if not all(isinstance(text, str) and text for text in texts):
        raise _damaged(folder, f"empty fields in {row}")
    file, label, source, author, licence = (str(text) for text in texts)
    if label not in set(Label):
        raise _damaged(folder, f"{file} is labelled {label!r}, neither human nor generated")
    path = folder / file
    if path.parent != folder or not path.is_file():
        raise _damaged(folder, f"{file} is not there")
    return CheckPicture(path, Label(label), source, author, licence)


def _unique(folder: Path, found: Sequence[CheckPicture]) -> tuple[CheckPicture, ...]:
    if len({picture.path for picture in found}) != len(found):
        raise _damaged(folder, "it names a file twice")
    return tuple(found)


def _damaged(folder: Path, why: str) -> ConfigError:
    return ConfigError(f"{folder / CREDITS}: {why}: install fedart again")
