"""Tolerant readers of single fields: a string, an object, a list or null may stand in any position (THREATS PAR-03).

A reader never raises: what does not fit its kind is missing. `required` is the one that refuses.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

from fedart.domain.ids import Uri, origin_of
from fedart.domain.policy import PUBLIC
from fedart.errors import Malformed
from fedart.wire import limits

_ORDINARY = re.compile(
    r"https?://(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}(?::\d{1,4})?(?:[/?#][\x21-\x5b\x5d-\x7e]*)?", re.ASCII
)
"""Addresses that need no closer look; the rest goes through `origin_of`, which costs ten times as much."""

Fields = Mapping[str, object]

AS = "https://www.w3.org/ns/activitystreams#"
_PUBLIC_SPELLINGS = frozenset({PUBLIC, "as:Public", "Public"})
_PREFIXES = (AS, "as:", "toot:", "http://joinmastodon.org/ns#", "litepub:", "http://litepub.social/ns#", "sec:")


def text(value: object) -> str:
    """A string; the first string of a list; the `@value` of a value object; else empty."""
    for item in items(value):
        if isinstance(item, str):
            return item
        if isinstance(item, dict) and isinstance(item.get("@value"), str):
            return text(item["@value"])
    return ""


def items(value: object) -> list[object]:
    """A list as it is, null as an empty one, everything else as a list of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def objects(value: object) -> Iterator[dict[str, object]]:
    """The objects among one or several values."""
    return (item for item in items(value) if isinstance(item, dict))


def first_object(value: object) -> dict[str, object]:
    """The first object among one or several values; empty when there is none."""
    return next(objects(value), {})


def uri(value: object) -> Uri | None:
    """The id that a value names: itself, the `id` of an object, the `href` of a Link, the first of a list."""
    for item in items(value):
        found = _address(item)
        if found is not None:
            return found
    return None


def uris(value: object, most: int) -> list[Uri]:
    """All ids that a value names, each once, in order, at most `most`; Public in its one canonical spelling."""
    seen: dict[Uri, None] = {}
    for item in items(value):
        found = Uri(PUBLIC) if isinstance(item, str) and item in _PUBLIC_SPELLINGS else _address(item)
        if found is not None:
            seen.setdefault(found, None)
    return list(islice(seen, most))


def _address(item: object) -> Uri | None:
    if isinstance(item, dict):
        item = next((item[key] for key in ("id", "@id", "href") if isinstance(item.get(key), str)), None)
    return Uri(item) if isinstance(item, str) and usable(item) else None


def usable(address: str) -> bool:
    """Whether an address is an http(s) address with a host and nothing odd in it (THREATS AUT-01)."""
    if len(address) > limits.URI_LENGTH:
        return False
    return _ORDINARY.fullmatch(address) is not None or origin_of(address) is not None


def required(value: object, what: str) -> Uri:
    """Like `uri`, but Malformed when it is missing or no http(s) address (THREATS AUT-01)."""
    found = uri(value)
    if found is None:
        raise Malformed(f"{what} is missing or no usable address", rule="AUT-01")
    return found


def thing(value: object, what: str) -> Uri:
    """The id of something that is stored: like `required`, and without a fragment (THREATS AUT-01)."""
    found = required(value, what)
    if "#" in found:
        raise Malformed(f"{what} has a fragment", rule="AUT-01")
    return found


def types(value: object) -> list[str]:
    """The type names of an object, without the prefixes of the vocabularies we know."""
    return [_bare(item) for item in items(value) if isinstance(item, str)]


def _bare(name: str) -> str:
    return next((name[len(prefix) :] for prefix in _PREFIXES if name.startswith(prefix)), name)


def type_of(fields: Fields, known: frozenset[str]) -> str:
    """The first of an object's types that is known, else its first type, else empty."""
    names = types(fields.get("type") or fields.get("@type"))
    return next((name for name in names if name in known), names[0] if names else "")


def flag(value: object) -> bool:
    """True for true and for the spellings of it that are on the wire; false for everything else."""
    return any(item is True or item in ("true", "True", 1) for item in items(value)[:1] if not isinstance(item, dict))


def count(value: object) -> int | None:
    """A whole number that is not negative, or None."""
    for item in items(value)[:1]:
        if isinstance(item, (int, float)) and not isinstance(item, bool) and item >= 0:
            return int(item)
    return None


def numbers(value: object) -> list[float]:
    """The numbers among one or several values."""
    found = []
    for item in items(value):
        held = item.get("@value") if isinstance(item, dict) else item
        if isinstance(held, (int, float)) and not isinstance(held, bool):
            found.append(float(held))
    return found


def time(value: object) -> int | None:
    """An xsd:dateTime as epoch milliseconds; None when it is missing, unreadable or outside 1970 to 9999."""
    written = text(value).strip()
    if not written or len(written) > 64:
        return None
    try:
        moment = datetime.fromisoformat(written)
        stamp = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return stamp if 0 <= stamp <= limits.LATEST else None


def page(value: object) -> str:
    """The address of a page for people: a string, a Link or a list of either; HTML links win. Empty without one."""
    spare = ""
    for item in items(value):
        found = _address(item)
        if found is None:
            continue
        kind = text(item.get("mediaType")) if isinstance(item, dict) else "text/html"
        if kind.startswith("text/html"):
            return found
        spare = spare or ("" if "/" in kind else found)
    return spare
