"""A request for a commission on its way: moved on by the artist, written about by both, withdrawn by the client, shown
to whoever has its secret link. Nobody else ever sees one (THREATS WEB-09).

A link's token is 256 random bits and is stored hashed; it shows the steps, and neither words nor names of the client.
"""

import hashlib
import secrets

from fedart import log
from fedart.domain.commission import KEPT_DAYS, REASON_LIMIT, TRANSITIONS, Commission, Step
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.work import TEXT_LIMIT
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import commissions as desks
from fedart.services import messages
from fedart.storage import commissions, notifications
from fedart.storage.commissions import Held, Sides
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.words import number, say

DAY = 86_400_000
AT_ONCE = 100
TOKEN_LENGTH = 43


def seen_by(tx: Tx, viewer: str, ident: str) -> Held:
    """A request that one of its two sides asks for. Raises NotFound for everybody else (WEB-10)."""
    found = commissions.one(tx, viewer, ident)
    if found is None:
        raise NotFound("no such request of theirs")
    return found


def received(tx: Tx, artist: str, ident: str) -> Held:
    """A request that was sent to that artist. Raises NotFound."""
    found = seen_by(tx, artist, ident)
    if found.commission.artist_id != artist:
        raise NotFound("a request that they sent")
    return found


def sent(tx: Tx, client: str, ident: str) -> Held:
    """A request that somebody sent. Raises NotFound."""
    found = seen_by(tx, client, ident)
    if found.commission.client_id != client:
        raise NotFound("a request that they got")
    return found


def onward(step: Step) -> list[Step]:
    """Where a request may go from there, in the order of the columns."""
    return [each for each in Step if each in TRANSITIONS[step]]


async def move(it: Instance, artist: ActorId, ident: str, step: Step, reason: str = "") -> bool:
    """Move a request on, and tell the client; False when it stands there already. `reason`: why it is declined.

    Raises NotFound, Invalid when there is no such step, no slot is free, or it is declined without a sentence.
    """

    def store(tx: Tx) -> bool:
        found = received(tx, artist, ident).commission
        if found.step is step:
            return False
        _check(tx, found, step, reason)
        commissions.move(tx, ident, step, it.clock(), reason.strip() if step is Step.DECLINED else "")
        _tell_client(tx, it, found, step)
        if step.takes_slot != found.step.takes_slot:
            desks.changed(tx, it, artist)
        return True

    moved = await it.db.write(store)
    it.wake.set()
    return moved


def _check(tx: Tx, found: Commission, step: Step, reason: str) -> None:
    if step not in TRANSITIONS[found.step]:
        raise Invalid({"step": say("There is no such step.")})
    if step is Step.DECLINED and not reason.strip():
        raise Invalid({"reason": say("Please write a sentence: they read it.")})
    if step is Step.DECLINED and len(reason) > REASON_LIMIT:
        raise Invalid({"reason": say("Please keep this under %(most)s characters.", most=REASON_LIMIT)})
    if step.takes_slot and not found.step.takes_slot:
        desk = commissions.desk(tx, found.artist_id)
        if desk is not None and commissions.taken(tx, found.artist_id) >= desk.slots:
            raise Invalid({"step": say("No slot is free. Put it on the waitlist, or offer more slots at your desk.")})


def _tell_client(tx: Tx, it: Instance, found: Commission, step: Step) -> None:
    """News of one request replace one another."""
    _withdraw_news(tx, found, found.client_id, found.artist_id, Notice.COMMISSION_STEP)
    about = f"{found.id} {step.value}"
    notifications.add(tx, found.client_id, Notice.COMMISSION_STEP, it.clock(), by=found.artist_id, detail=about)


def _withdraw_news(tx: Tx, found: Commission | Sides, told: str, by: str, kind: Notice) -> None:
    for step in Step:
        notifications.withdraw(tx, told, kind, by, None, f"{found.id} {step.value}")


def forget(tx: Tx, found: Commission | Sides) -> None:
    """Delete a request, and what both sides were told of it."""
    notifications.withdraw(tx, found.artist_id, Notice.COMMISSION, found.client_id, None, found.id)
    _withdraw_news(tx, found, found.artist_id, found.client_id, Notice.COMMISSION_STEP)
    _withdraw_news(tx, found, found.client_id, found.artist_id, Notice.COMMISSION_STEP)
    commissions.forget(tx, found.id)


