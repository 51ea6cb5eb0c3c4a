"""Real pictures, made by people and generated, come from another server; the shipped model judges their pixels."""

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from fedart.detector import checkset, installed
from fedart.domain.media import MediaState
from tests.story.test_withheld import Watch, acquainted, sends
from tests.support.remote import FakePeer
from tests.support.residents import SWIFT
from tests.support.server import Running, bed_for, running

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

WITH_MODEL, ELSEWHERE = "127.0.0.5", "127.0.0.4"
EACH = 6
STATES = {"keep": MediaState.KEPT, "hold": MediaState.HELD, "drop": MediaState.DROPPED}


def bare(path: Path) -> bytes:
    """The picture without anything that its file declares."""
    out = io.BytesIO()
    with Image.open(path) as image:
        image.convert("RGB").save(out, "JPEG", quality=92, subsampling=0)
    return out.getvalue()


async def scored(folder: Path, files: list[Path]) -> dict[str, dict[str, Any]]:
    """What the command says about each file, by its name."""
    words = [sys.executable, "-m", "fedart", "detector", "score", "--json", "--no-metadata", "--model", str(folder)]
    process = await asyncio.create_subprocess_exec(*words, *map(str, files), stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return {Path(row["file"]).name: row for row in map(json.loads, out.splitlines())}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def judging(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """An instance with the shipped model."""
    folder = installed.shipped(Path(sys.prefix))
    assert folder is not None, "the shipped model is not complete: run `make test-environment`"
    config = replace(SWIFT, detector=replace(SWIFT.detector, model=str(folder)))
    data = tmp_path_factory.mktemp("judging") / "data"
    async with running(data, WITH_MODEL, config, bed_for(ELSEWHERE)) as opened:
        yield opened


async def test_pictures_from_elsewhere_are_kept_held_or_dropped_as_the_policy_says(
    judging: Running, elsewhere: FakePeer, tmp_path: Path
) -> None:
    chosen = checkset.pictures()
    people = [p for p in chosen if p.label is checkset.Label.HUMAN][::4][:EACH]
    generated = [p for p in chosen if p.label is checkset.Label.GENERATED][::6][:EACH]
    files = []
    for picture in (*people, *generated):
        files.append(tmp_path / f"{picture.path.stem}.jpg")
        files[-1].write_bytes(bare(picture.path))
    said = await scored(judging.it.config.data / judging.it.config.detector.model, files)
    _, maker = await acquainted(judging, elsewhere, "painter")
    ends = []
    for file in files:
        data = file.read_bytes()
        watch = Watch(judging, data)
        url = elsewhere.picture(file.name, data)
        note = maker.note(f"A picture called {file.stem}", pictures=[url])
        _, [arrived] = await sends(elsewhere, maker, judging, note)
        expected = said[file.name]["verdicts"]["remote"]["ban"]
        assert arrived.state is STATES[expected], (file.name, said[file.name])
        ends.append(arrived.state)
        if arrived.state is MediaState.DROPPED:
            assert watch.found() == []
            assert arrived.renditions == ()
    assert ends[: len(people)] == [MediaState.KEPT] * len(people)
    assert MediaState.DROPPED in ends[len(people) :]
    assert MediaState.KEPT not in ends[len(people) :]
