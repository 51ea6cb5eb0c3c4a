"""Signing in, sessions, invitations and new accounts. Every token is 256 random bits and is stored hashed."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass

from fedart.domain.actor import Account, Role, Viewer, username_problem
from fedart.domain.ids import AccountId, new_id
from fedart.errors import Forbidden, Gone, Invalid, NotFound, TooFast, Unavailable
from fedart.instance import Instance
from fedart.services import local_actors, passwords, sanctions
from fedart.storage import accounts, actors
from fedart.storage.accounts import Link
from fedart.storage.database import Tx
from fedart.words import say

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Ticket:
    """A session that was just opened: the cookie's token, whose it is, and when it ends (ms)."""

    token: str
    account: Account
    csrf: str
    expires: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that can still be used; `expires` in ms."""

    role: Role
    inviter: str
    note: str
    expires: int


def digest(token: str) -> str:
    """How a token is stored: nobody who reads the database can use it."""
    return hashlib.sha256(token.encode()).hexdigest()


async def sign_in(it: Instance, username: str, password: str, address: str) -> Ticket:
    """Open a session. Raises Invalid for any wrong pair (the answer does not say which half), TooFast after many."""
    name = username.strip().lstrip("@").lower()[:64]
    buckets = (f"login account {name}", f"login address {address}")
    await it.db.write(lambda tx: _count_try(tx, it, buckets))
    found = await it.db.read(lambda tx: accounts.by_username(tx, name))
    right = await passwords.matches(found[1] if found else None, password)
    if found is None or not right or found[0].disabled:
        raise Invalid({"password": say("This name and password do not belong together. Please try again.")})
    account = found[0]

    def open_it(tx: Tx) -> Ticket:
        accounts.clear_tries(tx, buckets[0])
        return _open(tx, it, account)

    return await it.db.write(open_it)


def _count_try(tx: Tx, it: Instance, buckets: tuple[str, ...]) -> None:
    now = it.clock()
    window = it.config.accounts.login_window_minutes * MINUTE
    for bucket in buckets:
        count, first = accounts.count_tries(tx, bucket, now - window)
        if count >= it.config.accounts.login_tries:
            wait = max(1, (first + window - now) // 1000)
            raise TooFast(f"too many sign-ins: {bucket.split()[1]}", retry_after=wait, rule="WEB-05")
    for bucket in buckets:
        accounts.add_try(tx, bucket, now)


def _open(tx: Tx, it: Instance, account: Account) -> Ticket:
    actor = actors.by_id(tx, account.actor_id)
    if actor is not None and actor.suspended:
        raise Forbidden("suspended", rule="AUT-10", public=sanctions.notice(tx, it, actor.id))
    now = it.clock()
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    expires = now + it.config.accounts.session_days * DAY
    accounts.open_session(tx, digest(token), account.id, csrf, now, expires)
    return Ticket(token, account, csrf, expires)


async def viewer(it: Instance, token: str) -> Viewer | None:
    """Whoever a session cookie belongs to, or None when it is unknown or has ended.

    That they are here is noted once a day, and nothing finer than the day.
    """
    now = it.clock()
    today = now - now % DAY

    def find(tx: Tx) -> tuple[Viewer, bool] | None:
        found = accounts.session(tx, digest(token), now)
        actor = actors.by_id(tx, found[0].actor_id) if found else None
        if found is None or actor is None or actor.suspended:
            return None
        return Viewer(found[0], actor, found[1]), accounts.visited(tx, found[0].id) < today

    known = it.db.glance(find)
    if known is None:
        return None
    who, first_today = known
    if first_today:
        # Nobody is kept out because this cannot be noted.
        with suppress(Unavailable):
            await it.db.write(lambda tx: accounts.visit(tx, who.account.id, today))
    return who


async def sign_out(it: Instance, token: str) -> None:
    await it.db.write(lambda tx: accounts.close_session(tx, digest(token)))


async def sign_out_everywhere(it: Instance, account: AccountId) -> None:
    await it.db.write(lambda tx: accounts.close_sessions(tx, account))


async def login_link(it: Instance, username: str) -> str:
    """A new one-time sign-in link; older ones of that account end. Raises NotFound."""

    def make(tx: Tx) -> str:
        found = accounts.by_username(tx, username)
        if found is None or found[0].disabled:
            raise NotFound(
                f"nobody here is called {username}",
                public=say("Nobody here is called %(username)s.", username=username),
            )
        accounts.drop_links(tx, found[0].id, "login", it.clock())
        return _link(tx, it, "login", found[0].id, found[0].role, "", it.config.accounts.login_link_minutes * MINUTE)

    token = await it.db.write(make)
    return it.urls.page(f"/sign-in/{token}")


def _link(tx: Tx, it: Instance, kind: str, account: AccountId, role: Role, note: str, lasts: int) -> str:
    token, now = secrets.token_urlsafe(32), it.clock()
    accounts.add_link(tx, digest(token), Link(kind, account, role, note, now + lasts, used=False), now)
    return token


async def sign_in_by_link(it: Instance, token: str, address: str) -> Ticket:
    """Use a one-time link up. Raises NotFound or Gone, TooFast for guessers."""
    await it.db.write(lambda tx: _count_try(tx, it, (f"link address {address}",)))

    def use(tx: Tx) -> Ticket:
        link = _usable(tx, it, token, "login")
        account = accounts.by_id(tx, link.account_id)
        if account is None or account.disabled or not accounts.use_link(tx, digest(token), account.id, it.clock()):
            raise Gone("the link was used", public=say("This sign-in link was used already. Please ask for a new one."))
        return _open(tx, it, account)

    return await it.db.write(use)


def _usable(tx: Tx, it: Instance, token: str, kind: str) -> Link:
    link = accounts.link(tx, digest(token), kind)
    if link is None:
        raise NotFound(f"no such {kind} link")
    if link.used or link.expires <= it.clock():
        raise Gone(f"{kind} link is over", public=say("This link was used or has expired. Please ask for a new one."))
    return link


async def invite(it: Instance, by: Viewer, role: Role, note: str) -> str:
    """A new invitation, as an address to send to somebody. Raises Forbidden unless `by` administers."""
    if not by.account.role.administers or role is Role.OWNER:
        raise Forbidden("only administrators invite", public=say("Only administrators can invite people."))
    lasts = it.config.accounts.invite_days * DAY
    token = await it.db.write(lambda tx: _link(tx, it, "invite", by.account.id, role, note[:200], lasts))
    return it.urls.page(f"/join/{token}")


async def invitation(it: Instance, token: str) -> Invitation:
    """What an invitation offers. Raises NotFound or Gone."""

    def find(tx: Tx) -> Invitation:
        link = _usable(tx, it, token, "invite")
        inviter = accounts.by_id(tx, link.account_id)
        actor = actors.by_id(tx, inviter.actor_id) if inviter else None
        return Invitation(link.role, actor.display_name if actor else "", link.note, link.expires)

    return await it.db.read(find)


async def join(it: Instance, token: str, username: str, password: str, address: str) -> Ticket:
    """Open an account with an invitation. Raises Invalid for a name or password that will not do, NotFound or Gone."""
    name = username.strip().lstrip("@").lower()
    await it.db.write(lambda tx: _count_try(tx, it, (f"join address {address}",)))
    await it.db.read(lambda tx: _usable(tx, it, token, "invite"))
    checked = {"username": username_problem(name), "password": passwords.problem(password)}
    problems = {field: text for field, text in checked.items() if text}
    if problems:
        raise Invalid(problems)
    prepared = await local_actors.prepare(it, name)
    stored = await passwords.hashed(password)

    def create(tx: Tx) -> Ticket:
        link = _usable(tx, it, token, "invite")
        account = _create(tx, it, prepared, link.role, stored)
        accounts.use_link(tx, digest(token), account.id, it.clock())
        return _open(tx, it, account)

    return await it.db.write(create)


def _create(tx: Tx, it: Instance, prepared: local_actors.Prepared, role: Role, password_hash: str | None) -> Account:
    actor = prepared.actor
    if accounts.by_username(tx, actor.username) is not None or actors.taken(tx, actor.username):
        raise Invalid({"username": say("This name is taken. Please choose another.")})
    local_actors.insert(tx, it, prepared)
    account = Account(AccountId(new_id(it.clock())), actor.id, actor.username, role, it.clock(), disabled=False)
    accounts.insert(tx, account, password_hash)
    return account


async def add_user(it: Instance, username: str, role: Role, password: str | None) -> Account:
    """Create an account from the command line; without a password only sign-in links open it. Raises Invalid."""
    checked = {"username": username_problem(username), "password": passwords.problem(password) if password else None}
    problems = {field: text for field, text in checked.items() if text}
    if problems:
        raise Invalid(problems)
    prepared = await local_actors.prepare(it, username)
    stored = await passwords.hashed(password) if password else None
    return await it.db.write(lambda tx: _create(tx, it, prepared, role, stored))


async def has_password(it: Instance, by: Viewer) -> bool:
    """Whether that account has a password, or is opened by sign-in links alone."""
    found = await it.db.read(lambda tx: accounts.by_username(tx, by.account.username))
    return found is not None and found[1] is not None


async def confirm(it: Instance, by: Viewer, typed: str) -> None:
    """Make sure that it is them who ask for something grave: by the password, or the user name where there is none.

    Raises Invalid, TooFast after many wrong ones (WEB-05).
    """
    bucket = f"confirm account {by.account.username}"
    await it.db.write(lambda tx: _count_try(tx, it, (bucket,)))
    found = await it.db.read(lambda tx: accounts.by_username(tx, by.account.username))
    stored = found[1] if found else None
    if stored is None and typed.strip().lstrip("@").lower() != by.account.username:
        raise Invalid({"confirm": say("Please type %(username)s, your user name.", username=by.account.username)})
    if stored is not None and not await passwords.matches(stored, typed):
        raise Invalid({"confirm": say("This is not your password. Nothing has happened yet.")})
    await it.db.write(lambda tx: accounts.clear_tries(tx, bucket))


async def change_password(it: Instance, by: Viewer, old: str, new: str) -> Ticket:
    """Set a new password; every other session ends (WEB-02). Raises Invalid.

    An account that has no password yet (the owner's, opened by a link) needs no old one.
    """
    found = await it.db.read(lambda tx: accounts.by_username(tx, by.account.username))
    if found is None:
        raise NotFound("account is gone")
    if found[1] is not None and not await passwords.matches(found[1], old):
        raise Invalid({"old": say("This is not your present password.")})
    wrong = passwords.problem(new)
    if wrong:
        raise Invalid({"new": wrong})
    stored = await passwords.hashed(new)

    def change(tx: Tx) -> Ticket:
        accounts.set_password(tx, by.account.id, stored)
        accounts.close_sessions(tx, by.account.id)
        return _open(tx, it, by.account)

    return await it.db.write(change)
