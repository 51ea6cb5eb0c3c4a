"""Actors and their keys."""

import sqlite3
from dataclasses import replace

import pytest

from fedart.domain.actor import ActorType, Field
from fedart.domain.ids import MediaId
from fedart.storage import actors
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things

KEY = "https://peer.example/users/ada#main-key"
ADA = "https://peer.example/users/ada"


def test_an_actor_comes_back_as_it_was_stored(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada")
    assert actors.by_id(tx, ada.id) == ada
    assert actors.by_uri(tx, ada.uri) == ada
    assert actors.by_handle(tx, "ada", "peer.example") == ada
    assert actors.by_id(tx, "nobody") is None
    assert actors.by_uri(tx, "https://peer.example/nobody") is None
    assert actors.by_handle(tx, "ada", "other.example") is None


def test_one_address_is_one_actor(tx: SqliteTx, things: Things) -> None:
    things.actor("ada")
    with pytest.raises(sqlite3.IntegrityError):
        things.actor("ada")


def test_a_refresh_replaces_what_others_say_about_themselves(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada")
    actors.set_icon(tx, ada.id, "m1", "https://peer.example/ada.png")
    told = replace(
        ada,
        type=ActorType.ORGANIZATION,
        name="Ada L.",
        summary="<p>New</p>",
        fields=(Field("Site", "<a href='https://ada.example'>ada</a>"), Field("été", "日本")),
        shared_inbox=None,
        locked=True,
        updated=NOW + 5,
    )
    actors.refresh(tx, told, NOW + 9)
    assert actors.by_id(tx, ada.id) == replace(told, icon=MediaId("m1"))
    assert actors.fetched_at(tx, ada.uri) == NOW + 9
    assert actors.fetched_at(tx, "https://peer.example/nobody") is None


def test_a_refresh_never_touches_one_of_ours(tx: SqliteTx, things: Things) -> None:
    ours = things.actor("maren", host="gallery.example", local=True)
    actors.refresh(tx, replace(ours, name="Forged", public_key="FORGED"), NOW)
    actors.mark_deleted(tx, ours.id, NOW)
    assert actors.by_id(tx, ours.id) == ours


def test_a_profile_edit_never_touches_others(tx: SqliteTx, things: Things) -> None:
    ours, ada = things.actor("maren", host="gallery.example", local=True), things.actor("ada")
    for actor in (ours, ada):
        edited = replace(
            actor, name="New", summary_source="*New*", summary="<p>New</p>", indexable=True, updated=NOW + 1
        )
        actors.edit_profile(tx, replace(edited, fields=(Field("a", "b"),), username="ignored"))
    found = actors.by_id(tx, ours.id)
    assert found is not None
    assert (found.name, found.summary_source, found.indexable, found.username) == ("New", "*New*", True, "maren")
    assert found.fields == (Field("a", "b"),)
    assert actors.by_id(tx, ada.id) == ada


def test_pictures_are_remembered_with_where_they_came_from(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada")
    assert actors.picture_urls(tx, ada.id) == (None, None)
    actors.set_icon(tx, ada.id, "m1", "https://peer.example/icon.png")
    actors.set_image(tx, ada.id, "m2", "https://peer.example/banner.png")
    assert actors.picture_urls(tx, ada.id) == ("https://peer.example/icon.png", "https://peer.example/banner.png")
    found = actors.by_id(tx, ada.id)
    assert found is not None
    assert (found.icon, found.image) == ("m1", "m2")
    actors.set_icon(tx, ada.id, None)
    assert actors.picture_urls(tx, ada.id)[0] is None
    assert actors.picture_urls(tx, "nobody") == (None, None)


def test_a_suspension_can_be_lifted(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada")
    actors.suspend(tx, ada.id, NOW)
    assert actors.by_id(tx, ada.id) == replace(ada, suspended=True)
    actors.suspend(tx, ada.id, None)
    assert actors.by_id(tx, ada.id) == ada


def test_a_deleted_actor_leaves_its_address_only(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada")
    actors.mark_deleted(tx, ada.id, NOW)
    found = actors.by_id(tx, ada.id)
    assert found is not None
    assert found.deleted
    assert (found.uri, found.name, found.summary, found.public_key) == (ada.uri, "", "", "")
    assert actors.by_handle(tx, "ada", "peer.example") is None


def test_works_are_counted_and_the_newest_is_remembered(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada")
    actors.count_work(tx, ada.id, 1, NOW)
    actors.count_work(tx, ada.id, 1, NOW + 5)
    actors.count_work(tx, ada.id, -1, None)
    assert tx.one("SELECT works, last_work FROM actors WHERE id = :id", id=ada.id) == {"works": 1, "last_work": NOW + 5}


def test_private_keys_are_kept_apart(tx: SqliteTx, things: Things) -> None:
    ours = things.actor("maren", local=True)
    assert actors.private_key(tx, ours.id) is None
    actors.add_private_key(tx, ours.id, "ENCRYPTED", NOW)
    assert actors.private_key(tx, ours.id) == "ENCRYPTED"


def test_sig_10_a_key_that_fails_is_remembered_with_its_failures(tx: SqliteTx) -> None:
    assert actors.remote_key(tx, KEY) is None
    actors.fail_key(tx, KEY, NOW + 300)
    first = actors.remote_key(tx, KEY)
    assert first is not None
    assert (first.pem, first.failures, first.retry_after) == ("", 1, NOW + 300)
    actors.keep_key(tx, KEY, ADA, "PEM", NOW, NOW + 300)
    kept = actors.remote_key(tx, KEY)
    assert kept == actors.RemoteKey(KEY, replace(kept).owner if kept else first.owner, "PEM", NOW, 0, NOW + 300)
    assert kept is not None
    assert kept.owner == ADA
    actors.fail_key(tx, KEY, NOW + 900)
    failed = actors.remote_key(tx, KEY)
    assert failed == replace(kept, failures=1, retry_after=NOW + 900)
