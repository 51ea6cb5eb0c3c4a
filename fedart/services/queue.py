"""Payloads of tasks, and the functions that put them into the queue: always inside the transaction that causes them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import orjson

from fedart.domain.actor import Actor
from fedart.domain.domains import registrable
from fedart.domain.ids import host_of
from fedart.domain.task import Flow, TaskState
from fedart.errors import TooFast
from fedart.storage import actors, tasks, works
from fedart.storage.database import Tx

RECEIVE = "receive"
DELIVER = "deliver"
PORTRAIT = "portrait"
PICTURE = "picture"
TIDY = "tidy"
JUDGE = "judge"
JUDGE_DRAFT = "judge-draft"
REJUDGE = "rejudge"
REFETCH = "refetch"
THREAD = "thread"
FEATURED = "featured"
SYNCHRONISE = "synchronise"
BACKFILL = "backfill"
IMPORT = "import"
ROTATE = "rotate"
PROOF_KEYS = "proof-keys"
EMOJIS = "emojis"
BACKLINKS = "backlinks"
COPIES = "copies"
CROPS = "crops"
LACKING = "lacking"
IMPRINT = "imprint"
FORGET = "forget"
FETCHER = "fetcher"
LAPSE = "lapse"
CLOSE = "close"
PUBLISH = "publish"
END_JOB = "end-job"
REMIND_JOB = "remind-job"
TELL_SEARCHES = "tell-searches"
ENCLOSED_FILE = "enclosed-file"
ENCLOSED_WORK = "enclosed-work"
STUDIO_DOMAIN = "studio-domain"
TELL_DESK = "tell-desk"


RETRY_MS = 5_000
IMPRINT_PAUSE_MS = 30_000
FEATURED_PAUSE_MS = 300_000
FULL_SECONDS = 300
"""When a sender whose place in the queue is full may come back."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One activity of ours to one inbox. `type` is the activity's, empty in tasks of older versions."""

    activity: str
    actor: str
    inbox: str
    type: str = ""


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


def receive(tx: Tx, envelope: bytes, lane: str, now: int, *, sender: str, most: int) -> None:
    """Handle a verified activity; those about one thing keep their order.

    `sender` is the actor's address. Raises TooFast when `most` of its domain wait already (CAP-01).
    """
    domain = registrable(host_of(sender))
    if tasks.received(tx, domain, most) >= most:
        raise TooFast(f"{domain} has {most} activities waiting", retry_after=FULL_SECONDS, rule="CAP-01")
    tasks.add(tx, RECEIVE, envelope, now, lane=f"in {lane}", flow=Flow.IN, host=domain)


def outside(
    tx: Tx, kind: str, payload: dict[str, object], now: int, *, host: str, lane: str, due: int | None = None
) -> None:
    """Work that waits for another server: it takes a place of that server's domain, not one of everybody's (CAP-01)."""
    domain = registrable(host)
    flow = Flow.IN if domain else Flow.OWN
    tasks.add(tx, kind, orjson.dumps(payload), now, lane=lane, due=due, flow=flow, host=domain)


