"""What happened: likes, replies, followers, and what became of one's pictures, grouped by day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import is_id
from fedart.services import notices
from fedart.storage import views_home
from fedart.storage.notifications import Notice
from fedart.storage.views import Person
from fedart.storage.views_home import News
from fedart.web import cursor, filters, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer

ITEMS = 60
TOGETHER = frozenset({Notice.LIKE, Notice.BOOST, Notice.FOLLOW})
"""News that reads better told once: "Maren, Tomás and 31 others liked …"."""


@dataclass(frozen=True, slots=True)
class Group:
    """News told in one sentence. `first` is the newest; `people` in the order they came, newest first."""

    first: News
    people: tuple[Person, ...]
    fresh: bool


def _alike(one: News, other: News) -> bool:
    work, others = (news.work[0] if news.work else None for news in (one, other))
    return one.kind in TOGETHER and one.kind is other.kind and work == others


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
            groups[at] = replace(known, people=(*known.people, *new), fresh=known.fresh or news.fresh)
    return groups


def by_day(items: Sequence[News], now: int) -> list[tuple[str, list[Group]]]:
    """News under the headings of their days, newest first."""
    days: dict[str, list[News]] = {}
    for news in items:
        days.setdefault(filters.when(news.created, now), []).append(news)
    return [(day, grouped(found)) for day, found in days.items()]


async def show(request: Request) -> Response:
    """GET /notifications"""
    viewer = await require_viewer(request)
    it, before = instance_of(request), cursor.before(request)
    page = await it.db.read(lambda tx: views_home.notifications(tx, viewer.actor.id, before=before, limit=ITEMS))
    newest = page.items[0].id if page.items else ""
    values = {"days": by_day(page.items, it.clock()), "more": page.more, "newest": newest}
    return await templates.page(request, "notifications.html", values)


async def seen(request: Request) -> Response:
    """POST /notifications/seen"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        up_to = form.text("up_to")
        if is_id(up_to):
            await notices.seen(instance_of(request), viewer.actor.id, up_to)
    return respond.redirect("/notifications")
