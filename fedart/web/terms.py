"""Who may answer a work, what it is marked with and who else made it: the same fields when publishing and editing."""

from collections.abc import Mapping
from typing import Final

from fedart.domain import credit
from fedart.domain.actor import Viewer
from fedart.domain.answers import Answers, Standing
from fedart.domain.credit import CreditLine
from fedart.domain.habits import Habits
from fedart.domain.mature import Mature
from fedart.domain.work import Visibility, Work
from fedart.services import answers as answering
from fedart.services import asking
from fedart.services.filling import MARK
from fedart.storage import answers, crediting
from fedart.storage.database import Tx
from fedart.words import later

ANSWERS: Final = (
    (Answers.EVERYBODY.value, later("Everybody"), later("Whoever may see the work.")),
    (Answers.FOLLOWERS.value, later("Only followers"), later("Whoever follows you, here or elsewhere.")),
    (Answers.APPROVAL.value, later("After your approval"), later("You read each answer before anybody else does.")),
    (Answers.NOBODY.value, later("Nobody"), later("The work takes no answers.")),
)
MATURE: Final = tuple((f"{MARK}{each.key}", each.words, each.hint) for each in Mature)
CREDIT_LIMIT: Final = credit.MOST


def any_mark(values: Mapping[str, object]) -> bool:
    """Whether any of the categories is ticked."""
    return any(values.get(name) for name, _, _ in MATURE)


def blank() -> Mapping[str, object]:
    """The fields of a form that says nothing yet."""
    return {"credits": "", "answers": Answers.EVERYBODY.value, **{name: "" for name, _, _ in MATURE}}


def usual(habits: Habits) -> Mapping[str, object]:
    """What a new work of theirs begins with."""
    return {
        "answers": habits.answers.value,
        "licence": habits.licence.value,
        "licence_name": habits.licence_name,
        "licence_address": habits.licence_address,
    }


def typed(rule: Answers, mature: Mature, named: tuple[CreditLine, ...]) -> Mapping[str, object]:
    """The fields as they are of a work."""
    ticked = {MARK + each.key: "1" if each in mature else "" for each in Mature}
    return {"answers": rule.value, "credits": credit.written(named), **ticked}


def beside(tx: Tx, work: Work, viewer: Viewer | None) -> dict[str, object]:
    """What stands on a work's page: who may answer it, what waits for that, and who made it."""
    mine = viewer is not None and viewer.actor.id == work.actor_id
    found: dict[str, object] = {
        "answers_rule": Answers.EVERYBODY,
        "may_answer": True,
        "waiting": 0,
        "unheard": {},
        "credited": crediting.shown(tx, work.id),
        "unanswered": [each for each in crediting.of_work(tx, work.id) if mine and not each.state.shown],
    }
    rule = answering.bound(tx, work)
    if not work.local:
        found |= _elsewhere(tx, work, viewer)
    if rule is None:
        return found
    found["answers_rule"] = rule.rule
    if viewer is not None:
        decides = viewer.actor.id == rule.work.actor_id
        may = answering.ruling(tx, work, viewer.actor.uri, Visibility.PUBLIC)[0] is not Standing.NOT
        found["may_answer"] = may and found["may_answer"]
        found["waiting"] = answers.waiting(tx, viewer.actor.id, rule.work.id) if decides else 0
        own = answers.sought_of_thread(tx, work.id, viewer.actor.id)
        found["unheard"] = {**answers.of_thread(tx, rule.work.id, viewer.actor.id), **own}
    return found


def _elsewhere(tx: Tx, work: Work, viewer: Viewer | None) -> dict[str, object]:
    """What a post of another server says of its answers, and one's own that are not let in."""
    found: dict[str, object] = {"answers_rule": asking.rule(tx, work)}
    if viewer is not None:
        found["may_answer"] = asking.standing(tx, work, viewer.actor, Visibility.PUBLIC) is not Standing.NOT
        found["unheard"] = answers.sought_of_thread(tx, work.id, viewer.actor.id)
    return found
