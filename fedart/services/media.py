"""The media door: the only way bytes get stored, and the only caller of `blobs.put`.

Attachments, avatars, banners, remote media and local uploads all pass it: sniff and develop in a child process,
examine, judge, and only then store. What is dropped leaves its hash, its scores and the reason, and no byte.
(Process files of appeals are no pictures to be shown: see `services.appeals`.)
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import orjson

from fedart import log
from fedart.domain.ids import ActorId, MediaId, WorkId, host_of, new_id
from fedart.domain.media import Label, Media, MediaState, Rendition
from fedart.domain.policy import Action, Audience, Policy, Report, Rule, Verdict, judge
from fedart.domain.said import Said
from fedart.errors import FedartError
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.developed import Developed, Wish
from fedart.media.refused import PictureRefused
from fedart.services import copies, outside, policy, queue
from fedart.storage import media, notifications, said, tallies, verdicts, works
from fedart.storage.database import Tx
from fedart.storage.media import Owned
from fedart.storage.notifications import Notice
from fedart.words import ENGLISH, speaking

UPLOAD = "upload"
WAITING = "waiting"
UNREACHABLE = "unreachable"
ORPHAN_SECONDS = 3_600.0

STATES = {
    Action.KEEP: MediaState.KEPT,
    Action.LABEL: MediaState.KEPT,
    Action.HOLD: MediaState.HELD,
    Action.DROP: MediaState.DROPPED,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture belongs. `role`: work, icon, image or emoji; `source`: `upload`, or the host it came from.

    `show`: what an upload says of itself that everybody may read; `licence`: the address of the work's licence, if any.
    """

    actor_id: ActorId
    source: str
    role: str = "work"
    work_id: WorkId | None = None
    position: int = 0
    alt: str = ""
    focus: tuple[float, float] = (0.0, 0.0)
    file_name: str = ""
    remote_url: str | None = None
    show: frozenset[Said] = frozenset()
    licence: str = ""

    @property
    def local(self) -> bool:
        return self.source == UPLOAD


@dataclass(frozen=True, slots=True)
class Admitted:
    """A judged picture, to be booked with `book` in the transaction that gives it its place."""

    owned: Owned
    verdict: Verdict | None
    source: str
    phash: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    show: frozenset[Said] = frozenset()


async def admit(it: Instance, data: bytes, place: Place) -> Admitted:
    """Judge a picture and store what the verdict allows. Raises PictureRefused with words for its artist.

    The bytes that are judged are the bytes that are stored (THREATS MED-06). Where the policy is off, the detector is
    not asked at all.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    audience, rule = await it.db.read(lambda tx: policy.rule_for(tx, it, place.actor_id, local=place.local))
    asked = rule.policy is not Policy.OFF
    sample = it.detector.sample_size if asked else 0
    developed = await it.studio.develop(data, sample, it.detector.frames, await _wish(it, place))
    report = await it.detector.examine(data, developed.samples) if asked else Report()
    phash = developed.facts.phash
    known = await it.db.read(lambda tx: verdicts.overturned(tx, sha256, place.actor_id, phash))
    verdict = verdict_for(report, audience, rule, local=place.local, overturned=known)
    log.info("judged", source=place.source, action=verdict.action, reason=verdict.reason, sha256=sha256)
    renditions: tuple[Rendition, ...] = ()
    original = None
    if verdict.action is not Action.DROP:
        store = partial(_store, it, data, developed, verdict.action, keep_original=place.local)
        renditions, original = await asyncio.to_thread(store)
    picture = Media(
        id=MediaId(new_id(it.clock())),
        position=place.position,
        alt=place.alt,
        focus=place.focus,
        state=STATES[verdict.action],
        sha256=sha256,
        facts=None if verdict.action is Action.DROP else developed.facts,
        renditions=renditions,
        remote_url=place.remote_url,
        reason=verdict.reason if verdict.action.withholds else "",
        label=label_of(verdict),
    )
    owned = _owned(it, picture, place, original)
    return Admitted(owned, verdict, place.source, phash, developed.said, place.show)


async def assess(it: Instance, data: bytes, actor: str) -> Verdict:
    """What the door would say of an upload of that person's, of which nothing is stored.

    Raises PictureRefused, Unavailable.
    """
    audience, rule = await it.db.read(lambda tx: policy.rule_for(tx, it, actor, local=True))
    asked = rule.policy is not Policy.OFF
    samples = await it.studio.samples(data, it.detector.sample_size if asked else 0, it.detector.frames, own=True)
    report = await it.detector.examine(data, samples) if asked else Report()
    sha256 = hashlib.sha256(data).hexdigest()
    known = await it.db.read(lambda tx: verdicts.overturned(tx, sha256, actor, ""))
    return verdict_for(report, audience, rule, local=True, overturned=known)


async def _wish(it: Instance, place: Place) -> Wish:
    """Pictures of others get nothing that is not theirs: nobody here knows who made them."""
    if not place.local:
        return Wish()
    return await it.db.read(lambda tx: copies.wish(tx, place.actor_id, place.role, it.clock(), place.licence))


def verdict_for(report: Report, audience: Audience, rule: Rule, *, local: bool, overturned: bool) -> Verdict:
    """The policy's verdict, unless a person has kept this very picture before: it is never flagged again."""
    if overturned and rule.policy is not Policy.OFF:
        return Verdict(Action.KEEP, "overturned", report, None, rule, audience)
    return replace(judge(report, rule, local=local), audience=audience)


