"""What an artist states about a work beside title and words: technique, licence, how it was made, films."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fedart.domain.films import FILM_LIMIT, Film
from fedart.domain.ids import origin_of
from fedart.words import later, say

WORDS_PER_FACET: Final = 5
WORD_LENGTH: Final = 40
DETAIL_LIMIT: Final = 120
ADDRESS_LIMIT: Final = 1_000
_SPACE = re.compile(r"\s+")


class Facet(StrEnum):
    """What lists of works can be filtered by."""

    MEDIUM = "medium"
    SUBJECT = "subject"
    SOFTWARE = "software"


ALL_RESERVED: Final = later("All rights reserved")
ANOTHER: Final = later("Another licence, named below")


class Licence(StrEnum):
    """What others may do with a work. Nothing is given unless the artist says so. OWN: one that the artist names."""

    RESERVED = ""
    CC_BY = "cc-by-4.0"
    CC_BY_SA = "cc-by-sa-4.0"
    CC_BY_NC = "cc-by-nc-4.0"
    CC_BY_NC_SA = "cc-by-nc-sa-4.0"
    CC_BY_ND = "cc-by-nd-4.0"
    CC_BY_NC_ND = "cc-by-nc-nd-4.0"
    CC0 = "cc0-1.0"
    OWN = "own"

    @property
    def words(self) -> str:
        if self is Licence.RESERVED:
            return ALL_RESERVED
        if self is Licence.OWN:
            return ANOTHER
        if self is Licence.CC0:
            return later("CC0 1.0 (no rights reserved)")
        kind, version = self.removeprefix("cc-").rsplit("-", 1)
        return f"CC {kind.upper()} {version}"

    @property
    def address(self) -> str:
        """The licence's text; empty where there is none, and for one that the artist names."""
        if self in (Licence.RESERVED, Licence.OWN):
            return ""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        kind, version = self.removeprefix("cc-").rsplit("-", 1)
        return f"https://creativecommons.org/licenses/{kind}/{version}/"

    @classmethod
    def read(cls, text: str) -> "Licence":
        """A licence as a form names it; an unknown one gives nothing."""
        return cls(text) if text in set(cls) else cls.RESERVED

    @property
    def gives(self) -> frozenset[str]:
        """What others may do under it; of one that the artist names nothing is known."""
        return _GIVES[self]


_GIVES: Final = {
    Licence.RESERVED: frozenset[str](),
    Licence.CC_BY: frozenset({"share", "adapt", "sell", "relicense"}),
    Licence.CC_BY_SA: frozenset({"share", "adapt", "sell"}),
    Licence.CC_BY_NC: frozenset({"share", "adapt", "relicense"}),
    Licence.CC_BY_NC_SA: frozenset({"share", "adapt"}),
    Licence.CC_BY_ND: frozenset({"share", "sell"}),
    Licence.CC_BY_NC_ND: frozenset({"share"}),
    Licence.CC0: frozenset({"share", "adapt", "sell", "relicense", "unnamed"}),
    Licence.OWN: frozenset({"unknown"}),
}


class Process(StrEnum):
    """What the artist says about generators. UNSAID: nothing."""

    UNSAID = ""
    HUMAN = "human"
    ASSISTED = "assisted"
    GENERATED = "generated"

    @property
    def words(self) -> str:
        return {
            "": "",
            "human": later("No generative AI, the artist states"),
            "assisted": later("Partly made with generative AI, the artist states"),
            "generated": later("Made with generative AI, the artist states"),
        }[self]

    @classmethod
    def read(cls, text: str) -> "Process":
        return cls(text) if text in set(cls) else cls.UNSAID


def processes_problem(names: Iterable[str]) -> str:
    """What is wrong with a list of processes that are allowed, as the rest of a sentence; empty when nothing is."""
    chosen, known = list(names), [each.value for each in Process if each]
    if not chosen:
        return f"needs one of {', '.join(known)}"
    strange = [name for name in chosen if name not in known]
    return f"knows {', '.join(known)}, not {strange[0]!r}" if strange else ""


