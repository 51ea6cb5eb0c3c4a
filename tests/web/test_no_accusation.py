"""An estimate never leaves the instance and never stands on a public page: what it changes there is not one byte.

What a file declares of itself, and what a person has decided, may be read by everybody: the positive control.
"""

import re
from dataclasses import dataclass

import pytest

from fedart.domain.actor import Role
from fedart.domain.ids import new_id
from fedart.domain.media import Label
from fedart.domain.policy import Action, Audience, Estimate, Evidence, Policy, Report, Rule, Tile, Verdict
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.storage import verdicts
from fedart.storage.media import Owned
from tests.support.client import BROWSER, Client
from tests.support.instance import Person, Studio, signed_get

SCORE = 0.87654
RULE = Rule(Policy.LABEL, 0.5, 0.9, 0.99)
ESTIMATE = Estimate("tern 1", "c0" * 32, SCORE, (Tile(0, 0, 1, 1, 0.91234),))
ESTIMATED = Verdict(Action.LABEL, "estimated", Report((), ESTIMATE), 0.5, RULE, Audience.LOCAL)
DECLARED = Verdict(
    Action.LABEL, "declared", Report((Evidence("iptc", "xmp", "x"),), ESTIMATE), None, RULE, Audience.LOCAL
)
TRACE = re.compile(r"0\.87|0\.91|estimat|tern 1|c0c0c0|noted|\bmark\b|AI-generated|generator", re.IGNORECASE)
ACCEPTS = (BROWSER, "application/activity+json", "application/json", "")


@dataclass(frozen=True)
class Hung:
    """A work on the wall, with everything that leads to it."""

    by: Person
    work: Work
    picture: Owned
    activity: str

    def paths(self) -> list[str]:
        """Every public address that has to do with it."""
        work, actor = f"/objects/{self.work.id}", f"/actors/{self.by.actor.id}"
        files = [r.file_name for r in self.picture.media.renditions]
        return [
            *("/", "/works", "/tags/ferry", "/artists", "/@maren", "/about", f"/works/{self.work.id}"),
            *(work, *(f"{work}/{part}" for part in ("replies", "likes", "shares")), self.activity),
            *(actor, *(f"{actor}/{part}" for part in ("outbox", "followers", "following", "featured"))),
            *(f"{actor}/outbox?page=1", f"{actor}/featured?page=1", "/actor", "/actor/outbox"),
            *(f"/media/{self.picture.media.id}/{name}" for name in files),
            *("/.well-known/nodeinfo", "/nodeinfo/2.1", "/.well-known/webfinger?resource=acct:maren@gallery.example"),
            *(f"/held/{self.picture.media.id}", f"/media/{self.picture.media.id}/original", "/about/ai", "/ns"),
        ]


@pytest.fixture
async def hung(make: Studio) -> Hung:
    by = await make.person("maren")
    work = await make.work(by.actor, title="Night water")
    picture = await make.picture(by.actor, work)
    await make.work(by.actor, title="Another")
    activity = await make.publish(work, by.actor)
    return Hung(by, work, picture, activity.removeprefix("https://gallery.example"))


async def mark(it: Instance, hung: Hung, label: Label, verdict: Verdict) -> None:
    """Mark the picture as the judge does."""
    ident, now, media = new_id(it.clock()), it.clock(), hung.picture.media
    await it.db.write(lambda tx: verdicts.add(tx, ident, media.id, "upload", media.sha256, verdict, now))
    sql = "UPDATE media SET label = :label WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, label=label.value, id=media.id))


async def walk(client: Client, hung: Hung) -> dict[tuple[str, str], tuple[int, tuple[tuple[str, str], ...], bytes]]:
    """Status, headers and bytes of every public address, in every form that can be asked for."""
    seen = {}
    for path in hung.paths():
        for accept in ACCEPTS:
            answer = await client.get(path, accept=accept)
            headers = tuple(sorted(pair for pair in answer.headers if pair[0] not in ("date", "set-cookie")))
            seen[path, accept] = (answer.status, headers, answer.body)
    return seen


async def test_an_estimate_changes_no_byte_of_any_public_page_or_document(
    client: Client, it: Instance, hung: Hung
) -> None:
    before = await walk(client, hung)
    assert sum(status == 200 for status, _, _ in before.values()) > 40, "the walk goes through open doors"
    await mark(it, hung, Label.ESTIMATED, ESTIMATED)
    after = await walk(client, hung)
    assert [key for key in before if before[key] != after[key]] == []
    for (path, _), (_, headers, body) in after.items():
        if path not in ("/about/ai", "/ns", "/about", "/.well-known/nodeinfo", "/nodeinfo/2.1"):
            said = f"{headers} {body.decode('utf-8', 'replace')}".replace("How we treat pictures and AI", "")
            assert not TRACE.search(said), (path, TRACE.search(said))


async def test_what_a_file_declares_may_be_read_beside_the_work(client: Client, it: Instance, hung: Hung) -> None:
    """The same walk does see a mark that may be seen, so it would see the other one."""
    before = await walk(client, hung)
    await mark(it, hung, Label.DECLARED, DECLARED)
    after = await walk(client, hung)
    changed = {path for path, accept in before if before[path, accept][2] != after[path, accept][2]}
    assert changed == {f"/works/{hung.work.id}"}
    page = (await client.page(f"/works/{hung.work.id}")).text
    assert "This file says it was made with a generator" in page
    assert "0.87" not in page, "the mark may be read, the estimate not"
    assert "tern 1" not in page


async def test_other_servers_and_signed_in_people_see_as_little(
    client: Client, it: Instance, make: Studio, hung: Hung
) -> None:
    await make.remote()
    visitor = await make.signed_in(client, await make.person("joost"))
    moderator = await make.signed_in(client, await make.person("hal", Role.MODERATOR))
    paths = (f"/works/{hung.work.id}", "/@maren", "/works", "/home", "/artists")

    async def look() -> list[bytes]:
        pages = [(await who.page(path)).body for who in (visitor, moderator) for path in paths]
        documents = [(await signed_get(client, uri)).body for uri in (hung.work.uri, hung.by.actor.uri)]
        return [*pages, *documents]

    before = await look()
    await mark(it, hung, Label.ESTIMATED, ESTIMATED)
    assert await look() == before


async def test_the_artist_and_the_moderators_do_see_it(client: Client, it: Instance, make: Studio, hung: Hung) -> None:
    await mark(it, hung, Label.ESTIMATED, ESTIMATED)
    artist = await make.signed_in(client, hung.by)
    moderator = await make.signed_in(client, await make.person("hal", Role.MODERATOR))
    assert "Our check took a note." in (await artist.page(f"/held/{hung.picture.media.id}")).text
    assert "noted for us alone" in (await moderator.page("/admin/withheld")).text
