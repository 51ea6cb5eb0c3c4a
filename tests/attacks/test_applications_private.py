"""WEB-09 and WEB-10 for applications: over every address of the server, whoever asks, nobody but the artist who sent
one and the poster of its job can see that it is there. Whoever moderates is nobody.

The routes are read from the table, so a new one is asked too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.routing import Route

from fedart.domain.actor import Role
from fedart.domain.applying import Application, Letter
from fedart.domain.ids import new_id
from fedart.domain.job import Job
from fedart.instance import Instance
from fedart.services import applicants, applying
from fedart.web import routes
from tests.support import signing
from tests.support.applying import PDF, out, shown
from tests.support.client import BROWSER, Answer, Client, seen
from tests.support.instance import Person, Studio
from tests.support.remote import Net

SECRET, RATE, FILE = "zanzibarite", "317 guilders", "quokka.pdf"
ALL = [route for route in routes.all_routes() if isinstance(route, Route)]
GETS = sorted({route.path for route in ALL if "GET" in (route.methods or ())})
FORMS = sorted({r.path for r in ALL if "POST" in (r.methods or ()) and "{" in r.path and "inbox" not in r.path})
WORDS = {
    "handle": "maren",
    "tag": "artjobs",
    "path": "site.css",
    "kind": "create",
    "version": "2.1",
    "form": "rss",
    "token": "x" * 43,
}
FILES = ("file", "applicants.csv", "following.csv", "original", "640.webp")
"""What stands where a route takes the name of a file."""
WHO = ("a visitor", "another server", "another artist", "another poster", "a moderator", "the owner")


@dataclass
class Sent:
    """An application for Maren's job by Jun, and everybody who has nothing to do with it, each in a browser."""

    job: Job
    application: Application
    jun: Person
    maren: Person
    others: dict[str, Client]

    @property
    def words(self) -> list[bytes]:
        """What shows it."""
        return [word.encode() for word in (SECRET, RATE, FILE, self.application.id)] + [PDF]


@pytest.fixture
async def sent(it: Instance, client: Client, make: Studio, net: Net, maren: Person, tmp_path: Path) -> Sent:
    jun = await make.person("jun")
    await make.follow(await make.remote(), maren.actor)
    job = await out(it, maren)
    path = tmp_path / "sent"
    path.write_bytes(PDF)
    letter = Letter(note=SECRET, rate=RATE, start="now", works=(await shown(make, jun),))
    application = await applying.apply(it, jun.actor.id, job.work_id, letter, applying.Enclosure(path, FILE, len(PDF)))
    await applicants.opened(it, maren.actor.id, application.id)
    others = {"a visitor": client, "another server": client}
    for name, role, username in (
        ("another artist", Role.ARTIST, "tomas"),
        ("another poster", Role.ARTIST, "lotte"),
        ("a moderator", Role.MODERATOR, "hal"),
        ("the owner", Role.OWNER, "olga"),
    ):
        person = await make.person(username, role)
        if name == "another poster":
            await out(it, person, title="Another job")
        others[name] = await make.signed_in(client, person)
    return Sent(job, application, jun, maren, others)


async def ask(who: str, sent: Sent, path: str) -> Answer:
    """GET as that one does."""
    client = sent.others[who]
    if who != "another server":
        return await client.page(path)
    headers = [(name, value) for name, value in signing.signed("GET", path).headers if name != "host"]
    return await client.request("GET", path, headers=[*headers, ("accept", "application/activity+json")])


def filled(template: str, ident: str) -> Iterator[str]:
    """A route with that id in every place that takes one."""
    for name in FILES if "{file}" in template else ("",):
        words = {**WORDS, "file": name, "part": "outbox", "number": "1"}
        yield _filled(template, words, ident)


def _filled(template: str, words: dict[str, str], ident: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: words.get(match[1], ident), template)


def asked(sent: Sent) -> Iterator[str]:
    """Every address, about the application, its job, and both of its people."""
    about = (sent.application.id, sent.job.work_id, sent.maren.actor.id, sent.jun.actor.id)
    for template in GETS:
        for ident in about if "{" in template else about[:1]:
            yield from filled(template, ident)
    yield from (f"/@{name}{face}" for name in ("maren", "jun") for face in ("", "/posts", "/about", "/feed.rss"))
    yield from (f"/search?q={word}" for word in (SECRET[:6], "quokka", "jun"))
    yield from (f"/jobs?q={SECRET[:6]}", f"/jobs.rss?q={SECRET[:6]}", "/jobs?q=painter")
    yield f"/objects/{sent.job.work_id}/replies?page=1"
    yield f"/actors/{sent.jun.actor.id}/outbox?page=1"
    yield f"/actors/{sent.maren.actor.id}/outbox?page=1"


