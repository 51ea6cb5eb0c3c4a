"""Records of the check, exported."""

import json
import stat
from functools import partial
from pathlib import Path

import pytest

from fedart.domain.actor import Role, Viewer
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.policy import Action
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import moderation, records
from fedart.services import works as publishing
from fedart.services.works import Published
from fedart.storage import verdicts
from tests.support.door import TILES, Mood
from tests.support.instance import Person, Studio
from tests.support.paint import painting, png


async def publish(it: Instance, by: Person, folder: Path, seed: int) -> tuple[Published, bytes]:
    path = folder / f"{seed}.png"
    data = png(painting(seed))
    path.write_bytes(data)
    upload = Upload(path, path.name, alt="A ferry")
    return await publishing.publish(it, by.actor.id, WorkForm(title="Storm"), [upload]), data


def lines(folder: Path) -> list[dict[str, object]]:
    text = (folder / "records.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
async def overturned(it: Instance, make: Studio, maren: Person, judge: Mood, tmp_path: Path) -> bytes:
    """One picture that a person kept, one that a person dropped, one that nobody minded; the first one's bytes."""
    moderator = await make.person("hal", Role.MODERATOR)
    by = Viewer(moderator.account, moderator.actor, "")
    judge.score = 0.95
    kept = b""
    for seed, decision in ((1, Action.KEEP), (2, Action.DROP)):
        made, data = await publish(it, maren, tmp_path, seed)
        ident = made.withheld[0]
        judged = await it.db.read(partial(verdicts.newest, media=ident))
        assert judged is not None
        await moderation.decide(it, by, judged.id, decision, "As Maren told me")
        kept = kept or data
    judge.score = 0.1
    await publish(it, maren, tmp_path, 3)
    return kept


async def test_every_verdict_is_written_with_all_it_rests_on_and_without_names(
    it: Instance, overturned: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    assert await records.export(it, folder) == records.Exported(3, 0)
    found = lines(folder)
    assert sorted((str(line["action"]), str(line["decision"])) for line in found) == [
        ("hold", "drop"),
        ("hold", "keep"),
        ("keep", "None"),
    ]
    [kept] = [line for line in found if line["decision"] == "keep"]
    assert kept["thresholds"] == {"label": 0.5, "hold": 0.9, "drop": 0.99}
    assert (kept["policy"], kept["audience"], kept["from"], kept["score"]) == ("hold", "local", "upload", 0.95)
    assert kept["model_sha256"] == "0" * 64
    assert len(kept["tiles"]) == len(TILES) if isinstance(kept["tiles"], list) else False
    text = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    for name in ("maren", "hal", "As Maren told me"):
        assert name not in text
    assert "left out" in (folder / "README.txt").read_text(encoding="utf-8")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_names_are_written_when_they_are_asked_for(it: Instance, overturned: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    await records.export(it, folder, names=True)
    [kept] = [line for line in lines(folder) if line["decision"] == "keep"]
    assert (kept["artist"], kept["decided_by"]) == ("@maren@gallery.example", "hal")
    assert (kept["decision_note"], kept["source"]) == ("As Maren told me", "upload")
    assert "personal data" in (folder / "README.txt").read_text(encoding="utf-8")


async def test_overturned_cases_come_with_their_files_and_no_others_do(
    it: Instance, overturned: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    assert await records.export(it, folder, overturned=True) == records.Exported(1, 1)
    [line] = lines(folder)
    assert (line["decision"], line["rendition"]) == ("keep", False)
    assert (folder / str(line["file"])).read_bytes() == overturned
    assert [path.name for path in (folder / "files").iterdir()] == [Path(str(line["file"])).name]
    assert "use them to measure a detector" in (folder / "README.txt").read_text(encoding="utf-8")


async def test_a_folder_with_something_in_it_is_left_alone(it: Instance, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(Invalid):
        await records.export(it, folder)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    with pytest.raises(Invalid):
        await records.export(it, folder / "mine.txt")


async def test_many_records_are_written_page_by_page(
    it: Instance, overturned: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "PAGE", 1)
    assert (await records.export(it, tmp_path / "out")).records == 3
