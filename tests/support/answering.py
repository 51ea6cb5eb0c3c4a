"""Works with a rule for answers, and what becomes of those."""

import json

from fedart.domain.actor import Actor, Viewer
from fedart.domain.answers import Answers
from fedart.domain.work import Work, WorkState
from fedart.instance import Instance
from fedart.services import (
    documents,
)
from fedart.storage import actors, views_work, works
from fedart.storage import answers as stored
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger


async def ruled(make: Studio, maren: Person, rule: Answers, *named: Actor) -> Work:
    """A work of Maren's with that rule."""
    work = await make.work(maren.actor, named=named)
    await make.it.db.write(lambda tx: stored.set_rule(tx, work.id, rule))
    return work


async def known(it: Instance, who: Stranger) -> Actor:
    found = await it.db.read(lambda tx: actors.by_uri(tx, who.uri))
    assert found is not None
    return found


async def state(it: Instance, ident: str) -> WorkState | None:
    found = await it.db.read(lambda tx: works.by_id(tx, ident) or works.by_uri(tx, ident))
    return found.state if found else None


async def policy(it: Instance, work: Work, artist: Actor) -> Json:
    note = await it.db.read(lambda tx: documents.note(tx, it, work, artist))
    found: Json = json.loads(json.dumps(note["interactionPolicy"]))
    return found


async def thread(it: Instance, work: Work, viewer: Viewer | None = None) -> list[str]:
    page = await it.db.read(lambda tx: views_work.work(tx, work.id, viewer))
    assert page is not None
    return [post.work.id for post in page.thread]


def answer_to(who: Stranger, work: Work) -> Json:
    return who.note("Lovely", inReplyTo=work.uri, cc=[who.followers, work.actor_uri])


def rulings(net: Net, who: Stranger) -> list[Json]:
    return [each for each in net.sent(who.inbox) if each["type"] in ("Accept", "Reject")]
