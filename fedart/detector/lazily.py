"""The check of a model, without its libraries: onnxruntime, numpy and Pillow load when it is asked for, not before.

The command line's other commands, the server among them, would pay 45 MB and 0.3 s for nothing.
"""

from importlib import import_module
from pathlib import Path

from fedart.detector.manifest import ModelInfo


def check(folder: Path) -> ModelInfo:
    """See `fedart.detector.model.check`. Raises ConfigError."""
    info: ModelInfo = import_module("fedart.detector.model").check(folder)
    return info
