"""Pages from templates: one Jinja environment with autoescape on, and what every page knows of its place and viewer.

Columns that hold sanitised HTML are the only values that templates mark as safe (THREATS XSS-01).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from fedart import share, words
from fedart.domain.actor import Viewer
from fedart.domain.ids import ActorId
from fedart.domain.mature import STRANGER, Eyes
from fedart.errors import FedartError
from fedart.instance import Instance
from fedart.storage import habits, views_home
from fedart.storage.views_home import Bar
from fedart.web import csrf, emojis, eyes, filters, fragments, icons, lost, respond, static, walls
from fedart.web.session import instance_of, viewer_of
from fedart.words import later, say


@dataclass(frozen=True, slots=True)
class Site:
    """The instance as pages name it."""

    name: str
    description: str
    tagline: str
    origin: str
    host: str
    language: str
    contact: str
    source: str


class _Translating(Protocol):
    """What Jinja's i18n extension adds to an environment."""

    def install_gettext_callables(
        self, gettext: Callable[[str], str], ngettext: Callable[[str, str, int], str], *, newstyle: bool
    ) -> None: ...


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
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    cast("_Translating", made).install_gettext_callables(words.say, words.plural, newstyle=True)
    made.globals.update({"gettext": _said, "_": _said})
    made.filters["said"] = words.told
    made.globals["later"] = words.later
    made.filters.update(filters.FILTERS | walls.FILTERS)
    made.filters.update(eyes.FILTERS)
    made.filters.update(
        {
            "emojis": emojis.named,
            "with_emojis": emojis.written,
            "spoken": emojis.spoken,
            "initial": emojis.initial,
        }
    )
    made.filters["kept"] = fragments.kept
    made.tests["tall"] = filters.is_tall
    made.globals["static"] = static.url
    made.globals["drawing"] = icons.drawing
    return made


@lru_cache(maxsize=4_096)
def _sentence(language: words.Language, sentence: str) -> Markup:
    with words.speaking(language):
        return Markup(words.say(sentence)) % {}


def _said(sentence: str, **values: object) -> Markup:
    """What `_` says in templates: as Jinja's own does, but a sentence without values is put together once."""
    if not values:
        return _sentence(words.current(), sentence)
    return Markup(words.say(sentence)) % values


def render(name: str, **values: object) -> str:
    """The text of a template."""
    return environment().get_template(name).render(**values)


def site_of(it: Instance) -> Site:
    settings = it.config.instance
    return Site(
        name=settings.name,
        description=settings.description,
        tagline=settings.tagline or settings.description,
        origin=settings.origin,
        host=it.urls.host,
        language=settings.language,
        contact=settings.contact,
        source=settings.source,
    )


async def _bar(it: Instance, viewer: Viewer) -> tuple[Bar, Eyes]:
    """The viewer's bar, and how they want to meet marked works."""
    actor, moderates, now = ActorId(viewer.actor.id), viewer.account.role.moderates, it.clock()
    return await it.db.read(lambda tx: (views_home.bar(tx, actor, now, moderates=moderates), habits.of(tx, actor).eyes))


async def context(request: Request, *, form: bool = False) -> dict[str, object]:
    """What every page gets. `form`: the page has a form for people who are not signed in, so it needs a token."""
    it = instance_of(request)
    viewer = await viewer_of(request)
    bar, sight = await _bar(it, viewer) if viewer else (None, STRANGER)
    return {
        "site": site_of(it),
        "viewer": viewer,
        "bar": bar,
        "eyes": sight,
        "csrf": await csrf.token(request) if form or viewer else "",
        "here": request.url.path,
        "now": it.clock(),
        "speech": words.current(),
        "languages": request.state.languages,
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
    shown, viewer, sight = values or {}, known["viewer"], known["eyes"]
    if isinstance(viewer, Viewer) and isinstance(sight, Eyes) and not name.startswith("admin/"):
        shown = eyes.met(shown, sight, viewer.actor.id)
    text = await emojis.shown(instance_of(request).db, render(name, **known, **shown))
    return respond.html(request, text, status, alternate=alternate, private=private or form)


async def problem(request: Request, error: FedartError) -> Response:
    """The page that tells of an error; it says no more than `public`."""
    explained = error.public != type(error).public
    words = say("This link is over.") if error.status == 410 and explained else wording(error.status)
    ways = await lost.ways(request, error)
    values = {"error": error, "words": words, "explained": explained, "ways": ways, "view": ways.view}
    return await page(request, "errors/problem.html", values, status=error.status)


_WORDS = {
    400: later("That request could not be read."),
    401: later("Please sign in first."),
    403: later("This door is closed."),
    404: later("This wall is empty."),
    405: later("That does not work here."),
    410: later("This was taken down."),
    413: later("That is too large."),
    415: later("We cannot take that kind of thing."),
    421: later("This address is not ours."),
    422: later("Something needs a change."),
    429: later("That was a little fast."),
    503: later("We need a moment."),
}
_OTHER = later("Something broke on our side.")


def wording(status: int) -> str:
    """The headline for a status code."""
    return say(_WORDS.get(status, _OTHER))
