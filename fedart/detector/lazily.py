"""What the command line needs of the heavy modules: onnxruntime, numpy and Pillow load when it is asked for.

Its other commands, the server among them, would pay 45 MB and 0.3 s for nothing.
"""

from importlib import import_module
from pathlib import Path


def complete(target: Path, wheel: Path | None = None) -> Path:
    """See `fedart.detector.tower.complete`. Raises ConfigError."""
    folder: Path = import_module("fedart.detector.tower").complete(target, wheel)
    return folder
