"""What we send, caught on its way and replayed to another instance of ours: taken as it is, refused when changed.

Maren's server and Lotte's run in one process. Everything that Maren does goes to Lotte's server and is kept on the
way; Lotte's is in secure mode, so that a reading has to prove itself as much as an activity.
"""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fedart import app
from fedart.config import Config, FederationSettings
from fedart.domain.actor import Viewer
from fedart.domain.forms import ProfileForm, Upload, WorkForm
from fedart.federation.dialects import Dialect
from fedart.federation.signatures import Request
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import (
    blocks,
    featured,
    incoming,
    local_actors,
    messages,
    moves,
    reactions,
    remote_actors,
    replying,
    reports,
)
from fedart.services import follows as following
from fedart.services import works as publishing
from tests.support import altering
from tests.support.altering import MARKER, Table, edited
from tests.support.arrivals import picture
from tests.support.client import Client
from tests.support.door import in_process
from tests.support.instance import Clock, Person, Studio, config_in, running
from tests.support.remote import Stranger, count, rows, settle, told, traces
from tests.support.signing import with_header
from tests.support.wire import Sent, Wire, arrive

HOME, THERE = "gallery.example", "studio.example"
FORM = WorkForm(title="Storm at sea", text="Oil on *board*, #seascape", tags=("sea",))
PROFILE = ProfileForm("Maren Holm", "Paints *boats*", (), locked=False, discoverable=True, indexable=True)
NEW = Stranger("maren", "https://new.example")
GUARDED = ("/objects/", "/followers", "/outbox", "/featured")


@dataclass
class Server:
    it: Instance
    wire: Wire
    client: Client
    make: Studio
    person: Person

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.person.account, self.person.actor, "")


@asynccontextmanager
async def server(folder: Path, host: str, name: str, clock: Clock, base: Config) -> AsyncIterator[Server]:
    config = config_in(folder / host, origin=f"https://{host}", base=base)
    async with running(config, clock) as opened:
        wire = Wire(config, clock)
        it = in_process(replace(opened, http=wire))
        make = Studio(it)
        client = Client(app.build(it, worker=False), config.instance.origin)
        yield Server(it, wire, client, make, await make.person(name))
        await wire.close()


@dataclass
class Pair:
    maren: Server
    lotte: Server
    clock: Clock
    folder: Path

    def upload(self) -> Upload:
        path = self.folder / "picture.png"
        path.write_bytes(picture())
        return Upload(path, path.name, "A ship in a storm")

    async def settle(self) -> None:
        self.clock.advance(1)
        await settle(self.maren.it)
        await settle(self.lotte.it)


@pytest.fixture
async def pair(tmp_path: Path, clock: Clock) -> AsyncIterator[Pair]:
    strict = Config(federation=FederationSettings(secure_mode=True))
    async with (
        server(tmp_path, HOME, "maren", clock, Config()) as maren,
        server(tmp_path, THERE, "lotte", clock, strict) as lotte,
    ):
        maren.wire.apps[THERE], lotte.wire.apps[HOME] = lotte.client, maren.client
        yield Pair(maren, lotte, clock, tmp_path)


async def everything_said(pair: Pair, dialect: Dialect) -> list[Sent]:
    """What Maren's server asks and tells Lotte's in that dialect, while she does all that she can do."""
    maren, lotte = pair.maren, pair.lotte
    it, me, wire = maren.it, maren.person.actor, maren.wire
    await wire.spoken.put(THERE, dialect)
    wire.silent.add(THERE)
    hung = await publishing.publish(lotte.it, lotte.person.actor.id, FORM, [pair.upload()])
    await following.follow(lotte.it, lotte.person.actor.id, me.uri)
    await pair.settle()  # Lotte's Follow arrives, and the answer leaves
    await following.follow(it, me.id, "@lotte@studio.example")
    theirs = await incoming.adopt(it, lotte.it.urls.object(hung.work_id))
    await pair.settle()
    for act in (reactions.like, reactions.unlike, reactions.boost, reactions.unboost):
        await act(it, me.id, theirs.id)
    await replying.reply(it, me.id, theirs.uri, "How *lovely*")
    await messages.write(it, me.id, ["@lotte@studio.example"], "Is the blue one still there?")
    made = (await publishing.publish(it, me.id, FORM, [pair.upload()])).work_id
    await pair.settle()
    await publishing.edit(it, me.id, made, replace(FORM, title="Calm"), {}, {})
    await featured.pin(it, maren.viewer, made)
    await featured.unpin(it, maren.viewer, made)
    await profiles.edit_profile(it, maren.viewer, PROFILE, None, None)
    await pair.settle()
    await publishing.delete(it, me.id, made)
    other = await remote_actors.by_uri(it, lotte.person.actor.uri)
    await reports.report(it, maren.viewer, other, [theirs.id], "A copy of mine", forward=True)
    await _leaves(pair)
    await blocks.block(it, me.id, other.id)
    await blocks.unblock(it, me.id, other.id)
    await pair.settle()
    signer = await local_actors.instance_signer(it)
    for url in (other.followers, f"{other.outbox}?page=1", other.featured):
        await wire.get(url, accept="application/activity+json", limit_bytes=100_000, seconds=5, signer=signer)
    return [each for each in wire.signed if each.dialect is dialect]


