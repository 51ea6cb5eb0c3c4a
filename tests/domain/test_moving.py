"""What has to be true before somebody moves, and what to do about it."""

from dataclasses import replace

import pytest

from fedart.domain import moving
from fedart.domain.actor import Actor, ActorType
from fedart.domain.ids import ActorId, Uri

NOW = 1_800_000_000_000
DAY = moving.DAY


@pytest.fixture
def me() -> Actor:
    uri = Uri("https://gallery.example/actors/me")
    return Actor(
        id=ActorId("me"),
        uri=uri,
        local=True,
        type=ActorType.PERSON,
        username="maren",
        host="gallery.example",
        name="",
        summary="",
        summary_source="",
        fields=(),
        url=uri,
        inbox=f"{uri}/inbox",
        shared_inbox=None,
        outbox=f"{uri}/outbox",
        followers=f"{uri}/followers",
        following=f"{uri}/following",
        featured=f"{uri}/featured",
        key_id=f"{uri}#main-key",
        public_key="",
        icon=None,
        image=None,
        locked=False,
        discoverable=True,
        indexable=True,
        created=NOW,
        updated=NOW,
    )


@pytest.fixture
def new(me: Actor) -> Actor:
    uri = Uri("https://new.example/actors/me")
    return replace(me, id=ActorId("new"), uri=uri, host="new.example", also_known_as=(me.uri,))


def wrong(me: Actor, new: Actor, *, moved: int | None = None, blocked: bool = False) -> list[str]:
    found = moving.checks(me, new, moved=moved, now=NOW, blocked=blocked)
    assert len(found) == 5
    assert all(check.words.endswith(".") for check in found)
    return [check.words for check in found if not check.passed]


def test_when_everything_is_right_nothing_is_wrong(me: Actor, new: Actor) -> None:
    assert wrong(me, new) == []
    assert wrong(me, new, moved=NOW - 7 * DAY) == []


def test_each_failure_says_which_and_what_to_do(me: Actor, new: Actor) -> None:
    [words] = wrong(me, replace(new, also_known_as=()))
    assert new.handle in words
    assert f"add {me.handle}" in words
    [words] = wrong(me, replace(new, moved_to=Uri("https://third.example/a")))
    assert "give the one it moved to" in words
    [words] = wrong(me, new, blocked=True)
    assert "block" in words
    assert "This is the account you are in. Please give the other one." in wrong(me, me)


@pytest.mark.parametrize(
    ("ago", "left"), [(0, "7 days"), (DAY // 2, "7 days"), (6 * DAY, "1 day"), (7 * DAY - 1, "1 day")], ids=repr
)
def test_a_week_between_two_moves_and_how_much_of_it_is_left(me: Actor, new: Actor, ago: int, left: str) -> None:
    [words] = wrong(me, new, moved=NOW - ago)
    assert f"again in {left}." in words
