"""What a picture file says of itself, and which of it its artist may show: nothing unless it was chosen."""

from enum import StrEnum

from fedart.words import later


class Said(StrEnum):
    """A fact out of a file's metadata (EXIF 2.32)."""

    CAMERA = "camera"
    LENS = "lens"
    TAKEN = "taken"
    SOFTWARE = "software"
    ARTIST = "artist"
    COPYRIGHT = "copyright"
    PLACE = "place"


LABELS = {
    Said.CAMERA: later("Camera"),
    Said.LENS: later("Lens"),
    Said.TAKEN: later("Date"),
    Said.SOFTWARE: later("Software"),
    Said.ARTIST: later("Artist in the file"),
    Said.COPYRIGHT: later("Copyright in the file"),
    Said.PLACE: later("Place (GPS)"),
}

VALUE_LIMIT = 200
"""Characters of one fact."""


def known(names: object) -> frozenset[Said]:
    """Those of the names that are facts; anything else is left out."""
    given = names if isinstance(names, (list, tuple, set, frozenset)) else ()
    return frozenset(fact for fact in Said if fact in given)
