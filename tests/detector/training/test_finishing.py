"""One run from cached features to the published figures."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from fedart.detector.training import finishing, publishing
from fedart.detector.training.__main__ import main
from fedart.detector.training.examination import number, part
from tests.support.synthetic import Examined


@pytest.fixture(autouse=True)
def nothing_is_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("an evaluation ships nothing")

    monkeypatch.setattr(publishing, "ship", refuse)


def test_an_evaluation_writes_figures_tables_and_the_sheet(
    collection: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents, artefacts = tmp_path / "docs", tmp_path / "artefacts"
    documents.mkdir()
    (documents / "detector.md").write_text("<!-- figures: left_out -->\n<!-- end -->\n")
    options = ["--into", str(collection), "--documents", str(documents), "--artefacts", str(artefacts)]
    assert main(["evaluate", *options]) == 0
    table = json.loads((documents / "eval.json").read_text())
    assert set(json.loads(capsys.readouterr().out)) == set(finishing.PRINTED)
    assert part(table, "data")["human"] == 288
    assert part(table, "exam")["generated"] == 40
    assert "| diffusion-a |" in (documents / "detector.md").read_text()
    with Image.open(artefacts / "worst.jpg") as sheet:
        assert sheet.size == (1600, 800)


def test_an_evaluation_needs_no_model_card(collection: Path, tmp_path: Path) -> None:
    documents = tmp_path / "docs"
    finishing.finish(collection, documents, tmp_path / "artefacts", ship=False)
    assert [path.name for path in documents.iterdir()] == ["eval.json"]


def test_pictures_are_counted_once_each(examined: Examined) -> None:
    table = finishing.counted(examined.known)
    assert (table["human"], table["generated"], table["sources"]) == (288, 168, 24)
    assert part(table, "human_media") == {"watercolour": 96, "digital-painting": 96, "ink": 96}
    assert sum(number(part(table, "generated_families"), name) for name in part(table, "generated_families")) == 168
    assert set(part(table, "human_kinds")) == {"game-art", "icons", "sketches", "comics", "posters", "landscapes"}


def test_files_that_do_not_differ_tell_nothing(collection: Path) -> None:
    found = finishing.trivial(collection)
    assert number(found, "auc") == pytest.approx(0.5, abs=0.1)


def test_files_that_differ_give_the_labels_away(collection: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(collection, tmp_path / "data", ignore=shutil.ignore_patterns("pictures", "features")))
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text().splitlines()]
    for row in rows:
        if row["label"] == "generated":
            row.update(width=1024, height=1024, format="PNG", bytes=1_500_000)
    (folder / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert number(finishing.trivial(folder), "auc") > 0.8
