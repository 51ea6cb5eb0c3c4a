"""`fedart detector rejudge | export | policy | trust`: what the collective does about generated pictures."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from fedart import instance
from fedart.cli import users
from fedart.cli.output import Output
from fedart.config import Config
from fedart.domain.policy import Audience, Point, Policy
from fedart.services import policy, records, rejudge
from fedart.services.policy import Current, Policies
from fedart.storage.rejudgings import Rejudging


def register(actions: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser) -> None:
    """Add these actions of `fedart detector`."""
    again = actions.add_parser("rejudge", parents=[common], help="judge stored pictures again, in the background")
    again.add_argument("--since", type=_day, metavar="DATE", help="only pictures from that day on, like 2026-11-01")
    again.add_argument("--held", action="store_true", help="only pictures that are held")
    again.add_argument("--status", action="store_true", help="how far the newest run is")
    again.set_defaults(run=run_rejudge)

    export = actions.add_parser("export", parents=[common], help="write the records of the check to a folder")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")
    export.add_argument("--overturned", action="store_true", help="only what a person overturned, with the files")
    export.add_argument("--names", action="store_true", help="with names of people and servers")
    export.set_defaults(run=run_export)

    rules = actions.add_parser("policy", parents=[common], help="show the policies, or choose one")
    rules.add_argument("audience", nargs="?", choices=[a.value for a in Audience], help="whose pictures")
    rules.add_argument("policy", nargs="?", choices=[p.value for p in Policy], help="what to do")
    for name in ("label", "hold", "drop"):
        rules.add_argument(f"--{name}", type=float, metavar="THRESHOLD", help="another of the model's points")
    rules.set_defaults(run=run_policy)

    trust = actions.add_parser("trust", help="artists, actors and domains that are trusted")
    acts = trust.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", parents=[common], help="trust an artist, @name@host or a domain")
    add.add_argument("subject", metavar="WHO")
    add.add_argument("--note", default="", help="why, for the audit")
    add.set_defaults(run=run_trust)
    remove = acts.add_parser("remove", parents=[common], help="trust them no more")
    remove.add_argument("subject", metavar="WHO")
    remove.set_defaults(run=run_untrust)
    listing = acts.add_parser("list", parents=[common], help="everybody who is trusted")
    listing.set_defaults(run=run_trusted)


def _day(text: str) -> int:
    """A day as the ms of its beginning, UTC."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it like 2026-11-01") from None
    return int(datetime(found.year, found.month, found.day, tzinfo=UTC).timestamp() * 1000)


