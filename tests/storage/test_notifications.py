"""What people are told."""

import pytest

from fedart.domain.actor import Actor
from fedart.storage import notifications
from fedart.storage.notifications import Notice
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


@pytest.fixture
def maren(things: Things) -> Actor:
    return things.actor("maren", host="gallery.example", local=True)


def listed(tx: SqliteTx) -> list[tuple[str, str]]:
    rows = tx.all("SELECT kind, detail FROM notifications ORDER BY id")
    return [(row["kind"], row["detail"]) for row in rows]


@pytest.mark.parametrize("about_a_work", [True, False])
def test_the_same_news_from_the_same_person_is_told_once(
    tx: SqliteTx, things: Things, maren: Actor, about_a_work: bool
) -> None:
    ada, work = things.actor("ada"), things.work(maren).id if about_a_work else None
    kind = Notice.LIKE if about_a_work else Notice.FOLLOW
    for at in range(3):
        notifications.add(tx, maren.id, kind, NOW + at, by=ada.id, work=work)
    assert listed(tx) == [(kind.value, "")]
    notifications.add(tx, maren.id, kind, NOW + 9, by=things.actor("bert").id, work=work)
    notifications.add(tx, maren.id, Notice.BOOST, NOW + 9, by=ada.id, work=work)
    assert notifications.unseen(tx, maren.id) == 3


def test_each_emoji_is_news_of_its_own(tx: SqliteTx, things: Things, maren: Actor) -> None:
    ada, work = things.actor("ada"), things.work(maren)
    for detail in ("", "🎨", "🎨"):
        notifications.add(tx, maren.id, Notice.LIKE, NOW, by=ada.id, work=work.id, detail=detail)
    assert listed(tx) == [("like", ""), ("like", "🎨")]


def test_news_about_pictures_have_no_sender(tx: SqliteTx, things: Things, maren: Actor) -> None:
    for blob in "ab":
        notifications.add(tx, maren.id, Notice.HELD, NOW, media=things.picture(maren, blob=blob).media.id)
    assert listed(tx) == [("held", ""), ("held", "")]


def test_news_that_no_longer_hold_are_taken_back(tx: SqliteTx, things: Things, maren: Actor) -> None:
    ada, work = things.actor("ada"), things.work(maren)
    notifications.add(tx, maren.id, Notice.LIKE, NOW, by=ada.id, work=work.id)
    notifications.add(tx, maren.id, Notice.LIKE, NOW, by=ada.id, work=work.id, detail="🎨")
    notifications.add(tx, maren.id, Notice.FOLLOW, NOW, by=ada.id)
    notifications.withdraw(tx, maren.id, Notice.LIKE, ada.id, work.id)
    assert listed(tx) == [("like", "🎨"), ("follow", "")]
    notifications.withdraw(tx, maren.id, Notice.FOLLOW, ada.id, None)
    assert listed(tx) == [("like", "🎨")]


def test_news_are_seen_up_to_the_one_that_was_shown(tx: SqliteTx, things: Things, maren: Actor) -> None:
    other = things.actor("lotte", host="gallery.example", local=True)
    for at in range(3):
        notifications.add(tx, maren.id, Notice.FOLLOW, NOW + at, by=things.actor().id)
    notifications.add(tx, other.id, Notice.FOLLOW, NOW, by=maren.id)
    second = tx.all("SELECT id FROM notifications WHERE actor_id = :id ORDER BY id", id=maren.id)[1]["id"]
    notifications.seen(tx, maren.id, second, NOW + 5)
    assert notifications.unseen(tx, maren.id) == 1
    assert notifications.unseen(tx, other.id) == 1
    notifications.seen(tx, maren.id, "~", NOW + 6)
    assert notifications.unseen(tx, maren.id) == 0
    times = tx.all("SELECT seen FROM notifications WHERE actor_id = :id ORDER BY id", id=maren.id)
    assert [row["seen"] for row in times] == [NOW + 5, NOW + 5, NOW + 6]
