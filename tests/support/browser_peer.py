"""Another server, small: one person on a loopback address who follows, likes, passes on, answers and names people."""

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import urlsplit

from fedart.federation import cavage
from fedart.federation.dates import format_date
from tests.support import signing
from tests.support.browser import REMOTE_HOST

Document = dict[str, object]
AS2 = "https://www.w3.org/ns/activitystreams"
ACTIVITY = "application/activity+json"


@dataclass
class Stranger:
    """Ada, somewhere else. `files` is all that her server serves: path to content type and bytes."""

    origin: str
    name: str = "Ada Elsewhere"
    bio: str = "<p>Etchings, far away.</p>"
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    received: list[Document] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def uri(self) -> str:
        return f"{self.origin}/users/ada"

    @property
    def host(self) -> str:
        return self.origin.removeprefix("http://")

    @property
    def handle(self) -> str:
        return f"@ada@{self.host}"

    def serve(self, path: str, content_type: str, data: bytes) -> str:
        """Serve bytes; their address."""
        self.files[path] = (content_type, data)
        return f"{self.origin}{path}"

    def document(self, path: str, document: Document) -> Document:
        self.serve(path, ACTIVITY, json.dumps({"@context": AS2, **document}).encode())
        return document

    def introduce(self, fields: list[tuple[str, str]] | None = None) -> None:
        """Publish the profile as it is now."""
        lines = [{"type": "PropertyValue", "name": name, "value": value} for name, value in fields or []]
        self.document("/users/ada", self.profile(lines))
        self.document("/users/ada/followers", {"id": f"{self.uri}/followers", "type": "Collection", "totalItems": 0})

    def profile(self, lines: list[dict[str, str]]) -> Document:
        key = {"id": f"{self.uri}#main-key", "owner": self.uri, "publicKeyPem": signing.pair("ada").public}
        return {
            "id": self.uri,
            "type": "Person",
            "preferredUsername": "ada",
            "name": self.name,
            "summary": self.bio,
            "url": f"{self.origin}/@ada",
            "inbox": f"{self.uri}/inbox",
            "outbox": f"{self.uri}/outbox",
            "followers": f"{self.uri}/followers",
            "publicKey": key,
            "attachment": lines,
        }

    def send(self, house: str, activity: Document) -> None:
        """Deliver to the shared inbox of the server at that origin, signed."""
        number = next(self.numbers)
        sent = {"@context": AS2, "id": f"{self.origin}/activities/{number}", "actor": self.uri, **activity}
        body = json.dumps(sent).encode()
        headers = cavage.sign(
            f"{self.uri}#main-key",
            signing.private("ada"),
            method="POST",
            host=urlsplit(house).netloc,
            target="/inbox",
            date=format_date(time.time()),
            body=body,
        )
        request = urllib.request.Request(f"{house}/inbox", body, {**headers, "Content-Type": ACTIVITY}, method="POST")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            assert answer.status == 202

    def note(self, content: str, **more: object) -> Document:
        """A public post, served and returned."""
        number = next(self.numbers)
        followers = f"{self.uri}/followers"
        base: Document = {
            "id": f"{self.origin}/notes/{number}",
            "type": "Note",
            "attributedTo": self.uri,
            "content": content,
            "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "to": [f"{AS2}#Public"],
            "cc": [followers],
            "url": f"{self.origin}/@ada/{number}",
        }
        return self.document(f"/notes/{number}", {**base, **more})

    def create(self, house: str, note: Document) -> None:
        """Deliver a post."""
        self.send(house, {"type": "Create", "object": note, "to": note["to"], "cc": note["cc"]})


def attachment(url: str, alt: str, media_type: str = "image/png") -> Document:
    """A picture as posts carry it."""
    return {"type": "Document", "mediaType": media_type, "url": url, "name": alt}


def be_found(stranger: Stranger, template: str = "") -> None:
    """Answer WebFinger for Ada; `template` is where her server lets its people act on things elsewhere."""
    links = [{"rel": "self", "type": ACTIVITY, "href": stranger.uri}]
    links += [{"rel": "http://ostatus.org/schema/1.0/subscribe", "template": template}] if template else []
    found = {"subject": f"acct:{stranger.handle[1:]}", "links": links}
    path = f"/.well-known/webfinger?resource=acct:{stranger.handle[1:]}"
    stranger.serve(path, "application/jrd+json", json.dumps(found).encode())


def publish_outbox(stranger: Stranger, notes: list[Document]) -> None:
    """An outbox of one page, newest first."""
    creates = [
        {"id": f"{note['id']}/activity", "type": "Create", "actor": stranger.uri, "object": note, "to": note["to"]}
        for note in notes
    ]
    page = {"id": f"{stranger.uri}/outbox", "type": "OrderedCollection", "totalItems": len(notes)}
    stranger.document("/users/ada/outbox", {**page, "orderedItems": creates})


@contextmanager
def elsewhere() -> Iterator[Stranger]:
    """The stranger's server, in a thread."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = stranger.files.get(self.path)
            kind, data = found or ("text/plain", b"not here")
            self._answer(200 if found else 404, kind, data)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stranger.received.append(json.loads(body))
            self._answer(202, ACTIVITY, b"{}")

        def _answer(self, status: int, kind: str, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((REMOTE_HOST, 0), Answers)
    stranger = Stranger(f"http://{REMOTE_HOST}:{server.server_address[1]}")
    stranger.introduce()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield stranger
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
