"""What happened: likes, replies, followers, and what became of one's pictures, grouped by day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.applying import Stage
from fedart.domain.commission import Step
from fedart.domain.hiding import Sight
from fedart.domain.ids import is_id
from fedart.services import notices
from fedart.storage import hidden, views_home
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.views import Page, Person
from fedart.storage.views_home import News
from fedart.web import cursor, filters, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer

ITEMS = 60
WHOLE = 100_000
"""Characters: all of a reply, for the words that somebody hides."""
TOGETHER = frozenset({Notice.LIKE, Notice.BOOST, Notice.FOLLOW, Notice.MOVED})
"""News that reads better told once: "Maren, Tomás and 31 others liked …"."""
STAGES = {stage.value: stage.told for stage in Stage}
"""How an application stands, in words for its artist."""
COMMISSIONS = {step.value: step.told for step in Step}
"""How a request for a commission stands, in words for both sides."""
SAID = frozenset({Notice.REPLY, Notice.MENTION, Notice.ASKED})


@dataclass(frozen=True, slots=True)
class Group:
    """News told in one sentence. `first` is the newest; `people` in the order they came, newest first."""

    first: News
    people: tuple[Person, ...]
    fresh: bool
    count: int = 1


def _alike(one: News, other: News) -> bool:
    if one.talk is not None or other.talk is not None:
        # Messages of one conversation by one person, however each of them came to name the reader.
        return one.talk == other.talk and one.by is not None and other.by is not None and one.by.id == other.by.id
    work, others = (news.work[0] if news.work else None for news in (one, other))
    same = work == others and _reaction(one) == _reaction(other)
    return one.kind in TOGETHER and one.kind is other.kind and same


def _reaction(news: News) -> tuple[str, str]:
    """The emoji of a like; a `:code:` means something else on each server."""
    return news.detail, news.by.host if news.detail.startswith(":") and news.by else ""


def grouped(items: Sequence[News]) -> list[Group]:
    """One day's news: likes of one work, boosts of one work and new followers each become one entry."""
    groups: list[Group] = []
    for news in items:
        at = next((n for n, group in enumerate(groups) if _alike(group.first, news)), None)
        people = (news.by,) if news.by else ()
        if at is None:
            groups.append(Group(news, people, news.fresh))
        else:
            known = groups[at]
            new = tuple(p for p in people if p.id not in {k.id for k in known.people})
            groups[at] = replace(
                known, people=(*known.people, *new), fresh=known.fresh or news.fresh, count=known.count + 1
            )
    return groups


def by_day(items: Sequence[News], now: int) -> list[tuple[str, list[Group]]]:
    """News under the headings of their days, newest first."""
    days: dict[str, list[News]] = {}
    for news in items:
        days.setdefault(filters.when(news.created, now), []).append(news)
    return [(day, grouped(found)) for day, found in days.items()]


def says(sight: Sight, news: News) -> bool:
    """Whether what somebody wrote has words in it that the viewer hides."""
    return sight.says((news.warning, filters.plain(news.words, WHOLE)))


async def show(request: Request) -> Response:
    """GET /notifications"""
    viewer = await require_viewer(request)
    it, before, who = instance_of(request), cursor.before(request), viewer.actor.id

    def read(tx: Tx) -> tuple[Page[News], Sight]:
        now = it.clock()
        return views_home.notifications(tx, who, now, before=before, limit=ITEMS), hidden.sight(tx, who, now)

    page, sight = await it.db.read(read)
    newest = page.items[0].id if page.items else ""
    said = [news for news in page.items if news.kind not in SAID or not says(sight, news)]
    values = {"days": by_day(said, it.clock()), "more": page.more, "newest": newest, "stages": STAGES}
    values["commissions"] = COMMISSIONS
    return await templates.page(request, "notifications.html", values)


async def seen(request: Request) -> Response:
    """POST /notifications/seen"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        up_to = form.text("up_to")
        if is_id(up_to):
            await notices.seen(instance_of(request), viewer.actor.id, up_to)
    return respond.redirect("/notifications")
