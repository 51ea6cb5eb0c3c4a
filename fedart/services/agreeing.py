"""What people say to being credited: yes, no, and no again later. A work then goes out anew, with or without them."""

from fedart import log
from fedart.domain.actor import Viewer
from fedart.domain.credit import Credit, CreditState
from fedart.domain.work import Work, WorkState
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.services import audience
from fedart.services import works as publishing
from fedart.storage import crediting, notifications, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice


def _mine(tx: Tx, viewer: Viewer, ident: str) -> tuple[Credit, Work]:
    """A credit of that very person, of a work they may see. Raises NotFound for anything else (THREATS WEB-10)."""
    credit = crediting.by_id(tx, ident)
    work = works.by_id(tx, credit.work_id) if credit else None
    if credit is None or work is None or credit.person != viewer.actor.id or work.state is not WorkState.LIVE:
        raise NotFound("no such credit")
    return credit, work


async def accept(it: Instance, viewer: Viewer, ident: str) -> None:
    """They made it, too: the work says so, and their page shows the work. Raises NotFound."""

    def store(tx: Tx) -> None:
        credit, work = _mine(tx, viewer, ident)
        if not audience.may_see(tx, work, viewer.actor):
            raise NotFound("no such credit")
        _settle(tx, it, credit, work, CreditState.ACCEPTED)
        notifications.add(tx, work.actor_id, Notice.CREDITED, it.clock(), by=viewer.actor.id, work=work.id)

    await it.db.write(store)
    it.wake.set()


async def decline(it: Instance, viewer: Viewer, ident: str) -> None:
    """They are not named, or not any more; nobody is told. Raises NotFound."""

    def store(tx: Tx) -> None:
        credit, work = _mine(tx, viewer, ident)
        _settle(tx, it, credit, work, CreditState.DECLINED)
        notifications.withdraw(tx, work.actor_id, Notice.CREDITED, viewer.actor.id, work.id)

    await it.db.write(store)
    it.wake.set()


def _settle(tx: Tx, it: Instance, credit: Credit, work: Work, state: CreditState) -> None:
    if credit.state is state:
        return
    crediting.settle(tx, credit.id, state, it.clock())
    notifications.withdraw(tx, credit.person or "", Notice.CREDIT, work.actor_id, work.id)
    log.info("credit_settled", credit=credit.id, state=state.value)
    if credit.state.shown or state.shown:
        publishing.renew(tx, it, work)
