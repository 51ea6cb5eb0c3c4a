"""Short standard reasons for decisions about pictures and reports: one key press chooses the first."""

from collections.abc import Mapping

from fedart.domain.policy import Action
from fedart.domain.report import Decision
from fedart.web.uploads import Form

OWN = "own"

REASONS: Mapping[Action, tuple[str, ...]] = {
    Action.KEEP: (
        "We looked at it and found nothing wrong.",
        "What you sent shows how it was made. Thank you.",
        "The check took it for something it is not.",
        "What the file says comes from a tool that does not generate pictures.",
    ),
    Action.LABEL: (
        "It was made with a generator. We show it and say so.",
        "Parts of it were generated. We show it and say so.",
    ),
    Action.DROP: (
        "We looked at it and think that it was generated.",
        "The file says how it was generated, and nothing speaks against that.",
        "You told us that it was generated.",
    ),
}


ABOUT_REPORTS: Mapping[Decision, tuple[str, ...]] = {
    Decision.DISMISS: (
        "We looked at it and see nothing against our rules.",
        "It was dealt with already.",
        "The report does not say enough to act on.",
    ),
    Decision.REMOVE: (
        "It is against our rules.",
        "It shows somebody else’s work without their leave.",
        "It harasses somebody.",
        "It is against the law where we are.",
        "It is advertising.",
    ),
    Decision.SUSPEND: (
        "They harass people.",
        "The account is there to advertise.",
        "They pretend to be somebody else.",
        "They went on after we had told them to stop.",
    ),
    Decision.REFUSE: (
        "Its moderators do not act on reports.",
        "It is there to harass people.",
        "It sends advertising.",
    ),
}


def chosen(form: Form, decision: Action | Decision) -> str:
    """The reason that a form gives for its decision: the listed one, one's own words, or both; empty without any."""
    listed, words = form.text(f"reason_{decision.value}"), form.text("note").strip()
    known = listed if listed in _listed(decision) else ""
    return " ".join(part for part in (known, words) if part)


def _listed(decision: Action | Decision) -> tuple[str, ...]:
    return REASONS[decision] if isinstance(decision, Action) else ABOUT_REPORTS[decision]
