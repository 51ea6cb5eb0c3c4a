"""Who has what of ours, beside the followers of the day; whose inbox it is; when a profile was sent last."""

from fedart.storage import accounts, statements
from fedart.storage.database import Tx

SQL = statements.load("recipients.sql")


def keep(tx: Tx, object_uri: str, inbox: str, now: int, *, fetched: bool = False) -> None:
    """Note that a work goes, or went, to an inbox that is not a follower's, or was fetched from there."""
    tx.run(SQL.keep, object_uri=object_uri, inbox=inbox, created=now, fetched=int(fetched))


def kept(tx: Tx, object_uri: str) -> list[str]:
    """The inboxes noted for a work."""
    return [str(row["inbox"]) for row in tx.all(SQL.kept, object_uri=object_uri)]


def fetchers(tx: Tx, object_uri: str) -> list[str]:
    """Those of the inboxes noted for a work whose servers fetched it."""
    return [str(row["inbox"]) for row in tx.all(SQL.fetchers, object_uri=object_uri)]


def has_fetched(tx: Tx, object_uri: str, inbox: str) -> bool:
    """Whether it is noted that a work was fetched for an inbox."""
    return tx.one(SQL.has_fetched, object_uri=object_uri, inbox=inbox) is not None


def forget(tx: Tx, object_uri: str) -> None:
    """The work is gone: nobody needs to be told again."""
    tx.run(SQL.forget, object_uri=object_uri)


def former(tx: Tx, actor: str, since: int) -> list[str]:
    """Inboxes of those who followed an artist and stopped after `since` (ms): they received what came before."""
    return [str(row["inbox"]) for row in tx.all(SQL.former, actor=actor, since=since)]


def owner(tx: Tx, host: str, inbox: str) -> str | None:
    """The remote actor on `host` whose own inbox this is; None for a shared inbox and for strangers."""
    row = tx.one(SQL.owner, host=host, inbox=inbox)
    return str(row["uri"]) if row else None


def slot(tx: Tx, actor: str, now: int, apart: int) -> int:
    """When the next news of a profile may leave (ms): `apart` after the last, or with those that wait already."""
    bucket = f"profile {actor}"
    row = tx.one(SQL.last_slot, bucket=bucket)
    last = int(row["at"]) if row and row["at"] is not None else 0
    if now < last <= now + apart:
        return last
    # A slot further ahead is from before the clock was set back.
    found = last + apart if now - apart < last <= now else now
    accounts.add_try(tx, bucket, found)
    return found
