"""Conversations in direct messages, as each of our people has them."""

from enum import StrEnum


class TalkState(StrEnum):
    """ASKED: begun by a stranger; it lies among the requests, quietly, until it is accepted or answered."""

    OPEN = "open"
    ASKED = "asked"
    HIDDEN = "hidden"
