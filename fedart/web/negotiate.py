"""Which form of a thing a client asks for: a page for people, or the ActivityStreams document.

An address of a page answers with the page unless an ActivityStreams type is named and preferred; an id answers with
the document unless HTML is named and preferred (guide section 3). So a bare `*/*` gets what the address stands for.
"""

from dataclasses import dataclass
from enum import StrEnum

ACTIVITY_JSON = "application/activity+json"
LD_JSON = "application/ld+json"
PROFILE = "https://www.w3.org/ns/activitystreams"

_MAX_HEADER = 2_000
_HTML = ("text/html", "application/xhtml+xml")
_PLAIN_JSON = ("application/json", "application/jrd+json")


class Form(StrEnum):
    PAGE = "page"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One entry of an Accept header. `q` is from 0 to 1; `profile` is empty when the entry has none."""

    type: str
    q: float
    profile: str = ""


def quality(text: str) -> float:
    """A `q` parameter: 0 to 1; what cannot be read counts as refused."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0.0 <= value <= 1.0 else 0.0


def split_outside_quotes(text: str, mark: str) -> list[str]:
    """Split a header value at `mark`, leaving quoted strings whole (RFC 9110 section 5.6)."""
    parts, start, quoted, escaped = [], 0, False, False
    for index, char in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char == mark and not quoted:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return parts


def content_type(value: str) -> tuple[str, dict[str, str]]:
    """A media type in lower case and its parameters (names in lower case, values without quotes)."""
    first, *rest = split_outside_quotes(value, ";")
    parameters = {}
    for part in rest:
        name, _, text = part.partition("=")
        parameters[name.strip().lower()] = text.strip().strip('"')
    return first.strip().lower(), parameters


def parse_accept(header: str) -> list[MediaRange]:
    """The entries of an Accept header in their order; what cannot be read counts as refused (q = 0)."""
    ranges = []
    for part in split_outside_quotes(header[:_MAX_HEADER], ","):
        name, parameters = content_type(part)
        if name:
            ranges.append(MediaRange(name, quality(parameters.get("q", "1")), parameters.get("profile", "")))
    return ranges


def _is_activity(entry: MediaRange) -> bool:
    """ld+json without the profile is what GoToSocial refuses and others send: we answer it."""
    if entry.type == LD_JSON:
        return entry.profile in ("", PROFILE) or PROFILE in entry.profile.split()
    return entry.type == ACTIVITY_JSON


def _best(ranges: list[MediaRange]) -> float:
    return max((r.q for r in ranges), default=0.0)


def _wanted(ranges: list[MediaRange], named: list[MediaRange], wildcards: tuple[str, ...]) -> tuple[float, bool]:
    """How much a form is wanted, and whether it was named; a wildcard speaks only for what is not named."""
    if named:
        return _best(named), True
    return _best([r for r in ranges if r.type in wildcards]), False


def prefers(accept: str | None, default: Form) -> Form:
    """The form to answer with; `default` is what the address stands for and wins when nothing else is preferred."""
    if not accept:
        return default
    ranges = parse_accept(accept)
    document = _wanted(ranges, [r for r in ranges if _is_activity(r)], ("*/*", "application/*"))
    page = _wanted(ranges, [r for r in ranges if r.type in _HTML], ("*/*", "text/*"))
    wanted, other, alternative = document, page, Form.DOCUMENT
    if default is Form.DOCUMENT:
        wanted, other, alternative = page, document, Form.PAGE
    return alternative if all(wanted) and wanted > other else default


def wants_json(accept: str | None) -> bool:
    """Whether an error is better told as JSON: a JSON type is named and no page is."""
    ranges = [r for r in parse_accept(accept or "") if r.q > 0]
    if any(r.type in _HTML for r in ranges):
        return False
    return any(_is_activity(r) or r.type in _PLAIN_JSON or r.type == LD_JSON for r in ranges)


def wants_page(accept: str | None) -> bool:
    """Whether the client is a browser: it names HTML."""
    return any(r.q > 0 and r.type in _HTML for r in parse_accept(accept or ""))
