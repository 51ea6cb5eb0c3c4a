#!/usr/bin/env python3
"""Make the virtual environment from a lock file: `environment.py FOLDER LOCK`.

Does nothing when the environment was made from the same lock already. Written so that older versions of Python can
read it too and say which version is needed, instead of failing somewhere else.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VERSION = sys.version.split()[0]


def main(folder: Path, lock: Path) -> int:
    """Make or update the environment; returns the exit status."""
    if sys.version_info < NEEDED:
        return refuse(
            f"fedart needs Python 3.11 or newer, and {sys.executable} is {VERSION}.",
            "Name another one, for example: make PYTHON=python3.12 run",
        )
    stamp = folder / f"installed-{lock.name}"
    wanted = fingerprint(lock)
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    print(f"Preparing {folder} from {lock} (once; it takes some minutes on a slow line) ...", flush=True)
    # An environment of another Python, or one that was moved here from elsewhere, does not run: it is made anew.
    if not works(folder) and not create(folder):
        return 1
    if not install(folder / "bin" / "python", lock):
        return refuse("Installing the packages failed; the lines above say why.", "Run the same command again.")
    stamp.write_text(wanted)
    return 0


def fingerprint(lock: Path) -> str:
    """What an environment depends on: the lock's content, the project's own description, where it lies, Python."""
    digest = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return f"{digest.hexdigest()} {ROOT} {VERSION}\n"


def works(folder: Path) -> bool:
    """Whether an environment lies there, was made by this very version, and has pip."""
    line = "import sys, pip; print(sys.version.split()[0]); print(sys.prefix)"
    try:
        found = subprocess.run([str(folder / "bin" / "python"), "-c", line], capture_output=True, check=False)
    except OSError:
        return False
    lines = found.stdout.decode().splitlines()
    return len(lines) == 2 and lines[0] == VERSION and Path(lines[1]).resolve() == folder.resolve()


def create(folder: Path) -> bool:
    """Make an empty environment; False, with an explanation, when this Python cannot."""
    command = [sys.executable, "-m", "venv", "--clear", str(folder)]
    made = subprocess.run(command, capture_output=True, check=False)
    if made.returncode == 0:
        return True
    sys.stderr.write((made.stdout + made.stderr).decode(errors="replace"))
    refuse(
        f"{sys.executable} cannot make virtual environments: its venv module is missing or incomplete.",
        "On Debian and Ubuntu: apt install python3-venv",
    )
    return False


def install(python: Path, lock: Path) -> bool:
    """Everything in the lock, each file checked against its hash; then the project itself, from where it lies."""
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"]
    steps = (
        [*pip, "--require-hashes", "--requirement", str(lock)],
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    )
    return all(subprocess.run(step, check=False).returncode == 0 for step in steps)


def refuse(problem: str, remedy: str) -> int:
    """Say what is wrong and what to do; returns 1."""
    sys.stderr.write(f"{problem}\n{remedy}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
