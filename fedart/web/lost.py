"""What stands on pages that have nothing of their own to show, doors and errors: a picture, and the ways on."""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from fedart.errors import FedartError, TooFast, Unavailable
from fedart.instance import Instance
from fedart.storage import views
from fedart.storage.views import Card
from fedart.web.session import instance_of, internal
from fedart.words import say_many

_LOOK: Final = 12
_WITH_PICTURE: Final = frozenset({401, 403, 404, 410})
"""Not when there is trouble, nor for who asks too often: what tells of that costs nothing."""
_AGAIN: Final = frozenset({429, 500, 503})
_BACK: Final = frozenset({400, 403, 413, 415, 422, 429, 500, 503})
_FOR_SOME: Final = ("/@", "/albums/", "/jobs/", "/people/", "/works/")
"""Where what is missing may be there for somebody who is signed in. No secret link is among them: none is echoed."""
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways on from an error; each is empty where there is none.

    `again` is the same page, `back` the one before it, `here` where signing in leads back to, if it may help; all
    within this server. `wait` says in words how long it may take.
    """

    view: Card | None
    again: str
    back: str
    here: str
    wait: str


async def view(it: Instance) -> Card | None:
    """A picture for the wall beside the words: the newest landscape that needs no warning."""
    page = await it.db.read(lambda tx: views.newest(tx, limit=_LOOK))
    fitting = [card for card in page.items if not card.covered and card.cover.facts is not None]
    wide = [card for card in fitting if card.cover.facts and card.cover.facts.width >= card.cover.facts.height]
    return next(iter(wide or fitting), None)


async def ways(request: Request, error: FedartError) -> Ways:
    """Where somebody who meets that error can go."""
    it = instance_of(request)
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    here = internal(asked, "") if request.method == "GET" else ""
    before = internal(_before(request, it.config.instance.origin), "")
    return Ways(
        view=await view(it) if error.status in _WITH_PICTURE else None,
        again=here if error.status in _AGAIN else "",
        back=before if error.status in _BACK and before != here else "",
        here=here if here.startswith(_FOR_SOME) or error.status in (401, 403) else "",
        wait=_wait(error.retry_after) if isinstance(error, TooFast | Unavailable) else "",
    )


def _before(request: Request, origin: str) -> str:
    """The page of ours that led here, as far as the browser says."""
    came = request.headers.get("referer", "")
    return came.removeprefix(origin) if came.startswith(f"{origin}/") else ""


def _wait(seconds: int) -> str:
    if seconds < 2 * _MINUTE:
        return say_many("It should work again in %(num)s second.", "It should work again in %(num)s seconds.", seconds)
    minutes = -(-seconds // _MINUTE)
    return say_many("It should work again in %(num)s minute.", "It should work again in %(num)s minutes.", minutes)
