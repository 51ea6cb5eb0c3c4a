"""What this server is, and what it does about generated pictures: numbers first."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from fedart.config import DetectorSettings
from fedart.detector.manifest import ModelInfo
from fedart.domain.policy import Action, Thresholds
from fedart.storage import views, views_admin
from fedart.web import filters, templates
from fedart.web.session import instance_of

_ACTS = {Action.KEEP: "Shown", Action.HOLD: "Waits for a person", Action.DROP: "Not kept"}


def month_start(now: int) -> int:
    """The first moment of the month, UTC, in ms."""
    at = datetime.fromtimestamp(now / 1000, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return int(at.timestamp() * 1000)


def _estimated(rules: Thresholds) -> str:
    parts = []
    if rules.hold is not None:
        parts.append(f"Waits for a person from {filters.mark(rules.hold)} on")
    if rules.drop is not None:
        parts.append(f"{'not kept' if parts else 'Not kept'} from {filters.mark(rules.drop)} on")
    return ", ".join(parts) or "Shown"


def rules_of(settings: DetectorSettings, *, model: bool) -> list[tuple[str, str, str]]:
    """The rules in words: what was found, what happens to uploads, what happens to pictures of other servers."""
    rows = [("The file says it was generated", _ACTS[settings.local_declared], _ACTS[settings.remote_declared])]
    if model:
        rows.append(("The model’s estimate", _estimated(settings.local), _estimated(settings.remote)))
    rows.append(("The check cannot finish", _ACTS[Action.HOLD], _ACTS[Action.HOLD]))
    return rows


def _model(info: ModelInfo) -> list[tuple[str, str]]:
    """What everybody may know about the model."""
    measured = [(name.replace("_", " ").capitalize(), f"{value:g}") for name, value in info.measured.items()]
    return [("Name", info.label), ("SHA-256", info.sha256), ("Licence", info.licence), *measured]


async def show(request: Request) -> Response:
    """GET /about"""
    it = instance_of(request)
    since = month_start(it.clock())
    tally, count = await it.db.read(lambda tx: (views_admin.tally(tx, since), views.artist_count(tx)))
    return await templates.page(request, "about.html", {"tally": tally, "artist_count": count})


async def ai(request: Request) -> Response:
    """GET /about/ai"""
    it = instance_of(request)
    now, settings, info = it.clock(), it.config.detector, it.detector.describe()
    since = month_start(now)
    tally = await it.db.read(lambda tx: views_admin.tally(tx, since))
    model = [] if info is None else _model(info)
    values = {
        "tally": tally,
        "month": f"{datetime.fromtimestamp(now / 1000, UTC):%B %Y}",
        "model": model,
        "rules": rules_of(settings, model=bool(model)),
    }
    return await templates.page(request, "about_ai.html", values)
