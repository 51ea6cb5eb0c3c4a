"""May one of ours move to that account? Each condition for itself, with what to do about it (FEP-7628)."""

from dataclasses import dataclass

from fedart.domain.actor import Actor
from fedart.words import say, say_many

DAY = 24 * 3_600_000
WEEK = 7 * DAY
"""At most one move within so many ms."""


@dataclass(frozen=True, slots=True)
class Check:
    """One condition. `words` say what is right, or else what is wrong and what to do."""

    passed: bool
    words: str


def rested(moved: int | None, now: int) -> bool:
    """Whether the last move, in ms, is long enough ago for another."""
    return moved is None or now - moved >= WEEK


def _right(words: str) -> Check:
    return Check(passed=True, words=words)


def _wrong(words: str) -> Check:
    return Check(passed=False, words=words)


def checks(me: Actor, new: Actor, *, moved: int | None, now: int, blocked: bool) -> tuple[Check, ...]:
    """Everything that has to be true before `me` moves to `new`, both as they are now.

    `moved`: when `me` last moved (ms); `blocked`: whether one of the two blocks the other.
    """
    return _other(me, new), _names(me, new), _stays(new), _rested(moved, now), _free(blocked=blocked)


def _other(me: Actor, new: Actor) -> Check:
    if new.id == me.id:
        return _wrong(say("This is the account you are in. Please give the other one."))
    return _right(say("%(handle)s exists, and it is another account than this one.", handle=new.handle))


def _names(me: Actor, new: Actor) -> Check:
    if me.uri in new.also_known_as:
        return _right(say("It names %(handle)s as another account of its owner.", handle=me.handle))
    return _wrong(
        say(
            "%(handle)s does not name this account yet. Sign in there, look for “Moving from a different "
            "account” or “Account aliases” in its settings, add %(own)s, and check again.",
            handle=new.handle,
            own=me.handle,
        )
    )


def _stays(new: Actor) -> Check:
    if new.moved_to is None:
        return _right(say("It has not moved on itself."))
    return _wrong(say("That account has moved on itself. Please give the one it moved to."))


def _rested(moved: int | None, now: int) -> Check:
    if moved is None:
        return _right(say("This account has never moved before."))
    if rested(moved, now):
        return _right(say("The last move of this account is more than a week ago."))
    days = -((moved + WEEK - now) // -DAY)
    return _wrong(
        say_many(
            "You moved less than a week ago. You can move again in %(num)s day.",
            "You moved less than a week ago. You can move again in %(num)s days.",
            days,
        )
    )


def _free(*, blocked: bool) -> Check:
    if blocked:
        return _wrong(say("There is a block between you and that account. Please have it lifted first, here or there."))
    return _right(say("Neither of you blocks the other."))
