"""`fedart detector install`: a model of others, looked at and compared with the present one before it judges."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

from fedart.cli import scoring
from fedart.cli.output import Output
from fedart.cli.scoring import Scored, Scorer
from fedart.config import Config
from fedart.detector import checkset, incoming, installed, manifest, onnx_file
from fedart.detector.checkset import CheckPicture, Label
from fedart.detector.comparison import Rates, rates
from fedart.detector.manifest import ModelInfo
from fedart.domain.policy import UNMEASURED
from fedart.errors import ConfigError

NO_SET = "This installation has no check set: nothing tells how often the model errs. "


async def run_install(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Copy, inspect, prove, compare, ask, switch. Until the last step nothing has changed."""
    if config.detector.model != installed.CURRENT:
        return output.refuse(
            f"[detector] model in the configuration is {config.detector.model!r}: set it to"
            f' "{installed.CURRENT}" (or remove the line), so that installed models are used'
        )
    with incoming.staged(arguments.source, config.data) as folder:
        info = await asyncio.to_thread(inspected, folder)
        name = installed.folder_name(info.name, info.version)
        new = await measured(config, folder)
        present = _present(config)
        old = await measured(config, present) if present is not None else None
        if not output.as_json:
            print(_table(info, new, manifest.load(present) if present else None, old))
        if not (arguments.yes or await asyncio.to_thread(_confirmed, info)):
            words = "Nothing was changed. With --yes no question is asked."
            return output.refuse(words, rates=_row(new), present_rates=_row(old))
        incoming.settle(folder, info, config.data)
    installed.point(config.data, name)
    return output.done(switched(info, config), **facts(info), name=name, rates=_row(new), present_rates=_row(old))


def _present(config: Config) -> Path | None:
    """The model in use; None too when it is gone, because then this is the way out."""
    try:
        return installed.chosen(config.detector.model, config.data)
    except ConfigError:
        return None


def inspected(folder: Path) -> ModelInfo:
    """The description of a model whose file has the right hash and asks for nothing else. Raises ConfigError."""
    info = manifest.load(folder)
    onnx_file.check(manifest.weights(info))
    return info


async def measured(config: Config, folder: Path) -> Rates | None:
    """Prove the model in that folder and try it on the check set; None where there is none. Raises ConfigError."""
    pictures = checkset.pictures()
    at_once = scoring.cores()
    async with scoring.scorer(config, folder, at_once) as judge:
        await judge.prove()
        return await compared(judge, pictures) if pictures else None


async def compared(judge: Scorer, pictures: tuple[CheckPicture, ...]) -> Rates:
    """How a model does on pictures whose makers are known, at its own point `hold`; by their pixels alone."""
    scores: dict[Label, list[float | None]] = {label: [] for label in Label}

    async def score(picture: CheckPicture) -> Scored:
        return await judge.score(picture.path, metadata=False)

    async with aclosing(scoring.in_order(pictures, score, judge.processes)) as results:
        async for picture, scored in results:
            estimate = scored.report.estimate if scored.report else None
            scores[picture.label].append(estimate.score if estimate else None)
    return rates(scores[Label.HUMAN], scores[Label.GENERATED], hold(judge.model))


def hold(info: ModelInfo | None) -> float:
    """The score from which on a model's pictures are held, unless a collective chose otherwise."""
    points = (info.points if info else ()) or UNMEASURED
    return next(point.threshold for point in points if point.name == "hold")


def facts(info: ModelInfo) -> dict[str, object]:
    """What scripts want to know about a model."""
    return {"model": info.label, "sha256": info.sha256, "licence": info.licence}


def switched(info: ModelInfo, config: Config) -> str:
    """What to say after a switch."""
    used = (
        ""
        if config.detector.model == installed.CURRENT
        else (
            f" The configuration still names {config.detector.model!r} as [detector] model: set it to"
            f' "{installed.CURRENT}".'
        )
    )
    return (
        f"{info.label} is chosen. A running server uses it from its next start; then `fedart detector rejudge` judges"
        f" stored pictures again.{used}"
    )


def _row(found: Rates | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "generated": found.generated,
        "found": found.found,
        "found_percent": found.found_percent,
        "human": found.human,
        "wrong": found.wrong,
        "wrong_percent": found.wrong_percent,
        "failed": found.failed,
        "auc": found.auc,
    }


def _table(info: ModelInfo, new: Rates | None, present: ModelInfo | None, old: Rates | None) -> str:
    """Both models side by side, for people."""
    if new is None:
        return f"{info.label}, {info.licence}.\n{NO_SET}{_claims(info)}"
    rows = [("", present.label if present else "none", info.label)]
    rows += [(title, told(old) if old else "–", told(new)) for title, told in _COMPARED]
    width = max(len(text) for row in rows for text in row[1:])
    lines = [f"{title:<28}  {first:>{width}}  {second:>{width}}" for title, first, second in rows]
    note = "These few pictures show that a model works here, not how often it errs in the world."
    return "\n".join([*lines, f"{note} {_claims(info)}"])


def _found(rates: Rates) -> str:
    return _share(rates.found, rates.generated)


def _wrong(rates: Rates) -> str:
    return _share(rates.wrong, rates.human)


def _auc(rates: Rates) -> str:
    return "–" if rates.auc is None else f"{rates.auc:.3f}"


def _failed(rates: Rates) -> str:
    return str(rates.failed)


_COMPARED: tuple[tuple[str, Callable[[Rates], str]], ...] = (
    ("generated pictures found", _found),
    ("human works wrongly flagged", _wrong),
    ("AUC (0.5 is chance)", _auc),
    ("without a score", _failed),
)


def _share(count: int, whole: int) -> str:
    return f"{count} of {whole}" + (f" ({100 * count / whole:.0f} %)" if whole else "")


def _claims(info: ModelInfo) -> str:
    if info.points:
        return "Its own measurements are shown on the policy page once it is in use."
    return "It brings no measurements: its error rates here are unknown."


def _confirmed(info: ModelInfo) -> bool:
    """Ask whoever sits there; nobody there means no."""
    if not sys.stdin.isatty():
        return False
    print(f"Let {info.label} judge from now on? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
