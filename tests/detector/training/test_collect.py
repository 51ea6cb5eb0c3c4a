"""From lists to an index, with small repositories made on the spot."""

import hashlib
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from fedart.detector.training import index, sources
from fedart.detector.training.__main__ import main
from fedart.detector.training.collect import collect, fingerprint
from fedart.errors import Unavailable
from tests.support.collection import Hoard, entries, file, painted, row, stand_in
from tests.support.paint import animation, encode


class Workshop:
    """Lists, repositories and the folder that the collector fills."""

    def __init__(self, root: Path) -> None:
        self.lists, self.into, self.mirrors = root / "lists", root / "into", str(root / "{owner}+{name}")
        self.lists.mkdir()
        self._root = root

    def hoard(self, where: str, files: dict[str, bytes], day: str = "2020-01-01") -> str:
        return Hoard(self._root / where.replace("/", "+")).add(files, day)

    def want(self, *rows: str, name: str = "art.toml") -> None:
        (self.lists / name).write_text("\n".join(rows))

    def exclude(self, data: bytes) -> None:
        prefix = hashlib.sha256(data).hexdigest()[:16]
        (self.lists / "excluded_art.txt").write_text(f"{prefix}  a screenshot\n")

    def collect(self, *only: str, processes: int = 1) -> list[str]:
        """Collect; returns the paths of the index."""
        collect(self.lists, self.into, self.mirrors, only, processes)
        return [str(entry["path"]) for entry in entries(self.into)]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_pictures_are_kept_as_they_came_and_described(workshop: Workshop) -> None:
    data = file(1, "JPEG", 300, 260)
    commit = workshop.hoard("ada/art", {"art/one.jpg": data, "readme.txt": b"words"})
    workshop.want(row(id="ada", commit=commit, take="^art/", group="friends", split="exam"))
    assert workshop.collect() == ["art/one.jpg"]
    (entry,) = entries(workshop.into)
    sha256 = hashlib.sha256(data).hexdigest()
    assert index.picture(workshop.into, sha256).read_bytes() == data
    phash = entry.pop("phash")
    assert isinstance(phash, str)
    assert len(phash) == 16
    assert entry == {
        "sha256": sha256,
        "source": "ada",
        "group": "friends",
        "split": "exam",
        "path": "art/one.jpg",
        "label": "human",
        "family": "game-art",
        "generator": "Ada",
        "medium": "digital-painting",
        "licence": "CC-BY-4.0",
        "date": "2020-01-01",
        "format": "JPEG",
        "width": 300,
        "height": 260,
        "bytes": len(data),
        "opaque": 1.0,
    }


def test_unfit_files_are_left_and_counted(workshop: Workshop) -> None:
    files = {"a.png": file(1), "b.png": b"torn", "c.png": file(2, width=100, height=100), "d.png": file(1, "WEBP")}
    workshop.want(row(id="ada", commit=workshop.hoard("ada/art", files)))
    assert len(workshop.collect()) == 1
    summary = (workshop.into / "sources/ada.json").read_text()
    for count in ('"broken": 1', '"too small": 1', '"duplicate": 1', '"taken": 1'):
        assert count in summary


def test_the_cap_takes_the_same_pictures_every_time(workshop: Workshop, tmp_path: Path) -> None:
    commit = workshop.hoard("ada/art", {f"{number}.png": file(number) for number in range(8)})
    workshop.want(row(id="ada", commit=commit, cap=3))
    first = workshop.collect()
    shutil.rmtree(workshop.into)
    assert workshop.collect() == first
    assert len(first) == 3


def test_what_is_collected_is_not_collected_again(workshop: Workshop, tmp_path: Path) -> None:
    commit = workshop.hoard("ada/art", {"a.png": file(1), "b.png": file(2)})
    workshop.want(row(id="ada", commit=commit))
    workshop.collect()
    shutil.rmtree(tmp_path / "ada+art")
    workshop.want(row(id="ada", commit=commit, generator="Ada and friends"))
    assert sorted(workshop.collect()) == ["a.png", "b.png"]
    assert {entry["generator"] for entry in entries(workshop.into)} == {"Ada and friends"}


