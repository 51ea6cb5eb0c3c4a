"""An instance with a real temporary database, a clock that stands still, and a network that answers from a table."""

import json
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from fedart import instance
from fedart.config import Config
from fedart.detector.installed import CURRENT
from fedart.domain.actor import Account, Actor, ActorType, Role
from fedart.domain.follow import Follow, FollowState
from fedart.domain.ids import ActorId, MediaId, Uri, WorkId, host_of, new_id
from fedart.domain.media import Facts, Media, MediaState, Rendition
from fedart.domain.work import Kind, Mention, Visibility, Work, WorkState
from fedart.federation.http import Http, Response
from fedart.federation.signatures import Signer
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.services import accounts, local_actors, outbox
from fedart.services.outbox import Outgoing
from fedart.storage import actors, follows, media, reactions, works
from fedart.storage.media import Owned
from fedart.storage.reactions import Reaction
from fedart.wire import render
from tests.support import signing
from tests.support.client import Answer, Client

ORIGIN = "https://gallery.example"
NOW = int(signing.NOW * 1000)
PASSWORD = "a quiet room with north light"


@dataclass
class Clock:
    """Epoch milliseconds that only move when told to."""

    now: int = NOW

    def __call__(self) -> int:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += int(seconds * 1000)


class FakeHttp(Http):
    """The network as a table: `pages` answers GETs by address, `inboxes` holds what was posted; the rest is 404.

    `names` holds TXT records.
    """

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__(config.federation, config.testbed, origin=config.instance.origin, now=lambda: clock() / 1000)
        self.pages: dict[str, Response] = {}
        self.names: dict[str, list[str]] = {}
        self.fetched: list[str] = []
        self.inboxes: dict[str, list[bytes]] = {}
        self.others: dict[str, list[dict[str, str]]] = {}

    async def texts(self, name: str) -> Sequence[str]:
        return self.names.get(name, [])

    def serve(
        self, url: str, body: object, *, content_type: str = "application/activity+json", status: int = 200
    ) -> None:
        """Answer GETs of `url` with a document (or bytes)."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.pages[url] = Response(url, status, {"content-type": content_type}, data)

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
        self.fetched.append(url)
        return self.pages.get(url) or Response(url, 404, {})

    async def post(
        self, url: str, body: bytes, content_type: str, signer: Signer, others: Mapping[str, str] = MappingProxyType({})
    ) -> Response:
        self.inboxes.setdefault(url, []).append(body)
        self.others.setdefault(url, []).append(dict(others))
        return Response(url, 202, {})


def config_in(folder: Path, *, origin: str = ORIGIN, base: Config | None = None) -> Config:
    """A configuration whose data lie in `folder`; other sections as in `base`, but without the shipped model.

    Whether that is complete on this machine must not matter to a test, and loading it takes a second.
    """
    base = base or Config()
    if base.detector.model == CURRENT:
        base = replace(base, detector=replace(base.detector, model=""))
    storage = replace(base.storage, data=str(folder / "data"))
    return replace(base, instance=replace(base.instance, origin=origin), storage=storage)


@asynccontextmanager
async def running(
    config: Config, clock: Clock | None = None, *, migrated: Path | None = None
) -> AsyncIterator[Instance]:
    """An open instance with the fake network. `migrated` is a prepared data folder to copy, which saves time."""
    if migrated is not None and not config.data.exists():
        shutil.copytree(migrated, config.data)
    else:
        instance.prepare(config)
    async with instance.opened(config) as opened:
        still = clock or Clock()
        fake = FakeHttp(config, still)
        it = replace(opened, clock=still, uptime=still, http=fake)
        await local_actors.ensure_instance_actor(it)
        try:
            yield it
        finally:
            await fake.close()


def network(it: Instance) -> FakeHttp:
    """The fake network of an instance from `running`."""
    assert isinstance(it.http, FakeHttp)
    return it.http


async def signed_get(client: Client, address: str, *, name: str = "ada") -> Answer:
    """GET as Ada's server signs it, or as somebody who has the key `name` and claims hers."""
    target = address.removeprefix(client.origin)
    headers = [(n, v) for n, v in signing.signed("GET", target, name=name).headers if n != "host"]
    return await client.request("GET", target, headers=[*headers, ("accept", "application/activity+json")])


@dataclass(frozen=True)
class Person:
    """Somebody with an account here."""

    account: Account
    actor: Actor


