"""A real `fedart serve` process, people who use it, and a Chromium that complains about what visitors would."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    WebError,
    expect,
    sync_playwright,
)

from tests.support.client import BOUNDARY, BROWSER, FORM, multipart

CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a quiet room with north light"
WAIT_MS = 10_000
"""How long a page may take to show what is expected, on a busy machine."""

Picture = tuple[bytes, str]
"""A file's bytes and its alt text."""


@dataclass
class Person:
    """Somebody in front of a browser without a screen: fills our forms over plain HTTP, which is fast."""

    origin: str
    name: str = ""
    jar: CookieJar = field(default_factory=CookieJar)

    def _open(self, request: urllib.request.Request) -> tuple[str, str]:
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )
        with opener.open(request, timeout=30) as answer:
            return answer.url, answer.read().decode()

    def get(self, path: str) -> str:
        """The text of a page."""
        url = urllib.parse.urljoin(self.origin, path)
        return self._open(urllib.request.Request(url, headers={"Accept": BROWSER}))[1]

    def wait_for(self, path: str, text: str) -> None:
        """Ask again until a page shows what arrives from elsewhere and is handled in the background."""
        end = time.monotonic() + WAIT_MS / 1000
        while text not in self.get(path):
            assert time.monotonic() < end, f"{path} never showed {text!r}"
            time.sleep(0.1)

    def _post(self, path: str, body: bytes, kind: str) -> tuple[str, str]:
        headers = {"Content-Type": kind, "Origin": self.origin, "Accept": BROWSER, "Sec-Fetch-Site": "same-origin"}
        url = urllib.parse.urljoin(self.origin, path)
        return self._open(urllib.request.Request(url, body, headers, method="POST"))

    def token(self, page: str) -> str:
        """The form token on the page at that path."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(page))
        assert found, f"no form on {page}"
        return found[1]

    def post(self, path: str, fields: Mapping[str, str] | None = None, *, page: str = "") -> tuple[str, str]:
        """Send a form that stands on `page`; the address and text of the page one lands on."""
        sent = {"csrf": self.token(page or path), **(fields or {})}
        return self._post(path, urllib.parse.urlencode(sent).encode(), FORM)

    def upload(self, path: str, fields: Mapping[str, str], files: Iterable[tuple[str, str, bytes]]) -> tuple[str, str]:
        """Send a form with files, given as (field, file name, bytes)."""
        body = multipart([("csrf", self.token(path)), *fields.items()], files)
        return self._post(path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def submit(
        self, path: str, fields: Iterable[tuple[str, str]], files: Iterable[tuple[str, str, bytes]]
    ) -> tuple[str, str]:
        """Send a form whose fields may stand there several times; its token is among them."""
        return self._post(path, multipart(fields, files), f"multipart/form-data; boundary={BOUNDARY}")

    def publish(self, title: str, *pictures: Picture, **fields: str) -> str:
        """Publish a work; the path of the page one lands on."""
        alts = {f"alt{n}": alt for n, (_, alt) in enumerate(pictures, 1)}
        files = [(f"picture{n}", f"{title.lower()}-{n}.jpg", data) for n, (data, _) in enumerate(pictures, 1)]
        values = {
            "title": title,
            "visibility": "public",
            "stated": "1",
            "process": "human",
            "reminded": "1",
            **alts,
            **fields,
        }
        return urllib.parse.urlsplit(self.upload("/publish", values, files)[0]).path


@dataclass
class House:
    """A running server, its data folder, and the people who have an account. `login` is the link it printed."""

    origin: str
    config: Path
    process: subprocess.Popen[str]
    login: str
    people: dict[str, Person] = field(default_factory=dict)

    def owner(self) -> Person:
        """The person who runs the server, signed in."""
        if "owner" not in self.people:
            person = Person(self.origin, "owner")
            person.post(self.login_link(OWNER))
            self.people["owner"] = person
        return self.people["owner"]

    def login_link(self, name: str) -> str:
        """A fresh one-time link."""
        return str(self.run("user", "login-link", name)["url"])

    def invite(self, role: str = "artist") -> str:
        """The path of a new invitation."""
        _, page = self.owner().post("/admin/invites", {"role": role, "note": ""})
        found = re.search(r"/join/[\w-]+", page)
        assert found, "no invitation on the page"
        return found[0]

    def person(self, name: str, role: str = "artist") -> Person:
        """Somebody with an account, who joined by invitation; the same one for the same name."""
        if name not in self.people:
            person = Person(self.origin, name)
            person.post(self.invite(role), {"username": name, "password": PASSWORD})
            self.people[name] = person
        return self.people[name]

    def run(self, *arguments: str) -> dict[str, object]:
        """A `fedart` command beside the running server."""
        done = subprocess.run(
            [*FEDART, *arguments, "--config", str(self.config), "--json"],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, object] = json.loads(done.stdout)
        return answer


FEDART = (sys.executable, "-m", "fedart")
OWNER = "owner"
REMOTE_HOST = "127.0.0.2"
_SETTINGS = {
    "FEDART_ALLOW_NETS": f"{REMOTE_HOST}/32",
    "FEDART_ALLOW_HTTP": "1",
    "FEDART_ACCOUNTS_UPLOADS_PER_HALF_HOUR": "1000",
    "FEDART_ACCOUNTS_LOGIN_TRIES": "1000",
    "FEDART_INSTANCE_NAME": "Saltworks",
    "FEDART_INSTANCE_DESCRIPTION": "Painters, printmakers and photographers who share a server by the sea.",
    "FEDART_TASKS_POLL_SECONDS": "0.2",
}


def environment(**more: str) -> dict[str, str]:
    """The settings of every server here: one loopback address is the fediverse, and nobody is throttled."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("FEDART_")}
    return {**own, **_SETTINGS, **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, model: Path | None = None) -> Iterator[House]:
    """A fresh instance in `folder`, served by a process of its own until the block ends; with a model or without."""
    settings = environment(FEDART_DETECTOR_MODEL=str(model) if model else "")
    port = free_port()
    origin, config = f"http://localhost:{port}", folder / "config.toml"

    def run(*arguments: str) -> None:
        subprocess.run([*FEDART, *arguments], check=True, env=settings, stdout=subprocess.DEVNULL)

    run("init", str(folder), "--origin", origin)
    command = [*FEDART, "serve", "--config", str(config), "--bind", f"127.0.0.1:{port}", "--welcome", "--json"]
    with (folder / "serve.log").open("w") as journal:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=journal, text=True, env=settings)
        try:
            assert process.stdout is not None
            welcome = json.loads(process.stdout.readline())
            house = House(origin, config, process, welcome["login"])
            Person(origin).get("/healthz")
            yield house
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)
    assert "request_failed" not in (folder / "serve.log").read_text(), "the server had trouble of its own"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """Collects what a visitor must never meet: script errors, broken files, CSP reports, dialogs, third parties."""

    origin: str
    complaints: list[str] = field(default_factory=list)
    _pages: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        address = message.location["url"].partition("#")[0]
        page_itself = message.text.startswith("Failed to load resource") and address in self._pages
        if message.type in ("error", "warning") and not page_itself:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"script error: {error.error}")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if request.is_navigation_request():
            self._pages.add(request.url.partition("#")[0])
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.complaints.append(f"asked somebody else: {request.url}")


