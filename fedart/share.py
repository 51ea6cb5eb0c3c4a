"""Where the files beside the code lie: in a checkout at its top level, in an installed wheel inside the package."""

from pathlib import Path


def path(name: str) -> Path:
    """`static`, `templates`, `migrations` or `config.example.toml`. Raises FileNotFoundError in a broken install."""
    package = Path(__file__).resolve().parent
    for base in (package / "_share", package.parent):
        if (base / name).exists():
            return base / name
    raise FileNotFoundError(f"{name} is missing from this installation of fedart: please install it again")
