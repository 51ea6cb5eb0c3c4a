"""The parts of pictures that artists chose, whose focal point they set, and which picture stands for an album."""

from collections.abc import Mapping

from fedart.domain.crop import Part, Shape, following
from fedart.domain.ids import MediaId
from fedart.domain.media import Media
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("crops.sql")


def of_media(tx: Tx, media: str) -> dict[Shape, Part]:
    """The chosen parts of a picture; shapes without a choice are left out."""
    rows = tx.all(SQL.of_media, media=media)
    return {Shape(row["shape"]): Part(row["beginning"], row["top"], row["width"], row["height"]) for row in rows}


def put(tx: Tx, media: str, parts: Mapping[Shape, Part]) -> None:
    """Replace the chosen parts of a picture."""
    tx.run(SQL.clear, media=media)
    for shape, part in parts.items():
        tx.run(
            SQL.put,
            media=media,
            shape=shape.value,
            beginning=part.left,
            top=part.top,
            width=part.width,
            height=part.height,
        )


def focus_set(tx: Tx, media: str) -> bool:
    """Whether the artist has set the focal point by hand."""
    return tx.one(SQL.focus_set, media=media) is not None


def focus_stays(tx: Tx, media: Media) -> bool:
    """Whether the focal point is the artist's own: set by hand, here or in the form of the work."""
    return focus_set(tx, media.id) or media.focus != following(of_media(tx, media.id))


def focus_for_another(tx: Tx, old: Media) -> tuple[float, float]:
    """The focal point of a file that comes in the place of another: its own, but not one that followed the parts."""
    return old.focus if focus_stays(tx, old) else (0.0, 0.0)


def set_focus(tx: Tx, media: str, *, by_hand: bool) -> None:
    """Note whether the focal point stays as it is, or follows the chosen parts."""
    tx.run(SQL.set_focus if by_hand else SQL.follow, media=media)


def cover(tx: Tx, album: str) -> MediaId | None:
    """The picture that was chosen for an album; None when the first of its cover's work stands for it."""
    row = tx.one(SQL.cover, album=album)
    return MediaId(row["media_id"]) if row else None


def set_cover(tx: Tx, album: str, media: str | None) -> None:
    if media is None:
        tx.run(SQL.uncover, album=album)
    else:
        tx.run(SQL.set_cover, album=album, media=media)
