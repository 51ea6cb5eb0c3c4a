"""An answer that needs the artist's yes, between two instances: it waits, is let in, and is taken back."""

from dataclasses import replace

import pytest

from fedart.domain.answers import Answers, Sought
from fedart.domain.forms import Upload
from fedart.domain.ids import WorkId
from fedart.domain.work import Work, WorkState
from fedart.services import answers as deciding
from fedart.services import documents, replying, stamps, works
from fedart.storage import actors, answers
from fedart.storage import stamps as given
from fedart.storage import works as stored
from tests.support import art
from tests.support.residents import FORM, Resident, arrived, become_follower, resident
from tests.support.server import Running, until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


async def state_of(at: Running, uri: str) -> WorkState | None:
    found = await at.it.db.read(lambda tx: stored.by_uri(tx, uri))
    return found.state if found else None


async def comes_to(at: Running, uri: str, state: WorkState) -> None:
    async def so() -> bool:
        return await state_of(at, uri) is state

    await until(so)


async def asked(maren: Resident, iris: Resident, there: Running, rule: Answers) -> tuple[Work, Work]:
    """A work with that rule as it is there, and an answer to it by somebody there."""
    path = art.paintings()[0]
    picture = Upload(path, path.name, "A storm")
    made = await works.publish(maren.it, maren.actor.id, replace(FORM, answers=rule), [picture])
    work, _ = await arrived(there, maren.it.urls.object(made.work_id))
    assert await there.it.db.read(lambda tx: answers.elsewhere(tx, work.id)) is not None
    ident = await replying.reply(iris.it, iris.actor.id, work.id, "What a sky")
    return work, await own(iris, ident)


async def own(by: Resident, ident: WorkId) -> Work:
    found = await by.it.db.read(lambda tx: stored.by_id(tx, ident))
    assert found is not None
    return found


async def test_an_answer_waits_is_let_in_and_taken_back(here: Running, there: Running) -> None:
    maren, iris = await resident(here, "gatekeeper"), await resident(there, "guest")
    await become_follower(iris, maren.handle)
    _, reply = await asked(maren, iris, there, Answers.APPROVAL)
    assert reply.state is WorkState.HELD
    await comes_to(here, reply.uri, WorkState.HELD)
    assert await maren.told() == ["follow", "asked"]
    there_now = await here.it.db.read(lambda tx: stored.by_uri(tx, reply.uri))
    assert there_now is not None
    await replying.let_in(here.it, maren.viewer, there_now.id)
    await comes_to(there, reply.uri, WorkState.LIVE)
    assert await iris.told() == ["accepted", "let in"]
    seeking = await there.it.db.read(lambda tx: answers.sought(tx, reply.id))
    assert seeking is not None
    assert seeking.permit is not None
    permit = seeking.permit.rpartition("/")[2]
    document = await here.it.db.read(lambda tx: stamps.document(tx, here.it, permit))
    assert document is not None
    assert document["interactingObject"] == reply.uri
    author = await there.it.db.read(lambda tx: actors.by_id(tx, reply.actor_id))
    assert author is not None
    note = await there.it.db.read(lambda tx: documents.note(tx, there.it, reply, author))
    assert note["replyAuthorization"] == seeking.permit
    await stamps.revoke(here.it, maren.viewer, permit)
    await comes_to(there, reply.uri, WorkState.HELD)
    await comes_to(here, reply.uri, WorkState.DELETED)
    assert await iris.told() == ["accepted", "let in", "not let in"]
    kept = await here.it.db.read(lambda tx: given.by_id(tx, permit))
    assert kept is not None
    assert kept.revoked is not None


async def test_a_followers_answer_is_let_in_by_itself(here: Running, there: Running) -> None:
    maren, iris = await resident(here, "revoker"), await resident(there, "follower")
    await become_follower(iris, maren.handle)
    _, reply = await asked(maren, iris, there, Answers.FOLLOWERS)
    await comes_to(there, reply.uri, WorkState.LIVE)
    await comes_to(here, reply.uri, WorkState.LIVE)
    found = await there.it.db.read(lambda tx: answers.sought(tx, reply.id))
    assert found is not None
    assert found.state is Sought.LET_IN


async def test_a_refused_answer_stays_with_its_author(here: Running, there: Running) -> None:
    maren, iris = await resident(here, "refuser"), await resident(there, "refused")
    await become_follower(iris, maren.handle)
    _, reply = await asked(maren, iris, there, Answers.APPROVAL)
    await comes_to(here, reply.uri, WorkState.HELD)
    there_now = await here.it.db.read(lambda tx: stored.by_uri(tx, reply.uri))
    assert there_now is not None
    await deciding.refuse(here.it, maren.viewer, there_now.id)

    async def said_no() -> bool:
        found = await there.it.db.read(lambda tx: answers.sought(tx, reply.id))
        return found is not None and found.state is Sought.REFUSED

    await until(said_no)
    assert await state_of(there, reply.uri) is WorkState.HELD
    assert await iris.told() == ["accepted", "not let in"]
