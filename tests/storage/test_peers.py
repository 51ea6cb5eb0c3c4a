"""Small stores about other people: what was undone, blocks, pins, stamps, reports, threads."""

from dataclasses import replace

from fedart.domain.ids import AccountId, ActorId, Uri
from fedart.domain.report import Decision, ReportState
from fedart.domain.work import Visibility, WorkState
from fedart.storage import blocks, pins, reports, stamps, threads, undone
from fedart.storage.blocks import Blocking
from fedart.storage.reports import Report
from fedart.storage.sqlite import SqliteTx
from fedart.storage.stamps import Stamp, StampKind
from fedart.storage.undone import WINDOW, Edge
from tests.support.things import Things

ADA, BO = Uri("https://peer.example/ada"), Uri("https://peer.example/bo")
LIKE = Edge("Like", Uri("https://peer.example/likes/1"), ADA, Uri("https://gallery.example/objects/1"))
NOW = 10**12


def test_an_undo_is_remembered_for_its_actor_and_for_six_hours(tx: SqliteTx) -> None:
    assert undone.remember(tx, LIKE.uri, ADA, NOW)
    assert not undone.remember(tx, LIKE.uri, ADA, NOW + 1)
    assert undone.happened(tx, LIKE.uri, ADA, NOW + WINDOW - 1)
    assert not undone.happened(tx, LIKE.uri, BO, NOW)
    assert not undone.happened(tx, LIKE.uri, ADA, NOW + WINDOW)
    undone.spare(tx, LIKE, NOW)
    assert undone.remember(tx, "https://peer.example/likes/2", ADA, NOW + WINDOW)
    assert tx.all("SELECT uri FROM undone") == [{"uri": "https://peer.example/likes/2"}]
    assert tx.all("SELECT uri FROM spares") == []


def test_spares_stand_by_for_their_pair_or_wait_for_an_activity(tx: SqliteTx) -> None:
    second, fire = replace(LIKE, uri=Uri("https://peer.example/likes/2")), replace(LIKE, uri=ADA, detail="🔥")
    for edge in (LIKE, second, fire):
        undone.spare(tx, edge, NOW)
    assert undone.standing_by(tx, LIKE, NOW) == [LIKE, second]
    undone.defer(tx, LIKE, "https://peer.example/likes/0")
    assert undone.standing_by(tx, LIKE, NOW) == []
    assert undone.standing_by(tx, fire, NOW) == [fire]
    assert undone.waiting(tx, "https://peer.example/likes/0", ADA, NOW) == [LIKE, second]
    assert undone.waiting(tx, "https://peer.example/likes/0", BO, NOW) == []
    assert undone.drop(tx, LIKE.uri, ADA)
    assert not undone.drop(tx, LIKE.uri, ADA)


def test_blocks_of_somebody_who_is_gone_end_and_those_of_others_stay(tx: SqliteTx, things: Things) -> None:
    one, other = things.actor("one").id, things.actor("other").id
    blocks.add(tx, Blocking("b1", Uri("https://peer.example/blocks/1"), one, other, NOW))
    blocks.add(tx, Blocking("b2", Uri("https://peer.example/blocks/2"), other, one, NOW))
    blocks.remove_all(tx, one)
    assert blocks.by_pair(tx, one, other) is None
    assert blocks.by_pair(tx, other, one) is not None


def test_blocks_and_mutes(tx: SqliteTx, things: Things) -> None:
    one, other = things.actor().id, things.actor().id
    made = Blocking("b1", Uri("https://peer.example/blocks/1"), one, other, NOW)
    assert blocks.add(tx, made)
    assert not blocks.add(tx, replace(made, id="b2", uri=Uri("https://peer.example/blocks/2")))
    assert blocks.by_pair(tx, one, other) == blocks.by_uri(tx, made.uri) == made
    assert blocks.by_pair(tx, other, one) is None
    assert blocks.between(tx, one, other)
    assert blocks.between(tx, other, one)
    blocks.remove(tx, made.id)
    assert not blocks.between(tx, one, other)
    blocks.mute(tx, one, other, NOW, until=NOW + 5)
    assert blocks.muted(tx, one, other, NOW)
    assert not blocks.muted(tx, other, one, NOW)
    assert not blocks.muted(tx, one, other, NOW + 5)
    blocks.mute(tx, one, other, NOW)
    assert blocks.muted(tx, one, other, NOW + 10**9)
    assert blocks.unmute(tx, one, other)
    assert not blocks.unmute(tx, one, other)


