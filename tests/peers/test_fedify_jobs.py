"""Jobs between the real `fedart serve` and Fedify: ours as a post that says everything, theirs on our board."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fedart.domain.policy import PUBLIC
from tests.support import browser_jobs
from tests.support.peer import Fedify
from tests.support.python_peer import Site, wait
from tests.support.served import Artist, one, rows, work
from tests.support.server import Process

pytestmark = [pytest.mark.peer, pytest.mark.slow]

FACTS = (
    "<strong>Lino cutter</strong>",
    "Pay: 3,400 – 4,100 EUR per month",
    "From: studio",
    "Kind: Contract, Environment art",
    "Where: Remote",
    "Open until: ",
    "How to apply: here with your portfolio, or by a private answer to this post",
    "Uses generative AI: no",
    "What you make is used to train AI: no",
    "keep lighthouses",
)
"""What has to stand in the text, for whoever shows nothing else."""


def ident(server: Process, uri: str) -> str:
    return str(one(server, "SELECT id FROM works WHERE uri = ?", uri))


def standing(server: Process, uri: str) -> str | None:
    """Where a job stands."""
    sql = "SELECT jobs.state FROM jobs JOIN works ON works.id = work_id WHERE works.uri = ?"
    found: str | None = one(server, sql, uri)
    return found


def let_out(desk: Artist, uri: str) -> None:
    """A moderator lets a job out that waits."""
    desk.press("/admin/jobs", f"/admin/jobs/{ident(desk.server, uri)}", decision="show")


@pytest.fixture(scope="module")
def desk(server: Process) -> Artist:
    return Artist(server, "desk", "moderator")


@pytest.fixture(scope="module")
def studio(server: Process) -> Artist:
    """Who posts jobs here."""
    return Artist(server, "studio")


@pytest.fixture(scope="module")
def board(server: Process, peer: Fedify) -> str:
    """The id of `@jobs` here, which Carol follows."""
    uri = str(one(server, "SELECT uri FROM actors WHERE username = 'jobs' AND local = 1"))
    peer.do("follow", "carol", target=uri)
    wait(lambda: peer.do("state", "carol")["following"].get(uri) == "accepted", "the board's Accept")
    return uri


@pytest.fixture(scope="module")
def job(server: Process, studio: Artist, desk: Artist, board: str) -> str:
    """The id of a job of ours that is out."""
    form = browser_jobs.form(title="Lino cutter")
    studio.press("/jobs/new", "/jobs", **form)
    uri = str(one(server, "SELECT uri FROM works WHERE title = 'Lino cutter'"))
    let_out(desk, uri)
    return uri


def newest(peer: Fedify, kind: str, uri: str) -> dict[str, Any] | None:
    """The newest activity of a type about something that Fedify verified and took."""
    for event in reversed(peer.received(kind)):
        thing = event["activity"]["object"]
        if event["status"] == 202 and uri == (thing if isinstance(thing, str) else thing["id"]):
            found: dict[str, Any] = event["activity"]
            return found
    return None


def about(peer: Fedify, kind: str, uri: str) -> dict[str, Any]:
    """The same, waiting for it."""
    wait(lambda: newest(peer, kind, uri), f"{kind} of {uri}")
    found = newest(peer, kind, uri)
    assert found is not None
    return found


def test_fedify_follows_the_board_and_reads_every_fact_in_the_text(peer: Fedify, board: str, job: str) -> None:
    passed_on = about(peer, "Announce", job)
    assert (passed_on["actor"], passed_on["to"]) == (board, [PUBLIC])
    found = peer.do("lookup", "carol", query=job)
    assert (found["type"], found["id"]) == ("Note", job)
    for fact in FACTS:
        assert fact in found["document"]["content"], fact
    assert found["document"]["url"] == job.replace("/objects/", "/jobs/")
    assert peer.errors() == []


def test_fedify_boosts_and_answers_a_job(server: Process, peer: Fedify, studio: Artist, job: str) -> None:
    page = f"/jobs/{ident(server, job)}"
    boost = peer.do("boost", "carol", object=job, to=studio.uri)
    public = peer.do("note", "carol", content="<p>Which <em>paper</em>?</p>", inReplyTo=job, to=studio.uri)
    private = peer.do("note", "carol", content="<p>My rate</p>", inReplyTo=job, to=studio.uri, direct=True)
    assert {status for made in (boost, public, private) for status in made["statuses"]} == {202}
    wait(lambda: one(server, "SELECT boosts FROM works WHERE uri = ?", job) == 2, "the boost beside the board's")
    wait(lambda: work(server, private["object"]), "the private answer")
    wait(lambda: "<em>paper</em>" in studio.page(page), "the public answer")
    assert "My rate" in studio.page(page)
    assert "My rate" in studio.page(f"{page}/applicants")
    other = Artist(server, "nosy")
    assert "<em>paper</em>" in other.page(page)
    assert "My rate" not in other.page(page)


def test_fedify_hears_of_the_end_of_a_job(server: Process, peer: Fedify, studio: Artist, job: str) -> None:
    page = f"/jobs/{ident(server, job)}"
    peer.do("lookup", "carol", query=job)
    studio.press(page, f"{page}/state", state="filled")
    update = about(peer, "Update", job)
    note = update["object"]
    assert datetime.fromisoformat(note["validThrough"]) <= datetime.now(UTC)
    assert note["updated"] > note["published"]
    assert "Lino cutter" in note["content"]
    assert "This job is filled." in peer.do("lookup", "carol", query=job)["document"]["content"]
    assert peer.errors() == []


# --- theirs -----------------------------------------------------------------------------------------------------------


def until(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


SCHEMA: dict[str, object] = {
    "additionalType": "https://schema.org/JobPosting",
    "title": "Tile painter",
    "employmentType": "FULL_TIME",
    "baseSalary": {"currency": "EUR", "value": {"unitText": "MONTH", "minValue": 2400, "maxValue": 3000}},
    "jobLocation": {"type": "Place", "name": "Delft"},
    "validThrough": until(20),
}
"""A job in schema.org's words alone."""
REQUEST: dict[str, object] = {
    "name": "Mural for a mill",
    "purpose": "request",
    "publishes": {"type": "Intent", "action": "deliverService", "resourceQuantity": {"hasNumericalValue": "1"}},
    "validThrough": until(20),
}
"""The request of a federated marketplace (FEP-0837)."""


