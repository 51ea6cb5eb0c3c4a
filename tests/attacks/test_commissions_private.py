"""WEB-09 and WEB-10 for commissions: over every address of the server, whoever asks, nobody but the artist and the
client can see a request. Whoever moderates is nobody. The routes are read from the table, so a new one is asked too.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from starlette.routing import Route

from fedart.domain.actor import Role
from fedart.domain.commission import Commission, Step
from fedart.domain.ids import new_id
from fedart.instance import Instance
from fedart.services import commission_queue as queue
from fedart.web import routes
from tests.support import signing
from tests.support.client import BROWSER, Answer, Client, seen
from tests.support.commissions import DESK, WANTED, asked, open_desk
from tests.support.instance import Person, Studio
from tests.support.remote import Net

SECRET, BUDGET, SOURCE = "zanzibarite", "317 guilders", "pictures.example/boat"
ALL = [route for route in routes.all_routes() if isinstance(route, Route)]
GETS = sorted({route.path for route in ALL if "GET" in (route.methods or ())})
FORMS = sorted({r.path for r in ALL if "POST" in (r.methods or ()) and "{" in r.path and "inbox" not in r.path})
WORDS = {
    "handle": "maren",
    "tag": "boats",
    "path": "site.css",
    "kind": "create",
    "version": "2.1",
    "form": "rss",
    "token": "x" * 43,
    "file": "640.webp",
    "part": "outbox",
    "number": "1",
}
WHO = ("a visitor", "another server", "another artist", "another desk", "a moderator", "the owner")


@dataclass
class Sent:
    """A request of Jun's to Maren, whose desk shows its queue, and everybody who has nothing to do with it."""

    commission: Commission
    jun: Person
    maren: Person
    others: dict[str, Client]

    @property
    def words(self) -> list[bytes]:
        """What shows it."""
        return [word.encode() for word in (SECRET, BUDGET, SOURCE, self.commission.id)]


@pytest.fixture
async def sent(it: Instance, client: Client, make: Studio, net: Net, maren: Person) -> Sent:
    jun = await make.person("jun")
    await make.follow(await make.remote(), maren.actor)
    await open_desk(it, maren, replace(DESK, queue_shown=True))
    commission = await asked(it, jun, maren, WANTED)
    await queue.move(it, maren.actor.id, commission.id, Step.ACCEPTED)
    await queue.share(it, jun.actor.id, commission.id)
    others = {"a visitor": client, "another server": client}
    for name, role, username in (
        ("another artist", Role.ARTIST, "tomas"),
        ("another desk", Role.ARTIST, "lotte"),
        ("a moderator", Role.MODERATOR, "hal"),
        ("the owner", Role.OWNER, "olga"),
    ):
        person = await make.person(username, role)
        if name == "another desk":
            await open_desk(it, person)
            await asked(it, jun, person, replace(WANTED, wish="A lamp", budget="", sources=""))
        others[name] = await make.signed_in(client, person)
    return Sent(commission, jun, maren, others)


async def ask(who: str, sent: Sent, path: str) -> Answer:
    """GET as that one does."""
    client = sent.others[who]
    if who != "another server":
        return await client.page(path)
    headers = [(name, value) for name, value in signing.signed("GET", path).headers if name != "host"]
    return await client.request("GET", path, headers=[*headers, ("accept", "application/activity+json")])


