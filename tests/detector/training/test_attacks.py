from pathlib import Path

from PIL import Image

from fedart.detector import model
from fedart.detector.training import attacks, pipelines
from tests.support import tiny_model


def test_every_work_is_drawn_after_every_pipeline_with_its_estimate(tmp_path: Path) -> None:
    works = [tmp_path / "dark.png", tmp_path / "bright.png"]
    for work, level in zip(works, (40, 200), strict=True):
        Image.new("RGB", (90, 60), (level,) * 3).save(work)
    sheet = tmp_path / "made" / "sheet.jpg"
    said = attacks.pictured(model.load(tiny_model.brightness(tmp_path / "model")), works, sheet)
    names = [*pipelines.NAMED, *pipelines.ATTACKS]
    assert [(work, name) for work, name, _ in said] == [(work.name, name) for work in works for name in names]
    estimates = {(work, name): estimate for work, name, estimate in said}
    assert estimates["bright.png", "clean"] > estimates["dark.png", "clean"] + 0.3
    with Image.open(sheet) as drawn:
        assert drawn.width == 8 * attacks.THUMB
        assert drawn.height > 2 * attacks.THUMB
