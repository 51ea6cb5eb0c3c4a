"""Asking once more in the other dialect, because nobody says beforehand which one they want (guide section 2.2)."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from fedart.federation.dialects import Dialect, Dialects

_REFUSALS = frozenset({400, 401})
_SAYS_NOTHING = frozenset({400, 403})


class Answered(Protocol):
    @property
    def status(self) -> int: ...


A = TypeVar("A", bound=Answered)
Ask = Callable[[Dialect, str], Awaitable[A]]
"""Sends one request, signed in that dialect over that target (path and query), with a date of its own."""


async def knock(ask: Ask[A], *, host: str, target: str, reading: bool, dialects: Dialects) -> A:
    """Ask in the dialect that `host` took last; after 400 or 401 once more in the other one, which is remembered if
    it is taken.

    When a read with a query still meets 401, it is asked once more with only the path signed: some servers leave the
    query out when they verify. Raises what `ask` raises.
    """
    first = dialects.get(host)
    answer = await ask(first, target)
    if answer.status not in _REFUSALS:
        return answer
    second = await ask(first.other, target)
    if 200 <= second.status < 300:
        await dialects.put(host, first.other)
    answer = _telling(answer, second)
    if reading and "?" in target and answer.status == 401:
        return _telling(answer, await ask(Dialect.CAVAGE, target.partition("?")[0]))
    return answer


def _telling(before: A, after: A) -> A:
    """The answer that counts: the later one, unless it may only mean that the dialect is unknown there.

    A 401 is tried again later, a 400 is not; so of the two the 401 counts.
    """
    return before if after.status in _SAYS_NOTHING else after
