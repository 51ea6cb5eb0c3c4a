"""The models on this machine: which there are, and which one judges.

DATA/models/NAME-VERSION/{model.onnx, model.toml}     what was installed
DATA/models/current                                   one line: the folder in use; without it the shipped model is
PREFIX/share/fedart/models/NAME-VERSION               the shipped model, where set-up puts it

The choice is a file of its own and not a line of config.toml: it is replaced in one step, it needs no rights on a file
that people write by hand, and it is backed up with the models it names.
"""

import os
import re
import sys
import tempfile
import tomllib
from pathlib import Path

from fedart import log
from fedart.detector import manifest
from fedart.detector.manifest import DESCRIPTION, WEIGHTS
from fedart.errors import ConfigError

CURRENT = "current"
SHIPPED = "shipped"

_DESCRIBED = Path(__file__).parent / "shipped" / DESCRIPTION
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def models(data: Path) -> Path:
    """Where models of a data folder lie."""
    return data / "models"


def chosen(setting: str, data: Path) -> Path | None:
    """The folder of the model that `detector.model` means; None for provenance alone.

    `current`: what was chosen with `fedart detector install` or `use`, else the shipped model, else none. Empty: none.
    Anything else is a folder, relative to the data folder. Raises ConfigError when the chosen one is gone.
    """
    if setting == "":
        return None
    if setting != CURRENT:
        return (data / setting).resolve()
    name = pointed(data)
    if name is not None:
        return models(data) / name
    found = shipped(data)
    if found is None:
        log.info("detector_without_model", advice="fedart detector fetch")
    return found


def pointed(data: Path) -> str | None:
    """The installed model's folder that is in use, None for the shipped one. Raises ConfigError when it is gone."""
    try:
        name = (models(data) / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{models(data) / CURRENT} cannot be read: {error}", rule="MED-07") from error
    if not _NAME.fullmatch(name) or not (models(data) / name / DESCRIPTION).is_file():
        raise ConfigError(
            f"{models(data) / CURRENT} names the model {name[:100]!r}, which is not installed: choose another one with"
            " `fedart detector use`",
            rule="MED-07",
        )
    return name


def point(data: Path, name: str | None) -> None:
    """Choose an installed model by its folder's name, None for the shipped one; in one step. Raises ConfigError."""
    target = models(data) / CURRENT
    try:
        if name is None:
            target.unlink(missing_ok=True)
            return
        if not _NAME.fullmatch(name) or not (models(data) / name / DESCRIPTION).is_file():
            raise ConfigError(f"no model {name!r} is installed: `fedart detector list` shows what is")
        handle, part = tempfile.mkstemp(dir=models(data), prefix=".current-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(target)
    except OSError as error:
        raise ConfigError(f"{target} cannot be written ({error.strerror})") from error


def present(data: Path) -> list[str]:
    """The folders of all installed models, in order."""
    try:
        found = [path.name for path in models(data).iterdir() if (path / DESCRIPTION).is_file()]
    except OSError:
        return []
    return sorted(name for name in found if _NAME.fullmatch(name))


def folder_name(name: str, version: str) -> str:
    """The folder of a model. Raises ConfigError for a name or a version that would make a strange one."""
    made = f"{name}-{version}"
    if not _NAME.fullmatch(made) or made == CURRENT:
        raise ConfigError("detector.model: name and version must consist of letters, digits, dots and dashes")
    return made


def shipped(data: Path) -> Path | None:
    """The model that comes with fedart, where set-up or `fedart detector fetch` completed it; None where it is not."""
    try:
        table = tomllib.loads(_DESCRIBED.read_text(encoding="utf-8"))
    except OSError:
        return None
    name = folder_name(str(table["name"]), str(table["version"]))
    for home in homes(data):
        if (home / name / DESCRIPTION).is_file() and (home / name / WEIGHTS).is_file():
            return home / name
    return None


def homes(data: Path) -> tuple[Path, Path]:
    """Where the shipped model may lie: beside installed ones, or where set-up puts it for every instance."""
    return models(data), Path(sys.prefix) / "share" / "fedart" / "models"


def by_name(name: str, data: Path) -> Path:
    """A model by its folder's name, by `shipped` or by a path. Raises ConfigError when there is none."""
    if name == SHIPPED:
        found = shipped(data)
        if found is None:
            raise ConfigError("the shipped model is not complete: run `fedart detector fetch`")
        return found
    if _NAME.fullmatch(name) and (models(data) / name / DESCRIPTION).is_file():
        return models(data) / name
    path = Path(name)
    if not (path / DESCRIPTION).is_file():
        raise manifest.wrong(path, f"{DESCRIPTION} cannot be read: `fedart detector list` shows what is installed")
    return path.resolve()
