"""The attack list as one picture: what was done to two works of the check set, and what the model says then."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from fedart.detector.model import Model
from fedart.detector.training import canvas, pipelines

THUMB = 180
_LINE = 16
_COLUMNS = 8


def pictured(model: Model, works: Sequence[Path], file: Path) -> list[tuple[str, str, float]]:
    """Draw every work after every pipeline, the model's estimate under each. Returns (work, pipeline, estimate)."""
    done = {**pipelines.NAMED, **pipelines.ATTACKS}
    rows = -(-len(done) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * THUMB, len(works) * rows * (THUMB + 2 * _LINE)), (255, 255, 255))
    said: list[tuple[str, str, float]] = []
    for number, work in enumerate(works):
        image = canvas.opened(work)
        for place, (name, pipeline) in enumerate(done.items()):
            changed = pipeline(image)
            estimate = model.score([canvas.sampled(changed, model.info.input.sample)]).score
            said.append((work.name, name, estimate))
            left = place % _COLUMNS * THUMB
            top = (number * rows + place // _COLUMNS) * (THUMB + 2 * _LINE)
            changed.thumbnail((THUMB - 4, THUMB - 4))
            sheet.paste(changed, (left + 2, top + 2))
            ImageDraw.Draw(sheet).text((left + 4, top + THUMB), f"{name}\n{estimate:.2f}", fill=(0, 0, 0))
    file.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(file, quality=82)
    return said
