"""Somebody on another server: what they publish, what they say, how they sign it; and how we hear it."""

import asyncio
import base64
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp
from starlette.types import Receive, Scope, Send

from fedart.config import Config
from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.domain.task import Room
from fedart.federation import cavage, signatures
from fedart.federation.dates import format_date
from fedart.federation.http import Response
from fedart.federation.signatures import Request, Signer, Verified, Window
from fedart.instance import Instance
from fedart.services import inbox
from fedart.storage import claims, tasks
from fedart.storage.database import Row, Tx, Value
from fedart.tasks.kinds import KINDS
from fedart.wire.vocabulary import stamp
from tests.support import signing
from tests.support.instance import Clock, FakeHttp
from tests.support.server import listener, serving

Json = dict[str, Any]

AS2 = "https://www.w3.org/ns/activitystreams"
TYPE = "application/activity+json"
NOW = int(signing.NOW * 1000)
LEASE = 120_000

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Stranger:
    """An actor elsewhere. `key` names the key pair they sign with (see `signing.pair`); their own name without one."""

    name: str = "ada"
    origin: str = "https://peer.example"
    key: str = ""

    @property
    def uri(self) -> Uri:
        return Uri(f"{self.origin}/actors/{self.name}")

    @property
    def key_id(self) -> str:
        return f"{self.uri}#main-key"

    @property
    def followers(self) -> str:
        return f"{self.uri}/followers"

    @property
    def inbox(self) -> str:
        return f"{self.uri}/inbox"

    @property
    def shared_inbox(self) -> str:
        return f"{self.origin}/inbox"

    @property
    def host(self) -> str:
        return self.origin.partition("://")[2]

    @property
    def _pair(self) -> str:
        return self.key or self.name

    @property
    def pem(self) -> str:
        return signing.pair(self._pair).public.strip()

    def document(self, **changes: object) -> Json:
        """Their actor document."""
        found = {
            "@context": [AS2, "https://w3id.org/security/v1"],
            "id": self.uri,
            "type": "Person",
            "preferredUsername": self.name,
            "name": self.name.title(),
            "inbox": self.inbox,
            "outbox": f"{self.uri}/outbox",
            "followers": self.followers,
            "following": f"{self.uri}/following",
            "endpoints": {"sharedInbox": self.shared_inbox},
            "publicKey": {"id": self.key_id, "owner": self.uri, "publicKeyPem": self.pem},
        }
        return {**found, **changes}

    def webfinger(self) -> Json:
        link = {"rel": "self", "type": TYPE, "href": self.uri}
        return {"subject": f"acct:{self.name}@{self.host}", "links": [link]}

    def new_id(self, kind: str = "activities") -> Uri:
        return Uri(f"{self.origin}/{kind}/{self.name}-{next(_numbers)}")

    def activity(self, kind: str, **fields: object) -> Json:
        return {"@context": AS2, "id": self.new_id(), "type": kind, "actor": self.uri, **fields}

    def note(self, text: str = "Seen from the pier.", *, pictures: Iterable[str] = (), **changes: object) -> Json:
        """A public post; `pictures` are addresses of attachments."""
        found: Json = {
            "id": self.new_id("notes"),
            "type": "Note",
            "attributedTo": self.uri,
            "content": f"<p>{text}</p>",
            "published": stamp(NOW),
            "to": [PUBLIC],
            "cc": [self.followers],
            "attachment": [
                {"type": "Document", "mediaType": "image/png", "url": url, "name": f"alt of {url}"} for url in pictures
            ],
        }
        return {**found, **changes}

    def create(self, note: Json, **changes: object) -> Json:
        addressed = {key: note[key] for key in ("to", "cc") if key in note}
        return self.activity("Create", object=note, **addressed, **changes)

    def update(self, note: Json, **changes: object) -> Json:
        return self.activity("Update", object=note, **changes)

    def delete(self, uri: str) -> Json:
        return self.activity("Delete", object={"id": uri, "type": "Tombstone"}, to=[PUBLIC])

    def follow(self, target: str) -> Json:
        return self.activity("Follow", object=target)

    def like(self, target: str, **changes: object) -> Json:
        return self.activity("Like", object=target, **changes)

    def announce(self, target: str, **changes: object) -> Json:
        return self.activity("Announce", **{"object": target, "to": [PUBLIC], "cc": [self.followers], **changes})

    def undo(self, activity: Json | str) -> Json:
        inner = activity if isinstance(activity, str) else {k: v for k, v in activity.items() if k != "@context"}
        return self.activity("Undo", object=inner)

    def answer(self, kind: str, follow: str, who: str) -> Json:
        """Accept or Reject of a Follow that `who` sent."""
        return self.activity(kind, object={"id": follow, "type": "Follow", "actor": who, "object": self.uri})

    def headers(self, body: bytes, *, host: str, when: float, target: str = "/inbox") -> dict[str, str]:
        """What signs a POST of `body`; `when` in seconds since 1970."""
        date = format_date(when)
        key = signing.private(self._pair)
        return cavage.sign(self.key_id, key, method="POST", host=host, target=target, date=date, body=body)

    def request(self, body: bytes, *, host: str, when: float) -> Request:
        named = self.headers(body, host=host, when=when).items()
        return Request("POST", "/inbox", tuple((name.lower(), value) for name, value in named), body)


