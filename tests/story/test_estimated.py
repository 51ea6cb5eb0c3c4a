"""Pictures made by people and generated ones travel from one instance to another, whose model judges their pixels.

The sender has no model and lets everything through. What the receiver does with each picture must be what
`fedart detector score` says of the very file that the sender serves.
"""

import asyncio
import hashlib
import io
import json
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from fedart.config import DetectorSettings
from fedart.detector import installed
from fedart.detector.checkset import Label
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.media import Media, MediaState
from fedart.domain.policy import Policy
from fedart.domain.work import Work, WorkState
from fedart.services import works
from tests.support.checkset import bare, paths
from tests.support.residents import SWIFT, Resident, arrived, become_follower, idle, resident
from tests.support.server import Running, bed_for, running
from tests.support.watch import DATABASE, Watch, contents

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

SENDER, RECEIVER = "127.0.0.6", "127.0.0.5"
EACH = 6
PEOPLE = paths(Label.HUMAN)[3::7][:EACH]
GENERATED = paths(Label.GENERATED)[2::7][:EACH]
STATES = {"keep": MediaState.KEPT, "hold": MediaState.HELD, "drop": MediaState.DROPPED}
WITHHELD = "Picture withheld by this instance"


@dataclass(frozen=True)
class Delivery:
    """A picture as its home serves it, and what came of its work at the other instance."""

    path: Path
    served: bytes
    work: Work
    media: Media

    @property
    def words(self) -> str:
        return f"Words about {self.path.stem}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sender(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """An instance without a model, whose policies let everything through."""
    off = DetectorSettings(model="", local=Policy.OFF, remote=Policy.OFF, trusted=Policy.OFF)
    data = tmp_path_factory.mktemp("sender") / "data"
    async with running(data, SENDER, replace(SWIFT, detector=off), bed_for(RECEIVER)) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def receiver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """An instance with the shipped model, which bans what comes from elsewhere."""
    folder = installed.shipped(Path(sys.prefix))
    assert folder is not None, "the shipped model is not complete: run `make test-environment`"
    ban = DetectorSettings(model=str(folder), remote=Policy.BAN)
    data = tmp_path_factory.mktemp("receiver") / "data"
    async with running(data, RECEIVER, replace(SWIFT, detector=ban), bed_for(SENDER)) as opened:
        yield opened


async def published(artist: Resident, path: Path, folder: Path) -> str:
    """Publish a picture, stripped of what its file declares, as a work of its own; the work's address."""
    file = folder / f"{path.stem}.jpg"
    file.write_bytes(bare(path))
    form = WorkForm(title=path.stem, text=f"Words about {path.stem}", tags=())
    made = await works.publish(artist.it, artist.actor.id, form, [Upload(file, file.name, path.stem)])
    assert made.state is WorkState.LIVE
    return artist.it.urls.object(made.work_id)


async def delivered(sender: Running, receiver: Running, path: Path, uri: str) -> Delivery:
    """Wait for a work; it with the file behind the attachment of its Note."""
    _, _, note = await sender.get(uri, "application/activity+json")
    [attachment] = json.loads(note)["attachment"]
    status, _, served = await sender.get(attachment["url"])
    assert status == 200
    work, [media] = await arrived(receiver, uri)
    assert (media.remote_url, media.sha256) == (attachment["url"], hashlib.sha256(served).hexdigest())
    return Delivery(path, served, work, media)


