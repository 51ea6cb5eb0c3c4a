"""Who may answer: the rule, read from one table."""

from dataclasses import replace

import pytest

from fedart.domain.answers import Answers, Bound, Standing, standing
from fedart.domain.ids import Uri
from tests.support.samples import WORK

ARTIST, NAMED, OTHER = (Uri(f"https://gallery.example/actors/{name}") for name in ("artist", "named", "other"))


def bound(rule: Answers) -> Bound:
    return Bound(replace(WORK, actor_uri=ARTIST), rule, frozenset({NAMED}))


@pytest.mark.parametrize(
    ("rule", "follower", "stranger"),
    [
        (Answers.EVERYBODY, Standing.MAY, Standing.MAY),
        (Answers.FOLLOWERS, Standing.MAY, Standing.NOT),
        (Answers.APPROVAL, Standing.ASKS, Standing.ASKS),
        (Answers.NOBODY, Standing.NOT, Standing.NOT),
    ],
)
def test_each_rule_says_what_becomes_of_an_answer(rule: Answers, follower: Standing, stranger: Standing) -> None:
    assert standing(bound(rule), OTHER, follows=True) is follower
    assert standing(bound(rule), OTHER, follows=False) is stranger


@pytest.mark.parametrize("rule", list(Answers))
@pytest.mark.parametrize("person", [ARTIST, NAMED])
def test_the_artist_and_whom_they_named_always_may(rule: Answers, person: Uri) -> None:
    assert standing(bound(rule), person, follows=False) is Standing.MAY


def test_without_a_rule_everybody_may() -> None:
    assert standing(None, OTHER, follows=False) is Standing.MAY


def test_an_unknown_rule_is_the_narrowest() -> None:
    assert Answers.read("whoever") is Answers.NOBODY
    assert [Answers.read(each.value) for each in Answers] == list(Answers)


def test_each_rule_but_the_widest_is_told_on_the_page() -> None:
    assert [bool(each.words) for each in Answers] == [False, True, True, True]
    assert [bool(each.refusal) for each in Answers] == [False, True, False, True]
