"""Polls of other servers' posts, kept with the post."""

import json
from dataclasses import asdict

from fedart.domain.poll import Option, Poll
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("polls.sql")


def poll_of(text: str | None) -> Poll | None:
    """A poll as the column holds it; None when there is none."""
    if text is None:
        return None
    found = json.loads(text)
    options = tuple(Option(**option) for option in found.pop("options"))
    return Poll(options=options, **found)


def of_work(tx: Tx, work: str) -> Poll | None:
    row = tx.one(SQL.of_work, id=work)
    return poll_of(row["poll"]) if row else None


def put(tx: Tx, work: str, poll: Poll | None) -> bool:
    """Keep a poll with its numbers; False when nothing about it is new."""
    text = None if poll is None else json.dumps(asdict(poll), ensure_ascii=False)
    return tx.run(SQL.put, id=work, poll=text) == 1
