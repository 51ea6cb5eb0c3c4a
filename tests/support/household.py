"""The real `fedart serve` with people in it who use its pages over plain HTTP, and what its database says."""

import re
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.support.browser import PASSWORD, Person
from tests.support.server import Process, listener

SOON = 60.0
"""How long something may take that is handled in the background, on a busy machine."""
DEADLINE = 2.0
"""What the servers here grant another server for one document, or for the answer to a delivery."""
SWIFT = {
    "FEDART_FEDERATION_RETRY_DELAYS": "0.3,0.3,0.5,0.5,1,1,2,2",
    "FEDART_FEDERATION_INBOX_RETRY_DELAYS": "0.3,0.5,1,1,2",
    "FEDART_FEDERATION_NEGATIVE_CACHE_SECONDS": "0.1",
    "FEDART_FEDERATION_HOST_FETCHES_PER_MINUTE": "60000",
    "FEDART_FEDERATION_KEY_REFETCH_SECONDS": "0.5",
    "FEDART_FEDERATION_KEY_FAILURE_SECONDS": "0.1",
    "FEDART_FEDERATION_CONNECT_SECONDS": "2",
    "FEDART_FEDERATION_DOCUMENT_SECONDS": str(DEADLINE),
    "FEDART_FEDERATION_MEDIA_SECONDS": str(DEADLINE),
    "FEDART_TASKS_POLL_SECONDS": "0.2",
    "FEDART_ACCOUNTS_LOGIN_TRIES": "1000",
    "FEDART_ACCOUNTS_UPLOADS_PER_HALF_HOUR": "1000",
}
KEEPER = "owner"
_PLAIN = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def wait(condition: Callable[[], object], what: str, seconds: float = SOON) -> None:
    """Look often until something is true; fails the test when it does not come true in time."""
    end, pause = time.monotonic() + seconds, 0.01
    while not condition():
        assert time.monotonic() < end, f"not in time: {what}"
        time.sleep(pause)
        pause = min(0.1, pause * 1.3)


def fetch(url: str, accept: str = "application/activity+json") -> tuple[int, bytes]:
    """Status and body of what a stranger gets who signs nothing."""
    try:
        with _PLAIN.open(urllib.request.Request(url, headers={"Accept": accept}), timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


@dataclass
class Guest(Person):
    """Somebody who also reads the pages that say no. `status` is that of the last page."""

    status: int = 0

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )
        try:
            with opener.open(request, timeout=60) as answer:
                self.status = answer.status
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                self.status = refused.code
                return refused.url or "", refused.read().decode()

    @property
    def handle(self) -> str:
        return f"@{self.name}@{urlsplit(self.origin).netloc}"

    def main(self, path: str) -> str:
        """What stands on a page beside the frame around every page; empty when the page says no."""
        page = self.get(path)
        return page.partition("<main")[2].partition("</main>")[0] if self.status == 200 else ""

    def shows(self, path: str, text: str) -> bool:
        return text in self.main(path)

    def find(self, what: str) -> str:
        """Look somebody or something up elsewhere; the path of its page here. Fails unless it is found."""
        url, page = self.post("/search", {"q": what}, page="/search")
        assert self.status == 200, complaint(page)
        return urlsplit(url).path

    def search(self, what: str) -> str:
        """Look something up that cannot be found; the sentence that says why."""
        _, page = self.post("/search", {"q": what}, page="/search")
        assert self.status == 422, f"{self.status}: {page[-500:]}"
        return complaint(page)

    def follow(self, who: str) -> str:
        """Follow somebody; what is wrong, or nothing."""
        _, page = self.post("/follows", {"target": who, "next": "/following"}, page="/home")
        assert self.status in (200, 422), f"{self.status}: {page[-500:]}"
        return complaint(page)

    def press(self, path: str, page: str = "/home", **fields: str) -> None:
        """Push a button."""
        self.post(path, fields, page=page)
        assert self.status == 200, f"{path}: {self.status}"

    def say(self, work: str, text: str, **fields: str) -> str:
        """Answer a work; the path of the answer's page."""
        url, page = self.post(f"{work}/reply", {"text": text, **fields}, page=work)
        assert "#reply-" in url, complaint(page) or self.status
        return f"/works/{url.rpartition('#reply-')[2]}"


