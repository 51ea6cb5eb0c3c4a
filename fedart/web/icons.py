"""The drawings of icons: Lucide's files as they come (`static/icons`), drawn into the page that shows them."""

import re
from functools import lru_cache

from markupsafe import Markup

from fedart import share

_INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@lru_cache(maxsize=128)
def drawing(name: str) -> Markup:
    """What stands inside the `svg` element of an icon, on a field of 24 x 24. Raises KeyError for an unknown one."""
    file = share.path("static") / "icons" / f"{name}.svg"
    found = _INSIDE.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    if found is None:
        raise KeyError(name)
    lines = (line.strip().replace(" />", "/>") for line in found[1].splitlines())
    return Markup("".join(lines))
