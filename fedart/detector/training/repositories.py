"""Pictures out of git repositories at one commit, without a work tree."""

import os
import subprocess
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from fedart.errors import Unavailable

PUBLIC = "https://github.com/{owner}/{name}.git"

_FETCH = (
    "-c",
    "fetch.negotiationAlgorithm=noop",
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--filter=blob:none",
)
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class Repository:
    """One repository at one commit. Files that a partial copy lacks read as None. Close it, or use `with`."""

    def __init__(self, folder: Path, commit: str, *, partial: bool = False) -> None:
        self._folder = folder
        self._commit = commit
        self._partial = partial
        self._batch: subprocess.Popen[bytes] | None = None
        self._blobs: Mapping[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def paths(self) -> list[str]:
        """Every file of the commit. Raises Unavailable when the commit is not there."""
        listing = self._run("ls-tree", "-r", "-z", "--full-tree", self._commit)
        rows = [row.partition("\t") for row in listing.split("\0") if row]
        self._blobs = {path: head.split()[2] for head, _, path in rows if head.split()[1] == "blob"}
        return list(self._blobs)

    def earlier(self, paths: Collection[str], day: date) -> set[str]:
        """Those of `paths` whose content was committed, under any name, before `day` (UTC)."""
        log = self._run("log", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=AM", "--format=%ct", self._commit)
        limit = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
        early: set[str] = set()
        committed = limit
        for line in log.splitlines():
            if line.isdecimal():
                committed = float(line)
            elif line.startswith(":") and committed < limit:
                early.add(line.split()[3])
        return {path for path in paths if self._blobs[path] in early}

    def prepare(self, paths: Sequence[str]) -> None:
        """Fetch the contents of `paths` in one go where the copy is partial."""
        if self._partial and paths:
            wanted = "".join(f"{self._blobs[path]}\n" for path in paths)
            self._run(*_FETCH, "--stdin", "origin", given=wanted)

    def read(self, path: str) -> bytes | None:
        """A file's content; None when this copy lacks it."""
        source, sink = self._pipes()
        sink.write(f"{self._blobs[path]}\n".encode())
        sink.flush()
        head = source.readline().split()
        if len(head) != 3:
            return None
        return source.read(int(head[2]) + 1)[:-1]

    def close(self) -> None:
        """End the reading process."""
        if self._batch is not None:
            self._batch.communicate()
            self._batch = None

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._batch is None:
            self._batch = subprocess.Popen(
                ["git", f"--git-dir={self._folder}", "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | _ENVIRONMENT,
            )
        source, sink = self._batch.stdout, self._batch.stdin
        if source is None or sink is None:
            raise Unavailable("git cat-file has no pipes")
        return source, sink

    def _run(self, *words: str, given: str = "") -> str:
        return _git(f"--git-dir={self._folder}", *words, given=given)


def find(where: str, commit: str, mirrors: str, into: Path) -> Repository:
    """The repository `owner/name`, from the place that `mirrors` makes of {owner} and {name}.

    A path is read where it is (the folder itself or its `.git`); an address is cloned into `into` without its files,
    which are fetched when they are wanted. Raises Unavailable.
    """
    owner, _, name = where.partition("/")
    place = mirrors.format(owner=owner, name=name)
    if "://" not in place:
        folder = Path(place)
        return Repository(folder / ".git" if (folder / ".git").is_dir() else folder, commit)
    folder = into / f"{owner}+{name}.git"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        _git("clone", "--quiet", "--bare", "--filter=blob:none", place, str(folder))
    if not _has(folder, commit):
        _git(f"--git-dir={folder}", *_FETCH, "origin", commit)
    return Repository(folder, commit, partial=True)


def _has(folder: Path, commit: str) -> bool:
    command = ["git", f"--git-dir={folder}", "cat-file", "-e", commit]
    return subprocess.run(command, check=False, capture_output=True, env=os.environ | _ENVIRONMENT).returncode == 0


def _git(*words: str, given: str = "") -> str:
    command = ["git", *words]
    done = subprocess.run(
        command, check=False, capture_output=True, input=given.encode(), env=os.environ | _ENVIRONMENT
    )
    if done.returncode != 0:
        raise Unavailable(f"{' '.join(command[:4])}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode(errors="surrogateescape")
