"""Somebody who is signed in at a real server, with cookies and forms but without a browser."""

import http.cookiejar
import re
import urllib.request
from urllib.parse import urlencode

from tests.support.server import Process

_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Visitor:
    """Signs in with a one-time link, reads pages, presses buttons."""

    def __init__(self, server: Process, name: str) -> None:
        self._origin = server.origin
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        link: str = server.command("user", "login-link", name)["url"]
        self.press(link.removeprefix(self._origin), link.removeprefix(self._origin))

    def page(self, path: str) -> str:
        """A page as HTML. Raises HTTPError for anything but a page."""
        request = urllib.request.Request(self._origin + path, headers={"Accept": "text/html"})
        with self._opener.open(request, timeout=20) as answer:
            found: bytes = answer.read()
            return found.decode()

    def press(self, page: str, action: str, **fields: str) -> str:
        """Send a form of a page; the page that follows."""
        token = _TOKEN.search(self.page(page))
        assert token is not None, f"no form on {page}"
        body = urlencode({"csrf": token.group(1), **fields}).encode()
        headers = {"Accept": "text/html", "Origin": self._origin, "Sec-Fetch-Site": "same-origin"}
        with self._opener.open(urllib.request.Request(self._origin + action, body, headers), timeout=20) as answer:
            found: bytes = answer.read()
            return found.decode()