def deliver(tx: Tx, delivery: Delivery, object_uri: str, now: int, due: int | None = None) -> bool:
    """Deliver, at once or at `due` (ms); what concerns one object keeps its order for each host (guide section 9).

    False when the host is dormant and gets nothing.
    """
    host = host_of(delivery.inbox)
    job = {"activity": delivery.activity, "actor": delivery.actor, "inbox": delivery.inbox, "type": delivery.type}
    named = lane(object_uri, delivery.inbox)
    first = now if due is None else due
    return tasks.add_delivery(tx, DELIVER, orjson.dumps(job), now, lane=named, host=host, due=first)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A delivery that is not over. `begun`: its request may have been sent, now or before."""

    id: str
    type: str
    leased: bool
    begun: bool
    due: int


def undelivered(tx: Tx, object_uri: str, inbox: str) -> list[Undelivered]:
    """What about one object has not yet arrived at one inbox, oldest first."""
    found = []
    for task in tasks.in_lane(tx, lane(object_uri, inbox)):
        job = Delivery(**orjson.loads(task.payload))
        if job.inbox == inbox:
            leased = task.state is TaskState.LEASED
            found.append(Undelivered(task.id, job.type, leased, leased or task.attempts > 0, task.due))
    return found


def lane(object_uri: str, inbox: str) -> str:
    return f"out {host_of(inbox)} {object_uri}"


def portrait(tx: Tx, actor: str, icon: str | None, image: str | None, now: int, *, host: str) -> None:
    """Fetch avatar and banner of an actor on `host`."""
    outside(tx, PORTRAIT, asdict(Portrait(actor, icon, image)), now, host=host, lane=f"portrait {actor}")


def picture(tx: Tx, media: str, now: int, *, host: str) -> None:
    """Fetch a picture of a post from `host` that could not be had at first."""
    outside(tx, PICTURE, {"media": media}, now, host=host, lane=f"picture {media}", due=now + RETRY_MS)


def copies(tx: Tx, media: str, now: int, *, tries: int = 0, delay_ms: int = 0) -> None:
    """Make the copies of a picture that can wait, one picture at a time; `tries` of it have failed."""
    tasks.add(tx, COPIES, orjson.dumps({"media": media, "tries": tries}), now, lane=COPIES, due=now + delay_ms)


def crops(tx: Tx, media: str, now: int, *, tries: int = 0, delay_ms: int = 0) -> None:
    """Make copies of the chosen parts of a picture, in one line with `copies`; `tries` of it have failed."""
    tasks.add(tx, CROPS, orjson.dumps({"media": media, "tries": tries}), now, lane=COPIES, due=now + delay_ms)


def imprint(tx: Tx, work: str, now: int) -> None:
    """Have the copies of a work say what holds now, once its artist is done; a wish that waits is replaced."""
    lane = f"imprint {work}"
    tasks.cancel_lane(tx, lane, now)
    tasks.add(tx, IMPRINT, orjson.dumps({"work": work}), now, lane=lane, due=now + IMPRINT_PAUSE_MS)


def imprint_all(tx: Tx, actor: str, now: int, *, before: str = "~") -> None:
    """The same for the works of an artist, from the one before `before` on; a wish that waits is replaced."""
    lane = f"imprint all {actor}"
    tasks.cancel_lane(tx, lane, now)
    job = {"actor": actor, "before": before}
    tasks.add(tx, IMPRINT, orjson.dumps(job), now, lane=lane, due=now + IMPRINT_PAUSE_MS if before == "~" else now)


def copying(tx: Tx) -> bool:
    """Whether copies wait to be made, or are being made."""
    return bool(tasks.in_lane(tx, COPIES))


def lacking(tx: Tx, now: int, *, due: int | None = None) -> None:
    """Look for pictures that lack copies; a look that waits is replaced."""
    tasks.cancel_lane(tx, LACKING, now)
    tasks.add(tx, LACKING, b"{}", now, lane=LACKING, due=due)


def lacking_sought(tx: Tx) -> bool:
    """Whether such a look is coming, or going on."""
    return bool(tasks.in_lane(tx, LACKING))


def refetch(tx: Tx, actor_uri: str, now: int) -> None:
    """Look whether a remote actor is still there; a look that waits is replaced."""
    tasks.cancel_lane(tx, f"refetch {actor_uri}", now)
    outside(tx, REFETCH, {"actor": actor_uri}, now, host=host_of(actor_uri), lane=f"refetch {actor_uri}")


def judge(tx: Tx, media: str, now: int, delay_ms: int = RETRY_MS) -> None:
    """Judge a held picture again, because the check did not finish; this replaces a try that waits."""
    tasks.cancel_lane(tx, f"judge {media}", now)
    tasks.add(tx, JUDGE, orjson.dumps({"media": media}), now, lane=f"judge {media}", due=now + delay_ms)


def judge_draft(tx: Tx, draft: str, now: int) -> None:
    """Judge the files of a draft that is shared; this replaces a look that waits."""
    lane = f"judge draft {draft}"
    tasks.cancel_lane(tx, lane, now)
    tasks.add(tx, JUDGE_DRAFT, orjson.dumps({"draft": draft}), now, lane=lane)


def draft_judging(tx: Tx, draft: str) -> bool:
    """Whether such a look is coming, or going on."""
    return bool(tasks.in_lane(tx, f"judge draft {draft}"))


def rejudge(tx: Tx, run: str, now: int) -> None:
    """Look at the next stored pictures of a run."""
    tasks.add(tx, REJUDGE, orjson.dumps({"run": run}), now, lane="rejudge")


def thread(tx: Tx, work: str, now: int, *, replies: bool) -> None:
    """Fetch what a remote work answers, and with `replies` its answers as well."""
    found = works.by_id(tx, work)
    host = host_of(found.uri) if found else ""
    outside(tx, THREAD, {"work": work, "replies": replies}, now, host=host, lane=f"thread {work}")


def featured(tx: Tx, actor: str, now: int) -> None:
    """Read the highlights of a remote artist; a reading that waits is replaced."""
    tasks.cancel_lane(tx, f"featured {actor}", now)
    found = actors.by_id(tx, actor)
    outside(tx, FEATURED, {"actor": actor}, now, host=found.host if found else "", lane=f"featured {actor}")


def featured_later(tx: Tx, actor: Actor, now: int) -> None:
    """Read the highlights of a remote artist once no news of them came for a while."""
    lane = f"featured later {actor.id}"
    tasks.cancel_lane(tx, lane, now)
    payload: dict[str, object] = {"actor": actor.id, "later": True}
    outside(tx, FEATURED, payload, now, host=actor.host, lane=lane, due=now + FEATURED_PAUSE_MS)


def backfill(tx: Tx, actor: str, step: dict[str, object], now: int, *, delay_ms: int = 0) -> None:
    """Fetch the next works of a remote artist, `delay_ms` from now."""
    found = actors.by_id(tx, actor)
    host = found.host if found else ""
    outside(tx, BACKFILL, step, now, host=host, lane=f"backfill {actor}", due=now + delay_ms)


def import_row(tx: Tx, ident: str, position: int, now: int, *, host: str, due: int) -> None:
    """Do one row of an import, or with a negative position look for the next; one after the other."""
    payload: dict[str, object] = {"import": ident, "row": position}
    outside(tx, IMPORT, payload, now, host=host, lane=import_lane(ident), due=due)


def import_lane(ident: str) -> str:
    return f"import {ident}"


def synchronise(tx: Tx, actor: str, url: str, digest: str, now: int) -> None:
    """Compare our follows of a remote actor with theirs (FEP-8fcf); a comparison that waits is replaced."""
    tasks.cancel_lane(tx, f"synchronise {actor}", now)
    payload: dict[str, object] = {"actor": actor, "url": url, "digest": digest}
    outside(tx, SYNCHRONISE, payload, now, host=host_of(url), lane=f"synchronise {actor}", due=now + RETRY_MS)


def backlinks(tx: Tx, actor: str, now: int, *, due: int, host: str = "") -> None:
    """Look at `due` (ms) whether the pages that a profile points to lead back; a look that waits is replaced."""
    tasks.cancel_lane(tx, f"backlinks {actor}", now)
    outside(tx, BACKLINKS, {"actor": actor}, now, host=host, lane=f"backlinks {actor}", due=due)


def backlinks_wait(tx: Tx, actor: str) -> bool:
    """Whether such a look is coming, or going on."""
    return bool(tasks.in_lane(tx, f"backlinks {actor}"))


def fetcher(tx: Tx, request: dict[str, object], now: int, *, host: str, most: int) -> None:
    """Find out who signed a GET; nothing when `most` of that domain wait already (CAP-01)."""
    if tasks.received(tx, registrable(host), most) < most:
        outside(tx, FETCHER, request, now, host=host, lane=f"fetcher {host}")


def rotate(tx: Tx, actor: str, now: int, *, due: int | None = None) -> None:
    """See whether an actor of ours can use its new keys."""
    tasks.add(tx, ROTATE, orjson.dumps({"actor": actor}), now, lane=rotation_lane(actor), due=due)


def rotation_lane(actor: str) -> str:
    return f"rotate {actor}"


def lapse(tx: Tx, actor: str, now: int, *, due: int | None) -> None:
    """Tell others at `due` (ms) that an artist is no longer open for something; a telling that waits is replaced."""
    tasks.cancel_lane(tx, f"lapse {actor}", now)
    if due is not None:
        tasks.add(tx, LAPSE, orjson.dumps({"actor": actor}), now, lane=f"lapse {actor}", due=due)


def tell_desk(tx: Tx, actor: str, now: int, *, due: int) -> None:
    """Tell others at `due` (ms) how full a commission desk is; one telling that waits is enough for all changes."""
    if not any(each.state is not TaskState.LEASED for each in tasks.in_lane(tx, f"desk {actor}")):
        tasks.add(tx, TELL_DESK, orjson.dumps({"actor": actor}), now, lane=f"desk {actor}", due=due)


def publish(tx: Tx, draft: str, now: int, *, due: int) -> None:
    """Publish a draft at `due` (ms); a time that was set before holds no longer."""
    publish_never(tx, draft, now)
    tasks.add(tx, PUBLISH, orjson.dumps({"draft": draft}), now, lane=publishing_lane(draft), due=due)


def publish_never(tx: Tx, draft: str, now: int) -> None:
    """Forget the time that was set for a draft."""
    tasks.cancel_lane(tx, publishing_lane(draft), now)


def publishing_lane(draft: str) -> str:
    return f"publish {draft}"


def end_job(tx: Tx, job: str, now: int, *, due: int) -> None:
    """Look at `due` (ms) whether a job is over; a time that was set before holds no longer."""
    lane = f"job {job}"
    tasks.cancel_lane(tx, lane, now)
    tasks.add(tx, END_JOB, b"{}", now, lane=lane, due=due)


def remind_job(tx: Tx, job: str, now: int, *, due: int) -> None:
    """Remind the poster of a job at `due` (ms) that it ends soon; a time that was set before holds no longer."""
    lane = f"remind {job}"
    tasks.cancel_lane(tx, lane, now)
    if due > now:
        tasks.add(tx, REMIND_JOB, orjson.dumps({"work": job}), now, lane=lane, due=due)


def tell_searches(tx: Tx, job: str, now: int, *, after: str = "") -> None:
    """Compare a job with the saved searches from that one on."""
    tasks.add(tx, TELL_SEARCHES, orjson.dumps({"work": job, "after": after}), now, lane=f"searches {job}")


def studio_domain(tx: Tx, studio: str, domain: str, now: int, *, due: int) -> None:
    """Look at `due` (ms) whether a domain is still a studio's; a look that waits is replaced."""
    lane = f"studio {studio} {domain}"
    tasks.cancel_lane(tx, lane, now)
    payload: dict[str, object] = {"studio": studio, "domain": domain}
    outside(tx, STUDIO_DOMAIN, payload, now, host=domain, lane=lane, due=due)


