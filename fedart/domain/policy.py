"""Decisions as plain functions of plain values: keep, hold or drop a picture; admit a host; who receives a work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.work import Visibility

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


class Policy(StrEnum):
    """What a collective does about generated pictures: ban, hold for a person, keep and mark, or not look at all."""

    BAN = "ban"
    HOLD = "hold"
    LABEL = "label"
    OFF = "off"


class Audience(StrEnum):
    """Whose pictures a policy is for. TRUSTED: artists, actors and domains that a moderator marked."""

    LOCAL = "local"
    REMOTE = "remote"
    TRUSTED = "trusted"


class Action(StrEnum):
    """What becomes of a picture. LABEL: kept, and marked."""

    KEEP = "keep"
    LABEL = "label"
    HOLD = "hold"
    DROP = "drop"

    @property
    def withholds(self) -> bool:
        """Whether the picture is not shown."""
        return self in (Action.HOLD, Action.DROP)


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
class Tile:
    """One part of a picture as the model sees it: a box in shares of the picture's sides, and its probability."""

    left: float
    top: float
    width: float
    height: float
    score: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model says: `score` from 0 (made by a person) to 1 (generated), calibrated.

    `tiles` are empty when only the whole was looked at; `frames` counts the frames of an animation that were judged.
    """

    model: str
    model_hash: str
    score: float
    tiles: tuple[Tile, ...] = ()
    frames: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the detector found out about one picture. `error` is set when it could not finish."""

    evidence: tuple[Evidence, ...] = ()
    estimate: Estimate | None = None
    error: str = ""

    @property
    def declared(self) -> bool:
        """Whether the file itself says that it was generated."""
        return any(e.certain for e in self.evidence)


@dataclass(frozen=True, slots=True)
class Point:
    """One operating point of a model, measured on sources it never saw; every rate is None where nobody measured.

    `name` is `label`, `hold` or `drop` for the points it ships with, else empty. `wrong`: human works flagged per
    thousand, with its 95 % interval from `wrong_low` to `wrong_high`; `found`: generated works found per hundred.
    """

    name: str
    threshold: float
    wrong: float | None = None
    wrong_low: float | None = None
    wrong_high: float | None = None
    found: float | None = None


UNMEASURED = (Point("label", 0.5), Point("hold", 0.9), Point("drop", 0.99))
"""The points of a model that brings none; its error rates here are unknown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a collective chose for one audience. A threshold of None means the model's own point of that name.

    Thresholds mean something for one model only: they count while `model_hash` is the present model's.
    """

    policy: Policy
    label: float | None = None
    hold: float | None = None
    drop: float | None = None
    model_hash: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A choice with its thresholds resolved: the scores from which on a picture is marked, held or dropped.

    They are None without a model: then only what files declare counts.
    """

    policy: Policy
    label: float | None = None
    hold: float | None = None
    drop: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision about one picture, with the figures it rests on.

    `reason`: clear, declared, estimated, error, overturned or off. `threshold` is the one that was crossed; `rule`
    and `audience` are None in records of before 0.2. `would`: what the rule asks for, where a picture that was shown
    already stays as it is until a person decides.
    """

    action: Action
    reason: str
    report: Report
    threshold: float | None
    rule: Rule | None = None
    audience: Audience | None = None
    would: Action | None = None


def resolve(choice: Choice, points: Sequence[Point], model_hash: str) -> Rule:
    """The rule that a choice means with a model of these points (none: no model)."""
    shipped = {p.name: p.threshold for p in points if p.name}
    own = choice if choice.model_hash == model_hash else Choice(choice.policy)
    hold = shipped.get("hold") if own.hold is None else own.hold
    drop = shipped.get("drop") if own.drop is None else own.drop
    label = shipped.get("label") if own.label is None else own.label
    if hold is not None and drop is not None:
        # Dropping is the graver act: it never begins below holding.
        drop = max(hold, drop)
    return Rule(choice.policy, label, hold, drop)


def judge(report: Report, rule: Rule, *, local: bool) -> Verdict:
    """Keep, label, hold or drop.

    A detector that failed never lets a picture through where the policy withholds (THREATS MED-06). An upload is never
    dropped without a person: a declaration can be forged onto somebody's work, and an estimate can err.
    """
    if rule.policy is Policy.OFF:
        return Verdict(Action.KEEP, "off", report, None, rule)
    action, reason, threshold = _labelled(report, rule) if rule.policy is Policy.LABEL else _withheld(report, rule)
    if action is Action.DROP and (local or rule.policy is Policy.HOLD):
        action = Action.HOLD
        threshold = rule.hold if reason == "estimated" else None
    return Verdict(action, reason, report, threshold, rule)


Finding = tuple[Action, str, float | None]


def _labelled(report: Report, rule: Rule) -> Finding:
    score = _score(report)
    if report.declared:
        return Action.LABEL, "declared", None
    if score is not None and rule.label is not None and score >= rule.label:
        return Action.LABEL, "estimated", rule.label
    return Action.KEEP, "error" if _failed(report) else "clear", None


def _withheld(report: Report, rule: Rule) -> Finding:
    score = _score(report)
    if report.declared:
        return Action.DROP, "declared", None
    if score is not None and rule.drop is not None and score >= rule.drop:
        return Action.DROP, "estimated", rule.drop
    if score is not None and rule.hold is not None and score >= rule.hold:
        return Action.HOLD, "estimated", rule.hold
    if _failed(report):
        return Action.HOLD, "error", None
    return Action.KEEP, "clear", None


def _score(report: Report) -> float | None:
    """The estimate, when it is one."""
    score = report.estimate.score if report.estimate else None
    return score if score is not None and 0.0 <= score <= 1.0 else None


def _failed(report: Report) -> bool:
    return bool(report.error) or (report.estimate is not None and _score(report) is None)


def judge_all(report: Report, rules: Mapping[Audience, Rule]) -> dict[Audience, Verdict]:
    """The verdicts of every audience's rule about one report; trusted pictures are judged as uploads."""
    return {a: judge(report, rule, local=a is not Audience.REMOTE) for a, rule in rules.items()}


def blocked(host: str, blocks: Iterable[str]) -> bool:
    """Whether a host or any parent of it is on the list; both in lower-case IDNA ASCII (THREATS AUT-11)."""
    return barred(host, blocklist(blocks))


def blocklist(blocks: Iterable[str]) -> frozenset[str]:
    """A list of blocked domains made ready for many questions."""
    return frozenset(b.rstrip(".").lower() for b in blocks)


def barred(host: str, listed: frozenset[str]) -> bool:
    """Like `blocked`, with a list from `blocklist`."""
    labels = host.rsplit(":", 1)[0].rstrip(".").lower().split(".")
    return any(".".join(labels[i:]) in listed for i in range(len(labels)))


def addressing(visibility: Visibility, followers: str, named: Iterable[str]) -> tuple[list[str], list[str]]:
    """`to` and `cc` of a work (guide section 5): public, quiet public, followers, or only the people named.

    Raises ValueError for a work that never leaves: no document of it is ever made.
    """
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
        case Visibility.LOCAL:
            raise ValueError("a work that never leaves is addressed to nobody")


def visibility_of(to: Iterable[str], cc: Iterable[str], followers: str) -> Visibility:
    """The visibility that a remote author's addressing means; the narrowest reading when it is unclear."""
    first, second = set(to), set(cc)
    if PUBLIC in first:
        return Visibility.PUBLIC
    if PUBLIC in second:
        return Visibility.QUIET
    return Visibility.FOLLOWERS if followers in first | second else Visibility.DIRECT
