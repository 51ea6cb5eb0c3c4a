"""The `Retry-After` header (RFC 9110 section 10.2.3)."""

import re

from fedart.federation.dates import parse_date

MAX_SECONDS = 7 * 86_400.0
_SECONDS = re.compile(r"[0-9]{1,9}")


def retry_after(value: str, now: float) -> float | None:
    """Seconds to wait, from seconds or an HTTP date; at most a week, None when the header says nothing usable."""
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), MAX_SECONDS)
    moment = parse_date(text)
    return None if moment is None else min(max(moment - now, 0.0), MAX_SECONDS)