class Net(FakeHttp):
    """The fake network, on which requests may also fail: `broken` by address; POSTs answered by `statuses`.

    `signers`: the key that each address was last asked for with.
    """

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__(config, clock)
        self.broken: dict[str, Exception] = {}
        self.signers: dict[str, str] = {}
        self.statuses: dict[str, Response] = {}

    def publish(self, *strangers: Stranger) -> None:
        """Serve their actor documents."""
        for who in strangers:
            self.serve(who.uri, who.document())

    def handle(self, who: Stranger) -> str:
        """Serve what finds somebody by name; returns their handle."""
        self.publish(who)
        resource = f"acct%3A{who.name}%40{who.host}"
        for form in (resource, resource.replace("%3A", ":").replace("%40", "@")):
            self.serve(
                f"{who.origin}/.well-known/webfinger?resource={form}",
                who.webfinger(),
                content_type="application/jrd+json",
            )
        return f"@{who.name}@{who.host}"

    def picture(self, url: str, data: bytes) -> str:
        self.serve(url, data, content_type="image/png")
        return url

    def sent(self, inbox_url: str) -> list[Json]:
        """What that inbox was sent, in order."""
        return [json.loads(body) for body in self.inboxes.get(inbox_url, [])]

    async def get(
        self,
        url: str,
        *,
        accept: str,
        limit_bytes: int,
        seconds: float,
        signer: Signer | None = None,
        same_origin_redirects: bool = False,
    ) -> Response:
        self.signers[url] = signer.key_id if signer else ""
        if url in self.broken:
            self.fetched.append(url)
            raise self.broken[url]
        return await super().get(
            url,
            accept=accept,
            limit_bytes=limit_bytes,
            seconds=seconds,
            signer=signer,
            same_origin_redirects=same_origin_redirects,
        )

    async def post(
        self, url: str, body: bytes, content_type: str, signer: Signer, others: Mapping[str, str] = MappingProxyType({})
    ) -> Response:
        taken = await super().post(url, body, content_type, signer, others)
        if url in self.broken:
            raise self.broken[url]
        return self.statuses.get(url, taken)


async def verified(it: Instance, who: Stranger, activity: Json) -> Verified:
    """The ticket that the door makes of an activity signed by `who`. Raises as the signature check does."""
    now = it.clock() / 1000
    request = who.request(json.dumps(activity).encode(), host=it.urls.host, when=now)
    return await signatures.verify(request, host=it.urls.host, find_key=inbox.find_key(it), window=Window(), now=now)


async def say(it: Instance, who: Stranger, *said: Json) -> None:
    """`who` sends us activities, in that order; they wait in the queue afterwards."""
    for activity in said:
        await inbox.accept(it, await verified(it, who, activity))


async def settle(it: Instance) -> None:
    """Run every task that is due, as the worker would; what a task raises, the test gets."""
    while claimed := await it.db.write(lambda tx: claims.claim(tx, it.clock(), it.clock() + LEASE, Room.of(50))):
        for task in claimed:
            await KINDS[task.kind].run(it, task.payload)
            await it.db.write(partial(_done, ident=task.id, now=it.clock()))


def _done(tx: Tx, ident: str, now: int) -> None:
    tasks.done(tx, ident, now)


async def hear(it: Instance, who: Stranger, *said: Json) -> None:
    """`who` sends us activities, and each is handled before the next comes."""
    for activity in said:
        await say(it, who, activity)
        await settle(it)


