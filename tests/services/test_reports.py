"""Reports in and out: moderators hear of each once, and nobody elsewhere learns who reported."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.report import ReportState
from fedart.domain.work import Visibility, Work
from fedart.errors import Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import reports
from fedart.storage import actors
from fedart.storage import reports as stored
from fedart.storage.reports import Report
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, settle, told

HOUR = 3_600


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    return await make.work(maren.actor)


async def opened(it: Instance) -> list[Report]:
    return await it.db.read(lambda tx: stored.by_state(tx, ReportState.OPEN))


def flag(who: Stranger, *targets: str, **changes: object) -> Json:
    return {**who.activity("Flag", object=list(targets), content="<p>Not theirs</p>"), **changes}


async def test_a_report_mixes_people_and_posts(
    it: Instance, ada: Stranger, maren: Person, work: Work, moderator: Viewer, make: Studio
) -> None:
    iris = await make.person("iris")
    activity = flag(ada, maren.actor.uri, work.uri, "https://other.example/notes/1", iris.actor.url)
    await hear(it, ada, activity)
    found = {report.about: report for report in await opened(it)}
    assert set(found) == {maren.actor.id, iris.actor.id}
    report = found[maren.actor.id]
    assert (report.works, report.text, report.from_uri, report.local) == ((work.id,), "Not theirs", ada.uri, False)
    assert found[iris.actor.id].works == ()
    assert await told(it, moderator.actor.id) == ["report", "report"]
    assert await told(it, maren.actor.id) == []
    await hear(it, ada, activity, {**activity, "content": "again"})
    assert len(await opened(it)) == 2


async def test_a_post_alone_says_whom_it_is_about(it: Instance, ada: Stranger, work: Work, maren: Person) -> None:
    await hear(it, ada, flag(ada, work.uri, object=work.uri))
    [report] = await opened(it)
    assert (report.about, report.works) == (maren.actor.id, (work.id,))


async def test_a_report_without_an_id_is_kept_once(it: Instance, ada: Stranger, maren: Person) -> None:
    activity = flag(ada, maren.actor.uri)
    del activity["id"]
    await hear(it, ada, activity, activity)
    [report] = await opened(it)
    assert report.uri is None


async def test_a_report_about_nobody_here_is_nothing_to_us(it: Instance, ada: Stranger, moderator: Viewer) -> None:
    await hear(it, ada, flag(ada, ada.uri, "https://gallery.example/actors/nobody", "https://gallery.example/about"))
    assert await opened(it) == []
    assert await told(it, moderator.actor.id) == []


async def test_one_server_cannot_bury_the_desk(it: Instance, ada: Stranger, maren: Person) -> None:
    for _ in range(reports.PER_HOUR + 3):
        await hear(it, ada, flag(ada, maren.actor.uri))
    assert await count(it, "reports") == reports.PER_HOUR


@pytest.fixture
async def stranger(it: Instance, followed: Stranger) -> tuple[Stranger, ActorId, WorkId]:
    """Ada with a post of hers that we have."""
    note = followed.note()
    await hear(it, followed, followed.create(note))
    ada = await it.db.read(lambda tx: actors.by_uri(tx, followed.uri))
    [row] = await it.db.read(lambda tx: tx.all("SELECT id FROM works WHERE uri = :uri", uri=str(note["id"])))
    assert ada is not None
    return followed, ada.id, WorkId(row["id"])


async def test_a_report_goes_on_in_the_name_of_the_instance(
    it: Instance, net: Net, stranger: tuple[Stranger, ActorId, WorkId], artist: Viewer, moderator: Viewer
) -> None:
    who, ident, work = stranger
    ada = await it.db.read(lambda tx: actors.by_id(tx, ident))
    assert ada is not None
    net.inboxes.clear()
    await reports.report(it, artist, ada, [work], "A copy of mine", forward=True)
    await settle(it)
    [sent] = net.sent(who.inbox)
    assert (sent["type"], sent["actor"], sent["content"]) == ("Flag", it.urls.instance_actor, "A copy of mine")
    assert sent["object"][0] == who.uri
    assert len(sent["object"]) == 2
    assert artist.actor.id.encode() not in net.inboxes[who.inbox][0]
    assert artist.actor.username.encode() not in net.inboxes[who.inbox][0]
    [report] = await opened(it)
    assert (report.local, report.forwarded, report.from_uri) == (True, True, artist.actor.uri)
    assert await told(it, moderator.actor.id) == ["report"]


async def test_without_the_wish_nothing_leaves(
    it: Instance, net: Net, stranger: tuple[Stranger, ActorId, WorkId], artist: Viewer
) -> None:
    _, ident, work = stranger
    ada = await it.db.read(lambda tx: actors.by_id(tx, ident))
    assert ada is not None
    net.inboxes.clear()
    await reports.report(it, artist, ada, [work], "A copy of mine", forward=False)
    await settle(it)
    assert net.inboxes == {}
    assert len(await opened(it)) == 1


async def test_what_cannot_be_reported(it: Instance, artist: Viewer, make: Studio, work: Work) -> None:
    iris = await make.person("iris")
    hidden = await make.work(iris.actor, visibility=Visibility.FOLLOWERS)
    for named in ([work.id], [hidden.id]):
        with pytest.raises(NotFound):
            await reports.report(it, artist, iris.actor, named, "", forward=False)
    with pytest.raises(Invalid):
        await reports.report(it, artist, iris.actor, [], "x" * 5_001, forward=False)
    with pytest.raises(Invalid):
        await reports.report(it, artist, artist.actor, [], "me", forward=False)
    for _ in range(reports.PER_PERSON):
        await reports.report(it, artist, iris.actor, [], "", forward=True)
    with pytest.raises(TooFast):
        await reports.report(it, artist, iris.actor, [], "", forward=False)
