"""Appeals: words, process files, who may see them, and when they go."""

import asyncio
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import Config, DetectorSettings
from fedart.domain.actor import Role, Viewer
from fedart.domain.ids import MediaId
from fedart.domain.policy import Action
from fedart.domain.report import APPEALS_PER_PICTURE, ReportState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import appeals, moderation, removal
from fedart.services import media as door
from fedart.services.appeals import ProcessUpload
from fedart.storage import appeals as stored
from fedart.storage import verdicts, views_home
from tests.support.door import DECLARED, Mood
from tests.support.instance import Clock, Person, Studio, config_in
from tests.support.paint import jpeg, painting, png
from tests.support.remote import count, told

DAY = 24 * 3600


@pytest.fixture
def config(tmp_path: Path) -> Config:
    small = DetectorSettings(appeal_files=3, appeal_file_bytes=2 * 2**20, appeal_bytes=3 * 2**20, appeal_keep_days=30)
    return config_in(tmp_path, base=Config(detector=small))


def file(folder: Path, name: str, data: bytes) -> ProcessUpload:
    path = folder / f"upload-{name.replace('/', '_')}"
    path.write_bytes(data)
    return ProcessUpload(path, name)


def krita() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        made.writestr("mimetype", "application/x-krita")
    return out.getvalue()


def quarantine(it: Instance) -> set[str]:
    return {path.name for path in (it.config.data / "media" / "quarantine").rglob("*") if path.is_file()}


async def test_an_appeal_reaches_every_moderator_once(
    it: Instance, artist: Viewer, moderator: Viewer, held: MediaId, make: Studio
) -> None:
    owner = await make.person("owner", Role.OWNER)
    await appeals.appeal(it, artist, held, " I painted this. ")
    [found] = await it.db.read(lambda tx: stored.of_media(tx, held))
    assert (found.text, found.state) == ("I painted this.", ReportState.OPEN)
    assert await told(it, moderator.actor.id) == ["appeal"]
    assert await told(it, owner.actor.id) == ["appeal"]
    with pytest.raises(Invalid):
        await appeals.appeal(it, artist, held, "Once more")
    assert await told(it, moderator.actor.id) == ["appeal"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 5_001])
async def test_an_appeal_needs_some_words(text: str, it: Instance, artist: Viewer, held: MediaId) -> None:
    with pytest.raises(Invalid) as refused:
        await appeals.appeal(it, artist, held, text)
    assert set(refused.value.fields) == {"text"}
    assert await count(it, "appeals") == 0


async def test_nobody_appeals_for_another_or_against_nothing(
    it: Instance, artist: Viewer, moderator: Viewer, held: MediaId, make: Studio, maren: Person
) -> None:
    kept = await make.picture(maren.actor)
    sha = kept.media.sha256
    shown = replace(DECLARED, action=Action.KEEP)
    await it.db.write(lambda tx: verdicts.add(tx, "v2", kept.media.id, "upload", sha, shown, it.clock()))
    for by, ident in ((moderator, held), (artist, kept.media.id), (artist, MediaId("none"))):
        with pytest.raises(NotFound):
            await appeals.appeal(it, by, ident, "Please")
    assert await count(it, "appeals") == 0


async def test_people_look_again_a_few_times_and_then_no_more(
    it: Instance, artist: Viewer, moderator: Viewer, held: MediaId
) -> None:
    for number in range(APPEALS_PER_PICTURE):
        report = await it.db.read(lambda tx: views_home.report(tx, held, artist.actor.id))
        assert report is not None
        assert report.may_appeal
        await appeals.appeal(it, artist, held, f"Please, for the {number}. time")
        await moderation.decide(it, moderator, "v1", Action.DROP, "Still generated")
    with pytest.raises(Invalid) as refused:
        await appeals.appeal(it, artist, held, "Please!")
    assert set(refused.value.fields) == {"text"}
    report = await it.db.read(lambda tx: views_home.report(tx, held, artist.actor.id))
    assert report is not None
    assert not report.may_appeal


