"""Photographs and paintings made by people, taken from small Debian packages into a cache outside the repository.

`palapeli-data` holds photographs (jigsaw puzzles), `lordsawar-data` paintings (scenes of a game): 24 MB to download,
once. Both are older than picture generators.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "fedart-tests"
PACKAGES = ("palapeli-data", "lordsawar-data")
PHOTOGRAPHS = tuple(
    f"usr/share/palapeli/collection/{name}.jpg"
    for name in ("castle-maintenon", "cincinnati-bridge", "citrus-fruits", "european-honey-bee")
)
PAINTINGS = tuple(
    f"usr/share/games/lordsawar/various/{name}.png" for name in ("ship", "ruin_2", "win", "city_occupied")
)
SECONDS = 240


def photographs() -> list[Path]:
    """Photographs as files. Skips the test where they cannot be had; fails it in CI."""
    return _files(PHOTOGRAPHS)


def paintings() -> list[Path]:
    """Paintings as files. Skips the test where they cannot be had; fails it in CI."""
    return _files(PAINTINGS)


def _files(names: tuple[str, ...]) -> list[Path]:
    found = [CACHE / "art" / name for name in names]
    if not all(path.is_file() for path in found):
        problem = _fetch()
        if problem or not all(path.is_file() for path in found):
            _give_up(problem or "the packages do not hold the pictures any more")
    return found


def _give_up(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"no pictures by people: {reason}")
    pytest.skip(f"no pictures by people: {reason}")


def _fetch() -> str:
    """Download and unpack; what went wrong, or nothing."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return "this machine has no apt-get and dpkg-deb"
    downloads = CACHE / "debs"
    downloads.mkdir(parents=True, exist_ok=True)
    try:
        for package in PACKAGES:
            if not list(downloads.glob(f"{package}_*.deb")):
                _run(["apt-get", "download", package], downloads)
            for archive in downloads.glob(f"{package}_*.deb"):
                _run(["dpkg-deb", "-x", str(archive), str(CACHE / "art")], downloads)
    except (subprocess.SubprocessError, OSError) as error:
        return str(error)
    return ""


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=SECONDS)
