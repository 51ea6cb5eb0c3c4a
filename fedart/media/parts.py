"""Copies of the parts of a picture that its artist chose for thumbnails and covers. Runs in the sandbox only."""

from collections.abc import Iterator, Mapping

from PIL import Image

from fedart.domain.crop import Part, box
from fedart.media import renditions, sizes
from fedart.media.decode import Decoded, resized
from fedart.media.developed import Encoded

_PLAIN = frozenset((1280, 640, 320))
"""Those also made in JPEG, which every browser shows and link previews need; the largest always is."""


def parts(picture: Decoded, wanted: Mapping[str, Part], xmp: str = "") -> Iterator[Encoded]:
    """Every wanted part, named by its shape and key, in AVIF and WebP, and in JPEG in some sizes.

    Nothing is enlarged: a smaller part gets the next size up at its own dimensions.
    """
    for name, part in wanted.items():
        for number, (side, image) in enumerate(_sizes(picture.image, part)):
            plain = number == 0 or side in _PLAIN
            yield from renditions.every(sizes.part_name(name, side), image, picture.profile, xmp, plain=plain)


def _sizes(image: Image.Image, part: Part) -> Iterator[tuple[int, Image.Image]]:
    """A part in its sizes, largest first, each made from the one before."""
    edges = box(image.size, part)
    own = max(1, round(edges[2] - edges[0])), max(1, round(edges[3] - edges[1]))
    shown = None
    for side in sizes.sides(max(own), sizes.PARTS):
        size = sizes.fit(own, side)
        if shown is None:
            shown = image.resize(size, Image.Resampling.BICUBIC, box=edges, reducing_gap=3.0)
        else:
            shown = resized(shown, size)
        yield side, shown
