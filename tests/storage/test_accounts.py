"""Accounts, sessions, one-time links and counted tries."""

from fedart.domain.actor import Role
from fedart.storage import accounts
from fedart.storage.accounts import Link
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


def test_an_account_is_found_by_each_of_its_names(tx: SqliteTx, things: Things) -> None:
    made = things.account("maren", password="hash")
    assert accounts.by_id(tx, made.id) == made
    assert accounts.by_username(tx, "maren") == (made, "hash")
    assert accounts.by_actor(tx, made.actor_id) == made
    assert accounts.by_id(tx, "nobody") is None
    assert accounts.by_username(tx, "nobody") is None
    assert accounts.by_actor(tx, "nobody") is None


def test_an_account_without_a_password_gets_one(tx: SqliteTx, things: Things) -> None:
    made = things.account("maren")
    assert accounts.by_username(tx, "maren") == (made, None)
    accounts.set_password(tx, made.id, "hash")
    assert accounts.by_username(tx, "maren") == (made, "hash")


def test_the_owner_is_the_first_of_that_role(tx: SqliteTx, things: Things) -> None:
    assert accounts.owner(tx) is None
    things.account("artist")
    owner = things.account("first", Role.OWNER)
    things.account("second", Role.OWNER)
    assert accounts.owner(tx) == owner


def test_everybody_but_artists_moderates(tx: SqliteTx, things: Things) -> None:
    things.account("artist")
    made = [things.account(role.value, role) for role in (Role.MODERATOR, Role.ADMIN, Role.OWNER)]
    assert set(accounts.moderators(tx)) == {account.actor_id for account in made}
    tx.run("UPDATE accounts SET disabled = 1 WHERE id = :id", id=made[0].id)
    assert set(accounts.moderators(tx)) == {account.actor_id for account in made[1:]}


def test_a_session_lasts_until_it_expires_or_is_closed(tx: SqliteTx, things: Things) -> None:
    made = things.account()
    for token in ("one", "two", "three"):
        accounts.open_session(tx, token, made.id, f"csrf {token}", NOW, NOW + 1_000)
    assert accounts.session(tx, "one", NOW) == (made, "csrf one")
    assert accounts.session(tx, "one", NOW + 1_000) is None
    assert accounts.session(tx, "never", NOW) is None
    accounts.close_session(tx, "one")
    assert accounts.session(tx, "one", NOW) is None
    assert accounts.session(tx, "two", NOW) is not None
    accounts.close_sessions(tx, made.id)
    assert accounts.session(tx, "two", NOW) is None


def test_web_02_a_disabled_account_has_no_session(tx: SqliteTx, things: Things) -> None:
    made = things.account()
    accounts.open_session(tx, "one", made.id, "csrf", NOW, NOW + 1_000)
    tx.run("UPDATE accounts SET disabled = 1 WHERE id = :id", id=made.id)
    assert accounts.session(tx, "one", NOW) is None
    found = accounts.by_id(tx, made.id)
    assert found is not None
    assert found.disabled


def link(things: Things, kind: str = "login", *, expires: int = NOW + 1_000) -> Link:
    made = things.account(f"{kind}{things.count}")
    return Link(kind, made.id, Role.ARTIST, "for Ada", expires, used=False)


def test_web_06_a_link_is_used_once(tx: SqliteTx, things: Things) -> None:
    made = link(things)
    accounts.add_link(tx, "hash", made, NOW)
    assert accounts.link(tx, "hash", "login") == made
    assert accounts.use_link(tx, "hash", "me", NOW)
    assert not accounts.use_link(tx, "hash", "me", NOW)
    found = accounts.link(tx, "hash", "login")
    assert found is not None
    assert found.used


def test_a_link_is_good_for_its_own_kind_and_time_only(tx: SqliteTx, things: Things) -> None:
    accounts.add_link(tx, "hash", link(things), NOW)
    assert accounts.link(tx, "hash", "invite") is None
    assert accounts.link(tx, "other", "login") is None
    assert not accounts.use_link(tx, "hash", "me", NOW + 1_000)
    assert accounts.use_link(tx, "hash", "me", NOW + 999)


def test_open_links_of_one_kind_are_ended_together(tx: SqliteTx, things: Things) -> None:
    made = link(things)
    accounts.add_link(tx, "one", made, NOW)
    accounts.add_link(tx, "two", Link("invite", made.account_id, Role.ARTIST, "", NOW + 9, used=False), NOW)
    accounts.drop_links(tx, made.account_id, "login", NOW)
    assert not accounts.use_link(tx, "one", "me", NOW)
    assert accounts.use_link(tx, "two", "me", NOW)


def test_web_05_tries_are_counted_within_a_window(tx: SqliteTx) -> None:
    for at in (0, 10, 20):
        accounts.add_try(tx, "login maren", NOW + at)
    accounts.add_try(tx, "login other", NOW)
    assert accounts.count_tries(tx, "login maren", NOW - 1) == (3, NOW)
    assert accounts.count_tries(tx, "login maren", NOW) == (2, NOW + 10)
    assert accounts.count_tries(tx, "login nobody", 0) == (0, 0)
    accounts.clear_tries(tx, "login maren")
    assert accounts.count_tries(tx, "login maren", 0) == (0, 0)
    assert accounts.count_tries(tx, "login other", 0) == (1, NOW)


def test_what_has_expired_is_swept(tx: SqliteTx, things: Things) -> None:
    made = things.account()
    accounts.open_session(tx, "old", made.id, "", NOW - 10, NOW)
    accounts.open_session(tx, "new", made.id, "", NOW - 10, NOW + 1)
    accounts.add_try(tx, "b", NOW - 1_000)
    accounts.add_try(tx, "b", NOW - 999)
    accounts.sweep(tx, NOW, 1_000)
    assert accounts.session(tx, "old", NOW - 5) is None
    assert accounts.session(tx, "new", NOW) is not None
    assert accounts.count_tries(tx, "b", 0) == (1, NOW - 999)
