"""Pages from templates: one Jinja environment with autoescape on, and what every page knows of its place and viewer.

Columns that hold sanitised HTML are the only values that templates mark as safe (THREATS XSS-01).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from fedart import share
from fedart.domain.actor import Viewer
from fedart.domain.ids import ActorId
from fedart.errors import FedartError
from fedart.instance import Instance
from fedart.storage import views_home
from fedart.storage.views_home import Bar
from fedart.web import csrf, emojis, filters, respond, static
from fedart.web.session import instance_of, viewer_of


@dataclass(frozen=True, slots=True)
class Site:
    """The instance as pages name it."""

    name: str
    description: str
    origin: str
    host: str
    language: str
    contact: str
    source: str


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one environment: autoescape everywhere, an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(share.path("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(filters.FILTERS)
    made.filters.update(
        {
            "emojis": emojis.named,
            "with_emojis": emojis.written,
            "spoken": emojis.spoken,
            "initial": emojis.initial,
        }
    )
    made.tests["tall"] = filters.is_tall
    made.globals["static"] = static.url
    return made


def render(name: str, **values: object) -> str:
    """The text of a template."""
    return environment().get_template(name).render(**values)


def site_of(it: Instance) -> Site:
    settings = it.config.instance
    return Site(
        name=settings.name,
        description=settings.description,
        origin=settings.origin,
        host=it.urls.host,
        language=settings.language,
        contact=settings.contact,
        source=settings.source,
    )


async def _bar(it: Instance, viewer: Viewer) -> Bar:
    actor, moderates, now = viewer.actor.id, viewer.account.role.moderates, it.clock()
    return await it.db.read(lambda tx: views_home.bar(tx, ActorId(actor), now, moderates=moderates))


async def context(request: Request, *, form: bool = False) -> dict[str, object]:
    """What every page gets. `form`: the page has a form for people who are not signed in, so it needs a token."""
    it = instance_of(request)
    viewer = await viewer_of(request)
    return {
        "site": site_of(it),
        "viewer": viewer,
        "bar": await _bar(it, viewer) if viewer else None,
        "csrf": await csrf.token(request) if form or viewer else "",
        "here": request.url.path,
        "now": it.clock(),
    }


async def page(
    request: Request,
    name: str,
    values: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    alternate: str | None = None,
    private: bool = False,
    form: bool = False,
) -> Response:
    """A page from the template `name`. `private`: never to be shared, whoever asked."""
    known = await context(request, form=form)
    text = await emojis.shown(instance_of(request).db, render(name, **known, **(values or {})))
    return respond.html(request, text, status, alternate=alternate, private=private or form)


async def problem(request: Request, error: FedartError) -> Response:
    """The page that tells of an error; it says no more than `public`."""
    explained = error.public != type(error).public
    words = "This link is over." if error.status == 410 and explained else wording(error.status)
    values = {"error": error, "words": words, "explained": explained}
    return await page(request, "errors/problem.html", values, status=error.status)


_WORDS = {
    400: "That request could not be read.",
    401: "Please sign in first.",
    403: "This door is closed.",
    404: "This wall is empty.",
    405: "That does not work here.",
    410: "This was taken down.",
    413: "That is too large.",
    415: "We cannot take that kind of thing.",
    421: "This address is not ours.",
    422: "Something needs a change.",
    429: "That was a little fast.",
    503: "We need a moment.",
}


def wording(status: int) -> str:
    """The headline for a status code."""
    return _WORDS.get(status, "Something broke on our side.")
