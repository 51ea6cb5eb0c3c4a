"""`fedart sizes`: what takes how much room (THREATS CAP-03)."""

import argparse
from pathlib import Path

from fedart import instance
from fedart.cli.output import Output
from fedart.config import Config
from fedart.media.blobs import Area
from fedart.storage import retention

UNITS = ("bytes", "KB", "MB", "GB", "TB")
SHOWN = 12
"""How many tables are shown one by one."""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser) -> None:
    """Add this command."""
    sizes = commands.add_parser("sizes", parents=[common], help="what takes how much room: tables and files")
    sizes.set_defaults(run=run_sizes)


async def run_sizes(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Tables with their indexes, the largest first; then the files of each area."""
    async with instance.opened(config) as it:
        tables = await it.db.read(retention.sizes)
    files = {area.value: _files(config.data / "media" / area.value) for area in Area}
    database = sum(size for _, size in tables)
    lines = [f"{'database':<24}{_shown(database):>12}"]
    lines += [f"  {name:<22}{_shown(size):>12}" for name, size in tables[:SHOWN]]
    lines += [f"{f'files, {area}':<24}{_shown(size):>12}  in {count:,} files" for area, (count, size) in files.items()]
    kept = f"for {config.storage.remote_days} days" if config.storage.remote_days else "for good"
    lines.append(f"What comes from elsewhere and nobody here has to do with is kept {kept}.")
    return output.done(
        "\n".join(lines),
        database=database,
        tables=dict(tables),
        files={area: {"count": count, "bytes": size} for area, (count, size) in files.items()},
        remote_days=config.storage.remote_days,
    )


def _files(folder: Path) -> tuple[int, int]:
    """How many files lie in a folder and those below it, and their bytes."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    return len(sizes), sum(sizes)


def _shown(size: float) -> str:
    """A size in the unit that fits: `1.5 MB`."""
    unit = 0
    while size >= 1_000 and unit < len(UNITS) - 1:
        size, unit = size / 1_000, unit + 1
    return f"{size:.0f} {UNITS[unit]}" if unit == 0 else f"{size:.1f} {UNITS[unit]}"
