"""An artist of ours at a running `fedart serve`, who works with its pages and commands."""

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.paint import painting, png
from tests.support.server import Process
from tests.support.visitor import Visitor

_SEEDS = count(6100)


def rows(server: Process, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What a query finds in the server's database."""
    with closing(sqlite3.connect(server.database, timeout=10)) as connection:
        return connection.execute(sql, values).fetchall()


def one(server: Process, sql: str, *values: object) -> Any:
    """The first value of the one row, or None when there is no row."""
    found = rows(server, sql, *values)
    return found[0][0] if found else None


class Artist:
    """Somebody new here, signed in. Every test that changes something about them brings its own."""

    def __init__(self, server: Process, name: str, role: str = "artist") -> None:
        self.server, self.name = server, name
        server.command("user", "add", name, "--role", role)
        self.uri = str(one(server, "SELECT uri FROM actors WHERE username = ? AND local = 1", name))
        self.handle = f"@{name}@{server.origin.partition('://')[2]}"
        self._visitor = Visitor(server, name)

    def page(self, path: str) -> str:
        return self._visitor.page(path)

    def press(self, page: str, action: str, **fields: str) -> str:
        """Send a form of a page; the page that follows."""
        return self._visitor.press(page, action, **fields)

    def publish(self, folder: Path, title: str, visibility: str = "public", *to: str) -> str:
        """A work with a picture of its own; its address."""
        file = folder / f"{next(_SEEDS)}.png"
        file.write_bytes(png(painting(int(file.stem), (320, 240))))
        words = ["--as", self.name, "--title", title, "--alt", f"alt of {title}", "--visibility", visibility]
        named = [word for handle in to for word in ("--to", handle)]
        return str(self.server.command("works", "publish", *words, *named, str(file))["uri"])

    def follow(self, target: str) -> None:
        """Ask to follow somebody, by handle or address."""
        self.press("/following", "/follows", target=target)

    def following(self, uri: str) -> str | None:
        """How our Follow of somebody stands."""
        sql = (
            "SELECT state FROM follows JOIN actors ON actors.id = follows.followed"
            " WHERE follower = (SELECT id FROM actors WHERE uri = ?) AND actors.uri = ?"
        )
        found: str | None = one(self.server, sql, self.uri, uri)
        return found

    def followed_by(self, uri: str) -> str | None:
        """How somebody's Follow of ours stands."""
        sql = (
            "SELECT state FROM follows JOIN actors ON actors.id = follows.follower"
            " WHERE followed = (SELECT id FROM actors WHERE uri = ?) AND actors.uri = ?"
        )
        found: str | None = one(self.server, sql, self.uri, uri)
        return found

    def told(self) -> list[str]:
        """The kinds of the notifications, in alphabetical order."""
        sql = "SELECT kind FROM notifications JOIN actors ON actors.id = actor_id WHERE uri = ? ORDER BY kind"
        return [kind for (kind,) in rows(self.server, sql, self.uri)]

    def work_page(self, uri: str) -> str:
        """The path of a work's page, ours or somebody else's."""
        return f"/works/{one(self.server, 'SELECT id FROM works WHERE uri = ?', uri)}"

    def person_page(self, uri: str) -> str:
        return f"/people/{one(self.server, 'SELECT id FROM actors WHERE uri = ?', uri)}"


def work(server: Process, uri: str, column: str = "content") -> Any:
    """A column of a post that the server has; None when it has not got it."""
    return one(server, f"SELECT {column} FROM works WHERE uri = ?", uri)


def counts(server: Process, uri: str) -> tuple[Any, ...]:
    """Likes, boosts and replies of a work."""
    [found] = rows(server, "SELECT likes, boosts, replies FROM works WHERE uri = ?", uri)
    return found
