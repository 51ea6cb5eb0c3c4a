"""Pictures for tests: paintings in every format, and files with each provenance signal or a harmless twin of it.

`with_signal(name)` gives a file that declares to be generated, for each name in SIGNALS; `harmless(name)` gives one
that looks alike to a careless reader but declares nothing, for each name in HARMLESS.
"""

from tests.support.harmless_fixtures import HARMLESS
from tests.support.paint import animation, avif, cutout, encode, gif, jpeg, painting, png, webp
from tests.support.provenance_fixtures import A1111, SIGNALS, SUGGESTIONS

__all__ = [
    "A1111",
    "HARMLESS",
    "SIGNALS",
    "SUGGESTIONS",
    "animation",
    "avif",
    "cutout",
    "encode",
    "gif",
    "harmless",
    "jpeg",
    "painting",
    "png",
    "webp",
    "with_signal",
]


def with_signal(name: str) -> bytes:
    """A real picture file that declares to be generated in the way of that name."""
    return SIGNALS[name]()


def harmless(name: str) -> bytes:
    """A real picture file that declares nothing of the kind."""
    return HARMLESS[name]()
