"""ActivityPub servers for our tests, in the shapes of several makers, on Python libraries that fedart does not use.

    python -m tests.peers.python --control 127.0.77.40:9100 --media DIR \\
        --site mastodon=http://127.0.77.41:8100 --site plain+secure-cavage=http://127.0.77.46:8100

A site is FLAVOUR, then what is special about it: `+secure` demands signed GETs, `-cavage` or `-rfc9421` answers that
dialect 401. Files of DIR are served at /media/. On the control port POST / takes {"site": ORIGIN, "op": ..., "as": ...}
(see commands.py) and answers {"result": ...} or {"error": ...}; GET /?site=ORIGIN lists what happened at a site. It all
ends with the standard input.
"""

import argparse
import json
import re
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from tests.peers.python import commands
from tests.peers.python.signatures import Request
from tests.peers.python.site import Site

_SITE = re.compile(r"([a-z]+)((?:[+-][a-z0-9]+)*)=(http://[0-9.:]+)")


class Handler(BaseHTTPRequestHandler):
    """Reads requests whole, and says nothing on the terminal."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object, **__: object) -> None:
        """Nobody reads it."""

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def answer(self, status: int, body: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def site_handler(site: Site, media: Path) -> type[Handler]:
    """What answers at a site's own address."""

    class Public(Handler):
        def do_GET(self) -> None:
            if self.path.startswith("/media/"):
                self.answer(200, (media / Path(self.path).name).read_bytes(), "image/png")
                return
            status, document = site.get(self._request())
            kind = "application/jrd+json" if "/.well-known/" in self.path else site.shape.kind + site.shape.charset
            self.answer(status, json.dumps(document or {}).encode(), kind)

        def do_POST(self) -> None:
            self.answer(site.post(self._request()))

        def _request(self) -> Request:
            headers = {name.lower(): value for name, value in self.headers.items()}
            return Request(self.command, site.origin + self.path, headers, self.body())

    return Public


def control_handler(sites: dict[str, Site]) -> type[Handler]:
    """What takes the commands."""

    class Control(Handler):
        def do_GET(self) -> None:
            site = sites[parse_qs(urlsplit(self.path).query)["site"][0]]
            self._say({"events": list(site.events)})

        def do_POST(self) -> None:
            command = json.loads(self.body())
            try:
                self._say({"result": commands.run(sites[command["site"]], command)})
            except Exception:
                self._say({"error": traceback.format_exc()})

        def _say(self, found: object) -> None:
            self.answer(200, json.dumps(found).encode(), "application/json")

    return Control


def site_of(said: str) -> Site:
    """A site from its words on the command line."""
    found = _SITE.fullmatch(said)
    if found is None:
        raise SystemExit(f"not a site: {said}")
    flavour, options, origin = found.groups()
    words = re.findall(r"[+-][a-z0-9]+", options)
    return Site(origin, flavour, secure="+secure" in words, refused=[word[1:] for word in words if word[0] == "-"])


def serve(address: str, handler: type[Handler]) -> None:
    """Answer at HOST:PORT, in threads of its own."""
    host, _, port = address.rpartition(":")
    server = ThreadingHTTPServer((host, int(port)), handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--control", required=True)
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--site", action="append", type=site_of, required=True)
    options = parser.parse_args()
    sites = {site.origin: site for site in options.site}
    for site in sites.values():
        serve(site.shape.host, site_handler(site, options.media))
    serve(options.control, control_handler(sites))
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