def test_a_row_that_chooses_otherwise_is_collected_again(workshop: Workshop) -> None:
    commit = workshop.hoard("ada/art", {"a.png": file(1), "b.png": file(2)})
    workshop.want(row(id="ada", commit=commit))
    assert sorted(workshop.collect()) == ["a.png", "b.png"]
    workshop.want(row(id="ada", commit=commit, leave="^b"))
    assert workshop.collect() == ["a.png"]


def test_only_files_from_before_the_day_are_taken(workshop: Workshop, tmp_path: Path) -> None:
    hoard = Hoard(tmp_path / "ada+art")
    hoard.add({"a.png": file(1)}, "2021-01-01")
    commit = hoard.add({"b.png": file(2)}, "2023-01-01")
    workshop.want(row(id="ada", commit=commit, before="2022-06-01"))
    assert workshop.collect() == ["a.png"]


def test_sheets_are_cut(workshop: Workshop) -> None:
    sheet = Image.new("RGB", (512, 512))
    for number, place in enumerate([(0, 0), (256, 0), (0, 256), (256, 256)]):
        sheet.paste(painted(number), place)
    commit = workshop.hoard("ada/art", {"sheet.png": encode(sheet, "PNG")})
    workshop.want(row(id="ada", commit=commit, treat="sheet-2x2"))
    assert workshop.collect() == ["sheet.png"] * 4
    assert {(entry["width"], entry["height"]) for entry in entries(workshop.into)} == {(256, 256)}


def test_an_archive_inside_a_source_is_opened(workshop: Workshop) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("pics/a.png", file(1))
        archive.writestr("pics/b.png", file(2))
    commit = workshop.hoard("ada/art", {"base.pk3": packed.getvalue(), "outside.png": file(3)})
    workshop.want(row(id="ada", commit=commit, take="a.png", treat="zip:base.pk3"))
    assert workshop.collect() == ["pics/a.png"]


def test_the_same_picture_stays_with_the_first_source(workshop: Workshop) -> None:
    ada = workshop.hoard("ada/art", {"a.png": file(1)})
    bob = workshop.hoard("bob/art", {"copy.jpg": file(1, "JPEG"), "b.png": file(2)})
    workshop.want(row(id="ada", commit=ada), row(id="bob", commit=bob, where="bob/art", take="."))
    assert workshop.collect() == ["a.png", "b.png"]


def test_a_picture_that_both_sides_claim_goes(workshop: Workshop) -> None:
    ada = workshop.hoard("ada/art", {"a.png": file(1), "mine.png": file(2)})
    bot = workshop.hoard("bot/art", {"copy.png": file(1), "made.png": file(3)})
    generated = {"label": "generated", "family": "flux", "where": "bot/art"}
    workshop.want(row(id="ada", commit=ada), row(id="bot", commit=bot, **generated))
    assert workshop.collect() == ["mine.png", "made.png"]


def test_excluded_pictures_and_their_copies_go(workshop: Workshop) -> None:
    shot = file(1)
    ada = workshop.hoard("ada/art", {"shot.png": shot, "a.png": file(2)})
    bob = workshop.hoard("bob/art", {"copy.jpg": file(1, "JPEG"), "b.png": file(3)})
    workshop.want(row(id="ada", commit=ada), row(id="bob", commit=bob, where="bob/art", take="."))
    assert len(workshop.collect()) == 3
    workshop.exclude(shot)
    assert workshop.collect() == ["a.png", "b.png"]


def test_only_the_named_sources_are_fetched(workshop: Workshop) -> None:
    ada = workshop.hoard("ada/art", {"a.png": file(1)})
    bob = workshop.hoard("bob/art", {"b.png": file(2)})
    workshop.want(row(id="ada", commit=ada), row(id="bob", commit=bob, where="bob/art"))
    assert workshop.collect("bob") == ["b.png"]
    assert workshop.collect() == ["a.png", "b.png"]
    with pytest.raises(Unavailable, match="no such source: eve"):
        workshop.collect("eve")


