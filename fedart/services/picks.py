"""Works that moderators show first on the front page. Every choice leaves an audit row; the works stay as they are."""

from fedart.domain import pick as rules
from fedart.domain.actor import Viewer
from fedart.domain.album import moved
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import audience
from fedart.storage import activities, picks, works
from fedart.storage.database import Tx
from fedart.words import say


def possible(work: Work) -> bool:
    """Whether a work can stand on the front page at all: ours, and for everybody."""
    ours = work.local and work.kind is Kind.WORK
    return ours and work.state is WorkState.LIVE and work.visibility is Visibility.PUBLIC


async def put(it: Instance, by: Viewer, ident: str) -> None:
    """Show a work first; one that is shown already stays where it is. Raises Forbidden, NotFound, Invalid (`pick`)."""
    _check(by)

    def store(tx: Tx) -> None:
        work = works.by_id(tx, ident)
        if work is None or not audience.may_see(tx, work, by.actor):
            raise NotFound("no such work")
        if not possible(work):
            raise Invalid({"pick": say(rules.WHY_NOT)})
        if picks.of_work(tx, ident) is None and len(picks.every(tx)) >= rules.MAX_PICKS:
            words = say("The front page shows up to %(count)s chosen works. Take one out first.", count=rules.MAX_PICKS)
            raise Invalid({"pick": words})
        if picks.put(tx, ident, it.clock()):
            _note(tx, it, by, "pick work", ident)

    await it.db.write(store)


async def take_out(it: Instance, by: Viewer, ident: str) -> None:
    """Choose a work no longer; one that was not chosen stays so. Raises Forbidden."""
    _check(by)

    def store(tx: Tx) -> None:
        if picks.remove(tx, ident):
            _note(tx, it, by, "unpick work", ident)

    await it.db.write(store)


async def move(it: Instance, by: Viewer, ident: str, to: int) -> None:
    """Put one at a place from 1 on; places beyond the ends are the ends. Raises Forbidden, NotFound."""
    _check(by)

    def store(tx: Tx) -> None:
        order = [str(pick.work_id) for pick in picks.every(tx)]
        if ident not in order:
            raise NotFound("not chosen")
        picks.arrange(tx, moved(order, ident, to))

    await it.db.write(store)


async def describe(it: Instance, by: Viewer, ident: str, typed: str) -> None:
    """Say in a line why it is shown, or nothing. Raises Forbidden, NotFound, Invalid (`words`)."""
    _check(by)
    words = rules.line(typed)
    problems = rules.problems(words)
    if problems:
        raise Invalid(problems)

    def store(tx: Tx) -> None:
        if picks.of_work(tx, ident) is None:
            raise NotFound("not chosen")
        picks.describe(tx, ident, words)
        _note(tx, it, by, "describe pick", ident, words)

    await it.db.write(store)


def _check(by: Viewer) -> None:
    if not by.account.role.moderates:
        raise Forbidden("only moderators choose what the front page shows")


def _note(tx: Tx, it: Instance, by: Viewer, action: str, ident: str, words: str = "") -> None:
    activities.audit(tx, by.account.id, action, ident, words, it.clock())
