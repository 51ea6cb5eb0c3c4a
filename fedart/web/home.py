"""Home: the feeds; following and stopping, answering requests."""

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import ActorId, is_id
from fedart.errors import FedartError, NotFound, TooFast
from fedart.federation.errors import FetchError
from fedart.services import feeds, follows, trouble
from fedart.services.feeds import Feed
from fedart.storage import followed_tags, views_home, views_jobs
from fedart.storage.database import Tx
from fedart.storage.views import Page
from fedart.storage.views_home import Following
from fedart.storage.views_work import Post
from fedart.web import cursor, job_facts, respond, templates, uploads
from fedart.web.session import instance_of, internal, require_viewer
from fedart.words import say

POSTS = 10
PEOPLE = 50
TARGET_LIMIT = 500
_SERVER_TROUBLE = 500


async def show(request: Request) -> Response:
    """GET /home; `?follow=` is where other servers send people who want to follow somebody from here."""
    return await _page(request, {}, request.query_params.get("follow", "")[:TARGET_LIMIT])


async def local(request: Request) -> Response:
    """GET /home/local"""
    return await _page(request, {}, "", Feed.LOCAL)


async def federated(request: Request) -> Response:
    """GET /home/federated"""
    return await _page(request, {}, "", Feed.FEDERATED)


async def _page(request: Request, errors: Mapping[str, str], target: str, feed: Feed = Feed.HOME) -> Response:
    viewer = await require_viewer(request)
    it, who = instance_of(request), viewer.actor.id
    page = await feeds.read(it, who, feed, before=cursor.before(request), limit=POSTS)
    tags, jobs = await it.db.read(lambda tx: (followed_tags.of_actor(tx, who), views_jobs.among(tx, page.items)))
    values = {
        "page": page,
        "jobs": jobs,
        "facts": job_facts,
        "feed": feed.value,
        "tags": tags,
        "why": {post.work.id: _why(post, who, tags) for post in page.items} if feed is Feed.HOME else {},
        "errors": errors,
        "target": target,
    }
    return await templates.page(request, "home.html", values, status=422 if errors else 200)


def _why(post: Post, who: str, tags: Sequence[str]) -> str:
    """The followed tag that brought a post by somebody else into the home feed; empty for people one follows."""
    if post.followed or post.passed_by or post.by.id == who:
        return ""
    carried = {tag.casefold() for tag in post.work.tags}
    return next((tag for tag in tags if tag in carried), "")


async def following(request: Request) -> Response:
    """GET /following"""
    viewer = await require_viewer(request)
    before = cursor.before(request)

    def read(tx: Tx) -> tuple[Page[Following], Page[Following]]:
        who = viewer.actor.id
        followed = views_home.following(tx, who, before=before, limit=PEOPLE)
        return followed, views_home.requests(tx, who, limit=PEOPLE)

    page, requests = await instance_of(request).db.read(read)
    tags = await instance_of(request).db.read(lambda tx: followed_tags.of_actor(tx, viewer.actor.id))
    values = {"page": page, "requests": requests.items, "tags": tags}
    return await templates.page(request, "following.html", values)


async def follow(request: Request) -> Response:
    """POST /follows"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        target = form.text("target").strip()
        if not target:
            return await _page(request, {"target": say("Please give an address, like @name@server.example.")}, "")
        try:
            await follows.follow(instance_of(request), viewer.actor.id, target)
        except FedartError as error:
            if isinstance(error, TooFast) or (error.status >= _SERVER_TROUBLE and not isinstance(error, FetchError)):
                raise
            return await _page(request, {"target": trouble.words(error, target)}, target)
    return respond.redirect(internal(form.text("next"), "/following"))


async def unfollow(request: Request) -> Response:
    """POST /people/{id}/unfollow"""
    viewer = await require_viewer(request)
    ident = request.path_params["id"]
    async with uploads.form(request) as form:
        if not is_id(ident):
            raise NotFound("no such person")
        await follows.unfollow(instance_of(request), viewer.actor.id, ActorId(ident))
    return respond.redirect(internal(form.text("next"), "/following"))


async def passes(request: Request) -> Response:
    """POST /people/{id}/passes; `show` has what they pass on come home, without it that stays away."""
    viewer = await require_viewer(request)
    ident = request.path_params["id"]
    async with uploads.form(request) as form:
        if not is_id(ident):
            raise NotFound("no such person")
        who, other = viewer.actor.id, ActorId(ident)
        await follows.show_passes(instance_of(request), who, other, wanted=bool(form.text("show")))
    return respond.redirect(internal(form.text("next"), "/following"))


async def accept(request: Request) -> Response:
    """POST /follows/{id}/accept"""
    return await _answer(request, yes=True)


async def reject(request: Request) -> Response:
    """POST /follows/{id}/reject"""
    return await _answer(request, yes=False)


async def _answer(request: Request, *, yes: bool) -> Response:
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        await follows.answer(instance_of(request), viewer.actor.id, request.path_params["id"], accept=yes)
    return respond.redirect(internal(form.text("next"), "/notifications"))