@pytest.mark.parametrize("who", WHO)
async def test_web_09_no_address_shows_a_word_of_it(sent: Sent, who: str) -> None:
    told, paths = [], sorted(set(asked(sent)))
    assert len(paths) > 200
    for path in paths:
        answer = await ask(who, sent, path)
        assert answer.status < 500, path
        body = answer.body
        if sent.application.id in path:
            body = body.replace(sent.application.id.encode(), b"")
        told += [(path, word) for word in sent.words if word in body]
    assert told == []


@pytest.mark.parametrize("who", WHO)
async def test_web_09_nor_whether_there_is_one(sent: Sent, who: str) -> None:
    never, ident, told = new_id(), sent.application.id, []
    for template in GETS:
        if "{" in template and "{token}" not in template:
            for nothing, path in zip(filled(template, never), filled(template, ident), strict=True):
                if seen(await ask(who, sent, nothing), never) != seen(await ask(who, sent, path), ident):
                    told.append(path)
    assert told == []
    for part in ("applicants", "applicants.csv"):
        missing, there = await ask(who, sent, f"/jobs/{never}/{part}"), sent.job.work_id
        assert seen(missing, never) == seen(await ask(who, sent, f"/jobs/{there}/{part}"), there)


@pytest.mark.parametrize("who", WHO[2:])
async def test_web_10_nor_does_anything_that_they_do(it: Instance, make: Studio, sent: Sent, who: str) -> None:
    browser, never, told = sent.others[who], new_id(), []
    fields = {"csrf": await make.token(browser), "text": "Hello", "do": "hired", "stage": "hired", "state": "closed"}
    for template in FORMS:
        if re.search(r"\{(handle|tag|path|token)", template):
            continue
        [nothing], [path] = list(filled(template, never))[:1], list(filled(template, sent.application.id))[:1]
        missing = seen(await browser.post(nothing, fields), never)
        if missing != seen(await browser.post(path, fields), sent.application.id):
            told.append(path)
    assert told == []
    there = {**fields, "chosen": sent.application.id}
    assert (await browser.post(f"/jobs/{sent.job.work_id}/applicants", there)).status == 404
    found = await it.db.read(lambda tx: applicants.received(tx, sent.maren.actor.id, sent.application.id))
    assert found.application.stage == "new"
    assert found.application.talk is None


async def test_the_two_sides_see_it(client: Client, make: Studio, sent: Sent) -> None:
    """The control of all of the above."""
    for side, board in ((sent.maren, f"/jobs/{sent.job.work_id}/applicants"), (sent.jun, "/applications")):
        browser = await make.signed_in(client, side)
        page = (await browser.get(f"/applications/{sent.application.id}", accept=BROWSER)).body
        assert all(word in page for word in sent.words if word != PDF)
        assert (await browser.page(f"/applications/{sent.application.id}/file")).body == PDF
        assert sent.application.id.encode() in (await browser.page(board)).body
    table = (await (await make.signed_in(client, sent.maren)).page(f"/jobs/{sent.job.work_id}/applicants.csv")).text
    assert SECRET in table


async def test_no_line_of_the_log_holds_what_was_sent(
    it: Instance, make: Studio, sent: Sent, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await applicants.answer(it, sent.maren.actor.id, [sent.application.id], f"{SECRET}?", declines=True)
    await applying.withdraw(it, sent.jun.actor.id, sent.application.id)
    said = caplog.text + "".join(capfd.readouterr())
    assert SECRET not in said
    assert FILE not in said


async def test_nothing_is_queued_for_other_servers(it: Instance, sent: Sent) -> None:
    rows = await it.db.read(lambda tx: tx.all("SELECT payload FROM tasks UNION ALL SELECT body FROM activities"))
    said = b"".join(v if isinstance(v, bytes) else str(v).encode() for row in rows for v in row.values())
    assert b"Background painter" in said, "the job itself has gone out"
    assert not [word for word in sent.words if word in said]
