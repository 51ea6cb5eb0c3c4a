"""The servers of the Python peer, as one process of their own; see tests/peers/python."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

Json = dict[str, Any]


@dataclass(frozen=True)
class Somebody:
    """A person on a site: `uri` is the id of the actor."""

    site: "Site"
    name: str
    uri: str
    handle: str

    def do(self, op: str, **fields: object) -> Json:
        """Give a command in their name; its result. Fails the test when the peer cannot do it."""
        return self.site.do(op, self.name, **fields)

    def follows(self, uri: str) -> str:
        """How their Follow of somebody stands: requested, accepted, rejected, or nothing."""
        return str(self.do("state")["following"].get(uri, ""))

    @property
    def followers(self) -> list[str]:
        return list(self.do("state")["followers"])


@dataclass(frozen=True)
class Site:
    """One server of the peer."""

    origin: str
    control: str
    media: Path

    @property
    def host(self) -> str:
        return self.origin.partition("://")[2]

    def settle(self, name: str, *, locked: bool = False) -> Somebody:
        """Somebody new; every test brings its own people."""
        made = self.do("settle", name, locked=locked)
        return Somebody(self, name, made["uri"], made["handle"])

    def do(self, op: str, by: str, **fields: object) -> Json:
        answer = self._ask("", json.dumps({"site": self.origin, "op": op, "as": by, **fields}).encode())
        assert "error" not in answer, answer["error"]
        result: Json = answer["result"]
        return result

    def events(self, event: str) -> list[Json]:
        """What happened there, oldest first: asked, refused, inbound or error."""
        found: list[Json] = self._ask(f"?site={self.origin}", None)["events"]
        return [each for each in found if each["event"] == event]

    def received(self, kind: str, uri: str) -> list[Json]:
        """Activities of a type about something that came in, oldest first, as {status, dialect, activity, why}."""
        return [each for each in self.events("inbound") if each["type"] == kind and about(each["activity"]) == uri]

    def taken(self, kind: str, uri: str) -> Json | None:
        """The newest activity of a type about something that was found rightly signed."""
        good: list[Json] = [each["activity"] for each in self.received(kind, uri) if each["status"] == 202]
        return good[-1] if good else None

    def picture(self, name: str, data: bytes) -> str:
        """Serve a file as it is; returns its address."""
        (self.media / name).write_bytes(data)
        return f"{self.origin}/media/{name}"

    def _ask(self, query: str, body: bytes | None) -> Json:
        with urllib.request.urlopen(
            urllib.request.Request(f"http://{self.control}/{query}", body), timeout=60
        ) as answer:
            found: Json = json.loads(answer.read())
            return found


def about(activity: Json) -> str:
    """The id of what an activity is about; of a list, the first."""
    thing = activity["object"]
    while isinstance(thing, list):
        thing = thing[0]
    return str(thing["id"] if isinstance(thing, dict) else thing)


def wait(condition: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    """Wait until something holds; fails the test with `what` when it does not soon."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not in time: {what}"
        time.sleep(0.05)


@contextmanager
def python_peer(control: str, media: Path, sites: dict[str, str]) -> Iterator[dict[str, Site]]:
    """The sites, by what they are (`plain+secure-cavage`), as long as the `with` lasts; `sites` says where."""
    media.mkdir(parents=True, exist_ok=True)
    words = [word for kind, origin in sites.items() for word in ("--site", f"{kind}={origin}")]
    command = [sys.executable, "-m", "tests.peers.python", "--control", control, "--media", str(media), *words]
    log = media.parent / "python-peer.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"ready\n", log.read_text()[-2000:]
            yield {kind: Site(origin, control, media) for kind, origin in sites.items()}
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            finally:
                process.kill()
                process.stdout.close()
