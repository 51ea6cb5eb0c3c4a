"""Who may answer a work: decided by its artist, the same for everybody who answers from here or from elsewhere."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Work
from fedart.words import later


class Answers(StrEnum):
    """Whose answers a work shows. APPROVAL: those that its artist lets in, one by one."""

    EVERYBODY = "everybody"
    FOLLOWERS = "followers"
    APPROVAL = "approval"
    NOBODY = "nobody"

    @classmethod
    def read(cls, text: str) -> "Answers":
        """A rule as a form names it; an unknown one is the narrowest."""
        return cls(text) if text in set(cls) else cls.NOBODY

    @property
    def words(self) -> str:
        """What stands on the page of such a work; empty where everybody may."""
        return _WORDS[self]

    @property
    def refusal(self) -> str:
        """What somebody is told who may not answer."""
        return _REFUSALS[self]


_WORDS = {
    Answers.EVERYBODY: "",
    Answers.FOLLOWERS: later("Only followers can answer."),
    Answers.APPROVAL: later("Answers are shown once the artist has let them in."),
    Answers.NOBODY: later("This work takes no answers."),
}
_REFUSALS = {
    Answers.EVERYBODY: "",
    Answers.FOLLOWERS: later("Only people who follow the artist can answer this work."),
    Answers.APPROVAL: "",
    Answers.NOBODY: later("The artist wants no answers to this work."),
}


class Standing(StrEnum):
    """What becomes of somebody's answer. ASKS: it waits until the artist has let it in."""

    MAY = "may"
    ASKS = "asks"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a post of another server says of who may answer it, as ids of actors and collections: `always` at once,
    `asking` after its author's yes (`canReply` of GoToSocial's interaction controls)."""

    always: tuple[Uri, ...] = ()
    asking: tuple[Uri, ...] = ()

    @property
    def open(self) -> bool:
        """Whether everybody may, without being asked about."""
        return PUBLIC in self.always and not self.asking

    def rule(self, followers: str) -> Answers:
        """The rule of ours that says the most of it; `followers` is the collection of its author's."""
        if PUBLIC in self.always:
            return Answers.EVERYBODY
        if PUBLIC in self.asking:
            return Answers.APPROVAL
        return Answers.FOLLOWERS if followers in (*self.always, *self.asking) else Answers.NOBODY

    def standing(self, person: Uri, circles: Collection[str]) -> "Standing":
        """What becomes of an answer by that person, who belongs to these collections of its author's.

        What names them counts before what names a collection, and that before what is for everybody. Membership in a
        collection is for its owner to confirm, so they are asked, however sure the answer is.
        """
        if person in self.always:
            return Standing.MAY
        if person in self.asking or any(each in circles for each in (*self.always, *self.asking)):
            return Standing.ASKS
        if PUBLIC in self.always:
            return Standing.MAY
        return Standing.ASKS if PUBLIC in self.asking else Standing.NOT


class Sought(StrEnum):
    """What became of an answer of ours that somebody elsewhere was asked about."""

    ASKED = "asked"
    LET_IN = "let in"
    REFUSED = "refused"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Bound:
    """The rule that answers to a work, and to what answers it, are bound by.

    `work` is whose rule it is; `named`: whom its artist named there or further down, they always may.
    """

    work: Work
    rule: Answers
    named: frozenset[Uri]

    def always(self, person: str) -> bool:
        """Whether that person may answer whatever the rule says: the artist, and whom they named."""
        return person == self.work.actor_uri or person in self.named


def standing(bound: Bound | None, person: str, *, follows: bool) -> Standing:
    """What becomes of an answer by that person. `follows`: whether they follow the artist."""
    if bound is None or bound.rule is Answers.EVERYBODY or bound.always(person):
        return Standing.MAY
    match bound.rule:
        case Answers.FOLLOWERS:
            return Standing.MAY if follows else Standing.NOT
        case Answers.APPROVAL:
            return Standing.ASKS
        case Answers.NOBODY:
            return Standing.NOT
