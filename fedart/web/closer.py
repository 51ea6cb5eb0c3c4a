"""The large view: one picture of a work on a page of its own, whole or at a chosen size.

Without scripts sizes are links and the picture scrolls; scripts add the wheel, pinching, dragging and keys.
"""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.media import Media, MediaState
from fedart.errors import NotFound
from fedart.web import filters, templates
from fedart.web.seen import seen
from fedart.web.works import ident_of

FIT: Final = "fit"
STEPS: Final = (25, 50, 100, 200, 400)
"""Sizes that links lead to, in percent of the picture's own pixels."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """How large the picture stands: `width` and `height` in CSS pixels; `percent` is None where it fits the window."""

    percent: int | None
    width: int
    height: int

    @property
    def name(self) -> str:
        return FIT if self.percent is None else str(self.percent)

    @property
    def smaller(self) -> str:
        """The next smaller size; from the smallest on, the whole picture."""
        return str(max((step for step in STEPS if step < (self.percent or 0)), default=FIT))

    @property
    def larger(self) -> str:
        """The next larger size; empty at the largest. The first step from the whole picture is its own size."""
        if self.percent is None:
            return "100"
        return str(min((step for step in STEPS if step > self.percent), default=""))


def zoom_of(asked: str, media: Media) -> Zoom:
    """The size that `?zoom=` asks for; the whole picture for anything that is not one of the steps."""
    width, height = filters.extent(media)
    if asked not in map(str, STEPS):
        return Zoom(None, width, height)
    percent = int(asked)
    return Zoom(percent, max(1, width * percent // 100), max(1, height * percent // 100))


async def show(request: Request) -> Response:
    """GET /works/{id}/view/{number}, counted from 1.

    Raises NotFound for pictures that are not there for this viewer (THREATS WEB-09).
    """
    found, number = await seen(request, ident_of(request)), request.path_params["number"]
    pictures = [
        media
        for media in found.post.pictures
        if filters.largest(media) and (media.state is MediaState.KEPT or (found.mine and found.post.work.local))
    ]
    if not 1 <= number <= len(pictures):
        raise NotFound("no such picture")
    media = pictures[number - 1]
    values = {
        "post": found.post,
        "media": media,
        "number": number,
        "total": len(pictures),
        "zoom": zoom_of(request.query_params.get("zoom", FIT), media),
        "tall": filters.is_tall(media),
    }
    return await templates.page(request, "closer.html", values, private=not found.public)
