"""What an artist states about a work beside title and words: technique, licence, how it was made, films."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fedart.domain.films import FILM_LIMIT, Film

WORDS_PER_FACET: Final = 5
WORD_LENGTH: Final = 40
DETAIL_LIMIT: Final = 120
_SPACE = re.compile(r"\s+")


class Facet(StrEnum):
    """What lists of works can be filtered by."""

    MEDIUM = "medium"
    SUBJECT = "subject"
    SOFTWARE = "software"


class Licence(StrEnum):
    """What others may do with a work. Nothing is given unless the artist says so."""

    RESERVED = ""
    CC_BY = "cc-by-4.0"
    CC_BY_SA = "cc-by-sa-4.0"
    CC_BY_NC = "cc-by-nc-4.0"
    CC_BY_NC_SA = "cc-by-nc-sa-4.0"
    CC_BY_ND = "cc-by-nd-4.0"
    CC_BY_NC_ND = "cc-by-nc-nd-4.0"
    CC0 = "cc0-1.0"

    @property
    def words(self) -> str:
        if self is Licence.RESERVED:
            return "All rights reserved"
        if self is Licence.CC0:
            return "CC0 1.0 (no rights reserved)"
        kind, version = self.removeprefix("cc-").rsplit("-", 1)
        return f"CC {kind.upper()} {version}"

    @property
    def address(self) -> str:
        """The licence's text; empty where there is none."""
        if self is Licence.RESERVED:
            return ""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        kind, version = self.removeprefix("cc-").rsplit("-", 1)
        return f"https://creativecommons.org/licenses/{kind}/{version}/"

    @classmethod
    def read(cls, text: str) -> "Licence":
        """A licence as a form names it; an unknown one gives nothing."""
        return cls(text) if text in set(cls) else cls.RESERVED


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
            "human": "No generative AI, the artist states",
            "assisted": "Partly made with generative AI, the artist states",
            "generated": "Made with generative AI, the artist states",
        }[self]

    @classmethod
    def read(cls, text: str) -> "Process":
        return cls(text) if text in set(cls) else cls.UNSAID


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

    def facets(self) -> tuple[tuple[Facet, str], ...]:
        """Each facet's words, as they were written."""
        return tuple((facet, word) for facet in Facet for word in getattr(self, facet.value))

    def problems(self) -> dict[str, str]:
        """What has to change: field name to sentence. Empty when all is well."""
        problems = {}
        for facet in Facet:
            if len(getattr(self, facet.value)) > WORDS_PER_FACET:
                problems[facet.value] = f"Please name up to {WORDS_PER_FACET}, separated by commas."
            elif any(len(word) > WORD_LENGTH for word in getattr(self, facet.value)):
                problems[facet.value] = f"Please keep each under {WORD_LENGTH} characters, separated by commas."
        for name in ("year", "size", "materials", "note"):
            if len(getattr(self, name)) > DETAIL_LIMIT:
                problems[name] = f"Please keep this under {DETAIL_LIMIT} characters."
        if len(self.films) > FILM_LIMIT:
            problems["films"] = f"Please name up to {FILM_LIMIT} films and models."
        return problems


NOTHING: Final = Stated()


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
