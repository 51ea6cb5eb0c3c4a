"""The pictures that come with fedart: few, thanked for, and strangers to the model."""

import re
from itertools import combinations
from pathlib import Path

from PIL import Image

from fedart.detector import checkset
from fedart.detector.checkset import CREDITS, FOLDER, Label
from fedart.detector.training import sources
from fedart.media.summary import phash

MOST_BYTES = 15 * 1024 * 1024
FEWEST = 40
ALIKE = 4
FREE = {"MIT", "CC-BY-SA-3.0", "CC-BY-SA-3.0+", "GPL-2", "GPL-2+", "GPL-3+"}
PLACE = re.compile(r"(Debian|PyPI) (\S+) \S+, \S.*")
LISTS = Path(sources.__file__).with_name("sources")


def test_there_are_enough_of_both_kinds_and_they_are_small() -> None:
    labels = [picture.label for picture in checkset.pictures()]
    assert all(labels.count(label) >= FEWEST for label in Label)
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) <= MOST_BYTES


def test_every_file_is_named_and_every_picture_opens() -> None:
    named = {picture.path for picture in checkset.pictures()}
    assert {path for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py"} == {*named, FOLDER / CREDITS}
    for path in named:
        with Image.open(path) as image:
            image.load()
            assert min(image.size) >= 224


def test_every_picture_has_a_package_with_its_version_and_a_free_licence() -> None:
    for picture in checkset.pictures():
        assert PLACE.fullmatch(picture.source), picture.source
        assert picture.licence in FREE, picture.licence


def test_no_picture_is_of_a_source_that_the_model_was_fitted_to() -> None:
    known: dict[str, set[str]] = {}
    for row in sources.load(LISTS):
        for package in row.where.split():
            known.setdefault(package.partition("==")[0], set()).add(row.split)
    for picture in checkset.pictures():
        found = PLACE.fullmatch(picture.source)
        assert found is not None
        assert known[found[2]] == {sources.Split.EXAM}, picture.source


def test_no_two_pictures_are_alike() -> None:
    prints = {}
    for picture in checkset.pictures():
        with Image.open(picture.path) as image:
            prints[picture.path.name] = int(phash(image.convert("RGB")), 16)
    for (one, first), (two, second) in combinations(prints.items(), 2):
        assert (first ^ second).bit_count() > ALIKE, (one, two)
