"""Appeals, and the process files that are shown with them."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Account, Actor
from fedart.domain.ids import AccountId, MediaId, new_id
from fedart.domain.media import MediaState, Rendition
from fedart.domain.report import Appeal, ProcessFile, ReportState
from fedart.storage import appeals, media
from fedart.storage.media import Owned
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


@pytest.fixture
def ada(things: Things) -> Actor:
    return things.actor("ada")


@pytest.fixture
def maren(things: Things) -> Account:
    return things.account("maren")


def appeal(made: Owned, account: AccountId, text: str = "I painted it.") -> Appeal:
    return Appeal(new_id(), MediaId(made.media.id), account, text, ReportState.OPEN, NOW)


def test_one_appeal_is_open_at_a_time(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made, account = things.picture(ada, state=MediaState.HELD), things.account("maren")
    first = appeal(made, account.id)
    assert appeals.add(tx, first)
    assert not appeals.add(tx, appeal(made, account.id, "again"))
    assert appeals.of_media(tx, made.media.id) == [first]
    assert appeals.close(tx, made.media.id, ReportState.DISMISSED, NOW) == 1
    second = appeal(made, account.id, "please look once more")
    assert appeals.add(tx, second)
    assert appeals.of_media(tx, made.media.id) == [replace(first, state=ReportState.DISMISSED), second]


PREVIEW = Rendition("1280", "image/webp", 1280, 720, 999, "d" * 64)


def shown(tx: SqliteTx, made: Owned, account: Account, *, blob: str = "c" * 64, preview: bool = False) -> ProcessFile:
    """An open appeal with one process file."""
    plea = appeal(made, account.id)
    assert appeals.add(tx, plea)
    file = ProcessFile(new_id(), plea.id, 0, "fox.psd", "psd", 7, blob, PREVIEW if preview else None)
    appeals.add_file(tx, file)
    return file


def test_process_files_come_back_with_whose_they_are(tx: SqliteTx, things: Things, ada: Actor, maren: Account) -> None:
    file = shown(tx, things.picture(ada, state=MediaState.HELD), maren, preview=True)
    assert appeals.file(tx, file.id) == (file, maren.id)
    assert appeals.files_of(tx, file.appeal_id) == (file,)
    assert appeals.file(tx, "none") is None


def test_files_of_appeals_are_wanted_as_long_as_their_rows_are_there(
    tx: SqliteTx, things: Things, ada: Actor, maren: Account
) -> None:
    made = things.picture(ada, state=MediaState.HELD)
    file = shown(tx, made, maren, preview=True)
    assert {"c" * 64, "d" * 64} <= media.files_in(tx, "quarantine")
    assert media.blob_used(tx, f"quarantine/{file.blob}")
    assert appeals.take_back(tx, made.media.id, NOW) == list(file.blobs)
    assert not {"c" * 64, "d" * 64} & media.files_in(tx, "quarantine")
    assert not media.blob_used(tx, f"quarantine/{file.blob}")


def test_a_file_shown_with_two_appeals_stays_for_the_second(
    tx: SqliteTx, things: Things, ada: Actor, maren: Account
) -> None:
    first, second = (things.picture(ada, state=MediaState.HELD) for _ in range(2))
    shown(tx, first, maren)
    shown(tx, second, maren)
    assert appeals.take_back(tx, first.media.id, NOW) == []
    assert appeals.take_back(tx, second.media.id, NOW) == ["quarantine/" + "c" * 64]


def test_process_files_are_forgotten_a_while_after_the_case_closed(
    tx: SqliteTx, things: Things, ada: Actor, maren: Account
) -> None:
    made = things.picture(ada, state=MediaState.HELD)
    file = shown(tx, made, maren)
    assert appeals.forget_closed(tx, NOW + 1, 10) == [], "it is open"
    appeals.close(tx, made.media.id, ReportState.DISMISSED, NOW)
    assert appeals.forget_closed(tx, NOW, 10) == [], "it has just closed"
    assert appeals.file(tx, file.id) is not None
    assert appeals.forget_closed(tx, NOW + 1, 10) == ["quarantine/" + "c" * 64]
    assert appeals.file(tx, file.id) is None
    assert appeals.forget_closed(tx, NOW + 1, 10) == []


def test_closed_appeals_keep_their_files_when_the_picture_goes(
    tx: SqliteTx, things: Things, ada: Actor, maren: Account
) -> None:
    made = things.picture(ada, state=MediaState.HELD)
    file = shown(tx, made, maren)
    appeals.close(tx, made.media.id, ReportState.DISMISSED, NOW)
    assert appeals.take_back(tx, made.media.id, NOW) == []
    assert appeals.file(tx, file.id) is not None


def test_the_record_of_a_picture_with_an_appeal_outlives_it(
    tx: SqliteTx, things: Things, ada: Actor, maren: Account
) -> None:
    made = things.picture(ada)
    shown(tx, made, maren)
    appeals.take_back(tx, made.media.id, NOW)
    media.remove(tx, made.media.id)
    assert [a.state for a in appeals.of_media(tx, made.media.id)] == [ReportState.DISMISSED]
