"""Polls as other servers write them: a Question with `oneOf` or `anyOf`."""

from typing import Final

from fedart.domain.poll import Option, Poll
from fedart.wire import fields, html, limits
from fedart.wire.fields import Fields

_MOST: Final = 10_000_000


def poll(document: Fields) -> Poll | None:
    """The poll in a Question; None when there is nothing to choose from."""
    multiple = bool(fields.items(document.get("anyOf")))
    listed = list(fields.objects(document.get("anyOf" if multiple else "oneOf")))
    options = tuple(option for each in listed if (option := _option(each)).name)[: limits.POLL_OPTIONS]
    if not options:
        return None
    closes = fields.time(document.get("endTime"))
    # Some say only that it is over, not since when.
    closed = fields.time(document.get("closed")) or (0 if fields.flag(document.get("closed")) else None)
    voters = fields.count(document.get("votersCount"))
    return Poll(options, multiple, None if voters is None else min(voters, _MOST), closes, closed)


def _option(option: Fields) -> Option:
    name = html.neutralise(fields.text(option.get("name")), limits.TITLE)
    votes = fields.count(fields.first_object(option.get("replies")).get("totalItems"))
    return Option(name, min(votes or 0, _MOST))
