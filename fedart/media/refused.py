"""Pictures we do not take, and how we say so to the person who made them."""

from enum import StrEnum

from fedart.errors import FedartError
from fedart.words import later, number, say


class Fault(StrEnum):
    """What is wrong with a picture."""

    EMPTY = "empty"
    TYPE = "type"
    BROKEN = "broken"
    BYTES = "bytes"
    PIXELS = "pixels"
    SIDE = "side"
    FRAMES = "frames"
    CPU = "cpu"
    MEMORY = "memory"
    CRASH = "crash"
    CODEC = "codec"
    LENGTH = "length"
    CLIP = "clip"


_WORDS = {
    Fault.EMPTY: later("This file is empty. Perhaps the upload was cut off; please try again."),
    Fault.TYPE: later("This is not a picture we can read. Please save it as JPEG, PNG, WebP, GIF or AVIF."),
    Fault.BROKEN: later("This picture is damaged or incomplete. Please export it again and upload the new file."),
    Fault.BYTES: later("This file is too large. Please save it with stronger compression or fewer pixels."),
    Fault.PIXELS: later("This picture has too many pixels. Please make it smaller and upload it again."),
    Fault.SIDE: later("This picture is too long on one side. Please make it smaller or cut it into parts."),
    Fault.FRAMES: later("This animation is too long. Please shorten it, make it smaller, or upload one frame."),
    Fault.CPU: later("This picture took too long to read. Please export it again, perhaps in another format."),
    Fault.MEMORY: later("This picture needs too much memory to read. Please make it smaller and upload it again."),
    Fault.CRASH: later("This picture could not be read. Please export it again, perhaps in another format."),
    Fault.CODEC: later("This film is in a format we do not read. Please save it as MP4 (H.264) or WebM."),
    Fault.LENGTH: later("This film is too long: up to 8 seconds are shown. Please cut it, or link to the whole film."),
    Fault.CLIP: later(
        "This film is too large (up to 4 MB are taken). Please save it smaller, or link to the whole film."
    ),
}
_OF_KIND = later("This is %(kind)s. Please save it as JPEG, PNG, WebP, GIF or AVIF.")
_OVER = {
    Fault.BYTES: later(
        "This file is too large (%(found)s MiB, the limit is %(limit)s MiB). "
        "Please save it with stronger compression or fewer pixels."
    ),
    Fault.PIXELS: later(
        "This picture has too many pixels (%(found)s million, the limit is %(limit)s million). "
        "Please make it smaller and upload it again."
    ),
    Fault.SIDE: later(
        "This picture is too long on one side (%(found)s pixels, the limit is %(limit)s). "
        "Please make it smaller or cut it into parts."
    ),
    Fault.FRAMES: later(
        "This animation is too long (%(found)s million pixels in all frames, the limit is %(limit)s million). "
        "Please shorten it, make it smaller, or upload one frame."
    ),
}
_TOO_MANY_FRAMES = later(
    "This animation is too long (more than %(limit)s frames). Please shorten it, make it smaller, or upload one frame."
)


class PictureRefused(FedartError):
    """The picture's fault, not ours; trying again with the same bytes does not help.

    `found` and `limit` are what is over a limit: bytes in MiB, pixels in millions, a side in pixels; of an animation
    its pixels in millions, or the number of frames as `limit` alone. `kind` names a file that is no picture.
    """

    status = 422
    retry = False

    def __init__(self, fault: Fault, found: float = 0, limit: float = 0, *, kind: str = "") -> None:
        told = kind or (f"{found:g}, the limit is {limit:g}" if limit else "")
        super().__init__(f"{fault}: {told}" if told else str(fault), public=_sentence(fault, found, limit, kind))
        self.fault = fault
        self.found = found
        self.limit = limit


def _sentence(fault: Fault, found: float, limit: float, kind: str) -> str:
    if kind:
        return say(_OF_KIND, kind=say(kind))
    if fault is Fault.FRAMES and limit and not found:
        return say(_TOO_MANY_FRAMES, limit=number(limit))
    if limit and fault in _OVER:
        digits = 1 if fault is Fault.BYTES else 0
        return say(_OVER[fault], found=number(found, digits), limit=number(limit))
    return say(_WORDS[fault])
