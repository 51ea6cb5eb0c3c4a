"""The table of tasks: name, what runs it, and how long to wait after each failure."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import orjson

from fedart.config import Config
from fedart.instance import Instance
from fedart.services import (
    applications_out,
    backfill,
    backlinks,
    closing,
    commissions,
    copies,
    crops,
    delivery,
    emojis,
    enclosures,
    featured,
    fetchers,
    imprint,
    inbox,
    job_searches,
    jobs,
    keys,
    looks,
    media,
    portraits,
    practice,
    queue,
    rejudge,
    retention,
    rotation,
    studio_domains,
    synchronisation,
    threads,
    transfers,
)
from fedart.tasks import publishing

Run = Callable[[Instance, bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`delays`: seconds to wait after the first, second, ... failed attempt. `lost` runs when a task is given up."""

    run: Run
    delays: Callable[[Config], Sequence[float]]
    lost: Run | None = None


async def _tidy(it: Instance, payload: bytes) -> None:
    await media.tidy(it, orjson.loads(payload)["blobs"])


def _inbound(config: Config) -> Sequence[float]:
    return config.federation.inbox_retry_delays


def _outbound(config: Config) -> Sequence[float]:
    return config.federation.retry_delays


def _judging(config: Config) -> Sequence[float]:
    return config.detector.retry_delays


KINDS: dict[str, Kind] = {
    queue.RECEIVE: Kind(inbox.process, _inbound),
    queue.DELIVER: Kind(delivery.attempt, _outbound, lost=applications_out.lost),
    queue.REFETCH: Kind(delivery.look_again, _inbound),
    queue.PORTRAIT: Kind(portraits.fetch, _inbound),
    queue.PICTURE: Kind(media.fetch_again, _inbound, lost=media.give_up),
    queue.EMOJIS: Kind(emojis.fetch, _inbound),
    queue.BACKLINKS: Kind(backlinks.look, _inbound),
    queue.FETCHER: Kind(fetchers.introduce, _inbound),
    queue.COPIES: Kind(copies.make, _inbound),
    queue.CROPS: Kind(crops.make, _inbound),
    queue.IMPRINT: Kind(imprint.write, _inbound),
    queue.LACKING: Kind(copies.look, _inbound),
    queue.TIDY: Kind(_tidy, _inbound),
    queue.FORGET: Kind(retention.step, _inbound),
    queue.THREAD: Kind(threads.look, _inbound),
    queue.FEATURED: Kind(featured.run, _inbound),
    queue.BACKFILL: Kind(backfill.run, _inbound, lost=backfill.give_up),
    queue.IMPORT: Kind(transfers.run, _inbound, lost=transfers.give_up),
    queue.SYNCHRONISE: Kind(synchronisation.run, _inbound),
    queue.JUDGE: Kind(rejudge.again, _judging),
    queue.JUDGE_DRAFT: Kind(looks.judge, _judging),
    queue.REJUDGE: Kind(rejudge.step, _judging, lost=rejudge.abandon),
    queue.ROTATE: Kind(rotation.step, _inbound),
    queue.PROOF_KEYS: Kind(keys.complete, _inbound),
    queue.LAPSE: Kind(practice.lapse, _inbound),
    queue.CLOSE: Kind(closing.step, _inbound),
    queue.END_JOB: Kind(jobs.end, _inbound),
    queue.REMIND_JOB: Kind(jobs.remind, _inbound),
    queue.TELL_SEARCHES: Kind(job_searches.tell, _inbound),
    queue.ENCLOSED_FILE: Kind(enclosures.fetch_file, _inbound, lost=enclosures.lose_file),
    queue.ENCLOSED_WORK: Kind(enclosures.fetch_work, _inbound),
    queue.TELL_DESK: Kind(commissions.tell, _inbound),
    queue.STUDIO_DOMAIN: Kind(studio_domains.again, _inbound),
    queue.PUBLISH: Kind(publishing.run, _inbound, lost=publishing.give_up),
}
