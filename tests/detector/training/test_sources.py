"""The lists of sources: what a row means, and which rows are refused."""

import datetime
from pathlib import Path

import pytest

from fedart.detector.training import sources
from fedart.detector.training.__main__ import LISTS
from fedart.detector.training.sources import Family, Kind, Label, Medium, Source, Split
from fedart.errors import ConfigError
from tests.support.collection import row

COMMIT = "a" * 40


def listed(folder: Path, *rows: str, name: str = "art.toml") -> tuple[Source, ...]:
    folder.joinpath(name).write_text("\n".join(rows))
    return sources.load(folder)


def test_a_row_is_read_with_its_defaults(tmp_path: Path) -> None:
    (read,) = listed(tmp_path, row(id="ada", commit=COMMIT))
    assert (read.kind, read.where, read.commit) == (Kind.GIT, "ada/art", COMMIT)
    assert (read.label, read.family, read.medium) == (Label.HUMAN, Family.GAME_ART, Medium.DIGITAL_PAINTING)
    assert (read.group, read.split, read.treat, read.before) == ("ada", Split.FIT, "", None)
    assert read.cap == 100


def test_optional_fields_are_read(tmp_path: Path) -> None:
    given = {"before": "2021-06-01", "group": "friends", "split": "exam", "treat": "sheet-2x2", "leave": "draft"}
    (read,) = listed(tmp_path, row(id="ada", commit=COMMIT, **given))
    assert read.before == datetime.date(2021, 6, 1)
    assert (read.group, read.split, read.treat) == ("friends", Split.EXAM, sources.SHEET)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("art/one.png", True), ("art/draft-one.png", False), ("art/one.txt", False), ("one.png", False)],
)
def test_a_file_is_wanted_when_it_is_taken_and_not_left(tmp_path: Path, path: str, wanted: bool) -> None:
    (read,) = listed(tmp_path, row(id="ada", commit=COMMIT, take="^art/.*png$", leave="draft"))
    assert read.wants(path) is wanted


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("a/mj-1.png", (Family.MIDJOURNEY_OLD, "Midjourney v3")),
        ("a/dal-1.png", (Family.DALLE2, "DALL-E 2")),
        ("a/1.png", (Family.MIXED, "several")),
    ],
)
def test_a_files_name_may_tell_its_generator(tmp_path: Path, path: str, made: tuple[Family, str]) -> None:
    names = [["/mj-", "midjourney-old", "Midjourney v3"], ["/dal-", "dalle2", "DALL-E 2"]]
    given = {"label": "generated", "family": "mixed", "generator": "several", "names": names}
    (read,) = listed(tmp_path, row(id="mix", commit=COMMIT, **given))
    assert read.made(path) == made


def test_lists_are_merged_in_the_order_of_their_names(tmp_path: Path) -> None:
    listed(tmp_path, row(id="second", commit=COMMIT), name="b.toml")
    rows = listed(tmp_path, row(id="first", commit=COMMIT), name="a.toml")
    assert [read.id for read in rows] == ["first", "second"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"id": "Ada"}, "a-z"),
        ({"licence": None}, "missing: licence"),
        ({"colour": "red"}, "unknown: colour"),
        ({"kind": "svn"}, "svn"),
        ({"commit": "main"}, "does not pin"),
        ({"kind": "pypi", "where": "art==1.0"}, "does not pin"),
        ({"kind": "debian", "where": "../art", "commit": "bookworm"}, "does not name"),
        ({"where": "https://example.org/art"}, "does not name"),
        ({"take": "("}, "unterminated"),
        ({"family": "sd1"}, "not human"),
        ({"names": [["x", "flux", "FLUX"]]}, "not human"),
        ({"names": [["x", "flux"]]}, "a name is"),
        ({"names": "x"}, "a list"),
        ({"cap": 0}, "above 0"),
        ({"treat": "shred"}, "shred"),
        ({"generator": 7}, "must be a text"),
        ({"before": "soon"}, "soon"),
    ],
)
def test_a_wrong_row_is_refused_by_name(tmp_path: Path, changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError, match=r"art\.toml, source 1") as refused:
        listed(tmp_path, row(**{"id": "ada", "commit": COMMIT, **changes}))
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "where", "commit"),
    [
        ("debian", "wesnoth-1.16-data wesnoth-1.16-httt", "bookworm 1.16.9"),
        ("debian", "naev-data", "bookworm"),
        ("pypi", "pictures-media==0.3.1", "b" * 64),
    ],
)
def test_packages_are_sources_too(tmp_path: Path, kind: str, where: str, commit: str) -> None:
    (read,) = listed(tmp_path, row(id="packed", kind=kind, where=where, commit=commit))
    assert (read.kind, read.where, read.commit) == (kind, where, commit)


def test_an_id_is_used_once_over_all_lists(tmp_path: Path) -> None:
    listed(tmp_path, row(id="ada", commit=COMMIT), name="a.toml")
    with pytest.raises(ConfigError, match="twice"):
        listed(tmp_path, row(id="ada", commit=COMMIT), name="b.toml")


@pytest.mark.parametrize("text", ["[source]\nid = 1", "[[picture]]\nid = 1", "[[source"])
def test_a_list_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"art\.toml"):
        listed(tmp_path, text)


def test_excluded_pictures_are_read_with_their_reasons(tmp_path: Path) -> None:
    tmp_path.joinpath("excluded_a.txt").write_text("# looked at\n\n0123456789abcdef  a screenshot\n")
    tmp_path.joinpath("excluded_b.txt").write_text("fedcba9876543210  mostly text  # page 2\n")
    assert sources.excluded(tmp_path) == {"0123456789abcdef": "a screenshot", "fedcba9876543210": "mostly text"}


@pytest.mark.parametrize("line", ["0123456789abcdef", "0123  too short", "0123456789ABCDEF  upper case"])
def test_an_exclusion_needs_a_prefix_and_a_reason(tmp_path: Path, line: str) -> None:
    tmp_path.joinpath("excluded.txt").write_text(f"{line}\n")
    with pytest.raises(ConfigError, match=r"excluded\.txt line 1"):
        sources.excluded(tmp_path)


def test_the_lists_that_are_shipped_are_right() -> None:
    rows = sources.load(LISTS)
    assert {read.label for read in rows} == set(Label)
    assert {read.split for read in rows} == set(Split)
    assert sources.excluded(LISTS)


def test_no_group_is_both_fitted_and_examined() -> None:
    rows = sources.load(LISTS)
    fitted, examined = ({read.group for read in rows if read.split is split} for split in (Split.FIT, Split.EXAM))
    assert fitted
    assert not fitted & examined


def test_every_family_belongs_to_one_side() -> None:
    made = [family for family in Family if family.label is Label.GENERATED]
    assert made[0] is Family.SD1
    assert made[-1] is Family.MIXED
    assert Family.PHOTO.label is Family.SKETCH.label is Label.HUMAN


def test_dated_works_of_people_are_from_before_generators_were_common() -> None:
    late = [read for read in sources.load(LISTS) if read.label is Label.HUMAN and read.before]
    assert late
    assert all(read.before and read.before <= datetime.date(2023, 1, 1) for read in late)
