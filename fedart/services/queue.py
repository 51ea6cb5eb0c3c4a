"""Payloads of tasks, and the functions that put them into the queue: always inside the transaction that causes them."""

from dataclasses import asdict, dataclass

import orjson

from fedart.domain.ids import host_of
from fedart.storage import tasks
from fedart.storage.database import Tx

RECEIVE = "receive"
DELIVER = "deliver"
PORTRAIT = "portrait"
PICTURE = "picture"
TIDY = "tidy"
JUDGE = "judge"
REJUDGE = "rejudge"


RETRY_MS = 5_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One activity of ours to one inbox."""

    activity: str
    actor: str
    inbox: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """Fetch a remote actor's avatar and banner from where its profile says they are."""

    actor: str
    icon: str | None
    image: str | None


@dataclass(frozen=True, slots=True)
class Tidy:
    """Delete files that nothing needs any more."""

    blobs: tuple[str, ...]


def receive(tx: Tx, envelope: bytes, lane: str, now: int) -> None:
    """Handle a verified activity; those about one thing keep their order."""
    tasks.add(tx, RECEIVE, envelope, now, lane=f"in {lane}")


def deliver(tx: Tx, delivery: Delivery, object_uri: str, now: int) -> None:
    """Deliver; what concerns one object keeps its order for each host (guide section 9)."""
    tasks.add(tx, DELIVER, orjson.dumps(asdict(delivery)), now, lane=lane(object_uri, delivery.inbox))


def lane(object_uri: str, inbox: str) -> str:
    return f"out {host_of(inbox)} {object_uri}"


def portrait(tx: Tx, actor: str, icon: str | None, image: str | None, now: int) -> None:
    tasks.add(tx, PORTRAIT, orjson.dumps(asdict(Portrait(actor, icon, image))), now, lane=f"portrait {actor}")


def picture(tx: Tx, media: str, now: int) -> None:
    """Fetch a picture of a remote post that could not be had at first."""
    tasks.add(tx, PICTURE, orjson.dumps({"media": media}), now, lane=f"picture {media}", due=now + RETRY_MS)


def judge(tx: Tx, media: str, now: int, delay_ms: int = RETRY_MS) -> None:
    """Judge a held picture again, because the check did not finish; this replaces a try that waits."""
    tasks.cancel_lane(tx, f"judge {media}", now)
    tasks.add(tx, JUDGE, orjson.dumps({"media": media}), now, lane=f"judge {media}", due=now + delay_ms)


def rejudge(tx: Tx, run: str, now: int) -> None:
    """Look at the next stored pictures of a run."""
    tasks.add(tx, REJUDGE, orjson.dumps({"run": run}), now, lane="rejudge")


def tidy(tx: Tx, blobs: list[str], now: int) -> None:
    if blobs:
        tasks.add(tx, TIDY, orjson.dumps({"blobs": blobs}), now)
