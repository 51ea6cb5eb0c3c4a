"""All pictures of a folder on one page."""

from collections.abc import Iterable
from html import escape
from pathlib import Path

STYLE = """
body { margin: 2rem; font: 16px/1.5 system-ui, sans-serif; background: #888; color: #fff }
h1, h2 { font-weight: 500 } nav { columns: 12rem } a { color: inherit }
section { display: flex; gap: 1rem; align-items: start; overflow-x: auto; padding-block: .5rem }
figure { margin: 0; flex: none }
img { display: block; width: 360px; max-height: 900px; object-fit: cover; object-position: top }
"""


def write(folder: Path) -> Path:
    """Write index.html beside the pictures NAME-SIZE-THEME.png; each opens when chosen. Returns its path."""
    groups: dict[str, list[str]] = {}
    for picture in sorted(folder.glob("*.png")):
        groups.setdefault(picture.stem.rsplit("-", 2)[0], []).append(picture.name)
    index = folder / "index.html"
    index.write_text("".join(_lines(groups)), encoding="utf-8")
    return index


def _lines(groups: dict[str, list[str]]) -> Iterable[str]:
    yield f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Screens</title>\n<style>{STYLE}</style>\n'
    yield f"<h1>{len(groups)} pages</h1>\n<nav>\n"
    for name in groups:
        yield f'<a href="#{escape(name)}">{escape(name)}</a><br>\n'
    yield "</nav>\n"
    for name, pictures in groups.items():
        yield f'<h2 id="{escape(name)}">{escape(name)}</h2>\n<section>\n'
        for picture in pictures:
            words = escape(picture.removesuffix(".png").removeprefix(f"{name}-").replace("-", ", "))
            file = escape(picture)
            yield f'<figure><a href="{file}"><img src="{file}" alt="{escape(name)}, {words}" loading="lazy"></a>'
            yield f"<figcaption>{words}</figcaption></figure>\n"
        yield "</section>\n"
