"""Works that the collective shows first on its front page, chosen by its moderators."""

from dataclasses import dataclass

from fedart.domain.ids import WorkId
from fedart.words import later, say

MAX_PICKS = 24
WORDS_LIMIT = 200
WHY_NOT = later("Only public works that everybody sees can be shown on the front page.")
"""Said of a work that is held, for few people, or no work at all."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One of them. `words` says why, in one line; it may be empty. `added`: epoch milliseconds."""

    work_id: WorkId
    words: str
    added: int


def line(typed: str) -> str:
    """Words as they are kept: one line, single spaces."""
    return " ".join(typed.split())


def problems(words: str) -> dict[str, str]:
    """What has to change: field name to sentence. Empty when all is well."""
    if len(words) > WORDS_LIMIT:
        return {"words": say("Please keep it under %(count)s characters.", count=WORDS_LIMIT)}
    return {}
