"""Decisions as plain functions of plain values: keep, hold or drop a picture; admit a host; who receives a work."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.work import Visibility

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


class Action(StrEnum):
    KEEP = "keep"
    HOLD = "hold"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a file itself declares.

    `kind`: c2pa, iptc, generator, software, watermark. `signal` names where it stood (`png:parameters`),
    `detail` is a short readable excerpt. `certain` is False for signals that only suggest generation.
    """

    kind: str
    signal: str
    detail: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model says: `score` from 0 (made by a person) to 1 (generated)."""

    model: str
    model_hash: str
    score: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the detector found out about one picture. `error` is set when it could not finish."""

    evidence: tuple[Evidence, ...] = ()
    estimate: Estimate | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What to do with what a detector reports; one set for local uploads, one for remote media.

    `declared`: the action when the file itself says it was generated. `hold` and `drop`: the scores from which
    on a picture is held or dropped, None for never.
    """

    declared: Action
    hold: float | None
    drop: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision about one picture, with the figures it rests on."""

    action: Action
    reason: str
    report: Report
    threshold: float | None


def judge(report: Report, thresholds: Thresholds) -> Verdict:
    """Keep, hold or drop. A detector that failed never lets a picture through (THREATS MED-06)."""
    declared = [e for e in report.evidence if e.certain]
    if declared and thresholds.declared is not Action.KEEP:
        return Verdict(thresholds.declared, "declared", report, None)
    score = report.estimate.score if report.estimate else None
    if score is not None and not 0.0 <= score <= 1.0:
        return Verdict(Action.HOLD, "error", report, None)
    if score is not None and thresholds.drop is not None and score >= thresholds.drop:
        return Verdict(Action.DROP, "estimated", report, thresholds.drop)
    if score is not None and thresholds.hold is not None and score >= thresholds.hold:
        return Verdict(Action.HOLD, "estimated", report, thresholds.hold)
    if report.error:
        return Verdict(Action.HOLD, "error", report, None)
    return Verdict(Action.KEEP, "clear", report, None)


def blocked(host: str, blocks: Iterable[str]) -> bool:
    """Whether a host or any parent of it is on the list; both in lower-case IDNA ASCII (THREATS AUT-11)."""
    name = host.rsplit(":", 1)[0].rstrip(".").lower()
    listed = {b.rstrip(".").lower() for b in blocks}
    labels = name.split(".")
    return any(".".join(labels[i:]) in listed for i in range(len(labels)))


def addressing(visibility: Visibility, followers: str, named: Iterable[str]) -> tuple[list[str], list[str]]:
    """`to` and `cc` of a work (guide section 5): public, quiet public, followers, or only the people named."""
    people = list(named)
    match visibility:
        case Visibility.PUBLIC:
            return [PUBLIC], [followers, *people]
        case Visibility.QUIET:
            return [followers], [PUBLIC, *people]
        case Visibility.FOLLOWERS:
            return [followers], people
        case Visibility.DIRECT:
            return people, []


def visibility_of(to: Iterable[str], cc: Iterable[str], followers: str) -> Visibility:
    """The visibility that a remote author's addressing means; the narrowest reading when it is unclear."""
    first, second = set(to), set(cc)
    if PUBLIC in first:
        return Visibility.PUBLIC
    if PUBLIC in second:
        return Visibility.QUIET
    return Visibility.FOLLOWERS if followers in first | second else Visibility.DIRECT
