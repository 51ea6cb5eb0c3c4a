"""Applications that go from one server to another: the Offer that carries one, at both ends (FEP-0837)."""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.applying import ApplicationId
from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.storage import applications, statements
from fedart.storage.database import Row, Tx

SQL = statements.load("offers.sql")


class FileState(StrEnum):
    """Where the file of an application from elsewhere is."""

    NONE = ""
    WAITS = "waits"
    HERE = "here"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Offered:
    """An application that crossed between servers. `uri` is its Offer's; `at`: when that was made, as its sender says.

    `told`: how new the newest news of it is that were sent, or believed (ms). `lost`: it could not be delivered.
    """

    application_id: ApplicationId
    uri: Uri
    at: int
    told: int
    file_url: str = ""
    file_state: FileState = FileState.NONE
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A work of an artist on their own server."""

    uri: Uri
    title: str


def _offered(row: Row | None) -> Offered | None:
    if row is None:
        return None
    return Offered(
        ApplicationId(row["application_id"]),
        Uri(row["uri"]),
        row["at"],
        row["told"],
        row["file_url"],
        FileState(row["file_state"]),
        row["lost"] is not None,
    )


def add(tx: Tx, made: Offered, works: tuple[Link, ...] = ()) -> None:
    """Note the Offer of an application that is stored already, and the works it leads to."""
    tx.run(
        SQL.add,
        id=made.application_id,
        uri=made.uri,
        at=made.at,
        file_url=made.file_url,
        file_state=made.file_state.value,
    )
    for position, work in enumerate(works):
        tx.run(SQL.add_work, id=made.application_id, position=position, uri=work.uri, title=work.title)


def of(tx: Tx, application: str) -> Offered | None:
    """The Offer of an application; None for one that never left this server."""
    return _offered(tx.one(SQL.of, id=application))


def by_uri(tx: Tx, uri: str) -> Offered | None:
    return _offered(tx.one(SQL.by_uri, uri=uri))


def of_pair(tx: Tx, actor: str, job: str) -> Offered | None:
    """What that artist of another server sent for that job."""
    return _offered(tx.one(SQL.of_pair, actor=actor, job=job))


def parties(tx: Tx, uri: str) -> tuple[Uri, Uri] | None:
    """Who sent an Offer, and whose job it is for: the only two who may say something about it (AUT-04, AUT-05)."""
    row = tx.one(SQL.parties, uri=uri)
    return (Uri(row["artist"]), Uri(row["poster"])) if row else None


def tell(tx: Tx, application: str, at: int) -> None:
    """Note how new the newest news of an application is (ms)."""
    tx.run(SQL.tell, id=application, at=at)


def lose(tx: Tx, uri: str, now: int) -> None:
    """Note that an Offer of ours could not be delivered."""
    tx.run(SQL.lose, uri=uri, now=now)


def file_came(tx: Tx, application: str, size: int) -> bool:
    """Note that the file of an application is here; False when the application is gone."""
    tx.run(SQL.file, id=application, state=FileState.HERE.value)
    return tx.run(SQL.file_came, id=application, size=size) == 1


def lose_file(tx: Tx, application: str) -> None:
    """Note that the file of an application cannot be had."""
    tx.run(SQL.file, id=application, state=FileState.LOST.value)


def works(tx: Tx, application: str) -> tuple[Link, ...]:
    """The works that came along, in their order."""
    return tuple(Link(Uri(row["uri"]), row["title"]) for row in tx.all(SQL.works, id=application))


def show(tx: Tx, application: str, position: int, work: WorkId) -> None:
    """A work that came along is known here now: its picture can be shown."""
    tx.run(applications.SQL.add_work, id=application, position=position, work=work)


def to_poster(tx: Tx, poster: str) -> list[tuple[Uri, ActorId]]:
    """The Offers for all jobs of one of ours, and who sent each."""
    return [(Uri(row["uri"]), ActorId(row["actor_id"])) for row in tx.all(SQL.to_poster, poster=poster)]


def away_to_poster(tx: Tx, poster: str) -> list[ApplicationId]:
    """The applications of ours for all jobs of a poster elsewhere."""
    return [ApplicationId(row["id"]) for row in tx.all(SQL.away_to_poster, poster=poster)]


def of_job(tx: Tx, job: str) -> list[ApplicationId]:
    """The applications for a job that crossed between servers."""
    return [ApplicationId(row["id"]) for row in tx.all(SQL.of_job, job=job)]


def by_artist(tx: Tx, artist: str) -> list[ApplicationId]:
    """The applications of one of ours that are on other servers."""
    return [ApplicationId(row["id"]) for row in tx.all(SQL.by_artist, artist=artist)]


def applied_to(tx: Tx, artist: str, poster: str) -> bool:
    """Whether an artist has an application for a job of that poster."""
    return tx.one(SQL.applied_to, artist=artist, poster=poster) is not None


def conversation(tx: Tx, artist: str, poster: str) -> WorkId | None:
    """The newest conversation of an artist with the poster of a job."""
    row = tx.one(SQL.conversation, artist=artist, poster=poster)
    return WorkId(row["root"]) if row else None
