"""Verdicts: stored with all they rest on, superseded, decided once, and remembered for near copies."""

from dataclasses import replace
from itertools import count

import pytest

from fedart.domain.actor import Actor
from fedart.domain.ids import new_id
from fedart.domain.media import MediaState
from fedart.domain.policy import (
    Action,
    Audience,
    Estimate,
    Evidence,
    Policy,
    Report,
    Rule,
    Tile,
    Verdict,
)
from fedart.domain.report import Appeal, ReportState
from fedart.storage import appeals, verdicts
from fedart.storage.media import Owned
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things

DECLARED = Evidence("iptc", "xmp:DigitalSourceType", "trainedAlgorithmicMedia")


_ticks = count()


@pytest.fixture
def ada(things: Things) -> Actor:
    return things.actor("ada")


def verdict(action: Action = Action.HOLD, score: float | None = 0.95, error: str = "") -> Verdict:
    estimate = None if score is None else Estimate("tiny 1.0", "0" * 64, score)
    return Verdict(action, "declared", Report((DECLARED,), estimate, error), 0.9)


def judge(tx: SqliteTx, picture: Owned, found: Verdict | None = None, phash: str = "") -> str:
    ident = new_id(NOW + next(_ticks))
    verdicts.add(tx, ident, picture.media.id, "upload", picture.media.sha256, found or verdict(), NOW, phash)
    return ident


@pytest.mark.parametrize(
    "found",
    [
        verdict(),
        verdict(Action.DROP, score=None),
        verdict(score=0.0, error="time-out"),
        Verdict(
            Action.LABEL,
            "estimated",
            Report((), Estimate("tiny 1.0", "0" * 64, 0.7, (Tile(0.0, 0.25, 0.5, 0.75, 0.8),), 3)),
            0.5,
            Rule(Policy.LABEL, 0.5, 0.9, 0.99),
            Audience.TRUSTED,
        ),
        replace(verdict(Action.KEEP), would=Action.HOLD, rule=Rule(Policy.HOLD), audience=Audience.LOCAL),
    ],
)
def test_a_verdict_comes_back_with_everything_it_rests_on(
    tx: SqliteTx, things: Things, ada: Actor, found: Verdict
) -> None:
    made = things.picture(ada, state=MediaState.HELD)
    ident = judge(tx, made, found)
    stored = verdicts.by_id(tx, ident)
    assert stored is not None
    assert stored.verdict == found
    assert (stored.media_id, stored.source, stored.sha256) == (made.media.id, "upload", "a" * 64)
    assert (stored.decision, stored.decision_note) == (None, "")
    assert verdicts.by_id(tx, "none") is None


def test_the_newest_verdict_counts(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.picture(ada, state=MediaState.HELD)
    judge(tx, made)
    latest = judge(tx, made, verdict(Action.DROP))
    found = verdicts.newest(tx, made.media.id)
    assert found is not None
    assert found.id == latest


def test_one_person_decides_once(tx: SqliteTx, things: Things, ada: Actor) -> None:
    moderator = things.account("mod")
    made = things.picture(ada, state=MediaState.HELD)
    ident = judge(tx, made)
    assert not verdicts.overturned(tx, made.media.sha256)
    assert verdicts.decide(tx, ident, moderator.id, Action.KEEP, "painted here", NOW)
    assert not verdicts.decide(tx, ident, moderator.id, Action.DROP, "no", NOW)
    found = verdicts.by_id(tx, ident)
    assert found is not None
    assert (found.decision, found.decision_note) == (Action.KEEP, "painted here")
    assert verdicts.overturned(tx, made.media.sha256)


def test_a_confirmed_verdict_overturns_nothing(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.picture(ada, state=MediaState.HELD)
    verdicts.decide(tx, judge(tx, made), things.account("mod").id, Action.DROP, "", NOW)
    assert not verdicts.overturned(tx, made.media.sha256)


def test_a_newer_verdict_supersedes_what_nobody_decided(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made, other = things.picture(ada, state=MediaState.HELD), things.picture(ada, state=MediaState.HELD)
    settled = judge(tx, made)
    moderator = things.account("mod").id
    verdicts.decide(tx, settled, moderator, Action.DROP, "", NOW)
    first, elsewhere = judge(tx, made), judge(tx, other)
    second = judge(tx, made)
    found = {ident: verdicts.by_id(tx, ident) for ident in (settled, first, elsewhere, second)}
    assert {ident: v.superseded for ident, v in found.items() if v} == {
        settled: "",
        first: second,
        elsewhere: "",
        second: "",
    }
    assert not verdicts.decide(tx, first, moderator, Action.KEEP, "too late", NOW)
    assert verdicts.decide(tx, second, moderator, Action.KEEP, "in time", NOW)


def test_a_decided_case_opens_again_with_an_appeal(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made, moderator = things.picture(ada, state=MediaState.HELD), things.account("mod").id
    ident = judge(tx, made)
    assert verdicts.decide(tx, ident, moderator, Action.DROP, "no", NOW)
    artist = things.account("maren").id
    appeals.add(tx, Appeal(new_id(), made.media.id, artist, "Please", ReportState.OPEN, NOW))
    assert verdicts.decide(tx, ident, moderator, Action.KEEP, "yes", NOW)
    appeals.close(tx, made.media.id, ReportState.RESOLVED, NOW)
    assert not verdicts.decide(tx, ident, moderator, Action.DROP, "no", NOW)


@pytest.mark.parametrize(
    ("other", "same_artist", "expected"),
    [
        ("00000000ffffffff", True, True),
        ("00000000fffffff0", True, True),
        ("00000000ffffff0f", True, True),
        ("00000000ffffff07", True, False),
        ("00000000ffffffff", False, False),
        ("", True, False),
    ],
)
def test_near_copies_of_what_a_person_kept_count_for_the_same_artist_only(
    tx: SqliteTx, things: Things, ada: Actor, other: str, same_artist: bool, expected: bool
) -> None:
    made = things.picture(ada, state=MediaState.HELD)
    ident = judge(tx, made, phash="00000000ffffffff")
    who = ada if same_artist else things.actor("eve")
    assert not verdicts.overturned(tx, "e" * 64, who.id, other)
    verdicts.decide(tx, ident, things.account("mod").id, Action.KEEP, "painted", NOW)
    assert verdicts.overturned(tx, "e" * 64, who.id, other) is expected
    assert verdicts.overturned(tx, made.media.sha256, things.actor("anybody").id, ""), "the very file always counts"


@pytest.mark.parametrize("decision", [Action.DROP, Action.LABEL])
def test_only_a_picture_that_was_kept_protects_its_copies(
    tx: SqliteTx, things: Things, ada: Actor, decision: Action
) -> None:
    ident = judge(tx, things.picture(ada, state=MediaState.HELD), phash="f" * 16)
    verdicts.decide(tx, ident, things.account("mod").id, decision, "generated", NOW)
    assert not verdicts.overturned(tx, "e" * 64, ada.id, "f" * 16)


def test_verdicts_are_exported_in_their_order_page_by_page(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = [judge(tx, things.picture(ada, state=MediaState.HELD)) for _ in range(3)]
    first = verdicts.export(tx, "", 2)
    assert [row["id"] for row in first] == made[:2]
    assert [row["id"] for row in verdicts.export(tx, made[1], 2)] == made[2:]
    assert (first[0]["username"], first[0]["decider"]) == ("ada", None)