def label_of(verdict: Verdict) -> Label:
    """How a kept picture is marked by a verdict."""
    if verdict.action is not Action.LABEL:
        return Label.NONE
    return Label.DECLARED if verdict.reason == "declared" else Label.ESTIMATED


def _store(
    it: Instance, data: bytes, developed: Developed, action: Action, *, keep_original: bool
) -> tuple[tuple[Rendition, ...], str | None]:
    """Put renditions (and the original) where the verdict says: what is held lies in quarantine."""
    shown = Area.QUARANTINE if action is Action.HOLD else Area.PUBLIC
    renditions = tuple(
        Rendition(e.name, e.mime, e.width, e.height, len(e.data), it.blobs.put(e.data, shown))
        for e in developed.renditions
    )
    if action is Action.HOLD:
        return renditions, it.blobs.put(data, Area.QUARANTINE)
    return renditions, it.blobs.put(data, Area.PRIVATE) if keep_original else None


def _owned(it: Instance, picture: Media, place: Place, original: str | None) -> Owned:
    return Owned(picture, place.actor_id, place.work_id, place.role, original, place.file_name, it.clock())


def absent(it: Instance, place: Place, reason: str, state: MediaState = MediaState.DROPPED) -> Admitted:
    """A place whose picture could not be had or is no picture: shown as such, with its reason."""
    picture = Media(
        MediaId(new_id(it.clock())),
        place.position,
        place.alt,
        place.focus,
        state,
        "",
        None,
        (),
        place.remote_url,
        reason,
    )
    return Admitted(_owned(it, picture, place, None), None, place.source)


def waiting(it: Instance, place: Place) -> Admitted:
    """A place whose picture cannot be had at the moment; `book` leaves a task that tries again."""
    return absent(it, place, WAITING, MediaState.FETCHED)


def book(tx: Tx, admitted: Admitted, work: WorkId | None, now: int) -> None:
    """Give a judged picture its row and its verdict."""
    owned = replace(admitted.owned, work_id=work)
    media.insert(tx, owned)
    said.add(tx, owned.media.id, admitted.said, admitted.show)
    copies.plan(tx, owned, now)
    if owned.media.state is MediaState.FETCHED:
        queue.picture(tx, owned.media.id, now, host=admitted.source)
    _record(tx, admitted, owned, now)