def test_pins_keep_their_order_and_show_only_what_is_public(tx: SqliteTx, things: Things) -> None:
    artist = things.actor()
    first, second, hidden = things.work(artist), things.work(artist), things.work(artist)
    tx.run("UPDATE works SET visibility = :v WHERE id = :id", v=Visibility.FOLLOWERS.value, id=hidden.id)
    for work in (second, first, hidden):
        assert pins.add(tx, artist.id, work.id, NOW)
    assert not pins.add(tx, artist.id, first.id, NOW)
    assert pins.of_actor(tx, artist.id) == [second.id, first.id]
    tx.run("UPDATE works SET state = :s WHERE id = :id", s=WorkState.DELETED.value, id=second.id)
    assert pins.of_actor(tx, artist.id) == [first.id]
    pins.replace(tx, artist.id, [second.id], NOW)
    assert pins.of_actor(tx, artist.id) == []
    assert pins.remove(tx, artist.id, second.id)
    assert not pins.remove(tx, artist.id, second.id)


def test_who_acts_on_their_own_collection_is_its_owner(tx: SqliteTx, things: Things) -> None:
    one, other = things.actor(), things.actor()
    for actor in (one, other):
        tx.run("UPDATE actors SET featured = 'https://peer.example/f' WHERE id = :id", id=actor.id)
    assert pins.owner_of(tx, "https://peer.example/f", one.uri) == one.uri
    assert pins.owner_of(tx, "https://peer.example/f", other.uri) == other.uri
    assert pins.owner_of(tx, "https://peer.example/f", BO) in (one.uri, other.uri)
    assert pins.owner_of(tx, "https://peer.example/g", one.uri) is None
    assert pins.owner_of(tx, "", one.uri) is None


def test_a_stamp_is_for_one_thing_and_is_taken_back_once(tx: SqliteTx, things: Things) -> None:
    artist = things.actor().id
    made = Stamp("s1", StampKind.QUOTE, artist, ADA, BO, Uri("https://gallery.example/objects/1"), LIKE.uri, NOW)
    assert stamps.add(tx, made)
    assert not stamps.add(tx, replace(made, id="s2"))
    assert stamps.add(tx, replace(made, id="s3", kind=StampKind.FEATURE))
    assert stamps.by_id(tx, "s1") == made == stamps.by_thing(tx, StampKind.QUOTE, made.about, made.instrument)
    assert [s.id for s in stamps.of_actor(tx, artist)] == ["s3", "s1"]
    assert stamps.revoke(tx, "s1", NOW + 1)
    assert not stamps.revoke(tx, "s1", NOW + 2)
    assert stamps.by_id(tx, "s1") == replace(made, revoked=NOW + 1)
    assert [s.id for s in stamps.of_actor(tx, artist)] == ["s3"]


def test_a_report_is_stored_once_and_closed_once(tx: SqliteTx, things: Things) -> None:
    about: ActorId = things.actor().id
    made = Report("r1", ADA, BO, False, about, (), "Look", False, ReportState.OPEN, NOW)
    by = AccountId("moderator")
    tx.run(
        "INSERT INTO accounts (id, actor_id, username, role, created) VALUES (:id, :actor, 'mod', 'moderator', 1)",
        id=by,
        actor=about,
    )
    assert reports.add(tx, made)
    assert not reports.add(tx, replace(made, id="r2"))
    assert reports.add(tx, replace(made, id="r3", uri=None))
    assert reports.add(tx, replace(made, id="r4", uri=None))
    assert reports.by_id(tx, "r1") == made
    assert [r.id for r in reports.by_state(tx, ReportState.OPEN)] == ["r4", "r3", "r1"]
    assert [r.id for r in reports.by_state(tx, ReportState.OPEN, before="r4", most=1)] == ["r3"]
    assert reports.close(tx, "r1", Decision.DISMISS, "Fine", by, NOW + 1)
    assert not reports.close(tx, "r1", Decision.SUSPEND, "Not fine", by, NOW + 2)
    closed = replace(made, state=ReportState.DISMISSED, closed=NOW + 1, decision=Decision.DISMISS, reason="Fine")
    assert reports.by_id(tx, "r1") == closed
    assert (reports.recent(tx, BO, NOW - 1), reports.recent(tx, BO, NOW), reports.recent(tx, ADA, 0)) == (3, 0, 0)


def test_a_report_names_works_whatever_became_of_it(tx: SqliteTx, things: Things) -> None:
    about, other = things.actor(), things.actor("bo")
    work = things.work(about)
    made = Report("r1", ADA, BO, False, about.id, (work.id,), "Look", False, ReportState.OPEN, NOW)
    assert not reports.names(tx, about.id, work.id)
    reports.add(tx, made)
    assert reports.names(tx, about.id, work.id)
    assert not reports.names(tx, other.id, work.id)
    assert not reports.names(tx, about.id, "0" * 26)


def test_a_thread_is_looked_at_again_after_a_while(tx: SqliteTx, things: Things) -> None:
    work = things.work(things.actor()).id
    assert threads.begin(tx, work, NOW, 10)
    assert not threads.begin(tx, work, NOW + 9, 10)
    assert threads.begin(tx, work, NOW + 10, 10)
    assert not threads.begin(tx, work, NOW + 19, 10)
