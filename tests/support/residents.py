"""People with accounts on running instances, and what one instance knows of the other's."""

from dataclasses import dataclass

import aiohttp

from fedart.config import Config, DetectorSettings, FederationSettings
from fedart.domain.actor import Actor, Role, Viewer
from fedart.domain.forms import WorkForm
from fedart.domain.media import Media
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.services import accounts, follows
from fedart.storage import actors, media, notifications, works
from fedart.storage import follows as stored_follows
from fedart.storage.database import Tx
from tests.support.server import Running, until

SWIFT = Config(
    detector=DetectorSettings(model=""),
    federation=FederationSettings(
        retry_delays=(0.2, 0.5, 1.0, 2.0, 4.0),
        inbox_retry_delays=(0.2, 0.5, 1.0, 2.0, 4.0),
        negative_cache_seconds=0.1,
        host_fetches_per_minute=60_000,
        host_concurrency=8,
    ),
)
"""Settings that make no test wait; without a model, so that only what files declare counts."""

FORM = WorkForm(title="Storm at sea", text="Oil on *board*.", tags=("sea",))


@dataclass(frozen=True)
class Resident:
    """Somebody with an account on an instance, signed in."""

    at: Running
    viewer: Viewer
    cookie: str

    @property
    def it(self) -> Instance:
        return self.at.it

    @property
    def actor(self) -> Actor:
        return self.viewer.actor

    @property
    def handle(self) -> str:
        return self.viewer.actor.handle

    async def page(self, path: str) -> str:
        """A page as this person sees it; fails unless it is there."""
        headers = {"Accept": "text/html", "Cookie": f"fedart={self.cookie}"}
        async with aiohttp.ClientSession() as session, session.get(self.at.url(path), headers=headers) as answer:
            assert answer.status == 200, f"{path}: {answer.status}"
            return await answer.text()

    async def told(self) -> list[str]:
        """The kinds of their notifications, oldest first."""
        sql = "SELECT kind FROM notifications WHERE actor_id = :id ORDER BY id"
        return await self.it.db.read(lambda tx: [row["kind"] for row in tx.all(sql, id=self.actor.id)])

    async def unseen(self) -> int:
        return await self.it.db.read(lambda tx: notifications.unseen(tx, self.actor.id))


async def resident(at: Running, name: str, role: Role = Role.ARTIST) -> Resident:
    """A new account on an instance."""
    await accounts.add_user(at.it, name, role, None)
    link = await accounts.login_link(at.it, name)
    ticket = await accounts.sign_in_by_link(at.it, link.rpartition("/")[2], f"address of {name}")
    viewer = await accounts.viewer(at.it, ticket.token)
    assert viewer is not None
    return Resident(at, viewer, ticket.token)


async def become_follower(follower: Resident, of: str) -> None:
    """Follow somebody by handle, and wait for their yes."""
    made = await follows.follow(follower.it, follower.actor.id, of)

    async def accepted() -> bool:
        return await follower.it.db.read(lambda tx: stored_follows.accepted(tx, follower.actor.id, made.followed))

    await until(accepted)


async def known(at: Running, uri: str) -> Work | None:
    """A work as that instance knows it."""
    return await at.it.db.read(lambda tx: works.by_uri(tx, uri))


async def arrived(at: Running, uri: str) -> tuple[Work, list[Media]]:
    """Wait until a work has come to that instance; the work and its pictures there."""

    def find(tx: Tx) -> tuple[Work, list[Media]] | None:
        work = works.by_uri(tx, uri)
        return (work, media.by_work(tx, work.id)) if work else None

    async def there() -> bool:
        return await at.it.db.read(find) is not None

    await until(there)
    found = await at.it.db.read(find)
    assert found is not None
    return found


async def idle(at: Running) -> None:
    """Wait until an instance has nothing left to do."""
    sql = "SELECT COUNT(*) AS n FROM tasks WHERE state IN ('due', 'leased') AND kind NOT IN ('forget', 'lacking')"

    async def done() -> bool:
        return await at.it.db.read(lambda tx: [row["n"] for row in tx.all(sql)]) == [0]

    await until(done)


async def counts(at: Running, uri: str) -> tuple[int, int, int]:
    """Likes, boosts and replies of a work as that instance counts them."""
    work = await known(at, uri)
    assert work is not None
    ident = work.id
    return await at.it.db.read(lambda tx: works.counts(tx, ident))


async def seen_as(at: Running, uri: str) -> Actor | None:
    """An actor as that instance knows it."""
    return await at.it.db.read(lambda tx: actors.by_uri(tx, uri))