async def test_process_files_are_shown_to_the_artist_and_to_moderators_only(
    it: Instance, artist: Viewer, moderator: Viewer, held: MediaId, make: Studio, judge: Mood, tmp_path: Path
) -> None:
    layers, sketch = krita(), jpeg(painting(3))
    files = [file(tmp_path, "../layers.kra", layers), file(tmp_path, "sketch.jpg", sketch)]
    await appeals.appeal(it, artist, held, "Here are my layers.", files)
    report = await it.db.read(lambda tx: views_home.report(tx, held, artist.actor.id))
    assert report is not None
    assert report.plea is not None
    first, second = report.plea.files
    assert (first.file_name, first.kind, first.size, first.preview) == ("layers.kra", "krita", len(layers), None)
    assert (second.file_name, second.kind, second.size) == ("sketch.jpg", "jpeg", len(sketch))
    assert second.preview is not None
    assert judge.asked == 0, "they are never judged"
    for viewer in (artist, moderator):
        found, path = await appeals.process_file(it, viewer, first.id, preview=False)
        assert found == first
        assert path.read_bytes() == layers
        _, small = await appeals.process_file(it, viewer, second.id, preview=True)
        assert small.read_bytes() != sketch
        assert it.studio.admit(small.read_bytes()) == second.preview.mime
    with pytest.raises(NotFound):
        await appeals.process_file(it, artist, first.id, preview=True)
    eve = await make.person("eve")
    for viewer, ident in ((Viewer(eve.account, eve.actor, ""), first.id), (artist, "none")):
        with pytest.raises(NotFound):
            await appeals.process_file(it, viewer, ident, preview=False)
    public = it.config.data / "media" / "public"
    assert not [p for p in public.rglob("*") if p.is_file() and p.name in {first.blob, second.blob}]


async def test_a_picture_that_the_sandbox_refuses_is_kept_as_a_download(
    it: Instance, artist: Viewer, held: MediaId, tmp_path: Path
) -> None:
    broken = png()[:60] + b"\x00" * 40
    await appeals.appeal(it, artist, held, "A sketch", [file(tmp_path, "sketch.png", broken)])
    report = await it.db.read(lambda tx: views_home.report(tx, held, artist.actor.id))
    assert report is not None
    assert report.plea is not None
    [found] = report.plea.files
    assert (found.kind, found.preview) == ("png", None)


PDF = b"%PDF-1.7\n"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([("a.pdf", PDF)] * 4, "up to 3 files"),
        ([("a.html", b"<script>alert(1)</script>")], "a.html is none of PNG"),
        ([("a.pdf", b"")], "a.pdf is none of PNG"),
        ([("big.pdf", PDF + bytes(2 * 2**20))], "big.pdf is larger than 2 MiB"),
        ([("a.pdf", PDF + bytes(2**20 + 2**19)), ("b.pdf", PDF + bytes(2**20 + 2**19))], "larger than 3 MiB"),
    ],
)
async def test_files_that_cannot_be_taken_are_named_and_nothing_is_kept(
    it: Instance, artist: Viewer, held: MediaId, tmp_path: Path, files: list[tuple[str, bytes]], says: str
) -> None:
    before = quarantine(it)
    with pytest.raises(Invalid) as refused:
        await appeals.appeal(it, artist, held, "Please", [file(tmp_path, name, data) for name, data in files])
    assert says in refused.value.fields["files"]
    assert await count(it, "appeals") == 0
    assert quarantine(it) == before


async def test_of_two_appeals_at_once_one_is_stored_and_the_other_leaves_no_file(
    it: Instance, artist: Viewer, held: MediaId, tmp_path: Path
) -> None:
    before = quarantine(it)
    outcomes = await asyncio.gather(
        appeals.appeal(it, artist, held, "One", [file(tmp_path, "one.pdf", PDF + b"one")]),
        appeals.appeal(it, artist, held, "Two", [file(tmp_path, "two.pdf", PDF + b"two")]),
        return_exceptions=True,
    )
    assert [type(o) for o in outcomes if o is not None] == [Invalid]
    assert len(quarantine(it) - before) == 1
    assert await count(it, "appeal_files") == 1


async def test_process_files_go_thirty_days_after_the_case_was_closed(
    it: Instance, artist: Viewer, moderator: Viewer, held: MediaId, clock: Clock, tmp_path: Path
) -> None:
    before = quarantine(it)
    await appeals.appeal(it, artist, held, "Please", [file(tmp_path, "sketch.png", png())])
    clock.advance(90 * DAY)
    await appeals.sweep(it)
    await door.collect(it)
    assert len(quarantine(it) - before) == 2, "the case is open: the file and its preview stay"
    await moderation.decide(it, moderator, "v1", Action.DROP, "Generated")
    clock.advance(29 * DAY)
    await appeals.sweep(it)
    assert len(quarantine(it) - before) == 2
    clock.advance(1 * DAY + 1)
    await appeals.sweep(it)
    assert quarantine(it) - before == set()
    assert await count(it, "appeal_files") == 0
    assert await count(it, "appeals") == 1


async def test_an_artist_who_removes_the_picture_takes_the_appeal_back(
    it: Instance, artist: Viewer, held: MediaId, tmp_path: Path
) -> None:
    before = quarantine(it)
    await appeals.appeal(it, artist, held, "Please", [file(tmp_path, "layers.kra", krita())])
    freed = await it.db.write(lambda tx: removal.picture(tx, held, it.clock()))
    await door.tidy(it, freed)
    assert not quarantine(it) - before
    [found] = await it.db.read(lambda tx: stored.of_media(tx, held))
    assert found.state is ReportState.DISMISSED
