"""Polls: shares, ends, and when two of them ask the same."""

from dataclasses import replace

from fedart.domain.poll import Option, Poll

POLL = Poll((Option("ink", 3), Option("oil", 1)), multiple=False, voters=None, closes=1000, closed=None)


def test_shares_are_of_people_where_they_are_counted_and_of_votes_elsewhere() -> None:
    ink, oil = POLL.options
    assert (POLL.share(ink), POLL.share(oil)) == (0.75, 0.25)
    assert replace(POLL, multiple=True, voters=3).share(ink) == 1.0
    # Numbers of others may make no sense.
    assert replace(POLL, voters=2).share(ink) == 1.0
    assert replace(POLL, voters=0).share(ink) == 0.0


def test_a_poll_is_over_at_its_end_or_when_it_was_closed() -> None:
    assert not POLL.over(999)
    assert POLL.over(1000)
    assert replace(POLL, closed=500).over(600)
    assert not replace(POLL, closes=None).over(10**15)


def test_only_other_numbers_leave_the_question_the_same() -> None:
    fresh = replace(POLL, options=(Option("ink", 9), Option("oil", 9)), voters=18, closed=5)
    assert fresh.same_question(POLL)
    assert not fresh.same_question(None)
    assert not replace(fresh, multiple=True).same_question(POLL)
    assert not replace(fresh, options=(Option("oil", 9), Option("ink", 9))).same_question(POLL)
