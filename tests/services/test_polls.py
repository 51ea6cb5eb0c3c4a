"""Polls of others: kept with their post, counted anew by Updates that are no new version."""

import pytest

from fedart.domain.poll import Poll
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.storage import polls, works
from tests.support.instance import Clock
from tests.support.remote import Json, Net, Stranger, hear

LATER = "2026-11-21T22:00:00Z"


def question(who: Stranger, ink: int, oil: int, **more: object) -> Json:
    options = [{"type": "Note", "name": n, "replies": {"totalItems": v}} for n, v in (("ink", ink), ("oil", oil))]
    return {**who.note("Which?"), "type": "Question", "oneOf": options, "votersCount": ink + oil, **more}


async def stored(it: Instance, note: Json) -> tuple[Work, Poll | None]:
    work = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert work is not None
    return work, await it.db.read(lambda tx: polls.of_work(tx, work.id))


def votes(poll: Poll | None) -> list[int]:
    return [option.votes for option in poll.options] if poll else []


@pytest.fixture
async def asked(it: Instance, followed: Stranger) -> Json:
    note = question(followed, 1, 2)
    await hear(it, followed, followed.create(note))
    return note


async def test_a_poll_is_kept_with_its_post(it: Instance, asked: Json) -> None:
    work, poll = await stored(it, asked)
    assert votes(poll) == [1, 2]
    assert work.content == "<p>Which?</p>"


async def test_numbers_alone_make_no_new_version(it: Instance, followed: Stranger, asked: Json) -> None:
    before, _ = await stored(it, asked)
    await hear(it, followed, followed.update(question(followed, 5, 6, id=asked["id"], content="<p>Changed</p>")))
    after, poll = await stored(it, asked)
    assert votes(poll) == [5, 6]
    assert (after.edited, after.content) == (before.edited, before.content)
    await hear(
        it, followed, followed.update(question(followed, 7, 8, id=asked["id"], content="<p>x</p>", updated=LATER))
    )
    newest, poll = await stored(it, asked)
    assert (votes(poll), newest.content) == ([7, 8], "<p>x</p>")
    assert newest.edited is not None


async def test_another_question_needs_a_new_version(it: Instance, followed: Stranger, asked: Json) -> None:
    changed = question(followed, 9, 9, id=asked["id"])
    changed["oneOf"][0]["name"] = "chalk"
    await hear(it, followed, followed.update(changed))
    assert votes((await stored(it, asked))[1]) == [1, 2]
    await hear(it, followed, followed.update({**changed, "updated": LATER}))
    _, poll = await stored(it, asked)
    assert poll is not None
    assert [option.name for option in poll.options] == ["chalk", "oil"]


async def test_aut_04_nobody_counts_the_polls_of_others(
    it: Instance, net: Net, followed: Stranger, asked: Json
) -> None:
    mallory = Stranger("mallory")
    net.publish(mallory)
    for author in (mallory.uri, followed.uri):
        forged = question(mallory, 99, 0, id=asked["id"], attributedTo=author)
        with pytest.raises(Exception, match="sender may not"):
            await hear(it, mallory, mallory.update(forged))
    assert votes((await stored(it, asked))[1]) == [1, 2]


async def test_a_deleted_poll_stays_deleted(it: Instance, followed: Stranger, asked: Json, clock: Clock) -> None:
    await hear(it, followed, followed.delete(str(asked["id"])))
    await hear(it, followed, followed.update(question(followed, 5, 6, id=asked["id"])))
    assert (await stored(it, asked))[1] is None
