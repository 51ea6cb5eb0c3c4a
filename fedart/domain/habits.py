"""What one of our people usually wants: the values that a new work begins with, and how they meet marked works."""

from dataclasses import dataclass

from fedart.domain.answers import Answers
from fedart.domain.mature import STRANGER, Eyes
from fedart.domain.stated import Licence


@dataclass(frozen=True, slots=True)
class Habits:
    """`answers` and `licence` are what forms begin with; changing them changes no work that is there."""

    answers: Answers = Answers.EVERYBODY
    licence: Licence = Licence.RESERVED
    licence_name: str = ""
    licence_address: str = ""
    eyes: Eyes = STRANGER


USUAL = Habits()
"""Of whoever never chose."""
