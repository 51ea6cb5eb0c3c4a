"""A server of ours that takes the part of a captured one: its origin, its person under the captured ids, its time.

The captures are requests between two servers of another make (fixtures/captures/README.md). Whoever answers them here
is the whole application: only its addresses are minted as the captured server minted them, and it is asked under these.
"""

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request as Received
from starlette.responses import Response as Reply
from starlette.routing import Route

from fedart import app
from fedart.config import Config, FederationSettings
from fedart.domain.actor import Actor
from fedart.domain.ids import Parsed, Uri, Urls
from fedart.federation.signatures import Request
from fedart.instance import Instance
from fedart.storage import actors
from fedart.web import collections, documents, inbox, media
from tests.support.client import Answer, Client
from tests.support.door import in_process
from tests.support.instance import Clock, Studio, config_in, running
from tests.support.paint import painting, png
from tests.support.remote import Json, Net
from tests.support.wire import arrive

FOLDER = Path(__file__).parents[1] / "fixtures" / "captures"
KEYS: dict[str, str] = json.loads((FOLDER / "public-keys.json").read_text())
PEOPLE = {"gtsa.test": "alice", "gtsb.test": "bob"}
PICTURE = png(painting(7, (64, 48)))
"""What is served where a captured answer was a picture: of that the captures keep no more than the beginning."""

_PROFILED = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'

Handler = Callable[[Received], Awaitable[Reply]]


@dataclass(frozen=True)
class Capture:
    """One exchange: who was asked (`host`) when (seconds since 1970), what, and how it was answered."""

    name: str
    number: int
    host: str
    time: float
    request: Request
    answer: Any
    answer_type: str

    @property
    def activity(self) -> Json:
        """What was posted."""
        found: Json = json.loads(self.request.body)
        return found

    @property
    def posts(self) -> bool:
        return self.request.method == "POST"


def _load(path: Path) -> Capture:
    seen = json.loads(path.read_text())
    method, target = seen["req"].split(" ")
    headers = tuple((name.lower(), value) for name, value in seen["headers"])
    return Capture(
        name=path.stem,
        number=int(seen["seq"]),
        host=seen["to"],
        time=seen["t"],
        request=Request(method, target, headers, (seen["raw_body"] or "").encode()),
        answer=seen["resp_body"],
        answer_type=dict(seen["resp_headers"]).get("Content-Type", ""),
    )


CAPTURES = tuple(_load(path) for path in sorted((FOLDER / "by-step").glob("*.json")))


def capture(number: int) -> Capture:
    return next(each for each in CAPTURES if each.number == number)


@dataclass(frozen=True)
class CapturedUrls(Urls):
    """Addresses as the captured server mints them. One person lives there: `name`, under our id in `ids`."""

    name: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def actor(self, actor: str) -> Uri:
        return Uri(f"{self.origin}/users/{self.name}")

    def actor_part(self, actor: str, part: str) -> Uri:
        return Uri(f"{self.actor(actor)}/{'collections/featured' if part == 'featured' else part}")

    def key(self, actor: str) -> Uri:
        return Uri(f"{self.actor(actor)}/main-key")

    def object(self, work: str) -> Uri:
        return Uri(f"{self.actor('')}/statuses/{work.upper()}")

    def object_part(self, work: str, part: str) -> Uri:
        return Uri(f"{self.object(work)}/{part}")

    def parse(self, url: str) -> Parsed | None:
        match url.removeprefix(self.origin + "/").partition("?")[0].split("/"):
            case ["users", self.name]:
                return Parsed("actor", self.ids[self.name])
            case ["users", self.name, "followers"]:
                return Parsed("followers", self.ids[self.name])
            case ["users", self.name, "statuses", ident]:
                return Parsed("object", ident.lower())
            case _:
                return super().parse(url)


def _at(path: str, handler: Handler, method: str = "GET", **named: str) -> Route:
    """One more address for what answers at another: `named` are the parts of that other address.

    A handler sees the request as it came, with the target that was signed.
    """

    async def answer(request: Received) -> Reply:
        found = {key: value.format(**request.path_params) for key, value in named.items()}
        if "work" in request.path_params:
            found["id"] = request.path_params["work"].lower()
        return await handler(Received({**request.scope, "path_params": found}, request.receive))

    return Route(path, answer, methods=[method])