@pytest.fixture(scope="module")
def reader(server: Process) -> Artist:
    """Somebody here who follows people elsewhere, so that what they post is taken."""
    return Artist(server, "jobreader")


@pytest.fixture(scope="module")
def bob_is_read(reader: Artist, peer: Fedify) -> None:
    reader.follow(peer.uri("bob"))
    wait(lambda: reader.following(peer.uri("bob")) == "accepted", "Bob's Accept")


@pytest.mark.parametrize(
    ("also", "title", "shown"),
    [
        (SCHEMA, "Tile painter", ("€2,400 – €3,000 per month", "Delft", "Full-time", "<em>blue</em>")),
        (REQUEST, "Mural for a mill", ("UNPAID", "<em>blue</em>")),
    ],
    ids=["schema.org", "FEP-0837"],
)
def test_a_job_of_fedify_waits_then_stands_on_the_board_until_it_ends(
    server: Process,
    peer: Fedify,
    desk: Artist,
    bob_is_read: None,
    also: dict[str, object],
    title: str,
    shown: tuple[str, ...],
) -> None:
    made = peer.do("note", "bob", content="<p>Everything is <em>blue</em>.</p>", also=also)
    uri = str(made["object"])
    wait(lambda: standing(server, uri) == "review", "the job")
    assert title in desk.page("/admin/jobs")
    assert title not in desk.page("/jobs")
    let_out(desk, uri)
    assert title in desk.page("/jobs?origin=elsewhere")
    page = desk.page(f"/jobs/{ident(server, uri)}")
    for words in shown:
        assert words in page, words
    over = {**also, "validThrough": until(-1)}
    peer.do("update", "bob", id=uri, content="<p>Everything was <em>blue</em>.</p>", also=over)
    wait(lambda: standing(server, uri) == "expired", "its end")
    assert title not in desk.page("/jobs?origin=elsewhere")
    peer.do("delete", "bob", id=uri)
    wait(lambda: work(server, uri, "state") == "deleted", "the Delete")
    assert standing(server, uri) is None


def test_a_post_of_fedify_never_becomes_a_job(server: Process, peer: Fedify, bob_is_read: None) -> None:
    """AUT-08: types are fixed at first sight."""
    made = peer.do("note", "bob", content="<p>A drawing</p>")
    uri = str(made["object"])
    wait(lambda: work(server, uri), "the post")
    peer.do("update", "bob", id=uri, content="<p>A job</p>", also=SCHEMA)
    wait(lambda: work(server, uri) == "<p>A job</p>", "the edit")
    assert standing(server, uri) is None
    assert rows(server, "SELECT 1 FROM jobs WHERE work_id = ?", ident(server, uri)) == []


# --- the Python peer --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["mastodon", "misskey"])
def test_a_job_in_the_manner_of_others_waits_for_a_moderator(
    kind: str, server: Process, sites: dict[str, Site], reader: Artist, desk: Artist
) -> None:
    poster = sites[kind].settle("hiring")
    reader.follow(poster.uri)
    wait(lambda: reader.following(poster.uri) == "accepted", "the Accept")
    title = f"Potter for {kind}"
    made = poster.do("note", content="<p>Cups</p>", also={**SCHEMA, "title": title})
    wait(lambda: standing(server, made["object"]) == "review", "the job")
    let_out(desk, made["object"])
    assert title in desk.page("/jobs?q=potter")
