"""Pictures, and which file of the store is still needed."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.ids import MediaId, new_id
from fedart.domain.media import Label, MediaState
from fedart.domain.policy import Action, Estimate, Evidence, Report, Verdict
from fedart.storage import media, notifications, verdicts
from fedart.storage.media import Owned
from fedart.storage.notifications import Notice
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things

ORIGINAL = "f" * 64
DECLARED = Evidence("generator", "png:parameters", "Steps: 30, “Sampler”: Euler", certain=True)


@pytest.fixture
def ada(things: Things) -> Actor:
    return things.actor("ada")


def verdict(action: Action = Action.HOLD, *, score: float | None = 0.97, error: str = "") -> Verdict:
    estimate = None if score is None else Estimate("tiny 1.0", "0" * 64, score)
    return Verdict(action, "declared", Report((DECLARED,), estimate, error), 0.9)


def judge(tx: SqliteTx, picture: Owned, found: Verdict | None = None) -> str:
    ident = new_id(NOW)
    verdicts.add(tx, ident, picture.media.id, "upload", picture.media.sha256, found or verdict(), NOW)
    return ident


@pytest.mark.parametrize("state", [MediaState.KEPT, MediaState.HELD, MediaState.DROPPED])
def test_a_picture_comes_back_as_it_was_stored(tx: SqliteTx, things: Things, ada: Actor, state: MediaState) -> None:
    made = things.picture(ada, things.work(ada), state=state)
    assert media.by_id(tx, made.media.id) == made
    assert media.by_id(tx, "none") is None


def test_pictures_of_a_work_come_in_their_places(tx: SqliteTx, things: Things, ada: Actor) -> None:
    work = things.work(ada)
    first, second = things.picture(ada, work), things.picture(ada, work, blob="b")
    things.picture(ada)
    assert media.by_work(tx, work.id) == [first.media, second.media]
    media.move(tx, first.media.id, 99)
    assert [m.id for m in media.by_work(tx, work.id)] == [second.media.id, first.media.id]


def test_a_picture_is_described_anew(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.picture(ada)
    media.describe(tx, made.media.id, "Dusk", (1.0, -1.0))
    assert media.by_id(tx, made.media.id) == replace(made, media=replace(made.media, alt="Dusk", focus=(1.0, -1.0)))


def test_a_kept_picture_uses_its_public_files_and_its_private_original(
    tx: SqliteTx, things: Things, ada: Actor
) -> None:
    made = things.picture(ada)
    assert media.files_of(made.media, made.original) == [f"public/{'a' * 64}", f"private/{ORIGINAL}"]
    assert media.blob_used(tx, f"public/{'a' * 64}")
    assert not media.blob_used(tx, f"quarantine/{'a' * 64}")


def test_a_held_picture_lies_in_quarantine_alone(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.picture(ada, state=MediaState.HELD)
    assert media.files_of(made.media, made.original) == [f"quarantine/{'a' * 64}", f"quarantine/{ORIGINAL}"]
    assert not media.blob_used(tx, f"public/{'a' * 64}")


def test_a_released_picture_frees_its_quarantine(tx: SqliteTx, things: Things, ada: Actor) -> None:
    held = things.picture(ada, state=MediaState.HELD)
    freed = media.settle(tx, replace(held.media, state=MediaState.KEPT, reason=""), ORIGINAL)
    assert sorted(freed) == [f"quarantine/{'a' * 64}", f"quarantine/{ORIGINAL}"]
    found = media.by_id(tx, held.media.id)
    assert found is not None
    assert (found.media.state, found.media.reason) == (MediaState.KEPT, "")
    assert media.blob_used(tx, f"private/{ORIGINAL}")


def test_a_dropped_picture_keeps_no_file(tx: SqliteTx, things: Things, ada: Actor) -> None:
    held = things.picture(ada, state=MediaState.HELD)
    dropped = replace(held.media, state=MediaState.DROPPED, facts=None, renditions=())
    assert len(media.settle(tx, dropped, None)) == 2
    found = media.by_id(tx, held.media.id)
    assert found is not None
    assert (found.media.facts, found.media.renditions, found.original) == (None, (), None)
    assert tx.all("SELECT blob FROM blob_uses") == []


def test_a_file_that_two_pictures_share_stays_for_the_second(tx: SqliteTx, things: Things, ada: Actor) -> None:
    first, second = things.picture(ada), things.picture(ada)
    assert media.remove(tx, first.media.id) == []
    assert sorted(media.remove(tx, second.media.id)) == [f"private/{ORIGINAL}", f"public/{'a' * 64}"]
    assert media.by_id(tx, first.media.id) is None


def test_a_removed_picture_takes_its_news_along(tx: SqliteTx, things: Things, ada: Actor) -> None:
    ours, made = things.actor("maren", local=True), things.picture(ada)
    judge(tx, made, verdict(Action.KEEP))
    notifications.add(tx, ours.id, Notice.RELEASED, NOW, media=made.media.id)
    media.remove(tx, made.media.id)
    assert notifications.unseen(tx, ours.id) == 0
    assert verdicts.newest(tx, made.media.id) is None


def test_the_record_of_a_withheld_picture_outlives_it(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.picture(ada, things.work(ada), state=MediaState.HELD)
    ident = judge(tx, made)
    assert len(media.remove(tx, made.media.id)) == 2
    found = media.by_id(tx, made.media.id)
    assert found is not None
    assert (found.work_id, found.file_name, found.media.alt, found.original) == (None, "", "", None)
    assert found.media.sha256 == "a" * 64
    assert verdicts.by_id(tx, ident) is not None


def test_held_pictures_of_a_work_are_counted(tx: SqliteTx, things: Things, ada: Actor) -> None:
    work = things.work(ada)
    things.picture(ada, work)
    assert media.held_of_work(tx, work.id) == 0
    things.picture(ada, work, state=MediaState.HELD)
    things.picture(ada, work, state=MediaState.DROPPED)
    assert media.held_of_work(tx, work.id) == 1


def test_a_mark_comes_back_and_goes_with_the_picture(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.picture(ada)
    media.settle(tx, replace(made.media, label=Label.DECIDED), made.original)
    found = media.by_id(tx, made.media.id)
    assert found is not None
    assert found.media.label is Label.DECIDED
    judge(tx, made, verdict(Action.HOLD))
    media.remove(tx, made.media.id)
    stripped = media.by_id(tx, made.media.id)
    assert stripped is not None
    assert stripped.media.label is Label.NONE


def test_pictures_to_judge_again_are_those_with_files_in_their_order(tx: SqliteTx, things: Things, ada: Actor) -> None:
    kept, held = things.picture(ada), things.picture(ada, state=MediaState.HELD)
    things.picture(ada, state=MediaState.DROPPED)
    late = things.picture(ada)

    def found(after: str = "", since: int = 0, limit: int = 10, *, held_only: bool = False) -> list[MediaId]:
        rows = media.to_judge(tx, after=after, since=since, held_only=held_only, limit=limit)
        return [owned.media.id for owned in rows]

    assert found() == [kept.media.id, held.media.id, late.media.id]
    assert found(limit=1) == [kept.media.id]
    assert found(after=kept.media.id) == [held.media.id, late.media.id]
    assert found(held_only=True) == [held.media.id]
    assert found(since=NOW + 10_000) == []
    assert media.count_to_judge(tx, since=0, held_only=False) == 3
    assert media.count_to_judge(tx, since=0, held_only=True) == 1
    assert media.count_to_judge(tx, since=NOW + 10_000, held_only=False) == 0


def test_pictures_held_for_an_error_are_found(tx: SqliteTx, things: Things, ada: Actor) -> None:
    things.picture(ada, state=MediaState.HELD)
    failed = things.picture(ada, state=MediaState.HELD)
    media.settle(tx, replace(failed.media, reason="error"), failed.original)
    assert media.held_for_error(tx) == [failed.media.id]