@dataclass(frozen=True, slots=True)
class Stated:
    """Everything that is stated. `year`, `size`, `materials` and `note` (which parts were generated) are plain text."""

    medium: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    software: tuple[str, ...] = ()
    year: str = ""
    size: str = ""
    materials: str = ""
    licence: Licence = Licence.RESERVED
    process: Process = Process.UNSAID
    note: str = ""
    films: tuple[Film, ...] = ()
    licence_name: str = ""
    licence_address: str = ""

    @property
    def licence_words(self) -> str:
        """The name of the licence; the artist's own name for one of theirs."""
        return self.licence_name if self.licence is Licence.OWN else self.licence.words

    @property
    def licence_link(self) -> str:
        """Where the licence's text is; empty where there is none."""
        return self.licence_address if self.licence is Licence.OWN else self.licence.address

    def facets(self) -> tuple[tuple[Facet, str], ...]:
        """Each facet's words, as they were written."""
        return tuple((facet, word) for facet in Facet for word in getattr(self, facet.value))

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence. Empty when all is well."""
        problems = {}
        for facet in Facet:
            if len(getattr(self, facet.value)) > WORDS_PER_FACET:
                problems[facet.value] = say("Please name up to %(most)s, separated by commas.", most=WORDS_PER_FACET)
            elif any(len(word) > WORD_LENGTH for word in getattr(self, facet.value)):
                problems[facet.value] = say(
                    "Please keep each under %(most)s characters, separated by commas.", most=WORD_LENGTH
                )
        for name in ("year", "size", "materials", "note"):
            if len(getattr(self, name)) > DETAIL_LIMIT:
                problems[name] = say("Please keep this under %(most)s characters.", most=DETAIL_LIMIT)
        if len(self.films) > FILM_LIMIT:
            problems["films"] = say("Please name up to %(most)s films and models.", most=FILM_LIMIT)
        return problems | self._unlicensed()

    def unprocessed(self, allowed: Iterable[str]) -> dict[str, str]:
        """What its artist still has to say about generators before it is published where those are allowed."""
        if self.process is Process.UNSAID:
            return {"process": say("Please say how the work was made.")}
        if self.process.value not in tuple(allowed):
            return {"process": say(_UNWANTED[self.process])}
        if self.process is Process.ASSISTED and not self.note:
            return {"note": say("Please say which parts were made with generative AI.")}
        return {}

    def _unlicensed(self) -> dict[str, str]:
        """What a licence of the artist's own lacks."""
        if self.licence is not Licence.OWN:
            return {}
        problems = {}
        if not self.licence_name:
            problems["licence_name"] = say("Please name the licence.")
        elif len(self.licence_name) > DETAIL_LIMIT:
            problems["licence_name"] = say("Please keep this under %(most)s characters.", most=DETAIL_LIMIT)
        if not is_address(self.licence_address):
            problems["licence_address"] = say("Please give the https address of the licence’s text.")
        return problems


_UNWANTED: Final = {
    Process.HUMAN: later("This server does not take works of that kind."),
    Process.ASSISTED: later("This server does not show works that were partly made with generative AI."),
    Process.GENERATED: later("This server does not show works that were made with generative AI."),
}
NOTHING: Final = Stated()


def loosens(before: Stated, after: Stated) -> bool:
    """Whether a change of licence may give others more than they had: that cannot be taken back from them."""
    if before.licence is Licence.OWN and after.licence is Licence.OWN:
        return (before.licence_name, before.licence_address) != (after.licence_name, after.licence_address)
    if before.licence is Licence.OWN:
        return after.licence is not Licence.RESERVED
    return bool(after.licence.gives - before.licence.gives)


def tightens(before: Stated, after: Stated) -> bool:
    """Whether a change of licence takes something back, which copies made before keep."""
    return bool(before.licence.gives - after.licence.gives) and not loosens(before, after)


def is_address(text: str) -> bool:
    """Whether that is an https address with a host, short enough to be one."""
    found = origin_of(text)
    return found is not None and found[0] == "https" and len(text) <= ADDRESS_LIMIT


def words(raw: Iterable[str]) -> tuple[str, ...]:
    """Words of a facet as we keep them: blanks made one, each once (case ignored), in the order given."""
    seen: dict[str, str] = {}
    for each in raw:
        word = _SPACE.sub(" ", each).strip()
        if word:
            seen.setdefault(word.casefold(), word)
    return tuple(seen.values())


SUGGESTED: Final[dict[Facet, tuple[str, ...]]] = {
    Facet.MEDIUM: (
        "Acrylic", "Animation", "Ceramics", "Charcoal", "Collage", "Comic", "Digital drawing", "Digital painting",
        "Film photography", "Glass", "Gouache", "Illustration", "Ink", "Jewellery", "Linocut", "Metalwork",
        "Mixed media", "Mural", "Oil", "Pastel", "Pencil", "Photography", "Pixel art", "Printmaking", "Sculpture",
        "Tattoo", "Textile", "Typography", "Vector", "Watercolour", "Woodcut", "3D",
    ),
    Facet.SUBJECT: (
        "Abstract", "Animals", "Architecture", "Book cover", "Cartoon", "Character", "Cityscape", "Concept art",
        "Creature", "Editorial", "Environment", "Fan art", "Fantasy", "Fashion", "Figure", "Food", "Horror", "Interior",
        "Landscape", "Machine", "Plants", "Portrait", "Science fiction", "Sea", "Still life", "Study", "Vehicle",
    ),
    Facet.SOFTWARE: (
        "Affinity", "Blender", "Cinema 4D", "Clip Studio Paint", "Darktable", "FireAlpaca", "GIMP", "Houdini",
        "Illustrator", "Inkscape", "Krita", "Lightroom", "Maya", "MyPaint", "Paint Tool SAI", "Photoshop", "Procreate",
        "Rebelle", "Substance Painter", "ZBrush",
    ),
}  # fmt: skip
"""What forms suggest; any other word is as good."""
