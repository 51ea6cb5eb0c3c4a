"""All works, and those that fit words and filters. Every set of filters is an address of its own."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.search import LIMIT
from fedart.domain.stated import WORD_LENGTH, Facet, Licence, Process
from fedart.services import feeds
from fedart.storage import views_sought
from fedart.storage.database import Tx
from fedart.storage.views import NEWEST, Card, Page
from fedart.storage.views_sought import Wish
from fedart.web import cursor, templates
from fedart.web.session import instance_of, viewer_of
from fedart.words import later, say

WORKS: Final = 36
OPEN: Final = "open"
LICENCES: Final = (
    ("", later("Any licence")),
    (OPEN, later("Any Creative Commons")),
    *((each.value, each.words) for each in Licence if each is not Licence.RESERVED),
)
PROCESSES: Final = (
    ("", later("However made")),
    (Process.HUMAN.value, later("Without generative AI, as stated")),
    (Process.ASSISTED.value, later("Partly with generative AI")),
    (Process.GENERATED.value, later("With generative AI")),
)
SHAPES: Final = (
    ("", later("Any shape")),
    ("wide", later("Wide")),
    ("tall", later("Tall")),
    ("square", later("Square")),
)
_CHOICES: Final = {"licence": LICENCES, "process": PROCESSES, "shape": SHAPES}


def wish_of(asked: Mapping[str, str]) -> Wish:
    """What an address asks for; what no filter knows is left out."""
    facets = {facet.value: asked.get(facet.value, "").strip()[:WORD_LENGTH].casefold() for facet in Facet}
    chosen = {
        name: value if (value := asked.get(name, "")) in dict(choices) else "" for name, choices in _CHOICES.items()
    }
    return Wish(text=" ".join(asked.get("q", "")[:LIMIT].split()), **facets, **chosen)


def query_of(wish: Wish, **other: str) -> str:
    """The address's query for that wish, with another filter in its place or none; empty for everything."""
    values = {"q": wish.text, **wish.filters, **other}
    return urlencode({name: value for name, value in values.items() if value})


async def works(request: Request) -> Response:
    """GET /works"""
    viewer, it, before = await viewer_of(request), instance_of(request), cursor.before(request)
    wish, who = wish_of(request.query_params), viewer.actor.id if viewer else ""

    def read(tx: Tx) -> tuple[Page[Card], dict[str, tuple[tuple[str, str], ...]]]:
        found = views_sought.works(tx, wish, before=before, limit=WORKS)
        shown = Page(feeds.cards(feeds.sight(tx, who, it.clock()), who, found.items), found.more)
        return shown, {facet.value: views_sought.vocabulary(tx, facet) for facet in Facet}

    page, vocabulary = await it.db.read(read)
    values = {
        "page": page,
        "wish": wish,
        "query": query_of(wish),
        "vocabulary": vocabulary,
        "choices": _CHOICES,
        "newest": before == NEWEST,
        "set": [(name, _word(name, value, vocabulary), query_of(wish, **{name: ""})) for name, value in _set(wish)],
    }
    return await templates.page(request, "works.html", values, private=bool(wish.text))


def _set(wish: Wish) -> list[tuple[str, str]]:
    return [*([("q", wish.text)] if wish.text else []), *wish.filters.items()]


def _word(name: str, value: str, vocabulary: Mapping[str, tuple[tuple[str, str], ...]]) -> str:
    """A filter's value in words."""
    if name == "q":
        return f"“{value}”"
    return say(dict(_CHOICES[name])[value]) if name in _CHOICES else dict(vocabulary.get(name, ())).get(value, value)
