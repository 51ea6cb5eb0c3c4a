"""The server of another maker (Fedify, from npm) as a process of its own; see tests/peers/fedify/peer.mjs."""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "peers" / "fedify"
NODE = FOLDER / "node_modules" / ".bin" / "node"
INSTALL_SECONDS = 300

Json = dict[str, Any]


@dataclass(frozen=True)
class Fedify:
    """A running peer. Its people are named on its command line."""

    origin: str
    control: str
    media: Path

    def uri(self, name: str) -> str:
        return f"{self.origin}/users/{name}"

    def handle(self, name: str) -> str:
        return f"@{name}@{self.origin.partition('://')[2]}"

    def do(self, op: str, by: str, **fields: object) -> Json:
        """Give a command in somebody's name; its result. Fails the test when the peer cannot do it."""
        answer = self._ask(json.dumps({"op": op, "as": by, **fields}).encode())
        assert "error" not in answer, answer["error"]
        result: Json = answer["result"]
        return result

    def received(self, kind: str = "") -> list[Json]:
        """Activities that came in, oldest first, as {status, type, activity}; of one type, or all."""
        found: list[Json] = [e for e in self._ask(None)["events"] if e["event"] == "inbound"]
        return [event for event in found if kind in ("", event["type"])]

    def asked(self, method: str) -> list[str]:
        """The signature dialects of the requests that came in, oldest first: cavage, rfc9421 or none."""
        found = [e for e in self._ask(None)["events"] if e["event"] == "asked"]
        return [event["dialect"] for event in found if event["method"] == method]

    def errors(self) -> list[Json]:
        return [event for event in self._ask(None)["events"] if event["event"] == "error"]

    def picture(self, name: str, data: bytes) -> str:
        """Serve a file as it is; returns its address."""
        (self.media / name).write_bytes(data)
        return f"{self.origin}/media/{name}"

    def _ask(self, body: bytes | None) -> Json:
        request = urllib.request.Request(f"http://{self.control}/", data=body)
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: Json = json.loads(answer.read())
            return found


@contextmanager
def fedify(host: str, port: int, media: Path, *people: str) -> Iterator[Fedify]:
    """The peer at `http://host:port` as long as the `with` lasts."""
    _install()
    origin, control = f"http://{host}:{port}", f"{host}:{port + 1000}"
    command = [str(NODE), str(FOLDER / "peer.mjs"), "--origin", origin, "--control", control]
    log = (media.parent / "fedify.log").open("wb")
    process = subprocess.Popen(
        [*command, "--actors", ",".join(people), "--media", str(media)], stdout=subprocess.PIPE, stderr=log
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready == b"ready\n", (media.parent / "fedify.log").read_text()[-2000:]
        yield Fedify(origin, control, media)
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
        log.close()


def proof(**question: object) -> Json:
    """What Fedify makes of a proof inside a document; see tests/peers/fedify/proof.mjs."""
    _install()
    command = [str(NODE), str(FOLDER / "proof.mjs")]
    done = subprocess.run(command, input=json.dumps(question).encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    answer: Json = json.loads(done.stdout)
    return answer


def _install() -> None:
    """Install the packages of the lock file, once. Skips where there is no npm; fails in CI."""
    if NODE.exists():
        return
    reason = "there is no npm here"
    if shutil.which("npm"):
        done = subprocess.run(["npm", "ci"], cwd=FOLDER, capture_output=True, timeout=INSTALL_SECONDS, check=False)
        if done.returncode == 0:
            return
        reason = done.stderr.decode()[-500:]
    if os.environ.get("CI") == "true":
        pytest.fail(f"the peer cannot be installed: {reason}")
    pytest.skip(f"the peer cannot be installed: {reason}")
