"""How large copies are. A picture is measured along its longer side; a strip, much taller than wide, by its width.

A strip is read by scrolling, so its height says nothing about how wide it is shown.
"""

LARGEST = 4096
"""Nothing but a strip is worked on, or sent to other servers, with a longer side than this (pixels)."""

SIZES = (2048, 1280, 640, 320)
"""Made before a work is published."""

BETWEEN = (1600, 960, 480)
"""Made afterwards, so that a page sends little more than its layout needs."""

PARTS = (1280, 960, 640, 480, 320)
"""The longer sides of copies of chosen parts."""

STRIP = 2.2
"""Times its width a strip is tall, at least."""

STRIP_WIDTH = 1280
_CLEARLY = 1.15


def is_strip(size: tuple[int, int]) -> bool:
    """Whether a picture of that size is read by scrolling."""
    width, height = size
    return height > STRIP * width and height > LARGEST // 2


def fit(size: tuple[int, int], side: int) -> tuple[int, int]:
    """`size` made smaller, with its aspect kept, so that its longer side is at most `side`; never larger."""
    return _scaled(size, side / max(size))


def fit_width(size: tuple[int, int], width: int) -> tuple[int, int]:
    """The same for the width alone."""
    return _scaled(size, width / size[0])


def fit_pixels(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    """The same for the number of pixels."""
    if size[0] * size[1] <= pixels:
        return size
    factor = (pixels / (size[0] * size[1])) ** 0.5
    width, height = (max(1, int(value * factor)) for value in size)
    return width, height


def worked_on(size: tuple[int, int]) -> tuple[int, int]:
    """The size in which a source of that size is kept for making its copies."""
    return fit_width(size, STRIP_WIDTH) if is_strip(size) else fit(size, LARGEST)


def shown_on(size: tuple[int, int]) -> tuple[int, int]:
    """The size of the largest copy that pages get of a source of that size."""
    return worked_on(size) if is_strip(size) else fit(size, SIZES[0])


def copy_of(size: tuple[int, int], name: int) -> tuple[int, int]:
    """The size of the copy called `name`."""
    return fit_width(size, name) if is_strip(size) else fit(size, name)


def part_name(name: str, side: int) -> str:
    """What a copy of a chosen part is called (see `domain.media.Rendition`); `name` is its shape and the part's key."""
    return f"{name}-{side}"


def steps(size: tuple[int, int], names: tuple[int, ...]) -> list[int]:
    """Which of `names`, largest first, give copies: up to the first that holds the whole picture."""
    reach = size[0] if is_strip(size) else max(size)
    most = STRIP_WIDTH if is_strip(size) else names[0]
    return sides(reach, tuple(name for name in names if name <= most))


def sides(reach: int, names: tuple[int, ...]) -> list[int]:
    """Which of `names`, largest first, give copies of something that is `reach` pixels long: up to the first that
    holds it whole."""
    return [name for name, below in zip(names, (*names[1:], 0), strict=True) if reach > below]


def between(size: tuple[int, int]) -> list[int]:
    """Which of BETWEEN give copies that are clearly smaller than the picture and differ from those of SIZES."""
    reach = min(size[0], STRIP_WIDTH) if is_strip(size) else min(max(size), SIZES[0])
    return [name for name in BETWEEN if name * _CLEARLY < reach]


def _scaled(size: tuple[int, int], factor: float) -> tuple[int, int]:
    if factor >= 1:
        return size
    width, height = (max(1, round(value * factor)) for value in size)
    return width, height
