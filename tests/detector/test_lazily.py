"""A model's check loads the heavy libraries, importing the command line does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from fedart.detector import lazily, model
from fedart.errors import ConfigError
from tests.support import tiny_model

HEAVY = ("onnxruntime", "numpy", "PIL", "pyld")


def test_the_check_is_the_model_s_own(tmp_path: Path) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.25)
    assert lazily.check(folder) == model.check(folder)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        lazily.check(tmp_path)


def test_the_server_s_own_process_loads_no_heavy_library() -> None:
    code = f"import sys, fedart.cli; print([name for name in {HEAVY} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
