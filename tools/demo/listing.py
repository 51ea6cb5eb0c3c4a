"""docs/demo.md, written from the demo's list."""

from tools.demo.catalogue import Catalogue

HEAD = """\
# The demo's works

`make demo` fills an instance of its own (folder `demo/`, http://localhost:8421) with the works below and serves it;
`make demo-data` only fills it. The pictures come out of Debian's packages (Debian 12, "bookworm"), which apt downloads
into `demo/cache`, without root and without installing anything. Where there is no apt, download the packages elsewhere
and name their folder: `make demo DEBS=FOLDER`. A second run adds nothing twice.

Nothing of the pictures is part of fedart. Their makers, titles and licences are those that the packages state; where
a package names several makers together, an account stands for the collection. Works without a title of their own bear
their file's name. The descriptions were written for this demo. Names in `Demo …` belong to nobody: these accounts like,
follow and comment, and what they write is marked as demo text. All pictures were made by people. In the demo itself,
`/@demo_curator/about` shows the credits, and each work's page names its maker, licence and package.

The list is [tools/demo/works.toml](../tools/demo/works.toml); this page is written from it, by
`python -m tools.demo --list`.
"""


def page(catalogue: Catalogue) -> str:
    """The whole page."""
    packages = "\n".join(f"- [{each}](https://packages.debian.org/bookworm/{each})" for each in catalogue.packages())
    parts = [HEAD, f"## Packages\n\n{packages}\n"]
    for maker in catalogue.makers:
        rows = [
            f"| {piece.title} | {piece.artist} | {piece.year or '–'} | [{piece.terms.name}]({piece.terms.link}) "
            f"| {', '.join(f'`{source.path}`' for source in piece.sources)} |"
            for piece in catalogue.pieces
            if piece.account == maker.handle
        ]
        head = "| Work | Made by | Year | Licence | File |\n| --- | --- | --- | --- | --- |"
        parts.append(f"## {maker.name}\n\n{head}\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)
