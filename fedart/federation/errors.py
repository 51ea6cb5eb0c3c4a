"""What can go wrong while talking to another server. `retry` tells whether trying again later can help.

FetchError
  FetchRefused     our own rules forbid it, or the answer is none we take; final
    FetchTooLarge  the answer is over its size limit; final
    BudgetSpent    one inbound activity has caused enough fetches (THREATS NET-06); final
  FetchFailed      network trouble, a busy or broken server; passes
  RemoteDenied     401 or 403
  RemoteMissing    404
  RemoteGone       410
"""

from fedart.errors import FedartError, Forbidden, Gone, NotFound, TooLarge, Unavailable


class FetchError(FedartError):
    """Root of this branch: one `except` for everything that can go wrong outside."""


class FetchRefused(FetchError, Forbidden):
    """Never will work: a bad address, a forbidden one, a wrong type, a redirect that leads astray."""


class FetchTooLarge(FetchRefused, TooLarge):
    """More bytes than the caller takes."""

    status = 413


class BudgetSpent(FetchRefused):
    """The activity at hand has used up its fetches, its depth or its time."""


class FetchFailed(FetchError, Unavailable):
    """Trouble that passes. `retry_after` is in seconds."""


class RemoteDenied(FetchError, Forbidden):
    """The other server knows us and says no, or wants another signature."""


class RemoteMissing(FetchError, NotFound):
    """There is nothing at that address (404)."""


class RemoteGone(FetchError, Gone):
    """There was something at that address and it was deleted (410)."""
