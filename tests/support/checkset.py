"""Pictures of the check set without anything that their files declare: only their pixels tell."""

import io
from pathlib import Path

from PIL import Image

from fedart.detector import checkset
from fedart.detector.checkset import Label


def paths(label: Label) -> list[Path]:
    """The files of one label, in the set's order."""
    return [picture.path for picture in checkset.pictures() if picture.label is label]


def bare(path: Path) -> bytes:
    """A picture as JPEG, without what its file declares."""
    out = io.BytesIO()
    with Image.open(path) as image:
        image.convert("RGB").save(out, "JPEG", quality=92, subsampling=0)
    return out.getvalue()