async def withdraw(it: Instance, client: ActorId, ident: str) -> bool:
    """Take a request back. One that nobody has accepted is deleted at once, without a trace of whose it was; an
    accepted one is cancelled, and both sides keep it for a time. True when it is deleted. Raises NotFound, Invalid.
    """

    def store(tx: Tx) -> bool:
        found = sent(tx, client, ident).commission
        if found.step.over:
            raise Invalid({"step": say("It is over already.")})
        if found.step.takes_slot:
            commissions.move(tx, ident, Step.CANCELLED, it.clock())
            about = f"{ident} {Step.CANCELLED.value}"
            notifications.add(tx, found.artist_id, Notice.COMMISSION_STEP, it.clock(), by=found.client_id, detail=about)
            desks.changed(tx, it, found.artist_id)
            return False
        forget(tx, found)
        notifications.add(tx, found.artist_id, Notice.COMMISSION_GONE, it.clock(), detail="withdrawn")
        return True

    gone = await it.db.write(store)
    it.wake.set()
    return gone


async def write(it: Instance, who: ActorId, ident: str, text: str) -> WorkId:
    """Write to the other side, as a direct message; its conversation. Raises NotFound, Invalid, TooFast."""
    found = await it.db.read(lambda tx: seen_by(tx, who, ident))
    if not text.strip():
        raise Invalid({"text": say("Please write something.")})
    if len(text) > TEXT_LIMIT:
        raise Invalid({"text": say("Please keep the text under %(most)s characters.", most=number(TEXT_LIMIT))})
    if found.commission.talk is not None:
        try:
            await messages.answer(it, who, found.commission.talk, text)
        except NotFound:
            pass  # They threw that conversation away: another one begins.
        else:
            return found.commission.talk
    root = await messages.write(it, who, [found.other.handle], text)
    await it.db.write(lambda tx: commissions.talk(tx, ident, root))
    return root


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def share(it: Instance, who: ActorId, ident: str) -> str:
    """The address of a new secret link, in the place of any other; it cannot be shown again. Raises NotFound."""
    token = secrets.token_urlsafe(32)

    def store(tx: Tx) -> None:
        commissions.link(tx, seen_by(tx, who, ident).commission.id, _hash(token))

    await it.db.write(store)
    return it.urls.page(f"/commissions/shared/{token}")


async def end_link(it: Instance, who: ActorId, ident: str) -> None:
    """End the link of a request. Raises NotFound."""
    await it.db.write(lambda tx: commissions.link(tx, seen_by(tx, who, ident).commission.id, None))


def opened(tx: Tx, token: str) -> Held:
    """The request that a link shows. Raises NotFound for what leads nowhere, whatever the reason."""
    good = len(token) == TOKEN_LENGTH and token.isascii()
    found = commissions.by_link(tx, _hash(token)) if good else None
    if found is None:
        raise NotFound("no such link")
    return found


def with_account(tx: Tx, it: Instance, actor: ActorId) -> int:
    """Forget some requests of somebody whose account closes, from both sides; how many there were."""
    found = commissions.of_actor(tx, actor, AT_ONCE)
    for each in found:
        forget(tx, each)
        if not each.over:
            ours = each.artist_id == actor
            told, detail = (each.client_id, "closed") if ours else (each.artist_id, "withdrawn")
            notifications.add(tx, told, Notice.COMMISSION_GONE, it.clock(), detail=detail)
            if not ours and each.takes_slot:
                desks.changed(tx, it, each.artist_id)
    return len(found)


async def sweep(it: Instance) -> None:
    """Forget requests that have been over for long."""
    before = it.clock() - KEPT_DAYS * DAY

    def store(tx: Tx) -> int:
        found = commissions.stale(tx, before, AT_ONCE)
        for each in found:
            forget(tx, each)
        return len(found)

    gone = await it.db.write(store)
    if gone:
        log.info("commissions_forgotten", count=gone)