def _record(tx: Tx, admitted: Admitted, owned: Owned, now: int) -> None:
    """Book a verdict with what follows from it: the counts, the artist's notice, another try where the check failed."""
    verdict = admitted.verdict
    if verdict is None:
        return
    sha256, phash = owned.media.sha256, admitted.phash
    verdicts.add(tx, new_id(now), owned.media.id, admitted.source, sha256, verdict, now, phash)
    tallies.count_verdict(tx, now, verdict.action, checked=int(verdict.reason != "off"))
    if verdict.action is Action.HOLD and verdict.reason == "error":
        queue.judge(tx, owned.media.id, now)
    if verdict.action is Action.LABEL and admitted.source == UPLOAD:
        notifications.add(tx, owned.actor_id, Notice.LABELLED, now, work=owned.work_id, media=owned.media.id)


async def fetch_and_admit(it: Instance, url: str, place: Place, budget: Budget) -> Admitted:
    """A remote picture through the door. What will never be had leaves an empty place with its reason.

    Raises FetchFailed and Unavailable for trouble that passes: see `waiting`.
    """
    try:
        with speaking(ENGLISH):  # why it was refused is stored, for readers of every language
            return await admit(it, await outside.picture(it, url, budget), place)
    except PictureRefused as error:
        return absent(it, place, error.public)
    except FedartError as error:
        if error.retry:
            raise
        log.info("picture_not_fetched", host=place.source, reason=error)
        return absent(it, place, UNREACHABLE)


async def fetch_again(it: Instance, payload: bytes) -> None:
    """The task that fetches a picture that waits. Raises FetchFailed and Unavailable to be tried again."""
    found = await _waiting_place(it, payload)
    if found is not None:
        ident, url, place = found
        admitted = await fetch_and_admit(it, url, place, Budget())
        await it.db.write(lambda tx: _settle(tx, it, ident, admitted))


async def give_up(it: Instance, payload: bytes) -> None:
    """The end of that task without success: the place says that the picture cannot be had."""
    found = await _waiting_place(it, payload)
    if found is not None:
        ident, _, place = found
        await it.db.write(lambda tx: _settle(tx, it, ident, absent(it, place, UNREACHABLE)))


async def _waiting_place(it: Instance, payload: bytes) -> tuple[MediaId, str, Place] | None:
    """The picture a task is about, when it still waits: its id, its address, its place."""
    ident = MediaId(orjson.loads(payload)["media"])
    owned = await it.db.read(lambda tx: media.by_id(tx, ident))
    if owned is None or owned.media.state is not MediaState.FETCHED or owned.media.remote_url is None:
        return None
    url = owned.media.remote_url
    return ident, url, Place(owned.actor_id, host_of(url), remote_url=url)


def _settle(tx: Tx, it: Instance, ident: MediaId, admitted: Admitted) -> None:
    """Give a waiting place what became of its picture; position and description stay as they are now."""
    current, new = media.by_id(tx, ident), admitted.owned
    if current is None or current.media.state is not MediaState.FETCHED:
        return
    merged = replace(
        new.media, id=ident, position=current.media.position, alt=current.media.alt, focus=current.media.focus
    )
    media.settle(tx, merged, new.original)
    _record(tx, admitted, replace(current, media=merged), it.clock())
    if current.work_id is not None:
        works.touch(tx, current.work_id)


async def discard(it: Instance, admitted: Sequence[Admitted]) -> None:
    """Take back what was stored for a use case that failed in between."""
    await tidy(it, [f for a in admitted for f in media.files_of(a.owned.media, a.owned.original)])


async def tidy(it: Instance, files: Sequence[str]) -> None:
    """Delete files (`area/sha256`) of the store that no picture needs."""
    unused = await it.db.read(lambda tx: [file for file in files if not media.blob_used(tx, file)])
    for file in unused:
        area, _, sha256 = file.partition("/")
        await asyncio.to_thread(it.blobs.delete, sha256, Area(area))


async def collect(it: Instance) -> None:
    """Delete files that no row names, left by a crash between storing and booking; the youngest hour is spared."""
    for area in Area:
        wanted = await it.db.read(partial(media.files_in, area=area))
        await asyncio.to_thread(it.blobs.collect, area, wanted, ORPHAN_SECONDS)
