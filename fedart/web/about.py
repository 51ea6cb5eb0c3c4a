"""What this server is, and what it does about generated pictures: numbers first."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.detector.description import ModelInfo
from fedart.domain.policy import Audience, Point, Policy, Rule
from fedart.instance import Instance
from fedart.services import policy
from fedart.services.policy import Policies
from fedart.storage import tallies, views
from fedart.web import filters, rates, report, templates
from fedart.web.session import instance_of
from fedart.words import current, later, say

MONTHS = 12
_MARKS = {
    Policy.BAN: (("hold", later("Waits from")), ("drop", later("Not kept from"))),
    Policy.HOLD: (("hold", later("Waits from")),),
    Policy.LABEL: (("label", later("Noted from")),),
    Policy.OFF: (),
}

Mark = tuple[str, float, Point | None]
"""Words, the estimate from which on they hold, and what was measured there."""


def marks_of(rule: Rule, found: Policies, *, local: bool) -> list[Mark]:
    """The estimates from which something happens under a rule; uploads are never dropped, so they have no such mark."""
    marks: list[Mark] = []
    for name, words in _MARKS[rule.policy]:
        value: float | None = getattr(rule, name)
        if value is not None and not (local and name == "drop"):
            marks.append((say(words), value, found.point(value)))
    return marks


_FIGURES = {
    "auc": later("ROC-AUC on sources it never saw"),
    "tpr_01": later("Found with 1 of 1,000 wrongly flagged"),
    "tpr_1": later("Found with 1 of 100 wrongly flagged"),
    "tpr_5": later("Found with 5 of 100 wrongly flagged"),
}
"""Names of figures that a manifest may bring, in words."""


def figures_of(info: ModelInfo) -> list[tuple[str, str]]:
    """The other figures of a manifest, for everybody to read."""
    return [
        (say(_FIGURES.get(name, name.replace("_", " ").capitalize())), f"{value:g}".replace(".", current().point))
        for name, value in info.measured.items()
    ]


async def show(request: Request) -> Response:
    """GET /about"""
    it = instance_of(request)
    now = tallies.month_of(it.clock())
    tally, count = await it.db.read(lambda tx: (tallies.month(tx, now), views.artist_count(tx)))
    return await templates.page(request, "about.html", {"tally": tally, "artist_count": count})


async def ai(request: Request) -> Response:
    """GET /about/ai"""
    it = instance_of(request)
    return await templates.page(request, "about_ai.html", await _ai(it))


async def _ai(it: Instance) -> dict[str, object]:
    now, info = tallies.month_of(it.clock()), it.detector.describe()
    found = await policy.current(it)
    tally, known = await it.db.read(lambda tx: (tallies.month(tx, now), tallies.months(tx, MONTHS + 1)))
    earlier = [each for each in known if each.month != now][:MONTHS]
    counts = [n for each in earlier for n in (each.held, each.dropped, each.labelled, each.appealed, each.overturned)]
    return {
        "tally": tally,
        "month": filters.month_name(now),
        "earlier": earlier,
        "most": max(counts, default=0),
        "policies": found,
        "processes": it.config.instance.processes,
        "marks": {
            each.audience.value: marks_of(each.rule, found, local=each.audience is not Audience.REMOTE)
            for each in found.audiences
        },
        "model": info,
        "figures": figures_of(info) if info else [],
        "measured": rates.measured(info.points) if info else False,
        "by_kind": report.kinds(info) if info else (),
    }