@dataclass
class Visits:
    """Opens browser windows, one for each person, and closes them all."""

    browser: Browser
    house: House
    scripts: bool = True
    windows: list[tuple[BrowserContext, Watch]] = field(default_factory=list)

    def __call__(
        self, person: Person | None = None, *, width: int = 1440, height: int = 900, dark: bool = False
    ) -> Page:
        """A new window; `person` is signed in there, None is a stranger."""
        context = self.browser.new_context(
            base_url=self.house.origin,
            java_script_enabled=self.scripts,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)
        watch = Watch(self.house.origin)
        watch.over(context)
        self.windows.append((context, watch))
        for cookie in person.jar if person else ():
            context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": self.house.origin}])
        return context.new_page()

    @contextmanager
    def leaving(self, page: Page) -> Iterator[None]:
        """A block in which a window may go to another server: what that one does is no complaint about ours."""
        watch = next(watch for context, watch in self.windows if context == page.context)
        before = list(watch.complaints)
        yield
        watch.complaints[:] = before

    def complaints(self) -> list[str]:
        return [complaint for _, watch in self.windows for complaint in watch.complaints]

    def close(self) -> None:
        for context, _ in self.windows:
            context.close()


def until(page: Page, path: str, text: str) -> None:
    """Reload a page until it shows a text: what arrives from elsewhere is handled in the background."""
    for _ in range(WAIT_MS // 100):
        page.goto(path)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{path} never showed {text!r}: {page.locator('main').inner_text()}")
