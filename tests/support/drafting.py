"""The composer in a browser, and what lies of drafts."""

import re
from collections.abc import Sequence
from pathlib import Path

from fedart.instance import Instance
from tests.support import paint
from tests.support.client import Answer, Client
from tests.support.instance import Studio

Parts = Sequence[tuple[str, str]]
Files = Sequence[tuple[str, str, bytes]]


def png(seed: int = 1) -> bytes:
    return paint.png(paint.painting(seed, (64, 48)))


class Desk:
    """Somebody's composer."""

    def __init__(self, browser: Client, make: Studio) -> None:
        self.browser, self.make = browser, make

    async def send(self, path: str, fields: Parts = (), files: Files = ()) -> Answer:
        own = [("csrf", await self.make.token(self.browser)), ("process", "human")]
        return await self.browser.upload(path, [*own, *fields], files)

    async def press(self, path: str, **fields: str) -> Answer:
        return await self.browser.post(path, {"csrf": await self.make.token(self.browser), **fields})

    async def saved(self, fields: Parts = (), files: Files = ()) -> str:
        """The path of a new draft."""
        answer = await self.send("/publish", [("do", "save"), *fields], files)
        assert answer.status == 303, answer.text
        path, _, query = answer.header("location").partition("?")
        assert re.fullmatch(r"/drafts/[0-9a-z]{26}", path)
        assert query == "saved"
        return path


def lying(it: Instance) -> list[Path]:
    folder = it.config.data / "drafts"
    return sorted(folder.iterdir()) if folder.is_dir() else []


async def count(it: Instance, table: str) -> int:
    return len(await it.db.read(lambda tx: tx.all(f"SELECT 1 FROM {table}")))


def names(answer: Answer) -> list[str]:
    """The files that a form shows as kept, in their order."""
    return re.findall(r'data-held="whole" data-name="([^"]+)"', answer.text)


def maren_of(it: Instance) -> str:
    """The id of the artist whose browser it is."""
    row = it.db.glance(lambda tx: tx.one("SELECT id FROM actors WHERE username = 'maren'"))
    assert row is not None
    return str(row["id"])
