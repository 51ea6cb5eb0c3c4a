"""Withheld and marked pictures for page tests, straight in the database, and a measured model to explain them with."""

import hashlib
from dataclasses import replace
from pathlib import Path

from fedart.config import Config
from fedart.detector.description import ModelInfo
from fedart.domain.ids import MediaId, new_id
from fedart.domain.media import Label, MediaState
from fedart.domain.policy import Action, Audience, Estimate, Evidence, Policy, Report, Rule, Tile, Verdict
from fedart.domain.work import WorkState
from fedart.instance import Instance
from fedart.storage import verdicts
from tests.support import tiny_model
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

SIGNAL = Evidence("generator", "png:parameters", "Steps: 28, <b>Sampler</b>: Euler a")
RULE = Rule(Policy.HOLD, 0.5, 0.92, 0.99)
TILES = tuple(
    Tile(left, top, 0.4, 0.6, score)
    for (left, top), score in zip(
        [(0, 0), (0.3, 0), (0.6, 0), (0, 0.4), (0.3, 0.4), (0.6, 0.4)], [0.61, 0.97, 0.3, 0.2, 0.88, 0.5], strict=True
    )
)
MEASURED = {
    "points": """[
        { name = "", threshold = 0.3, wrong = 21.0, wrong_low = 17.5, wrong_high = 25.0, found = 91.0 },
        { name = "label", threshold = 0.5, wrong = 12.4, wrong_low = 9.8, wrong_high = 15.6, found = 88.0 },
        { name = "hold", threshold = 0.92, wrong = 4.2, wrong_low = 3.1, wrong_high = 7.0, found = 71.0 },
        { name = "drop", threshold = 0.99, wrong = 0.8, wrong_low = 0.3, wrong_high = 1.9, found = 43.0 },
    ]""".replace("\n", " "),
    "media": """[
        { name = "watercolour", works = 214, wrong = 3.0, wrong_low = 0.6, wrong_high = 8.7 },
        { name = "photograph", works = 2210, wrong = 0.0, wrong_low = 0.0, wrong_high = 1.7 },
    ]""".replace("\n", " "),
    "card": '{ training = "Forty collections.", limits = ["It has not seen tomorrow."], date = "November 2026" }',
    "measured": "{ auc = 0.972, odd_figure = 3.5 }",
}
"""What a measured model's manifest says beside the model itself."""


def with_model(config: Config, folder: Path, **changes: str) -> Config:
    """The configuration with a measured model; `changes` as for `tiny_model.write`."""
    model = tiny_model.constant(folder / "tern", 0.94, **{**MEASURED, **changes})
    return replace(config, detector=replace(config.detector, model=str(model)))


def model_of(it: Instance) -> ModelInfo:
    """The model that the instance has."""
    info = it.detector.describe()
    assert info is not None
    return info


def estimated(
    it: Instance | None = None, score: float = 0.94, action: Action = Action.HOLD, *, frames: int = 1
) -> Verdict:
    """A verdict by estimate, of the instance's model where one is given."""
    digest = hashlib.sha256(b"another model").hexdigest() if it is None else model_of(it).sha256
    threshold = {Action.HOLD: 0.92, Action.DROP: 0.99, Action.LABEL: 0.5}[action]
    report = Report((), Estimate("tern 1", digest, score, TILES, frames))
    rule = replace(RULE, policy=Policy.LABEL) if action is Action.LABEL else RULE
    return Verdict(action, "estimated", report, threshold, rule, Audience.LOCAL)


DECLARED = Verdict(Action.HOLD, "declared", Report((SIGNAL,)), None, RULE, Audience.LOCAL)
FAILED = Verdict(Action.HOLD, "error", Report(error="out of time"), None, RULE, Audience.LOCAL)
STATES = {Action.HOLD: MediaState.HELD, Action.DROP: MediaState.DROPPED}


async def withhold(
    it: Instance,
    make: Studio,
    by: Person,
    verdict: Verdict = DECLARED,
    *,
    role: str = "work",
    label: Label = Label.NONE,
    title: str = "Night water",
) -> tuple[MediaId, str]:
    """A judged picture of a work (or of a profile), shown only where its verdict shows it: its id, its verdict's."""
    state = STATES.get(verdict.action, MediaState.KEPT)
    live = WorkState.LIVE if state is MediaState.KEPT else WorkState.HELD
    work = await make.work(by.actor, title=title, state=live) if role == "work" else None
    picture = await make.picture(by.actor, work, state=state, role=role)
    ident, now = new_id(it.clock()), it.clock()
    await it.db.write(lambda tx: verdicts.add(tx, ident, picture.media.id, "upload", "7b" * 32, verdict, now))
    sql = "UPDATE media SET label = :label, reason = :reason WHERE id = :id"
    reason = "" if state is MediaState.KEPT else verdict.reason
    await it.db.write(lambda tx: tx.run(sql, label=label.value, reason=reason, id=picture.media.id))
    return picture.media.id, ident


async def press(make: Studio, browser: Client, path: str, **fields: str) -> Answer:
    """Send a form as whoever is signed in there."""
    return await browser.post(path, {"csrf": await make.token(browser), **fields})