@dataclass
class Part:
    """The server that plays `host`, and the person there."""

    host: str
    it: Instance
    net: Net
    clock: Clock
    web: Starlette
    me: Actor
    make: Studio

    @property
    def client(self) -> Client:
        return Client(self.web, f"https://{self.host}")

    async def hears(self, found: Capture, request: Request | None = None) -> Answer:
        """The captured request, or a changed one, arrives at the moment at which it was sent."""
        self.clock.now = int(found.time * 1000)
        return await self.asks(request or found.request)

    async def asks(self, request: Request) -> Answer:
        """A request arrives now, with exactly these headers."""
        return await arrive(self.client, request)

    def show(self, picture: str, file: str) -> None:
        """Our picture answers under the addresses of the captured ones."""
        found = _at("/fileserver/{who}/attachment/original/{name}", media.show, id=picture, file=file)
        self.web.router.routes.insert(0, found)


def _routes(ident: str) -> list[Route]:
    person = "/users/{name}"
    return [
        _at(f"{person}/inbox", inbox.personal, "POST", id=ident),
        _at(f"{person}/main-key", documents.actor, id=ident),
        _at(f"{person}/collections/featured", collections.actor_part, id=ident, part="featured"),
        _at(f"{person}/statuses/{{work}}", documents.note),
        _at(f"{person}/statuses/{{work}}/{{part}}", collections.note_part, part="{part}"),
        _at(person, documents.actor, id=ident),
        _at(f"{person}/{{part}}", collections.actor_part, id=ident, part="{part}"),
    ]


def _urls(host: str) -> CapturedUrls:
    return CapturedUrls(f"https://{host}", PEOPLE[host])


async def prepare(folder: Path, host: str) -> Path:
    """A data folder in which the person of that server lives; to be copied for each test."""
    config = config_in(folder, origin=f"https://{host}")
    async with running(config, Clock()) as opened:
        await Studio(replace(opened, urls=_urls(host))).person(PEOPLE[host])
    return config.data


@dataclass
class Stage:
    """Where the servers are put up: `prepared` data folders by host."""

    folder: Path
    prepared: dict[str, Path]

    def __call__(self, host: str, *, secure: bool = False) -> AbstractAsyncContextManager[Part]:
        """The server of that name at work; in secure mode a reading has to be signed."""
        base = Config(federation=FederationSettings(secure_mode=secure))
        return _playing(self.folder / host, host, self.prepared[host], base)


@asynccontextmanager
async def _playing(folder: Path, host: str, prepared: Path, base: Config) -> AsyncIterator[Part]:
    """The rest of the net answers as the other server did in the captures."""
    clock, urls = Clock(), _urls(host)
    config = config_in(folder, origin=urls.origin, base=base)
    async with running(config, clock, migrated=prepared) as opened:
        net = Net(config, clock)
        it = in_process(replace(opened, http=net, urls=urls))
        me = await it.db.read(lambda tx: actors.by_uri(tx, urls.actor("")))
        assert me is not None
        urls.ids[urls.name] = me.id
        _serve_captured(net, host)
        web = app.build(it, worker=False)
        web.router.routes[:0] = _routes(me.id)
        yield Part(host, it, net, clock, web, me, Studio(it))
        await net.close()


def _serve_captured(net: Net, host: str) -> None:
    """What the other server answered; and everybody there whose key is known but who was never asked for."""
    for key_id, pem in KEYS.items():
        owner = key_id.removesuffix("/main-key")
        net.serve(key_id, {"id": owner, "type": "Person", "publicKey": _key(key_id, owner, pem)})
    for each in CAPTURES:
        if each.host == host or each.posts:
            continue
        picture = isinstance(each.answer, dict) and "_b64_head" in each.answer
        if picture:
            assert PICTURE[:8] == base64.b64decode(each.answer["_b64_head"])[:8]
        text = each.answer.encode() if isinstance(each.answer, str) else each.answer
        net.serve(
            f"https://{each.host}{each.request.target}",
            PICTURE if picture else text,
            content_type=each.answer_type or _PROFILED,
        )


def _key(key_id: str, owner: str, pem: str) -> Json:
    return {"id": key_id, "owner": owner, "publicKeyPem": pem}
