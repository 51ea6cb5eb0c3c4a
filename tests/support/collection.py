"""For tests of the collector: pictures that differ, small repositories, source lists, stand-ins for programs."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from tests.support.paint import encode

MIRRORS = "{owner}+{name}"

_ROW: Mapping[str, object] = {
    "kind": "git",
    "where": "ada/art",
    "take": "[.]png$",
    "label": "human",
    "family": "game-art",
    "generator": "Ada",
    "medium": "digital-painting",
    "licence": "CC-BY-4.0",
    "date": "2020-01-01",
    "cap": 100,
}


def painted(seed: int, width: int = 256, height: int = 256) -> Image.Image:
    """A picture of soft blotches in many colours, unlike that of any other seed."""
    colours = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    return Image.fromarray(colours).resize((width, height), Image.Resampling.BICUBIC)


def file(seed: int, kind: str = "PNG", width: int = 256, height: int = 256) -> bytes:
    """`painted` as a file."""
    return encode(painted(seed, width, height), kind)


class Hoard:
    """A git repository that grows by `add`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")

    def add(self, files: Mapping[str, bytes], day: str = "2020-01-01", gone: str = "") -> str:
        """Commit `files` on `day`, without the file `gone`; returns the commit's hash."""
        for path, data in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        if gone:
            (self.folder / gone).unlink()
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=pictures", day=day)
        return self.git("rev-parse", "HEAD").strip()

    def git(self, *words: str, day: str = "2020-01-01") -> str:
        """Run git here, as a person who has no settings of their own."""
        moment = f"{day}T12:00:00Z"
        person = {f"GIT_{role}_{what}": f"ada@{what}" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        alone = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            ["git", *words], cwd=self.folder, check=True, capture_output=True, text=True, env=person | dates | alone
        )
        return done.stdout


def row(**changes: object) -> str:
    """One [[source]] of a list; what is not given is Ada's game art."""
    fields = {**_ROW, **changes}
    lines = [f"{name} = {_toml(value)}" for name, value in fields.items() if value is not None]
    return "\n".join(["[[source]]", *lines, ""])


def stand_in(folder: Path, name: str, script: str) -> Path:
    """An executable shell script called `name` in `folder`, to stand in PATH for a program that needs a network."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def entries(into: Path) -> list[dict[str, object]]:
    """The lines of the index."""
    return [json.loads(line) for line in (into / "index.jsonl").read_text().splitlines()]


def _toml(value: object) -> str:
    return json.dumps(value)
