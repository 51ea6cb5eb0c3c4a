"""From cached features to a shipped model and its published figures, in one reproducible run."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

from fedart.detector.training import canvas, dataset, examination, figures, fitting, publishing, vectors
from fedart.detector.training.dataset import Views
from fedart.detector.training.evaluation import evaluate, exam_views, judged, known_views
from fedart.detector.training.examination import Table
from fedart.detector.training.fragment import Head

EVAL = "eval.json"
SHEET = "worst.jpg"
PRINTED = ("unseen_sources", "final", "final_at_points", "points", "trivial")

_THUMB = 160


def finish(folder: Path, documents: Path, artefacts: Path, kept: Path | None = None, *, ship: bool) -> Table:
    """Fit, examine, and publish: `documents`/eval.json and the tables of `documents`/detector.md.

    With `ship` the package's model folder is written as well, and `kept` gets the features that stay beside the code;
    without, only the figures. `artefacts` gets the contact sheet of the worst errors, which is for the maker's eyes and
    is not published. Returns the table.
    """
    known, exam = known_views(folder), exam_views(folder)
    head = fitting.fitted(known)
    table, combined = evaluate(known, exam, head, fitting.CROSS_SEEDS)
    table = {"data": counted(known), "exam": counted(exam), "trivial": trivial(folder), **table}
    documents.mkdir(parents=True, exist_ok=True)
    (documents / EVAL).write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if ship:
        publishing.ship(head, combined, table)
        if kept:
            vectors.save(vectors.chosen(exam), kept)
    if (documents / "detector.md").exists():
        publishing.fill(documents / "detector.md", table)
    artefacts.mkdir(parents=True, exist_ok=True)
    _sheet(folder, exam, head, artefacts / SHEET)
    return table


def counted(views: Views) -> Table:
    """How many pictures of which kinds the views are of."""
    rows = {picture.sha256: picture for picture in views.pictures}.values()
    by_medium = Counter((row.label, row.medium) for row in rows)
    by_family = Counter((row.label, row.family) for row in rows)
    return {
        "human": sum(not row.generated for row in rows),
        "generated": sum(row.generated for row in rows),
        "sources": len({row.source for row in rows}),
        "views": len(views.names),
        "human_media": {name: n for (label, name), n in by_medium.most_common() if label == "human"},
        "human_kinds": {name: n for (label, name), n in by_family.most_common() if label == "human"},
        "generated_families": {name: n for (label, name), n in by_family.most_common() if label == "generated"},
    }


def trivial(folder: Path) -> Table:
    """What a classifier learns from the files alone: width, height, bytes and format, on sources it has not seen.

    The views that the model is shown have one size and one compression, so these four do not reach it; traces that an
    earlier compression left in the pixels are weakened, not gone.
    """
    rows = []
    with (folder / dataset.INDEX).open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    labels = np.array([row["label"] == "generated" for row in rows], dtype=np.int64)
    values = np.array(
        [
            [
                np.log(row["width"]),
                np.log(row["height"]),
                np.log(row["bytes"]),
                np.log(row["bytes"] / (row["width"] * row["height"])),
                row["width"] / row["height"],
                *(row["format"] == form for form in ("JPEG", "PNG", "WEBP")),
                row["width"] % 64 == 0,
                row["height"] % 64 == 0,
            ]
            for row in rows
        ],
        dtype=np.float16,
    )
    pictures = dataset.pictures(folder)
    views = Views(values, tuple(pictures[row["sha256"]] for row in rows), np.array(["whole"] * len(rows)))
    logits, _ = fitting.crossfitted(views, views.of("group"), (1,))
    return {name: round(v, 4) for name, v in figures.summary(labels, logits, views.weights).items()}


def _sheet(folder: Path, exam: Views, head: Head, file: Path, columns: int = 10) -> None:
    """The fifty worst errors of the final examination as thumbnails, human works first."""
    final = judged(exam, head(exam.features).astype(np.float64))
    said = fitting.probability(final.whole, (0.0, 1.0))
    rows = sorted(examination.worst(final.views, said), key=lambda row: row[1] == "generated")
    sheet = Image.new("RGB", (columns * _THUMB, -(-len(rows) // columns) * _THUMB), (128, 128, 128))
    for place, (sha256, _, _) in enumerate(rows):
        thumb = canvas.opened(folder / "pictures" / sha256[:2] / sha256)
        thumb.thumbnail((_THUMB - 4, _THUMB - 4))
        sheet.paste(thumb, (place % columns * _THUMB, place // columns * _THUMB))
    sheet.save(file, quality=85)
