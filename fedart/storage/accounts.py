"""Accounts, sessions, one-time links and counted tries. Tokens come here hashed, never in the clear."""

from dataclasses import dataclass

from fedart.domain.actor import Account, Role
from fedart.domain.ids import AccountId, ActorId
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("accounts.sql")


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link; times in ms."""

    kind: str
    account_id: AccountId
    role: Role
    note: str
    expires: int
    used: bool


def _account(row: Row) -> Account:
    return Account(
        id=AccountId(str(row["id"])),
        actor_id=ActorId(str(row["actor_id"])),
        username=str(row["username"]),
        role=Role(str(row["role"])),
        created=int(row["created"]),
        disabled=row["disabled"] is not None,
    )


def by_id(tx: Tx, account: str) -> Account | None:
    row = tx.one(SQL.by_id, id=account)
    return _account(row) if row else None


def by_username(tx: Tx, username: str) -> tuple[Account, str | None] | None:
    """The account and its password hash (None when it has no password yet)."""
    row = tx.one(SQL.by_username, username=username)
    if row is None:
        return None
    stored = row["password_hash"]
    return _account(row), None if stored is None else str(stored)


def by_actor(tx: Tx, actor: str) -> Account | None:
    """The account behind an actor of ours."""
    row = tx.one(SQL.by_actor, actor_id=actor)
    return _account(row) if row else None


def owner(tx: Tx) -> Account | None:
    row = tx.one(SQL.owner)
    return _account(row) if row else None


def moderators(tx: Tx) -> list[ActorId]:
    """The actors of everybody who moderates."""
    return [ActorId(str(row["actor_id"])) for row in tx.all(SQL.moderators)]


def insert(tx: Tx, account: Account, password_hash: str | None) -> None:
    tx.run(
        SQL.insert,
        id=account.id,
        actor_id=account.actor_id,
        username=account.username,
        role=account.role.value,
        password_hash=password_hash,
        created=account.created,
    )


def set_password(tx: Tx, account: str, password_hash: str) -> None:
    tx.run(SQL.set_password, id=account, password_hash=password_hash)


def open_session(tx: Tx, token_hash: str, account: str, csrf: str, now: int, expires: int) -> None:
    tx.run(SQL.open_session, token_hash=token_hash, account_id=account, csrf=csrf, created=now, expires=expires)


def session(tx: Tx, token_hash: str, now: int) -> tuple[Account, str] | None:
    """The account and the CSRF token of a session that is still good."""
    row = tx.one(SQL.session, token_hash=token_hash, now=now)
    return (_account(row), str(row["csrf"])) if row else None


def visited(tx: Tx, account: str) -> int:
    """The day on which somebody was here last, as its first moment (ms); 0 for never."""
    row = tx.one(SQL.visit, account_id=account)
    return int(row["day"]) if row else 0


def visit(tx: Tx, account: str, day: int) -> None:
    """Note that somebody is here on that day (its first moment in ms)."""
    tx.run(SQL.keep_visit, account_id=account, day=day)


def close_session(tx: Tx, token_hash: str) -> None:
    tx.run(SQL.close_session, token_hash=token_hash)


def close_sessions(tx: Tx, account: str) -> None:
    tx.run(SQL.close_sessions, account_id=account)


def add_link(tx: Tx, token_hash: str, link: Link, now: int) -> None:
    tx.run(
        SQL.add_link,
        token_hash=token_hash,
        kind=link.kind,
        account_id=link.account_id,
        role=link.role.value,
        note=link.note,
        created=now,
        expires=link.expires,
    )


def link(tx: Tx, token_hash: str, kind: str) -> Link | None:
    row = tx.one(SQL.link, token_hash=token_hash, kind=kind)
    if row is None:
        return None
    return Link(
        kind=str(row["kind"]),
        account_id=AccountId(str(row["account_id"])),
        role=Role(str(row["role"])),
        note=str(row["note"]),
        expires=int(row["expires"]),
        used=row["used"] is not None,
    )


def use_link(tx: Tx, token_hash: str, used_by: str, now: int) -> bool:
    """Use a link up; False when somebody was faster or it has expired."""
    return tx.run(SQL.use_link, token_hash=token_hash, used_by=used_by, now=now) == 1


def drop_links(tx: Tx, account: str, kind: str, now: int) -> None:
    """End an account's open links of one kind."""
    tx.run(SQL.drop_links, account_id=account, kind=kind, now=now)


def add_try(tx: Tx, bucket: str, now: int) -> None:
    tx.run(SQL.add_try, bucket=bucket, at=now)


def count_tries(tx: Tx, bucket: str, since: int) -> tuple[int, int]:
    """How many tries since then, and when the first of them was (ms, 0 for none)."""
    row = tx.one(SQL.count_tries, bucket=bucket, since=since)
    if row is None:
        return 0, 0
    return int(row["n"]), int(row["first"] or 0)


def clear_tries(tx: Tx, bucket: str) -> None:
    tx.run(SQL.clear_tries, bucket=bucket)


def sweep(tx: Tx, now: int, keep_tries_ms: int) -> None:
    """Delete what has expired."""
    tx.run(SQL.expire_sessions, now=now)
    tx.run(SQL.forget_tries, before=now - keep_tries_ms)
