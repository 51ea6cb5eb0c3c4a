"""Offers as they are stored: whose they are, how new their news is, where their file is."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.applying import Application, ApplicationId, Letter, Stage
from fedart.domain.ids import Uri, new_id
from fedart.domain.job import Job, JobState
from fedart.domain.work import Kind
from fedart.storage import applications, jobs, offers
from fedart.storage.offers import FileState, Link, Offered
from fedart.storage.sqlite import SqliteTx
from tests.support.jobs import GOOD
from tests.support.things import NOW, Things

URI = Uri("https://peer.example/activities/1")
LINKS = (Link(Uri("https://peer.example/notes/1"), "Ferry"), Link(Uri("https://peer.example/notes/2"), ""))


@pytest.fixture
def maren(things: Things) -> Actor:
    return things.actor("maren", local=True)


@pytest.fixture
def ada(things: Things) -> Actor:
    return things.actor("ada", local=False)


@pytest.fixture
def made(tx: SqliteTx, things: Things, maren: Actor, ada: Actor) -> Application:
    """Ada's application for a job of Maren's."""
    work = things.work(maren, lambda work: replace(work, kind=Kind.POST))
    jobs.put(tx, Job(work.id, maren.id, True, GOOD, JobState.OPEN, NOW, NOW + 1, NOW), digest="d")
    found = Application(
        ApplicationId(new_id(NOW)), work.id, ada.id, Stage.NEW, Letter("I paint."), "a.pdf", 0, NOW, None
    )
    assert applications.insert(tx, found)
    offers.add(tx, Offered(found.id, URI, NOW, 0, "https://peer.example/f", FileState.WAITS), LINKS)
    return found


def test_an_offer_is_found_by_each_of_its_sides(tx: SqliteTx, made: Application, maren: Actor, ada: Actor) -> None:
    known = Offered(made.id, URI, NOW, 0, "https://peer.example/f", FileState.WAITS)
    assert offers.of(tx, made.id) == offers.by_uri(tx, URI) == offers.of_pair(tx, ada.id, made.work_id) == known
    assert offers.parties(tx, URI) == (ada.uri, maren.uri)
    assert offers.works(tx, made.id) == LINKS
    assert offers.to_poster(tx, maren.id) == [(URI, ada.id)]
    assert offers.by_artist(tx, ada.id) == [made.id]
    assert offers.away_to_poster(tx, maren.id) == []
    assert offers.applied_to(tx, ada.id, maren.id)
    assert not offers.applied_to(tx, maren.id, ada.id)


def test_nothing_is_found_of_what_never_was(tx: SqliteTx, made: Application, maren: Actor) -> None:
    assert offers.by_uri(tx, f"{URI}2") is None
    assert offers.parties(tx, f"{URI}2") is None
    assert offers.of_pair(tx, maren.id, made.work_id) is None
    assert offers.conversation(tx, made.actor_id, maren.id) is None


def test_news_and_the_file_are_noted(tx: SqliteTx, made: Application) -> None:
    offers.tell(tx, made.id, NOW + 5)
    assert offers.file_came(tx, made.id, 17)
    found, application = offers.of(tx, made.id), applications.by_id(tx, made.id)
    assert found is not None
    assert application is not None
    assert (found.told, found.file_state, application.file_bytes) == (NOW + 5, FileState.HERE, 17)
    offers.lose_file(tx, made.id)
    assert (offers.of(tx, made.id) or found).file_state is FileState.LOST
    assert not offers.file_came(tx, "01never", 17)


def test_a_forgotten_application_takes_its_offer_along(tx: SqliteTx, made: Application) -> None:
    applications.forget(tx, made.id)
    assert offers.by_uri(tx, URI) is None
    assert offers.works(tx, made.id) == ()