def enclosures(tx: Tx, application: str, now: int, *, host: str, works: int, file: bool) -> None:
    """Fetch from `host` what came along with an application: its file, and so many works, one after the other."""
    if file:
        outside(tx, ENCLOSED_FILE, {"application": application}, now, host=host, lane=f"enclosed {application}")
    for position in range(works):
        payload: dict[str, object] = {"application": application, "work": position}
        outside(tx, ENCLOSED_WORK, payload, now, host=host, lane=f"works {application}")


def proof_keys(tx: Tx, now: int) -> None:
    """Give actors of ours that have none a key for proofs."""
    tasks.add(tx, PROOF_KEYS, b"{}", now, lane=PROOF_KEYS)


def forget(tx: Tx, places: Mapping[str, str | None], now: int, *, due: int | None = None) -> None:
    """Look for what can be forgotten: in each table from that id on, not at all where there is none."""
    tasks.add(tx, FORGET, orjson.dumps(places), now, lane=FORGET, due=due)


def forgetting(tx: Tx) -> bool:
    """Whether such a look is coming, or going on."""
    return bool(tasks.in_lane(tx, FORGET))


def tidy(tx: Tx, blobs: list[str], now: int) -> None:
    if blobs:
        tasks.add(tx, TIDY, orjson.dumps({"blobs": blobs}), now)


def close(tx: Tx, actor: str, place: Mapping[str, str], now: int, *, due: int | None = None) -> None:
    """Go on closing the account of one of ours, from that place on."""
    tasks.add(tx, CLOSE, orjson.dumps({"actor": actor, **place}), now, lane=closing_lane(actor), due=due)


def closing_lane(actor: str) -> str:
    return f"close {actor}"
