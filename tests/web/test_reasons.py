"""Standard reasons: each decision has some, and whoever decides says one thing, the other, or both."""

import re

import pytest

from fedart.domain.policy import Action
from fedart.web import reasons
from fedart.web.uploads import Form

HARSH = re.compile(r"AI art|\bfake\b|violation|cheat|fraud|guilty|!", re.IGNORECASE)


@pytest.mark.parametrize("decision", [Action.KEEP, Action.LABEL, Action.DROP])
def test_every_decision_has_reasons_that_accuse_nobody(decision: Action) -> None:
    assert reasons.REASONS[decision]
    assert all(text.endswith(".") and not HARSH.search(text) for text in reasons.REASONS[decision])


KEEP = reasons.REASONS[Action.KEEP][0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason_keep": (KEEP,)}, KEEP),
        ({"reason_keep": (KEEP,), "note": ("  Lovely roof. ",)}, f"{KEEP} Lovely roof."),
        ({"reason_keep": (reasons.OWN,), "note": ("Lovely roof.",)}, "Lovely roof."),
        ({"reason_keep": (reasons.OWN,)}, ""),
        ({"reason_drop": (KEEP,)}, ""),
        ({"reason_keep": ("Something nobody listed.",)}, ""),
        ({}, ""),
    ],
)
def test_the_reason_is_the_listed_one_and_ones_own_words(fields: dict[str, tuple[str, ...]], words: str) -> None:
    assert reasons.chosen(Form(fields), Action.KEEP) == words