@dataclass
class Studio:
    """Makes people, works and pictures for tests, straight in the database."""

    it: Instance
    count: int = field(default=0)

    async def person(self, name: str = "maren", role: Role = Role.ARTIST, password: str | None = None) -> Person:
        account = await accounts.add_user(self.it, name, role, password)
        actor = await self.it.db.read(lambda tx: actors.by_id(tx, account.actor_id))
        assert actor is not None
        return Person(account, actor)

    async def signed_in(self, client: Client, person: Person) -> Client:
        """A browser of its own in which that person is signed in."""
        link = await accounts.login_link(self.it, person.account.username)
        ticket = await accounts.sign_in_by_link(self.it, link.rpartition("/")[2], "203.0.113.9")
        name = "__Host-fedart" if self.it.config.https else "fedart"
        return Client(client.app, client.origin, cookies={name: ticket.token})

    async def token(self, browser: Client) -> str:
        """The form token of whoever is signed in there."""
        viewer = await accounts.viewer(self.it, browser.cookies["__Host-fedart"])
        assert viewer is not None
        return viewer.csrf

    async def remote(self, uri: str = signing.ACTOR, *, kind: ActorType = ActorType.PERSON, key: str = "ada") -> Actor:
        """Somebody elsewhere, with a key that `tests.support.signing` signs with."""
        now, host = self.it.clock(), host_of(uri)
        actor = Actor(
            id=ActorId(new_id(now)),
            uri=Uri(uri),
            local=False,
            type=kind,
            username=uri.rpartition("/")[2],
            host=host,
            name="",
            summary="",
            summary_source="",
            fields=(),
            url=uri,
            inbox=f"{uri}/inbox",
            shared_inbox=f"https://{host}/inbox",
            outbox=f"{uri}/outbox",
            followers=f"{uri}/followers",
            following=f"{uri}/following",
            featured=f"{uri}/featured",
            key_id=f"{uri}#main-key",
            public_key=signing.pair(key).public,
            icon=None,
            image=None,
            locked=False,
            discoverable=True,
            indexable=True,
            created=now,
            updated=now,
        )

        await self.it.db.write(lambda tx: actors.insert(tx, actor, now))
        await self.it.db.write(
            lambda tx: actors.keep_key(tx, actor.key_id, actor.uri, actor.public_key, now, now + 300_000)
        )
        return actor

    async def delete(self, actor: Actor) -> None:
        """Mark anybody, also one of ours, as deleted."""
        sql = "UPDATE actors SET deleted = 1 WHERE id = :id"
        await self.it.db.write(lambda tx: tx.run(sql, id=actor.id))

    async def follow(self, follower: Actor, followed: Actor, state: FollowState = FollowState.ACCEPTED) -> Follow:
        now = self.it.clock()
        ident = new_id(now)
        found = Follow(ident, Uri(f"{follower.uri}/follows/{ident}"), follower.id, followed.id, state, now)
        await self.it.db.write(lambda tx: follows.put(tx, found, now))
        return found

    async def work(
        self,
        by: Actor,
        *,
        title: str = "Evening, ferry",
        visibility: Visibility = Visibility.PUBLIC,
        state: WorkState = WorkState.LIVE,
        kind: Kind = Kind.WORK,
        named: tuple[Actor, ...] = (),
        parent: Work | None = None,
    ) -> Work:
        """A stored work of somebody, without pictures."""
        self.count += 1
        now = self.it.clock() + self.count
        ident = WorkId(new_id(now))
        uri = self.it.urls.object(ident) if by.local else Uri(f"{by.uri}/notes/{ident}")
        made = Work(
            id=ident,
            uri=uri,
            local=by.local,
            kind=kind,
            actor_id=by.id,
            actor_uri=by.uri,
            title=title,
            source="Seen from the pier.",
            content="<p>Seen from the pier.</p>",
            warning="",
            sensitive=False,
            visibility=visibility,
            language="en",
            url=self.it.urls.work(ident) if by.local else str(uri),
            in_reply_to=parent.uri if parent else None,
            in_reply_to_id=parent.id if parent else None,
            published=now,
            edited=None,
            state=state,
            tags=("ferry",),
            mentions=tuple(Mention(a.uri, a.handle, a.url) for a in named),
        )
        await self.it.db.write(lambda tx: works.insert(tx, made, now))
        return made

    async def picture(
        self, by: Actor, work: Work | None = None, *, state: MediaState = MediaState.KEPT, role: str = "work"
    ) -> Owned:
        """A stored picture with two renditions whose bytes say what they are."""
        ident = MediaId(new_id(self.it.clock()))
        area = Area.QUARANTINE if state is MediaState.HELD else Area.PUBLIC
        shown = (
            ()
            if state is MediaState.DROPPED
            else (
                self._rendition(f"webp of {ident}", "640", "image/webp", area),
                self._rendition(f"jpeg of {ident}", "federation", "image/jpeg", area),
            )
        )
        private = Area.QUARANTINE if state is MediaState.HELD else Area.PRIVATE
        original = None if state is MediaState.DROPPED else self.it.blobs.put(f"original of {ident}".encode(), private)
        facts = Facts("image/png", 640, 480, "L00000fQfQfQfQfQfQfQfQfQfQfQ", "#808080", 5, animated=False)
        owned = Owned(
            media=Media(
                id=ident,
                position=0,
                alt="A ferry at dusk",
                focus=(0.0, 0.0),
                state=state,
                sha256="0" * 64,
                facts=None if state is MediaState.DROPPED else facts,
                renditions=shown,
                remote_url=None,
                reason="" if state is MediaState.KEPT else "declared",
            ),
            actor_id=by.id,
            work_id=work.id if work else None,
            role=role,
            original=original,
            file_name="ferry “dusk”.png",
            created=self.it.clock(),
        )
        await self.it.db.write(lambda tx: media.insert(tx, owned))
        return owned

    async def publish(self, work: Work, author: Actor) -> Uri:
        """Store the Create of a work as publishing does; its address."""
        it, uri = self.it, outbox.new_activity(self.it)
        document = render.create(uri, render.note(work, author, it.urls, ()))
        public = work.visibility.anyone
        sent = Outgoing(actor=author, type="Create", object_uri=work.uri, public=public, document=document)
        await it.db.write(lambda tx: outbox.enqueue(tx, it, sent, []))
        return uri

    async def react(self, actor: Actor, work: Work, kind: str = "like") -> Reaction:
        """Somebody's like or boost of a work, after everything that was made before."""
        self.count += 1
        ident = new_id(self.it.clock() + self.count)
        made = Reaction(ident, Uri(f"{actor.uri}/{kind}s/{ident}"), actor.id, work.id)
        add = reactions.add_like if kind == "like" else reactions.add_boost
        await self.it.db.write(lambda tx: add(tx, made, 1))
        await self.it.db.write(lambda tx: works.count_reactions(tx, work.id))
        return made

    def _rendition(self, text: str, name: str, mime: str, area: Area) -> Rendition:
        data = text.encode()
        return Rendition(name, mime, 640, 480, len(data), self.it.blobs.put(data, area))
