"""What somebody filled in and sent: fields and files, wherever they came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a form. `size` in bytes; when it is `too_large`, nothing lies at `path`."""

    field: str
    path: Path
    name: str
    size: int
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What a form brought. `too_many`: more files came than were asked for; the surplus was thrown away."""

    fields: Mapping[str, tuple[str, ...]]
    received: tuple[File, ...] = ()
    too_many: bool = False

    def text(self, name: str, default: str = "") -> str:
        """The first value of a field, with plain line ends."""
        values = self.fields.get(name)
        return values[0] if values else default

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in the order sent."""
        return self.fields.get(name, ())

    def checked(self, name: str) -> bool:
        """Whether a checkbox was ticked."""
        return self.text(name) not in ("", "0", "off", "false")

    def files(self, name: str) -> tuple[File, ...]:
        """The files of one input, in the order sent; inputs left empty are left out."""
        return tuple(file for file in self.received if file.field == name)
