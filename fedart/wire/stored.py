"""Activities of ours read back from the store: they name their object instead of repeating it.

What was sent may have changed since, or be gone; whoever asks for the activity fetches the object as it is now.
"""

import orjson

from fedart.domain.ids import Uri
from fedart.wire.vocabulary import Json


def read(body: bytes) -> Json:
    """The activity in `body`, as it was sent."""
    held: Json = orjson.loads(body)
    return held


def referring(body: bytes, target: Uri) -> Json:
    """The activity in `body` (our own bytes) with the address `target` for its object."""
    return _unproved({**read(body), "object": target})


def is_to(body: bytes, address: str) -> bool:
    """Whether the activity in `body` (our own bytes) is addressed to that collection or actor."""
    held = read(body)
    return any(isinstance(to := held.get(field), list) and address in to for field in ("to", "cc"))


def without_context(activity: Json) -> Json:
    """The activity as an item of a collection, whose own context is enough for it."""
    return _unproved({key: value for key, value in activity.items() if key != "@context"})


def _unproved(activity: Json) -> Json:
    """A proof covers what was sent to the letter: on anything else it would be wrong."""
    return {key: value for key, value in activity.items() if key != "proof"}