def filled(template: str, ident: str) -> str:
    """A route with that id in every place that takes one."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: WORDS.get(match[1], ident), template)


def addresses(sent: Sent) -> Iterator[str]:
    """Every address, about the request and both of its people."""
    about = (sent.commission.id, sent.maren.actor.id, sent.jun.actor.id)
    for template in GETS:
        for ident in about if "{" in template else about[:1]:
            yield filled(template, ident)
    yield from (f"/@{name}{face}" for name in ("maren", "jun") for face in ("", "/posts", "/about", "/feed.rss"))
    yield from (f"/search?q={word}" for word in (SECRET[:6], "guilders", "jun"))
    yield from (f"/actors/{person.actor.id}/outbox?page=1" for person in (sent.jun, sent.maren))


@pytest.mark.parametrize("who", WHO)
async def test_web_09_no_address_shows_a_word_of_it(sent: Sent, who: str) -> None:
    told, paths = [], sorted(set(addresses(sent)))
    assert len(paths) > 200
    for path in paths:
        answer = await ask(who, sent, path)
        assert answer.status < 500, path
        body = answer.body
        if sent.commission.id in path:
            body = body.replace(sent.commission.id.encode(), b"")
        told += [(path, word) for word in sent.words if word in body]
    assert told == []


@pytest.mark.parametrize("who", WHO)
async def test_web_09_nor_whether_there_is_one(sent: Sent, who: str) -> None:
    never, ident, told = new_id(), sent.commission.id, []
    for template in GETS:
        if "{" in template and "{token}" not in template:
            nothing, path = filled(template, never), filled(template, ident)
            if seen(await ask(who, sent, nothing), never) != seen(await ask(who, sent, path), ident):
                told.append(path)
    assert told == []


@pytest.mark.parametrize("who", WHO[2:])
async def test_web_10_nor_does_anything_that_they_do(it: Instance, make: Studio, sent: Sent, who: str) -> None:
    browser, never, told = sent.others[who], new_id(), []
    fields = {"csrf": await make.token(browser), "text": "Hello", "step": "done", "state": "closed", "stage": "hired"}
    for template in FORMS:
        if re.search(r"\{(handle|tag|path|token)", template):
            continue
        missing = seen(await browser.post(filled(template, never), fields), never)
        if missing != seen(await browser.post(filled(template, sent.commission.id), fields), sent.commission.id):
            told.append(template)
    assert told == []
    found = await it.db.read(lambda tx: queue.received(tx, sent.maren.actor.id, sent.commission.id))
    assert found.commission.step is Step.ACCEPTED
    assert found.commission.talk is None
    assert found.commission.linked


async def test_the_two_sides_see_it(client: Client, make: Studio, sent: Sent) -> None:
    """The control of all of the above."""
    for side, board in ((sent.maren, "/commissions/queue"), (sent.jun, "/commissions")):
        browser = await make.signed_in(client, side)
        page = (await browser.get(f"/commissions/{sent.commission.id}", accept=BROWSER)).body
        assert all(word in page for word in sent.words)
        assert sent.commission.id.encode() in (await browser.page(board)).body
    desk = (await client.page("/@maren/commissions")).text
    assert "1 of 2 slots free" in desk
    assert 'class="queue"' in desk


async def test_no_line_of_the_log_holds_what_was_sent(
    it: Instance,
    client: Client,
    sent: Sent,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(logging.getLogger("fedart"), "propagate", True)
    caplog.set_level(logging.INFO, "fedart")
    link = await queue.share(it, sent.jun.actor.id, sent.commission.id)
    assert (await client.page(link.removeprefix(client.origin))).status == 200
    await queue.write(it, sent.maren.actor.id, sent.commission.id, f"{SECRET}?")
    await queue.withdraw(it, sent.jun.actor.id, sent.commission.id)
    said = caplog.text + "".join(capfd.readouterr())
    assert "path=/commissions/shared/" in said
    assert link.rpartition("/")[2] not in said
    assert SECRET not in said
    assert BUDGET not in said


async def test_nothing_is_queued_for_other_servers(it: Instance, sent: Sent) -> None:
    rows = await it.db.read(lambda tx: tx.all("SELECT payload FROM tasks UNION ALL SELECT body FROM activities"))
    said = b"".join(v if isinstance(v, bytes) else str(v).encode() for row in rows for v in row.values())
    assert b"2 of 2 slots free" in said, "the desk itself has gone out"
    assert not [word for word in sent.words if word in said]
