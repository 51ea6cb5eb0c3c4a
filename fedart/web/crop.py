"""The parts of a picture that are shown where pages crop it: chosen by numbers and buttons, or drawn with scripts.

Nothing is stored before Save. Previews are the picture itself behind a window, so that they are exact and cost nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain import crop
from fedart.domain.crop import SENSIBLE, Part, Shape, Size, Step
from fedart.domain.ids import is_id
from fedart.domain.media import MediaState
from fedart.errors import Invalid, NotFound
from fedart.services import crops as services
from fedart.services.crops import Choice, Croppable
from fedart.storage import views_work
from fedart.storage.database import Tx
from fedart.web import filters, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import later

WORDS: Final = {
    Shape.SQUARE: (later("Square, 1:1"), later("In square grids and small rows.")),
    Shape.LANDSCAPE: (later("Landscape, 4:3"), later("On album covers, and in lists of artists.")),
    Shape.PORTRAIT: (later("Portrait, 3:4"), later("In lists of artists, where the picture is a tall one.")),
    Shape.WIDE: (later("Wide, 16:9"), later("In previews of links, here and elsewhere.")),
}
"""Of each shape: its name, and where it is shown."""

Steps = tuple[tuple[Step, str, str], ...]
STEPS: Final[Steps] = (
    (Step.LEFT, "←", later("further left")),
    (Step.RIGHT, "→", later("further right")),
    (Step.UP, "↑", later("further up")),
    (Step.DOWN, "↓", later("further down")),
    (Step.CLOSER, "+", later("closer")),
    (Step.WIDER, "−", later("wider")),
)


def number(value: float) -> str:
    """With up to two decimals: `50`, `33.33`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Panel:
    """One shape on the page: the part it shows, whether it was chosen, and the numbers in its fields."""

    shape: Shape
    size: Size
    part: Part
    chosen: bool

    @property
    def name(self) -> str:
        return WORDS[self.shape][0]

    @property
    def where(self) -> str:
        return WORDS[self.shape][1]

    @property
    def numbers(self) -> tuple[str, str, str]:
        """Its middle across and down in percent, and the zoom."""
        across, down = self.part.middle
        return number(across * 100), number(down * 100), number(crop.zoom_of(self.size, self.shape, self.part))

    @property
    def pixels(self) -> Size:
        return crop.pixels(self.size, self.part)

    @property
    def soft(self) -> bool:
        return crop.soft(self.size, self.part)

    @property
    def closest(self) -> str:
        return number(crop.most_zoom(self.size, self.shape))

    @property
    def window(self) -> str:
        """The part as a `viewBox`, in pixels of the picture."""
        return window(self.size, self.part)


def window(size: Size, part: Part) -> str:
    """A part as a `viewBox`, in pixels of the picture."""
    left, top, right, bottom = crop.box(size, part)
    return " ".join(number(each) for each in (left, top, right - left, bottom - top))


def _read(form: uploads.Form, found: Croppable) -> Choice:
    """The form as it was filled in, after the button that was pressed."""
    parts = {shape: part for shape in Shape if (part := _part(form, found, shape)) is not None}
    if form.text("focus") != "own":
        return Choice(parts, None)
    return Choice(parts, Part(_share(form, "focusx"), _share(form, "focusy"), 0.0, 0.0).focus)


def _part(form: uploads.Form, found: Croppable, shape: Shape) -> Part | None:
    """The chosen part of a shape; None while it is what is shown without a choice."""
    typed = tuple(form.text(f"{name}-{shape}").strip() for name in ("across", "down", "zoom"))
    pressed, _, what = form.text("step").partition(" ")
    if pressed == shape and what == "reset":
        return None
    stepped = Step(what) if pressed == shape and what in set(Step) else None
    if not form.checked(f"own-{shape}") and " ".join(typed) == form.text(f"was-{shape}") and stepped is None:
        return None
    across, down = _share(form, f"across-{shape}"), _share(form, f"down-{shape}")
    part = crop.cut(found.size, shape, across, down, _float(form.text(f"zoom-{shape}"), 1.0))
    stored = found.choice.parts.get(shape)
    if stored is not None and part.near(stored):
        # The fields round; what nobody has changed keeps its copies.
        part = stored
    return part if stepped is None else crop.stepped(found.size, shape, part, stepped)


def _share(form: uploads.Form, name: str) -> float:
    return min(1.0, max(0.0, _float(form.text(name), 50.0) / 100))


def _float(text: str, default: float) -> float:
    try:
        value = float(text.strip().replace(",", ".").removesuffix("%"))
    except ValueError:
        return default
    return value if isfinite(value) else default


def panels(size: Size, typed: Choice) -> tuple[Panel, ...]:
    """All four shapes; those without a choice show the largest part around the focal point."""
    return tuple(
        Panel(shape, size, typed.parts.get(shape) or crop.around(size, shape, typed.point), shape in typed.parts)
        for shape in Shape
    )


async def _found(request: Request, actor: str) -> tuple[Croppable, views_work.OwnWork]:
    """The picture that the address names, or the first of its work, with the work. Raises NotFound."""
    work, named = request.path_params["id"], request.path_params.get("media", "")
    if not is_id(work) or (named and not is_id(named)):
        raise NotFound("no such picture")

    def read(tx: Tx) -> tuple[Croppable, views_work.OwnWork]:
        known = views_work.own_work(tx, work, actor)
        if known is None:
            raise NotFound("no such work of theirs")
        first = next((each.id for each in known.pictures if each.state is MediaState.KEPT), "")
        return services.own(tx, actor, work, named or first), known

    return await instance_of(request).db.read(read)


async def _page(
    request: Request, found: Croppable, own: views_work.OwnWork, typed: Choice, errors: Mapping[str, str]
) -> Response:
    across, down = crop.point_of(typed.point)
    values: dict[str, object] = {
        "work": own.work,
        "pictures": [each for each in own.pictures if each.state is MediaState.KEPT],
        "media": found.media,
        "picture": filters.source(found.media, 1280),
        "width": found.size[0],
        "height": found.size[1],
        "panels": panels(found.size, typed),
        "steps": STEPS,
        "sensible": SENSIBLE,
        "by_hand": typed.focus is not None,
        "point": (number(across * 100), number(down * 100)),
        "spot": (number(across * found.size[0]), number(down * found.size[1])),
        "elsewhere": window(found.size, crop.elsewhere(found.size, typed.point)),
        "errors": errors,
        "saved": "saved" in request.query_params,
    }
    return await templates.page(request, "crop.html", values, status=422 if errors else 200)


async def start(request: Request) -> Response:
    """GET /works/{id}/crop and /works/{id}/crop/{media}"""
    viewer = await require_viewer(request)
    found, own = await _found(request, viewer.actor.id)
    return await _page(request, found, own, found.choice, {})


async def choose(request: Request) -> Response:
    """POST /works/{id}/crop/{media}; with `step` or `look` the page comes back, and nothing is stored yet."""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        found, own = await _found(request, viewer.actor.id)
        typed = _read(form, found)
        if form.text("step") or form.text("look"):
            return await _page(request, found, own, typed, {})
    try:
        await services.choose(instance_of(request), viewer, own.work.id, found.media.id, typed)
    except Invalid as error:
        return await _page(request, found, own, typed, error.fields)
    return respond.redirect(f"/works/{own.work.id}/crop/{found.media.id}?saved")