async def run_rejudge(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Queue a run over stored pictures for the server to work on, or tell how far the newest one is."""
    async with instance.opened(config) as it:
        if arguments.status:
            newest = await rejudge.status(it)
            if newest is None:
                return output.done("Nothing was judged again yet.", run=None)
            return output.done(_progress(newest), run=_run(newest))
        owner = await users.owner(it)
        run = await rejudge.start(it, owner, since=arguments.since or 0, held_only=arguments.held)
    words = f"{run.total} pictures will be judged again with {run.model or 'provenance alone'}, in the background."
    return output.done(f"{words}\nSee how far it is: fedart detector rejudge --status", run=_run(run))


def _progress(run: Rejudging) -> str:
    state = "is done" if run.finished is not None else "goes on"
    return (
        f"The run with {run.model or 'provenance alone'} {state}: {run.checked} of {run.total} pictures looked at,"
        f" {run.released} released, {run.waiting} put before a person, {run.failed} failed."
    )


def _run(run: Rejudging) -> dict[str, object]:
    return {
        "id": run.id,
        "model": run.model,
        "model_sha256": run.model_hash,
        "total": run.total,
        "checked": run.checked,
        "released": run.released,
        "waiting": run.waiting,
        "failed": run.failed,
        "finished": run.finished is not None,
    }


async def run_export(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Write the records, one JSON object a line, with a note that says what is in the folder."""
    folder: Path = arguments.folder
    async with instance.opened(config) as it:
        written = await records.export(it, folder, overturned=arguments.overturned, names=arguments.names)
    text = f"{written.records} records and {written.files} files are in {folder}; {records.ABOUT} says what they are."
    return output.done(text, folder=str(folder), records=written.records, files=written.files)


async def run_policy(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Show what holds for whom with the model's operating points, or choose."""
    thresholds = {name: getattr(arguments, name) for name in ("label", "hold", "drop")}
    if arguments.audience is None and any(t is not None for t in thresholds.values()):
        return output.refuse("name the audience and the policy that the threshold is for")
    if arguments.audience is not None and arguments.policy is None:
        return output.refuse(f"say what to do: {', '.join(p.value for p in Policy)}")
    async with instance.opened(config) as it:
        if arguments.audience is not None:
            audience, chosen = Audience(arguments.audience), Policy(arguments.policy)
            await policy.choose(it, await users.owner(it), audience, chosen, **thresholds)
        found = await policy.current(it)
    lines = [*(_audience(current) for current in found.audiences), *_points(found)]
    return output.done(
        "\n".join(lines),
        model=found.model or None,
        policies={c.audience.value: _rule(c) for c in found.audiences},
        points=[_point(p) for p in found.points],
    )


def _rule(current: Current) -> dict[str, object]:
    rule = current.rule
    thresholds = {"label": rule.label, "hold": rule.hold, "drop": rule.drop}
    return {"policy": rule.policy.value, **thresholds, "chosen": current.chosen, "stale": current.stale}


def _audience(current: Current) -> str:
    where = f"chosen by {current.changed_by}" if current.chosen else "as configured"
    stale = "; its thresholds were for another model and do not count" if current.stale else ""
    rule = current.rule
    marks = [f"{n} from {t:g}" for n, t in (("label", rule.label), ("hold", rule.hold), ("drop", rule.drop)) if t]
    shown = f" ({', '.join(marks)})" if marks else ""
    return f"{current.audience.value}: {rule.policy.value}{shown}, {where}{stale}"


def _point(point: Point) -> dict[str, object]:
    return {
        "name": point.name,
        "threshold": point.threshold,
        "wrong_per_thousand": point.wrong,
        "wrong_low": point.wrong_low,
        "wrong_high": point.wrong_high,
        "found_per_hundred": point.found,
    }


def _points(found: Policies) -> list[str]:
    if not found.points:
        return ["Without a model only what files declare counts."]
    if not found.measured:
        return [f"{found.model} brings no operating points: its error rates here are unknown."]
    rows = [f"{found.model}: threshold, human works wrongly flagged per thousand, generated ones found per hundred"]
    for p in found.points:
        wrong = f"{_rate(p.wrong)} ({_rate(p.wrong_low)} to {_rate(p.wrong_high)})"
        rows.append(f"  {p.threshold:g}: {wrong}, {_rate(p.found)} {p.name}".rstrip())
    return rows


def _rate(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g}"


async def run_trust(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Trust somebody: their pictures follow the policy for trusted ones."""
    async with instance.opened(config) as it:
        await policy.trust(it, await users.owner(it), arguments.subject, arguments.note)
    return output.done(f"{arguments.subject} is trusted from now on.", subject=arguments.subject)


async def run_untrust(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Trust them no more."""
    async with instance.opened(config) as it:
        await policy.untrust(it, await users.owner(it), arguments.subject)
    return output.done(f"{arguments.subject} is no longer trusted.", subject=arguments.subject)


async def run_trusted(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Everybody who is trusted."""
    async with instance.opened(config) as it:
        found = await policy.trusted(it)
    lines = [f"{t.subject}{f': {t.note}' if t.note else ''}" for t in found]
    shown = [{"subject": t.subject, "kind": t.kind, "note": t.note, "by": t.by} for t in found]
    return output.done("\n".join(lines) or "Nobody is trusted.", trusted=shown)