async def scored(model: str, deliveries: Sequence[Delivery], folder: Path) -> dict[str, dict[str, Any]]:
    """What the command says about the pixels of each served file, by the picture's name."""
    files = [folder / f"{each.path.stem}.served" for each in deliveries]
    for file, each in zip(files, deliveries, strict=True):
        file.write_bytes(each.served)
    words = [sys.executable, "-m", "fedart", "detector", "score", "--json", "--no-metadata", "--model", model]
    process = await asyncio.create_subprocess_exec(*words, *map(str, files), stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return {Path(row["file"]).stem: row for row in map(json.loads, out.splitlines())}


async def check_kept(reader: Resident, each: Delivery) -> None:
    """Its page shows the picture, and each of its files is a picture."""
    page = await reader.page(f"/works/{each.work.id}")
    assert each.words in page
    assert WITHHELD not in page
    assert f"/media/{each.media.id}/" in page
    assert each.media.renditions
    for rendition in each.media.renditions:
        status, kind, body = await reader.at.get(f"/media/{each.media.id}/{rendition.file_name}")
        assert (status, kind) == (200, rendition.mime)
        with Image.open(io.BytesIO(body)) as image:
            assert image.size == (rendition.width, rendition.height)


async def check_withheld(reader: Resident, each: Delivery) -> None:
    """The words are there, and the picture is not shown."""
    page = await reader.page(f"/works/{each.work.id}")
    assert each.words in page
    assert WITHHELD in page
    assert f"/media/{each.media.id}/" not in page
    assert each.media.reason == "estimated"
    for name in ("320.webp", "640.jpg", "federation.jpg", "original", *(r.file_name for r in each.media.renditions)):
        assert (await reader.at.get(f"/media/{each.media.id}/{name}"))[0] == 404


def check_gone(receiver: Running, before: dict[Path, bytes], deliveries: Sequence[Delivery]) -> None:
    """No piece of a dropped picture lies anywhere; what has come are files of pictures that were not dropped.

    Each watch proves that it would have seen the picture.
    """
    staying = [each for each in deliveries if each.media.state is not MediaState.DROPPED]
    stray = receiver.it.config.data / "spool" / "stray"
    common = [content for path, content in contents(receiver).items() if path.name in _files_of(staying)]
    for each in deliveries:
        if each.media.state is MediaState.DROPPED:
            assert each.media.renditions == ()
            assert each.media.facts is None
            own = Watch(receiver, each.served, before=before, others=[*common, *(o.served for o in staying)])
            assert own.pieces_in() == [], each.path.name
            stray.write_bytes(each.served)
            assert own.pieces_in() == [stray]
            stray.unlink()
    new = {path for path in contents(receiver) if path not in before and not path.name.startswith(DATABASE)}
    assert {path.name for path in new} <= _files_of(staying)


def _files_of(deliveries: Sequence[Delivery]) -> set[str]:
    """The names in the store of everything that may be kept of these pictures."""
    blobs = {rendition.blob for each in deliveries for rendition in each.media.renditions}
    held = {each.media.sha256 for each in deliveries if each.media.state is MediaState.HELD}
    return blobs | held


async def test_pictures_from_another_instance_are_kept_held_or_dropped_as_the_policy_says(
    sender: Running, receiver: Running, tmp_path: Path
) -> None:
    painter, reader = await resident(sender, "painter"), await resident(receiver, "reader")
    await become_follower(reader, painter.handle)
    before = contents(receiver)
    uris = [await published(painter, path, tmp_path) for path in (*PEOPLE, *GENERATED)]
    both = zip((*PEOPLE, *GENERATED), uris, strict=True)
    deliveries = [await delivered(sender, receiver, path, uri) for path, uri in both]
    await idle(receiver)
    said = await scored(receiver.it.config.detector.model, deliveries, tmp_path)
    for each in deliveries:
        expected = STATES[said[each.path.stem]["verdicts"]["remote"]["ban"]]
        assert each.media.state is expected, (each.path.name, said[each.path.stem])
        await (check_kept if expected is MediaState.KEPT else check_withheld)(reader, each)
    check_gone(receiver, before, deliveries)
    states = {each.path: each.media.state for each in deliveries}
    assert {states[path] for path in PEOPLE} == {MediaState.KEPT}
    assert MediaState.DROPPED in {states[path] for path in GENERATED}
    assert MediaState.KEPT not in {states[path] for path in GENERATED}
