"""What happens to an artist's file, in words and numbers: before it is sent, and of each picture afterwards."""

from dataclasses import dataclass
from urllib.parse import quote

from fedart.config import MediaSettings
from fedart.domain.media import Colours, Facts, Media, MediaState, Rendition
from fedart.media.sizes import LARGEST, SIZES, STRIP_WIDTH
from fedart.web import filters
from fedart.words import number, say

_KINDS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/tiff": "TIFF",
    "video/mp4": "MP4",
    "video/webm": "WebM",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What the form says before a file is sent; numbers in pixels and bytes."""

    formats: str
    bytes: int
    megapixels: int
    side: int
    shown: int
    strip: int
    federated: int


@dataclass(frozen=True, slots=True)
class Copy:
    """One line of the table: a file, for whom it is, and what it is."""

    label: str
    kind: str
    width: int
    height: int
    bytes: int
    colours: str
    href: str


@dataclass(frozen=True, slots=True)
class Account:
    """What became of one picture: its original, the copies, and what was done to it, as sentences."""

    number: int
    copies: tuple[Copy, ...]
    notes: tuple[str, ...]


def promise(settings: MediaSettings) -> Promise:
    """The general promise of this server."""
    return Promise(
        formats=say("JPEG, PNG, WebP, GIF, AVIF or TIFF, or a film of up to 8 seconds and 4 MB as MP4 or WebM"),
        bytes=settings.max_bytes,
        megapixels=settings.max_pixels // 1_000_000,
        side=settings.max_side,
        shown=SIZES[0],
        strip=STRIP_WIDTH,
        federated=LARGEST,
    )


def account(media: Media) -> Account | None:
    """What became of a picture; None when nothing of it is stored."""
    if media.facts is None or not media.renditions:
        return None
    first = _original(media, media.facts)
    rest = sorted((each for each in media.renditions if each.shape is None), key=_order)
    return Account(
        media.position + 1, (first, *(_copy(media, media.facts, r) for r in rest)), tuple(_notes(media, media.facts))
    )


def _original(media: Media, facts: Facts) -> Copy:
    kept = facts.profile or (say("sRGB, or not said") if facts.colours else "")
    href = f"/media/{quote(media.id)}/original"
    return Copy(say("Your file"), _kind(facts.mime), facts.width, facts.height, facts.size, kept, href)


def _copy(media: Media, facts: Facts, rendition: Rendition) -> Copy:
    profile = facts.profile if facts.colours == Colours.KEPT and rendition.mime != "image/gif" else "sRGB"
    return Copy(
        _label(rendition),
        _kind(rendition.mime),
        rendition.width,
        rendition.height,
        rendition.size,
        profile if facts.colours else "",
        filters.address(media, rendition),
    )


def _label(rendition: Rendition) -> str:
    if rendition.name == "federation":
        return say("Other servers, moving") if rendition.moving else say("Other servers")
    return say("Pages here, moving") if rendition.moving else say("Pages here")


def _order(rendition: Rendition) -> tuple[bool, bool, str, int]:
    return rendition.name != "federation", not rendition.moving, _kind(rendition.mime), -rendition.width


def _kind(mime: str) -> str:
    return _KINDS.get(mime, mime)


def _notes(media: Media, facts: Facts) -> list[str]:
    """What was done to the colours, the bits and the frames, where it was more than making it smaller."""
    notes = []
    if facts.colours == Colours.KEPT:
        notes.append(
            say("The copies keep the colour profile of your file (%(profile)s).", profile=facts.profile)
            if facts.profile
            else say("The copies keep the colour profile of your file.")
        )
    elif facts.colours == Colours.CONVERTED:
        space = f"{facts.space} ({facts.profile})" if facts.profile else facts.space
        notes.append(
            say(
                "Your file is %(space)s. Browsers need sRGB, so the copies were converted with its profile.",
                space=space,
            )
        )
    elif facts.colours == Colours.ASSUMED:
        notes.append(
            say(
                "Your file is CMYK without a colour profile, so nothing says which inks are meant. The copies were"
                " converted by plain arithmetic and may look harsher. Export it with its profile, or as sRGB, to decide"
                " the colours yourself."
            )
        )
    if facts.depth > 8:
        notes.append(
            say(
                "Your file has %(depth)s bits a channel. The copies have 8, which is what screens show.",
                depth=facts.depth,
            )
        )
    if facts.animated:
        plays = any(r.moving for r in media.renditions)
        notes.append(
            say("An animation of %(frames)s frames.", frames=number(facts.frames))
            if facts.frames
            else say("An animation of several frames.")
        )
        notes[-1] += " " + (
            say("It moves on the work’s page, and stands still where less motion is wished.")
            if plays
            else say("It is shown still for now.")
        )
        if plays and media.federated is not None and not media.federated.moving:
            notes.append(say("It is too long for a GIF, which is what other servers play: they get the first frame."))
    if media.state is MediaState.HELD:
        notes.append(say("Nobody but you and the moderators sees any of this yet."))
    return notes
