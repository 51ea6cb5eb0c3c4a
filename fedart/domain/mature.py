"""What a work shows that not everybody wants to see, in six categories, and how each viewer wants to meet them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag, StrEnum

from fedart.words import later


class Mature(IntFlag):
    """What artists mark works with. The bits are those of `works.sensitive`, whose lowest says that it is marked."""

    NUDITY = 2
    SEX = 4
    GORE = 8
    HORROR = 16
    FLASHING = 32
    OTHER = 64

    @property
    def named(self) -> str:
        """All of them in one line, in English, as documents have them."""
        return ", ".join(each.words for each in Mature if each in self)

    @property
    def key(self) -> str:
        """One category as forms and documents name it."""
        return (self.name or "").lower()

    @property
    def words(self) -> str:
        """One category in words; still to be said."""
        return _WORDS[self]

    @property
    def hint(self) -> str:
        return _HINTS[self]


NONE = Mature(0)
SENSITIVE = 1
"""The bit that stands for any reason to ask before a picture is shown."""

_WORDS = {
    Mature.NUDITY: later("Nudity"),
    Mature.SEX: later("Sex"),
    Mature.GORE: later("Blood and gore"),
    Mature.HORROR: later("Horror, disturbing"),
    Mature.FLASHING: later("Flashing light"),
    Mature.OTHER: later("Drugs and other adult themes"),
}
_HINTS = {
    Mature.NUDITY: later("Bare bodies, without sex."),
    Mature.SEX: later("Sexual acts, or made to arouse."),
    Mature.GORE: later("Wounds, mutilation, death."),
    Mature.HORROR: later("Made to frighten or to disgust."),
    Mature.FLASHING: later("Fast changes of light. It never plays by itself."),
    Mature.OTHER: later("Drugs, self-harm, slurs and the like."),
}


def read(words: Iterable[str]) -> Mature:
    """The categories among words of a form or a document; others are left out."""
    known, found = {each.key: each for each in Mature}, NONE
    for word in words:
        found |= known.get(word, NONE)
    return found


def of_bits(bits: int) -> Mature:
    """The categories in a value of `works.sensitive`."""
    return Mature(bits & _ALL)


_ALL = sum(each.value for each in Mature)


class Sight(StrEnum):
    """How somebody meets a category. BLUR: the words first, the picture when asked for. HIDE: not in lists at all."""

    SHOW = "show"
    BLUR = "blur"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Eyes:
    """How one viewer wants to meet marked works: what is `shown` at once, and what is `hidden`; the rest is blurred."""

    shown: Mature = NONE
    hidden: Mature = NONE

    def of(self, one: Mature) -> Sight:
        """What was chosen for one category."""
        return Sight.HIDE if one in self.hidden else Sight.SHOW if one in self.shown else Sight.BLUR

    def covers(self, marks: Mature, *, sensitive: bool, warning: str) -> bool:
        """Whether a work is covered until it is asked for: a warning in the artist's own words always counts."""
        if warning or not marks:
            return sensitive or bool(warning)
        return bool(marks & ~self.shown)

    def hides(self, marks: Mature) -> bool:
        """Whether a work is left out of lists."""
        return bool(marks & self.hidden)


STRANGER = Eyes()
"""Of whoever is not signed in: everything is blurred."""
