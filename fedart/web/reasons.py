"""Short standard reasons for decisions about pictures: one key press chooses the first, and the artist reads it."""

from collections.abc import Mapping

from fedart.domain.policy import Action
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


def chosen(form: Form, decision: Action) -> str:
    """The reason that a form gives for its decision: the listed one, one's own words, or both; empty without any."""
    listed, words = form.text(f"reason_{decision.value}"), form.text("note").strip()
    known = listed if listed in REASONS[decision] else ""
    return " ".join(part for part in (known, words) if part)
