"""Polls of others: read here, voted on at home."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a poll, in plain text, and how many chose it."""

    name: str
    votes: int


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as its author's server tells it: hints, like all numbers of others (THREATS AUT-07).

    `multiple`: more than one answer may be chosen. `voters`: how many people voted, None when untold. `closes` and
    `closed` in epoch milliseconds.
    """

    options: tuple[Option, ...]
    multiple: bool
    voters: int | None
    closes: int | None
    closed: int | None

    @property
    def votes(self) -> int:
        return sum(option.votes for option in self.options)

    @property
    def people(self) -> int:
        """What shares are shares of: people, or votes where people are not counted."""
        return self.votes if self.voters is None else self.voters

    def share(self, option: Option) -> float:
        """How much of the whole chose an answer, 0 to 1."""
        return min(1.0, option.votes / self.people) if self.people else 0.0

    def over(self, now: int) -> bool:
        """Whether nobody can vote any more."""
        return any(end is not None and end <= now for end in (self.closed, self.closes))

    def same_question(self, other: "Poll | None") -> bool:
        """Whether another poll asks the same, so that only its numbers differ."""
        if other is None:
            return False
        names, others = ([option.name for option in each.options] for each in (self, other))
        return (names, self.multiple) == (others, other.multiple)
