"""Signing in, links, invitations, passwords and sessions."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from fedart.config import AccountSettings, Config
from fedart.domain.actor import Role, Viewer
from fedart.errors import Forbidden, Gone, Invalid, NotFound, TooFast, Unavailable
from fedart.instance import Instance
from fedart.services import accounts, passwords
from fedart.storage.sqlite import SqliteDatabase
from tests.support.instance import Clock, Person, Studio, config_in
from tests.support.remote import count, rows, traces

HERE = "203.0.113.7"
GOOD = "a quiet room with north light"
BETTER = "another room with a view"
TRIES = 4


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(accounts=AccountSettings(login_tries=TRIES)))


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id with little memory: what is tested is what the answers do, not how long they take."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobody.cache_clear()


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren", Role.ARTIST, GOOD)


async def viewer(it: Instance, person: Person) -> Viewer:
    ticket = await accounts.sign_in_by_link(it, await link(it, person), "192.0.2.1")
    found = await accounts.viewer(it, ticket.token)
    assert found is not None
    return found


async def link(it: Instance, person: Person) -> str:
    return (await accounts.login_link(it, person.account.username)).rpartition("/")[2]


@pytest.mark.parametrize("spelling", ["maren", " Maren ", "@maren", "MAREN"])
async def test_a_name_and_its_password_open_a_session(spelling: str, it: Instance, maren: Person) -> None:
    ticket = await accounts.sign_in(it, spelling, GOOD, HERE)
    found = await accounts.viewer(it, ticket.token)
    assert found is not None
    assert (found.account.id, found.csrf) == (maren.account.id, ticket.csrf)
    assert ticket.expires == it.clock() + 30 * accounts.DAY


async def test_a_token_lies_nowhere_as_it_is(it: Instance, maren: Person) -> None:
    ticket = await accounts.sign_in(it, "maren", GOOD, HERE)
    token = await link(it, maren)
    assert await traces(it, ticket.token, token, GOOD) == []
    assert await traces(it, accounts.digest(ticket.token)) == ["sessions.token_hash"]


@pytest.mark.parametrize(
    ("name", "password"), [("maren", "wrong"), ("nobody", GOOD), ("", ""), ("maren", ""), ("x" * 10_000, GOOD)]
)
async def test_a_wrong_pair_never_says_which_half(name: str, password: str, it: Instance, maren: Person) -> None:
    with pytest.raises(Invalid) as refused:
        await accounts.sign_in(it, name, password, HERE)
    assert list(refused.value.fields) == ["password"]
    with pytest.raises(Invalid) as other:
        await accounts.sign_in(it, "maren", "wrong again", HERE)
    assert refused.value.fields == other.value.fields
    assert await count(it, "sessions") == 0


async def test_web_05_sign_ins_are_slowed_down_by_account_and_by_address(
    it: Instance, maren: Person, clock: Clock
) -> None:
    for number in range(TRIES):
        with pytest.raises(Invalid):
            await accounts.sign_in(it, "maren", "wrong", f"198.51.100.{number}")
    with pytest.raises(TooFast) as slow:
        await accounts.sign_in(it, "maren", GOOD, "198.51.100.200")
    assert slow.value.retry_after > 0
    for number in range(TRIES):
        with pytest.raises(Invalid):
            await accounts.sign_in(it, f"guess{number}", "wrong", HERE)
    with pytest.raises(TooFast):
        await accounts.sign_in(it, "somebody", GOOD, HERE)
    clock.advance(slow.value.retry_after + 1)
    assert await accounts.sign_in(it, "maren", GOOD, HERE)


async def test_a_right_password_clears_the_accounts_tries(it: Instance, maren: Person) -> None:
    for round_ in range(3):
        for number in range(TRIES - 1):
            with pytest.raises(Invalid):
                await accounts.sign_in(it, "maren", "wrong", f"198.51.{round_}.{number}")
        await accounts.sign_in(it, "maren", GOOD, f"192.0.2.{round_}")


async def test_a_visit_is_noted_once_a_day_and_nothing_finer(it: Instance, maren: Person, clock: Clock) -> None:
    ticket = await accounts.sign_in(it, "maren", GOOD, HERE)
    assert await count(it, "visits") == 0
    await accounts.viewer(it, ticket.token)
    [first] = await rows(it, "SELECT day FROM visits")
    assert first["day"] == it.clock() // accounts.DAY * accounts.DAY
    clock.advance(24 * 3_600)
    assert await accounts.viewer(it, "nobody's") is None
    assert await rows(it, "SELECT day FROM visits") == [first]
    await accounts.viewer(it, ticket.token)
    [second] = await rows(it, "SELECT day FROM visits")
    assert second["day"] == first["day"] + accounts.DAY


async def test_whoever_is_here_stays_when_it_cannot_be_noted(
    it: Instance, maren: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await accounts.sign_in(it, "maren", GOOD, HERE)

    async def write(self: SqliteDatabase, work: object) -> object:
        raise Unavailable("database: disk is full")

    monkeypatch.setattr(SqliteDatabase, "write", write)
    assert await accounts.viewer(it, ticket.token) is not None
    monkeypatch.undo()
    assert await count(it, "visits") == 0


async def test_a_session_ends_by_itself(it: Instance, maren: Person, clock: Clock) -> None:
    ticket = await accounts.sign_in(it, "maren", GOOD, HERE)
    clock.advance(30 * 86_400 - 1)
    assert await accounts.viewer(it, ticket.token) is not None
    clock.advance(2)
    assert await accounts.viewer(it, ticket.token) is None


async def test_signing_out_ends_one_session_and_everywhere_ends_all(it: Instance, maren: Person) -> None:
    first, second, third = [await accounts.sign_in(it, "maren", GOOD, HERE) for _ in range(3)]
    await accounts.sign_out(it, first.token)
    assert await accounts.viewer(it, first.token) is None
    assert await accounts.viewer(it, second.token) is not None
    await accounts.sign_out_everywhere(it, maren.account.id)
    assert [await accounts.viewer(it, t.token) for t in (second, third)] == [None, None]


async def test_a_disabled_account_stays_out(it: Instance, maren: Person) -> None:
    ticket = await accounts.sign_in(it, "maren", GOOD, HERE)
    token = await link(it, maren)
    await it.db.write(lambda tx: tx.run("UPDATE accounts SET disabled = 1"))
    with pytest.raises(Invalid):
        await accounts.sign_in(it, "maren", GOOD, HERE)
    with pytest.raises(Gone):
        await accounts.sign_in_by_link(it, token, HERE)
    assert await accounts.viewer(it, ticket.token) is None


async def test_a_sign_in_link_works_once_for_an_hour_and_only_the_newest(
    it: Instance, maren: Person, clock: Clock
) -> None:
    old, new = await link(it, maren), await link(it, maren)
    with pytest.raises((Gone, NotFound)):
        await accounts.sign_in_by_link(it, old, HERE)
    assert (await accounts.sign_in_by_link(it, new, HERE)).account == maren.account
    with pytest.raises(Gone):
        await accounts.sign_in_by_link(it, new, HERE)
    late = await link(it, maren)
    clock.advance(3601)
    with pytest.raises(Gone):
        await accounts.sign_in_by_link(it, late, "192.0.2.1")


async def test_web_05_links_are_not_guessed_quickly(it: Instance, maren: Person) -> None:
    for number in range(TRIES):
        with pytest.raises(NotFound):
            await accounts.sign_in_by_link(it, f"guess {number}", HERE)
    with pytest.raises(TooFast):
        await accounts.sign_in_by_link(it, await link(it, maren), HERE)


async def test_nobody_gets_a_link_who_is_not_here(it: Instance) -> None:
    with pytest.raises(NotFound):
        await accounts.login_link(it, "nobody")


@pytest.mark.parametrize("role", [Role.ARTIST, Role.MODERATOR, Role.ADMIN])
async def test_an_invitation_opens_one_account_with_its_role(role: Role, it: Instance, make: Studio) -> None:
    owner = await viewer(it, await make.person("owner", Role.OWNER))
    url = await accounts.invite(it, owner, role, "for Iris")
    token = url.removeprefix(it.urls.page("/join/"))
    offer = await accounts.invitation(it, token)
    assert (offer.role, offer.inviter, offer.note) == (role, "owner", "for Iris")
    ticket = await accounts.join(it, token, " @Iris ", GOOD, HERE)
    assert (ticket.account.username, ticket.account.role) == ("iris", role)
    assert await accounts.viewer(it, ticket.token) is not None
    assert await accounts.sign_in(it, "iris", GOOD, HERE)
    for use in (accounts.invitation(it, token), accounts.join(it, token, "second", GOOD, HERE)):
        with pytest.raises(Gone):
            await use
    assert await count(it, "accounts") == 2


async def test_an_invitation_ends_after_a_fortnight(it: Instance, make: Studio, clock: Clock) -> None:
    owner = await viewer(it, await make.person("owner", Role.OWNER))
    token = (await accounts.invite(it, owner, Role.ARTIST, "")).rpartition("/")[2]
    clock.advance(14 * 86_400 - 1)
    assert await accounts.invitation(it, token)
    clock.advance(2)
    with pytest.raises(Gone):
        await accounts.invitation(it, token)


async def test_only_administrators_invite_and_never_an_owner(it: Instance, make: Studio, maren: Person) -> None:
    moderator = await make.person("mod", Role.MODERATOR)
    owner = await viewer(it, await make.person("owner", Role.OWNER))
    for by in (await viewer(it, maren), await viewer(it, moderator)):
        with pytest.raises(Forbidden):
            await accounts.invite(it, by, Role.ARTIST, "")
    with pytest.raises(Forbidden):
        await accounts.invite(it, owner, Role.OWNER, "")
    assert await count(it, "links", "kind = 'invite'") == 0


JOINING = [
    ("maren", GOOD, {"username"}),
    ("", GOOD, {"username"}),
    ("a b", GOOD, {"username"}),
    ("ünïcode", GOOD, {"username"}),
    ("x" * 31, GOOD, {"username"}),
    ("admin", GOOD, {"username"}),
    ("iris", "short", {"password"}),
    ("iris", "x" * 257, {"password"}),
    ("iris", "password123", {"password"}),
    ("!", "short", {"username", "password"}),
]


@pytest.mark.parametrize(("name", "password", "fields"), JOINING)
async def test_a_name_or_password_that_will_not_do_leaves_the_invitation_open(
    name: str, password: str, fields: set[str], it: Instance, make: Studio, maren: Person
) -> None:
    owner = await viewer(it, await make.person("owner", Role.OWNER))
    token = (await accounts.invite(it, owner, Role.ARTIST, "")).rpartition("/")[2]
    with pytest.raises(Invalid) as refused:
        await accounts.join(it, token, name, password, HERE)
    assert set(refused.value.fields) == fields
    assert await accounts.join(it, token, "iris", GOOD, HERE)


async def test_a_sign_in_link_is_no_invitation_and_the_other_way_round(
    it: Instance, make: Studio, maren: Person
) -> None:
    owner = await viewer(it, await make.person("owner", Role.OWNER))
    invited = (await accounts.invite(it, owner, Role.ARTIST, "")).rpartition("/")[2]
    with pytest.raises(NotFound):
        await accounts.sign_in_by_link(it, invited, HERE)
    with pytest.raises(NotFound):
        await accounts.join(it, await link(it, maren), "iris", GOOD, HERE)


async def test_web_02_a_new_password_ends_every_other_session(it: Instance, maren: Person) -> None:
    other = await accounts.sign_in(it, "maren", GOOD, HERE)
    by = await viewer(it, maren)
    ticket = await accounts.change_password(it, by, GOOD, BETTER)
    assert await accounts.viewer(it, other.token) is None
    assert await accounts.viewer(it, ticket.token) is not None
    assert await count(it, "sessions") == 1
    with pytest.raises(Invalid):
        await accounts.sign_in(it, "maren", GOOD, HERE)
    assert await accounts.sign_in(it, "maren", BETTER, HERE)


@pytest.mark.parametrize(
    ("old", "new", "field"), [("wrong", BETTER, "old"), (GOOD, "short", "new"), ("", BETTER, "old")]
)
async def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(
    old: str, new: str, field: str, it: Instance, maren: Person
) -> None:
    with pytest.raises(Invalid) as refused:
        await accounts.change_password(it, await viewer(it, maren), old, new)
    assert set(refused.value.fields) == {field}
    assert await accounts.sign_in(it, "maren", GOOD, HERE)


async def test_an_account_opened_by_a_link_chooses_its_first_password(it: Instance, make: Studio) -> None:
    owner = await make.person("owner", Role.OWNER)
    with pytest.raises(Invalid):
        await accounts.sign_in(it, "owner", "", HERE)
    await accounts.change_password(it, await viewer(it, owner), "", GOOD)
    assert await accounts.sign_in(it, "owner", GOOD, HERE)


async def test_a_password_is_stored_as_argon2id(it: Instance, maren: Person) -> None:
    [row] = await rows(it, "SELECT password_hash FROM accounts")
    assert row["password_hash"].startswith("$argon2id$")
