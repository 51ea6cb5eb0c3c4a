"""Somebody elsewhere who wants to be asked about answers, and what they say of ours."""

from dataclasses import dataclass, field

from fedart.domain.answers import Sought
from fedart.domain.ids import WorkId
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.services import replying
from fedart.storage import answers, works
from tests.support.instance import Person
from tests.support.remote import Json, Net, Stranger, hear, settle

PERMIT = "https://peer.example/permits/1"


@dataclass
class Gate:
    """A post of somebody elsewhere, which people here know, and the answers of ours to it."""

    it: Instance
    net: Net
    who: Stranger
    work: Work
    note: Json = field(default_factory=dict)

    async def answered(self, by: Person, text: str = "Lovely") -> Work:
        """An answer of somebody here, after everything that follows from it."""
        ident = await replying.reply(self.it, by.actor.id, self.work.id, text)
        await settle(self.it)
        return await self.stands(ident)

    async def stands(self, ident: WorkId) -> Work:
        found = await self.it.db.read(lambda tx: works.by_id(tx, ident))
        assert found is not None
        return found

    async def sought(self, reply: Work) -> Sought | None:
        found = await self.it.db.read(lambda tx: answers.sought(tx, reply.id))
        return found.state if found else None

    def requests(self) -> list[Json]:
        return [each for each in self.net.sent(self.who.inbox) if each["type"] == "ReplyRequest"]

    def sent(self, *inboxes: str) -> list[str]:
        """The kinds of what went to those inboxes, in order; to every inbox without any."""
        return [each["type"] for inbox in inboxes or self.net.inboxes for each in self.net.sent(inbox)]

    def ruling(self, kind: str, *, by: Stranger | None = None, permit: str | None = PERMIT, **changes: object) -> Json:
        """Accept or Reject of the newest request."""
        asked = {key: value for key, value in self.requests()[-1].items() if key != "@context"}
        said = {"object": {**asked, "instrument": asked["instrument"]["id"]}, "to": [asked["actor"]], **changes}
        if permit is not None and kind == "Accept":
            said["result"] = permit
        return (by or self.who).activity(kind, **said)

    async def hear(self, *said: Json, by: Stranger | None = None) -> None:
        await hear(self.it, by or self.who, *said)


def asking(who: Stranger, *always: str, manual: tuple[str, ...] = (PUBLIC,)) -> Json:
    """A policy: who may answer at once, and who after a yes."""
    return {"canReply": {"automaticApproval": [who.uri, *always], "manualApproval": list(manual)}}


async def gate(it: Instance, net: Net, who: Stranger, policy: Json | None, **changes: list[Json]) -> Gate:
    """A post of theirs with that policy, which came because somebody here follows them."""
    note = {**who.note("A pier"), **changes, **({} if policy is None else {"interactionPolicy": policy})}
    await hear(it, who, who.create(note))
    work = await it.db.read(lambda tx: works.by_uri(tx, note["id"]))
    assert work is not None
    net.inboxes.clear()
    return Gate(it, net, who, work, note)
