"""The check set's list, and the figures that are drawn from it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.detector import checkset
from fedart.detector.checkset import Label
from fedart.detector.comparison import Rates, auc, rates
from fedart.errors import ConfigError

ROW = {"file": "a.png", "label": "human", "source": "a package", "author": "Ada", "licence": "CC0-1.0"}


def _credits(folder: Path, *rows: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(b"x")
    tables = ("[[picture]]\n" + "".join(f'{key} = "{value}"\n' for key, value in row.items()) for row in rows)
    (folder / "credits.toml").write_text("\n".join(tables))
    return folder


def test_each_picture_has_a_label_and_its_thanks(tmp_path: Path) -> None:
    folder = _credits(tmp_path / "set", ROW, {**ROW, "file": "b.png", "label": "generated"})
    first, second = checkset.pictures(folder)
    assert (first.path, first.label, first.source, first.author) == (folder / "a.png", Label.HUMAN, "a package", "Ada")
    assert (second.label, second.licence) == (Label.GENERATED, "CC0-1.0")


def test_no_list_means_no_check_set(tmp_path: Path) -> None:
    assert checkset.pictures(tmp_path) == ()


def test_the_shipped_check_set_can_be_read() -> None:
    assert all(picture.path.is_file() for picture in checkset.pictures())


@pytest.mark.parametrize(
    "rows",
    [
        [{**ROW, "label": "robot"}],
        [{**ROW, "file": "none.png"}],
        [{**ROW, "file": "../set/a.png"}],
        [{**ROW, "author": ""}],
        [{key: value for key, value in ROW.items() if key != "licence"}],
        [{**ROW, "mood": "good"}],
        [ROW, ROW],
    ],
)
def test_a_damaged_list_is_an_error(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    assert len(checkset.pictures(_credits(tmp_path / "set", ROW))) == 1
    with pytest.raises(ConfigError, match="install fedart again"):
        checkset.pictures(_credits(tmp_path / "set", *rows))


@pytest.mark.parametrize("text", ["= =", "pictures = 1", "picture = 1", "picture = [1]"])
def test_a_list_of_another_form_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "credits.toml").write_text(text)
    with pytest.raises(ConfigError):
        checkset.pictures(tmp_path)


def test_rates_count_what_was_found_and_what_was_wronged() -> None:
    found = rates([0.1, 0.2, 0.95, None], [0.3, 0.9, 0.99], 0.9)
    assert found == Rates(generated=3, found=2, human=3, wrong=1, failed=1, auc=7 / 9)
    assert found.found_percent == pytest.approx(200 / 3)
    assert found.wrong_percent == pytest.approx(100 / 3)
    nothing = rates([], [], 0.5)
    assert (nothing.found_percent, nothing.wrong_percent, nothing.auc) == (None, None, None)


@pytest.mark.parametrize(
    ("human", "generated", "expected"),
    [([0.1], [0.9], 1.0), ([0.9], [0.1], 0.0), ([0.5], [0.5], 0.5), ([0.1, 0.6], [0.6, 0.9], 0.875)],
)
def test_auc_is_the_share_of_pairs_in_the_right_order(
    human: list[float], generated: list[float], expected: float
) -> None:
    assert auc(human, generated) == expected


SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=20)


@given(SCORES, SCORES)
def test_auc_turns_round_with_the_labels(human: list[float], generated: list[float]) -> None:
    one, other = auc(human, generated), auc(generated, human)
    assert one is not None
    assert other is not None
    assert one + other == pytest.approx(1.0)
