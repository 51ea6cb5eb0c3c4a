"""A model from elsewhere, brought into the data folder: two files of known names, plain, whole and not too large.

It comes as a folder, as a ZIP archive, or as NAME.onnx beside NAME.toml (or model.toml). It is copied before anything
is looked at, so that what is checked is what is kept. Whether it is a model that may judge is decided afterwards:
`fedart.detector.manifest`, `onnx_file`, and its own process.
"""

import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from fedart.detector import installed, manifest
from fedart.detector.manifest import DESCRIPTION, DESCRIPTION_LIMIT, WEIGHTS, WEIGHTS_LIMIT, ModelInfo
from fedart.errors import ConfigError

_PIECE = 1024 * 1024
_MEMBERS = 100
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@contextmanager
def staged(source: Path, data: Path) -> Iterator[Path]:
    """A copy of the model in a folder of its own below DATA/models, gone afterwards. Raises ConfigError."""
    home = installed.models(data)
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = Path(tempfile.mkdtemp(prefix=".incoming-", dir=home))
    except OSError as error:
        raise ConfigError(f"{home} cannot be written ({error.strerror})") from error
    try:
        _copy(source, folder)
        yield folder
    except OSError as error:
        raise ConfigError(f"{source}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settle(folder: Path, info: ModelInfo, data: Path) -> str:
    """Give a staged model its place, DATA/models/NAME-VERSION; returns that name.

    The same model may be there already. Raises ConfigError when another one is.
    """
    name = installed.folder_name(info.name, info.version)
    target = installed.models(data) / name
    if target.exists():
        there = manifest.load(target)
        if there.sha256 != info.sha256 or (target / DESCRIPTION).read_bytes() != (folder / DESCRIPTION).read_bytes():
            raise ConfigError(
                f"another {info.label} is installed already: remove {target}, or give the new one its own version"
            )
        return name
    try:
        folder.rename(target)
    except OSError as error:
        raise ConfigError(f"{target} cannot be written ({error.strerror})") from error
    return name


def _copy(source: Path, folder: Path) -> None:
    if source.is_symlink():
        raise _refused(source, "it is a symbolic link")
    if source.is_dir():
        _copy_files(source / WEIGHTS, source / DESCRIPTION, folder)
    elif source.suffix == ".onnx":
        described = [path for path in (source.with_suffix(".toml"), source.with_name(DESCRIPTION)) if path.exists()]
        if not described:
            raise _refused(source, f"there is neither {source.stem}.toml nor {DESCRIPTION} beside it")
        _copy_files(source, described[0], folder)
    elif zipfile.is_zipfile(source):
        try:
            with zipfile.ZipFile(source) as archive:
                _unpack(source, archive, folder)
        except zipfile.BadZipFile as error:
            raise _refused(source, f"the archive is damaged: {error}") from error
    else:
        raise _refused(source, "it is no folder, no .onnx file and no ZIP archive")


def _copy_files(weights: Path, description: Path, folder: Path) -> None:
    for path, name, limit in ((description, DESCRIPTION, DESCRIPTION_LIMIT), (weights, WEIGHTS, WEIGHTS_LIMIT)):
        with _plain(path) as file:
            _save(file, folder / name, limit, path)


@contextmanager
def _plain(path: Path) -> Iterator[IO[bytes]]:
    """A file that is really there under this name: no symbolic link, no device, no pipe."""
    if path.is_symlink():
        raise _refused(path, "it is a symbolic link")
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _refused(path, "it is no plain file")
        yield file


def _unpack(source: Path, archive: zipfile.ZipFile, folder: Path) -> None:
    """The two files, at the top of the archive or in one folder of it; whatever else is there stays there."""
    members = archive.infolist()
    if len(members) > _MEMBERS:
        raise _refused(source, f"it holds more than {_MEMBERS} files")
    homes = {m.filename.removesuffix(WEIGHTS) for m in members if m.filename.rpartition("/")[2] == WEIGHTS}
    if len(homes) != 1:
        raise _refused(source, f"it must hold {WEIGHTS} once, and {DESCRIPTION} beside it")
    (home,) = homes
    for name, limit in ((DESCRIPTION, DESCRIPTION_LIMIT), (WEIGHTS, WEIGHTS_LIMIT)):
        found = [member for member in members if member.filename == home + name]
        if len(found) != 1:
            raise _refused(source, f"it must hold {name} once, beside {WEIGHTS}")
        if stat.S_ISLNK(found[0].external_attr >> 16) or found[0].compress_type not in _COMPRESSIONS:
            raise _refused(source, f"{name} in it is a symbolic link, or compressed in a way that is not read here")
        try:
            with archive.open(found[0]) as file:
                _save(file, folder / name, limit, source)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
            raise _refused(source, f"the archive is damaged: {error}") from error


def _save(file: IO[bytes], target: Path, limit: int, source: Path) -> None:
    """Copy up to `limit` bytes; what an archive says about sizes is not believed."""
    left = limit
    with target.open("xb") as out:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise _refused(source, f"{target.name} is larger than {limit / 2**20:g} MiB")
            out.write(piece)


def _refused(path: Path, why: str) -> ConfigError:
    return ConfigError(f"{path}: {why}", rule="MED-07")