def test_a_source_that_cannot_be_had_does_not_stop_the_others(workshop: Workshop) -> None:
    bob = workshop.hoard("bob/art", {"b.png": file(2)})
    workshop.want(row(id="ada", commit="f" * 40), row(id="bob", commit=bob, where="bob/art"))
    with pytest.raises(Unavailable, match="not collected: ada"):
        workshop.collect()
    assert [entry["path"] for entry in entries(workshop.into)] == ["b.png"]


@pytest.mark.parametrize(
    ("changes", "again"),
    [
        ({"commit": "b" * 40}, True),
        ({"where": "bob/art"}, True),
        ({"take": "jpg"}, True),
        ({"leave": "draft"}, True),
        ({"before": "2020-01-01"}, True),
        ({"cap": 99}, True),
        ({"treat": "svg"}, True),
        ({"medium": "ink"}, True),
        ({"family": "book-illustration"}, True),
        ({"medium": "oil"}, False),
        ({"family": "wallpaper"}, False),
        ({"licence": "CC0-1.0"}, False),
        ({"group": "friends"}, False),
        ({"split": "exam"}, False),
        ({"names": [["x", "pixel", "Ada"]]}, False),
    ],
)
def test_a_source_is_collected_again_when_other_files_would_be_chosen(
    workshop: Workshop, changes: dict[str, object], again: bool
) -> None:
    prints = []
    for fields in ({}, changes):
        workshop.want(row(**{"id": "ada", "commit": "a" * 40, **fields}))
        prints.append(fingerprint(sources.load(workshop.lists)[0]))
    assert (prints[0] != prints[1]) is again


def test_animations_and_other_files_are_no_candidates(workshop: Workshop) -> None:
    files = {"a.png": file(1), "moving.gif": animation(size=(256, 256)), "film.mp4": file(2), "b.svg": b"<svg>"}
    workshop.want(row(id="ada", commit=workshop.hoard("ada/art", files), take="."))
    assert workshop.collect() == ["a.png"]
    assert '"animated": 1' in (workshop.into / "sources/ada.json").read_text()


def test_a_source_without_its_inner_archive_cannot_be_had(workshop: Workshop) -> None:
    commit = workshop.hoard("ada/art", {"a.png": file(1)})
    workshop.want(row(id="ada", commit=commit, treat="zip:base.pk3"))
    with pytest.raises(Unavailable, match="not collected: ada"):
        workshop.collect()


def test_drawings_are_made_pictures(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "drawn.png").write_bytes(file(1))
    stand_in(
        tmp_path / "programs",
        "chromium",
        f'for w; do case $w in --screenshot=*) cp {tmp_path}/drawn.png "${{w#*=}}";; esac; done',
    )
    monkeypatch.setenv("PATH", f"{tmp_path}/programs:/usr/bin:/bin")
    commit = workshop.hoard("ada/art", {"a.svg": b'<svg viewBox="0 0 1 1">', "b.svg": b"<svg>", "c.png": file(2)})
    workshop.want(row(id="ada", commit=commit, take=".", treat="svg", family="vector", medium="vector"))
    assert workshop.collect() == ["a.svg"]
    assert '"no size": 1' in (workshop.into / "sources/ada.json").read_text()


@pytest.mark.slow
def test_two_processes_collect_the_same(workshop: Workshop) -> None:
    ada = workshop.hoard("ada/art", {"a.png": file(1)})
    bob = workshop.hoard("bob/art", {"b.png": file(2)})
    workshop.want(row(id="ada", commit=ada), row(id="bob", commit=bob, where="bob/art"))
    assert workshop.collect(processes=2) == ["a.png", "b.png"]


def test_the_command_collects_and_tells_of_failure(workshop: Workshop) -> None:
    workshop.want(row(id="ada", commit=workshop.hoard("ada/art", {"a.png": file(1)})))
    words = ["collect", "--lists", str(workshop.lists), "--into", str(workshop.into), "--mirrors", workshop.mirrors]
    assert main([*words, "--processes", "1"]) == 0
    assert len(entries(workshop.into)) == 1
    assert main([*words, "--only", "eve"]) == 1
