"""What a page says about one verdict: how often the check errs on such works, and where in the picture it looked."""

from collections.abc import Iterable
from dataclasses import dataclass

from fedart.detector.description import ModelInfo
from fedart.domain.media import Media
from fedart.domain.policy import Action, Estimate, Verdict
from fedart.storage.verdicts import Judged
from fedart.web import filters, rates
from fedart.web.tilemap import TileMap, tilemap


@dataclass(frozen=True, slots=True)
class Kind:
    """How often works of one kind are held by mistake, per thousand. `chosen`: the kind of the work in question."""

    name: str
    works: int
    wrong: float
    low: float
    high: float
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Errs:
    """How often the check errs. `state`: measured, unmeasured, or replaced (the verdict is another model's).

    `amount` and `between` are words; `works` counts what a kind was measured on, 0 where that is not known;
    `exact` is False when `threshold` is only the nearest measured mark below the one in use.
    """

    state: str
    amount: str = ""
    between: str = ""
    kind: str = ""
    works: int = 0
    threshold: float | None = None
    exact: bool = True
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything beside the verdict itself. `below`: the estimate alone would have let the picture through."""

    errs: Errs | None
    map: TileMap | None
    below: bool


def explained(media: Media, judged: Judged, info: ModelInfo | None, tags: Iterable[str]) -> Explained:
    """The explanation of a verdict about a work with those tags, as far as the present model can give it."""
    estimate = judged.verdict.report.estimate
    if estimate is None:
        return Explained(None, None, below=False)
    shown = tilemap(estimate.tiles, filters.extent(media)) if media.renditions else None
    start = _start(judged.verdict)
    below = start is not None and estimate.score < start
    return Explained(errs(info, estimate, start, tags), shown, below)


def _start(verdict: Verdict) -> float | None:
    """The score from which pictures wait (or are marked, or dropped) under the rule of that verdict."""
    if verdict.threshold is not None or verdict.rule is None:
        return verdict.threshold
    return verdict.rule.label if verdict.action is Action.LABEL else verdict.rule.hold


def errs(info: ModelInfo | None, estimate: Estimate, start: float | None, tags: Iterable[str]) -> Errs:
    """How often the model of an estimate errs from `start` on, for the kind of work that the tags name if it can."""
    if info is None or info.sha256 != estimate.model_hash:
        return Errs("replaced")
    found = rates.at(info.points, start)
    if found is None:
        return Errs("unmeasured")
    point, exact = found
    rows = kinds(info, tags) if point.name == "hold" else ()
    own = next((row for row in rows if row.chosen), None)
    if own is not None:
        words, between = rates.of_thousand(own.wrong, own.high), rates.between(own.low, own.high)
        return Errs("measured", words, between, own.name, own.works, point.threshold, exact, rows)
    words = rates.of_thousand(point.wrong or 0.0, point.wrong_high)
    between = rates.between(point.wrong_low, point.wrong_high)
    return Errs("measured", words, between, "", 0, point.threshold, exact, rows)


def kinds(info: ModelInfo, tags: Iterable[str] = ()) -> tuple[Kind, ...]:
    """The measured kinds of work; the one that a tag names (`watercolour`, `digital-painting`) is marked."""
    named = {_plain(tag) for tag in tags}
    rows = [
        Kind(row.name, row.works, row.wrong, row.wrong_low, row.wrong_high, _plain(row.name) in named)
        for row in info.media
    ]
    first = next((row for row in rows if row.chosen), None)
    return tuple(row if row is first or not row.chosen else _unmarked(row) for row in rows)


def _unmarked(row: Kind) -> Kind:
    return Kind(row.name, row.works, row.wrong, row.low, row.high)


def _plain(name: str) -> str:
    """Names of kinds and tags as they are compared: letters and digits, no case, one spelling of colour."""
    return "".join(c for c in name.lower() if c.isalnum()).replace("color", "colour")
