"""The search field: an address or a handle leads to its page here, everything else to what is found.

A GET looks at what is here; others are asked only when a signed-in person sends the form (THREATS WEB-03).
"""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Actor
from fedart.domain.search import LIMIT, Kind, Query, read
from fedart.domain.work import Work
from fedart.errors import FedartError, TooFast
from fedart.federation.errors import FetchError
from fedart.services import feeds, search
from fedart.storage import views_people
from fedart.storage.database import Tx
from fedart.storage.views import Card, Page, Person
from fedart.web import cursor, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer, viewer_of

PEOPLE = 12
WORKS = 24
_SERVER_TROUBLE = 500
_LONGEST = 1_900
"""The longest path that leads on: what else `session.internal` would refuse."""


def path_of(found: Actor | Work, text: str = "") -> str:
    """The page here of somebody, or of a work; `text` begins an answer to it."""
    if isinstance(found, Work):
        return with_text(f"/works/{found.id}", text) + ("#replies" if text else "")
    return f"/@{found.username}" if found.local else f"/people/{found.id}"


def asking(text: str) -> str:
    """Our page that finds a text."""
    return f"/search?q={quote(text, safe='')}"


def with_text(path: str, text: str) -> str:
    """A path of ours that brings along what somebody is about to say, where it is not too long for an address."""
    longer = f"{path}{'&' if '?' in path else '?'}text={quote(text, safe='')}"
    return longer if text and len(longer) <= _LONGEST else path


async def show(request: Request) -> Response:
    """GET /search?q=…"""
    typed, text = request.query_params.get("q", "")[:LIMIT].strip(), request.query_params.get("text", "")
    query = read(typed)
    if query.kind is Kind.TAG:
        return respond.redirect(f"/tags/{quote(query.text, safe='')}")
    if query.named:
        found = await search.known(instance_of(request), await viewer_of(request), query)
        if found is not None:
            return respond.redirect(path_of(found, text))
    return await _page(request, typed, query, {}, text)


async def look(request: Request) -> Response:
    """POST /search: what names one thing is looked up at its own server when we do not have it."""
    viewer = await require_viewer(request)
    it = instance_of(request)
    async with uploads.form(request) as form:
        typed, text = form.text("q")[:LIMIT].strip(), form.text("text")
    query = read(typed)
    if not query.named:
        return respond.redirect(asking(typed))
    try:
        found = await search.known(it, viewer, query) or await search.look_up(it, viewer, query)
    except FedartError as error:
        if isinstance(error, TooFast) or (error.status >= _SERVER_TROUBLE and not isinstance(error, FetchError)):
            raise
        return await _page(request, typed, query, {"q": search.sentence(error, query)}, text)
    return respond.redirect(path_of(found, text))


async def _page(request: Request, typed: str, query: Query, errors: Mapping[str, str], text: str) -> Response:
    viewer = await viewer_of(request)
    who, before = viewer.actor.id if viewer else "", cursor.before(request)

    def find(tx: Tx) -> tuple[tuple[Person, ...], Page[Card]]:
        if query.kind is not Kind.WORDS:
            return (), Page(())
        sight = feeds.sight(tx, who, instance_of(request).clock())
        people = views_people.people(tx, query.text, viewer=who, limit=PEOPLE)
        works = views_people.works(tx, query.text, before=before, limit=WORKS)
        seen = tuple(person for person in people if not sight.hides(person.id, person.host))
        return seen, Page(feeds.cards(sight, who, works.items), works.more)

    people, works = await instance_of(request).db.read(find)
    values = {
        "typed": typed,
        "query": query,
        "host": search.host_named(query) if query.named else "",
        "people": people,
        "page": works,
        "errors": errors,
        "text": text,
    }
    return await templates.page(request, "search.html", values, status=422 if errors else 200, private=bool(typed))
