"""Short standard reasons for decisions about pictures and reports: one key press chooses the first."""

from collections.abc import Mapping

from fedart.domain.policy import Action
from fedart.domain.report import Decision
from fedart.web.uploads import Form
from fedart.words import later, say

OWN = "own"

REASONS: Mapping[Action, tuple[str, ...]] = {
    Action.KEEP: (
        later("We looked at it and found nothing wrong."),
        later("What you sent shows how it was made. Thank you."),
        later("The check took it for something it is not."),
        later("What the file says comes from a tool that does not generate pictures."),
    ),
    Action.LABEL: (
        later("It was made with a generator. We show it and say so."),
        later("Parts of it were generated. We show it and say so."),
    ),
    Action.DROP: (
        later("We looked at it and think that it was generated."),
        later("The file says how it was generated, and nothing speaks against that."),
        later("You told us that it was generated."),
    ),
}


ABOUT_REPORTS: Mapping[Decision, tuple[str, ...]] = {
    Decision.DISMISS: (
        later("We looked at it and see nothing against our rules."),
        later("It was dealt with already."),
        later("The report does not say enough to act on."),
    ),
    Decision.REMOVE: (
        later("It is against our rules."),
        later("It shows somebody else’s work without their leave."),
        later("It harasses somebody."),
        later("It is against the law where we are."),
        later("It is advertising."),
    ),
    Decision.SUSPEND: (
        later("They harass people."),
        later("The account is there to advertise."),
        later("They pretend to be somebody else."),
        later("They went on after we had told them to stop."),
    ),
    Decision.REFUSE: (
        later("Its moderators do not act on reports."),
        later("It is there to harass people."),
        later("It sends advertising."),
    ),
}


def chosen(form: Form, decision: Action | Decision) -> str:
    """The reason that a form gives for its decision: the listed one, one's own words, or both; empty without any."""
    listed, words = form.text(f"reason_{decision.value}"), form.text("note").strip()
    known = listed if listed in _listed(decision) else ""
    return " ".join(part for part in (known, words) if part)


def told(reason: str) -> str:
    """A reason as it was stored, for whoever reads it: the listed part is said, one's own words stay as they are."""
    for listed in _EVERY:
        if reason == listed or reason.startswith(f"{listed} "):
            return say(listed) + reason[len(listed) :]
    return reason


_EVERY = tuple(each for table in (REASONS, ABOUT_REPORTS) for listed in table.values() for each in listed)


def _listed(decision: Action | Decision) -> tuple[str, ...]:
    return REASONS[decision] if isinstance(decision, Action) else ABOUT_REPORTS[decision]