async def rows(it: Instance, sql: str, **values: Value) -> list[Row]:
    """What a query finds."""
    return list(await it.db.read(lambda tx: tx.all(sql, **values)))


async def count(it: Instance, table: str, where: str = "1 = 1", **values: Value) -> int:
    found = await rows(it, f"SELECT COUNT(*) AS n FROM {table} WHERE {where}", **values)
    return int(found[0]["n"])


async def traces(it: Instance, *needles: bytes | str) -> list[str]:
    """Where any of the needles lies: `table.column` of the database, or a file under the data folder.

    Binary needles are also looked for as hex and base64.
    """
    wanted = [needle for each in needles for needle in _spellings(each)]
    found = [
        f"{table}.{name}"
        for table, row in await _everything(it)
        for name, value in row.items()
        if any(needle in _bytes(value) for needle in wanted)
    ]
    for path in sorted(p for p in it.config.data.rglob("*") if p.is_file() and "fedart.sqlite3" not in p.name):
        data = path.read_bytes() + path.name.encode()
        if any(needle in data for needle in wanted):
            found.append(str(path.relative_to(it.config.data)))
    return found


def _spellings(needle: bytes | str) -> list[bytes]:
    if isinstance(needle, str):
        return [needle.encode()]
    return [needle, needle.hex().encode(), base64.b64encode(needle).rstrip(b"=")[:-1]]


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


async def _everything(it: Instance) -> list[tuple[str, Row]]:
    tables = [row["name"] for row in await rows(it, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [(table, row) for table in tables for row in await rows(it, f"SELECT * FROM {table}")]


async def told(it: Instance, actor_id: str) -> list[str]:
    """The kinds of somebody's notifications, oldest first."""
    found = await rows(it, "SELECT kind FROM notifications WHERE actor_id = :id ORDER BY id", id=actor_id)
    return [str(row["kind"]) for row in found]


@dataclass
class FakePeer:
    """Another server on its own address, by real HTTP: people, posts and raw picture files; takes what it gets."""

    origin: str
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    received: list[Json] = field(default_factory=list)
    status: int = 202
    pause: float = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The peer as an ASGI application."""
        if scope["type"] != "http":
            await _lifespan(receive, send)
            return
        target = scope["path"] + ("?" + scope["query_string"].decode() if scope["query_string"] else "")
        kind, body = self.pages.get(unquote(target), ("", b""))
        status = 200 if kind else 404
        if scope["method"] == "POST":
            self.received.append(json.loads(await _body(receive)))
            await asyncio.sleep(self.pause)
            status = self.status
        headers = [(b"content-type", (kind or "text/plain").encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def person(self, name: str, key: str = "") -> Stranger:
        """Somebody who lives here, findable by name."""
        who = Stranger(name, self.origin, key)
        self.serve(who.uri, who.document())
        resource = f"acct:{name}@{who.host}"
        self.serve(f"{self.origin}/.well-known/webfinger?resource={resource}", who.webfinger(), "application/jrd+json")
        return who

    def serve(self, url: str, content: Json | bytes, kind: str = TYPE) -> str:
        """Answer GETs of `url`; returns it."""
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.pages[url.removeprefix(self.origin)] = (kind, data)
        return url

    def picture(self, name: str, data: bytes) -> str:
        """A file as it is, with all that it declares; returns its address."""
        return self.serve(f"{self.origin}/media/{name}", data, "image/png")

    async def send(self, inbox_url: str, who: Stranger, activity: Json, **alter: str) -> int:
        """POST an activity, signed now; `alter` changes headers afterwards. Returns the status."""
        body = json.dumps(activity).encode()
        parts = urlsplit(inbox_url)
        headers = who.headers(body, host=parts.netloc, when=time.time(), target=parts.path)
        headers |= {"Content-Type": TYPE} | alter
        async with aiohttp.ClientSession() as session, session.post(inbox_url, data=body, headers=headers) as answer:
            return answer.status

    def of_type(self, kind: str) -> list[Json]:
        """What was received of one type, oldest first."""
        return [activity for activity in self.received if activity["type"] == kind]


@asynccontextmanager
async def fake_peer(host: str) -> AsyncIterator[FakePeer]:
    """A peer that runs on a free port of `host`."""
    sock = listener(host)
    peer = FakePeer(f"http://{host}:{sock.getsockname()[1]}")
    async with serving(peer, sock):
        yield peer


async def _lifespan(receive: Receive, send: Send) -> None:
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body