def complaint(page: str) -> str:
    """The sentence beside the field that is wrong."""
    found = re.search(r'<span class="error"[^>]*>.*?<span>(.*?)</span></span>', page, re.DOTALL)
    return found[1] if found else ""


@dataclass
class Household:
    """A server of ours as a process of its own, and its people."""

    process: Process
    people: dict[str, Guest] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return self.process.origin

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc

    def person(self, name: str) -> Guest:
        """Somebody with an account, who joined by invitation; the same one for the same name."""
        if name not in self.people:
            _, page = self._keeper().post("/admin/invites", {"role": "artist", "note": ""})
            invitation = re.search(r"/join/[\w-]+", page)
            assert invitation, "no invitation on the page"
            guest = Guest(self.origin, name)
            guest.post(invitation[0], {"username": name, "password": PASSWORD})
            assert guest.status == 200, f"{name} could not join: {guest.status}"
            self.people[name] = guest
        return self.people[name]

    def _keeper(self) -> Guest:
        """Whoever runs the server; the first link was printed when it started."""
        if KEEPER not in self.people:
            found = re.search(r"/sign-in/[\w-]+", self.process.log.read_text())
            assert found, "the server printed no sign-in link"
            keeper = Guest(self.origin, KEEPER)
            keeper.post(found[0])
            self.people[KEEPER] = keeper
        return self.people[KEEPER]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What a query finds in the database."""
        with closing(sqlite3.connect(f"file:{self.process.database}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(sql, values).fetchall()

    def change(self, sql: str, *values: object) -> None:
        """Turn back the clock of something that would take days."""
        with closing(sqlite3.connect(self.process.database, timeout=10)) as connection, connection:
            connection.execute(sql, values)

    def uri(self, name: str) -> str:
        """The id of one of its people."""
        [[found]] = self.rows("SELECT uri FROM actors WHERE username = ? AND local = 1", name)
        return str(found)

    def known(self, uri: str) -> str:
        """The path of the page here of somebody elsewhere; empty when they are not known."""
        found = self.rows("SELECT id FROM actors WHERE uri = ? AND deleted IS NULL", uri)
        return f"/people/{found[0][0]}" if found else ""

    def work(self, uri: str) -> str:
        """The path of the page here of a work; empty when it is not known."""
        found = self.rows("SELECT id FROM works WHERE uri = ? AND state = 'live'", uri)
        return f"/works/{found[0][0]}" if found else ""

    def follow(self, follower: str, followed: str) -> str:
        """How a follow stands, both named by their ids; empty when there is none."""
        sql = (
            "SELECT follows.state FROM follows JOIN actors AS us ON us.id = follows.follower"
            " JOIN actors AS them ON them.id = follows.followed WHERE us.uri = ? AND them.uri = ?"
        )
        found = self.rows(sql, follower, followed)
        return str(found[0][0]) if found else ""

    def deliveries(self, host: str) -> list[tuple[str, int]]:
        """State and attempts of every delivery to a host, oldest first."""
        sql = "SELECT state, attempts FROM tasks WHERE kind = 'deliver' AND host = ? ORDER BY id"
        return [(str(state), int(attempts)) for state, attempts in self.rows(sql, host)]

    def idle(self) -> bool:
        """Whether nothing waits to be done now."""
        soon = (time.time() + 5) * 1000
        sql = "SELECT COUNT(*) FROM tasks WHERE state = 'leased' OR (state = 'due' AND due < ?)"
        return self.rows(sql, soon) == [(0,)]


def free_port(host: str) -> int:
    with closing(listener(host)) as sock:
        port: int = sock.getsockname()[1]
    return port


@contextmanager
def household(folder: Path, host: str, nets: Sequence[str], **settings: str) -> Iterator[Household]:
    """A running server at a free port of `host` that may talk to the addresses `nets`."""
    port = free_port(host)
    made = Process(
        folder, f"http://{host}:{port}", f"{host}:{port}", tuple(nets), {**SWIFT, **settings}, ("--welcome",)
    )
    made.init()
    try:
        made.start()
        yield Household(made)
    finally:
        if made.running:
            made.end()
    log = made.log.read_text()
    for trouble in ("event=request_failed", "event=task_broke"):
        assert trouble not in log, log[log.index(trouble) :][:3000]