async def _leaves(pair: Pair) -> None:
    wire, maren = pair.maren.wire, pair.maren
    wire.serve(NEW.uri, NEW.document(alsoKnownAs=[maren.person.actor.uri]))
    await moves.leave(maren.it, maren.viewer, NEW.uri)
    await pair.settle()
    await moves.come_back(maren.it, maren.viewer)
    await pair.settle()


SAID = {
    *("Accept", "Follow", "Like", "Undo", "Announce", "Create", "Update", "Add", "Remove", "Delete", "Flag", "Move"),
    *("Reject", "Block"),
}


def changes(sent: Sent) -> Table:
    """Every way to change that request."""
    posts = sent.request.method == "POST"
    key = edited("signature-input" if sent.dialect is Dialect.RFC9421 else "signature", "#main-key", "#other-key")
    found: Table = {"a key that there is not": (key, 401), "another address": (_elsewhere, 401)}
    if sent.dialect is Dialect.RFC9421:
        found |= altering.NEW | altering.NEW_NEEDS_KEY | (altering.NEW_POST if posts else {})
    else:
        found |= altering.OLD | altering.OLD_NEEDS_KEY | (altering.OLD_POST if posts else {})
    return found | (altering.NEEDS_KEY_POST if posts else {})


def _elsewhere(request: Request) -> Request:
    if request.method == "POST":
        return replace(request, target="/actor/inbox" if request.target == "/inbox" else "/inbox")
    return replace(request, target="/actor/outbox")


KEYS = frozenset({"actors", "remote_keys", "host_domains", "visible"})
"""Where it stands who signed something."""


async def state(it: Instance) -> dict[str, list[object]]:
    names = [row["name"] for row in await rows(it, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: [tuple(row.values()) for row in await rows(it, f"SELECT * FROM {name}")]
        for name in names
        if name not in KEYS
    }


@pytest.mark.parametrize("dialect", list(Dialect), ids=lambda each: each.name)
async def test_what_we_send_is_taken_as_it_is_and_refused_when_changed(dialect: Dialect, pair: Pair) -> None:
    caught = await everything_said(pair, dialect)
    posts = [each for each in caught if each.request.method == "POST"]
    guarded = [each for each in caught if any(part in each.request.target for part in GUARDED)]
    readings = [each for each in guarded if each.request.method == "GET"]
    assert {json.loads(each.request.body)["type"] for each in posts} == SAID
    assert all(any(part in each.request.target for each in readings) for part in GUARDED)
    it, client = pair.lotte.it, pair.lotte.client
    for each in [*posts, *readings]:
        marker = f"zq{secrets.token_hex(8)}"
        pair.clock.now = each.at
        before = await state(it)
        for name, (change, status) in changes(each).items():
            forged = with_header(change(each.request), "user-agent", marker)
            assert (await arrive(client, forged)).status == status, (name, each.request)
        pair.clock.now = each.at + 13 * 3_600_000
        assert (await arrive(client, each.request)).status == 401
        assert await state(it) == before, each.request
        assert await traces(it, marker, MARKER) == []
        pair.clock.now = each.at
        answer = await arrive(client, each.request)
        assert answer.status == (202 if each in posts else 200), each.request
        if each in posts:
            assert await traces(it, json.loads(each.request.body)["id"]) != []
    await settle(it)
    assert {"accepted", "mention", "reply"} <= set(await told(it, pair.lotte.person.actor.id))
    assert await count(it, "reports") == 1
