"""Whether any byte of a picture stays in an instance's data folder."""

from collections.abc import Iterable
from pathlib import Path

from tests.support.server import Running

PIECE = 64
DATABASE = "fedart.sqlite3"


def contents(at: Running) -> dict[Path, bytes]:
    """Everything that lies in an instance's data folder now."""
    return {path: path.read_bytes() for path in at.it.config.data.rglob("*") if path.is_file()}


class Watch:
    """Looks for pieces of a picture's bytes, in every file and in the database with its log.

    What lies there already before the picture comes (every JPEG has the same tables) tells nothing, nor does plain
    text: the record quotes what a file declares on purpose. `before` are the contents from before where it may be there
    by now; `others` are pictures that may stay, and tell nothing either.
    """

    def __init__(
        self, at: Running, data: bytes, *, before: dict[Path, bytes] | None = None, others: Iterable[bytes] = ()
    ) -> None:
        self._at = at
        present = contents(at) if before is None else before
        starts = range(0, len(data) - PIECE, max(PIECE, len(data) // 60))
        pieces = [piece for piece in (data[n : n + PIECE] for n in starts) if len(set(piece)) > PIECE // 4]
        known = [*present.values(), *others]
        self.pieces = [p for p in pieces if not p.isascii() and not any(p in content for content in known)]
        assert len(self.pieces) > 3
        self.files = {path for path in present if not path.name.startswith(DATABASE)}

    def pieces_in(self) -> list[Path]:
        """Where a piece lies now."""
        return [path for path, content in contents(self._at).items() if any(p in content for p in self.pieces)]

    def found(self) -> list[Path]:
        """Where a piece lies now, and every file that is new."""
        new = [path for path in contents(self._at) if path not in self.files and not path.name.startswith(DATABASE)]
        return self.pieces_in() + new
