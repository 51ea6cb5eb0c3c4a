"""Commands as people type them: what was returned and what was printed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

ORIGIN = "http://localhost:8420"


@dataclass(frozen=True)
class Said:
    """What a command returned and printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output."""
        found = orjson.loads(self.out)
        assert isinstance(found, dict)
        return found


Run = Callable[..., Said]
