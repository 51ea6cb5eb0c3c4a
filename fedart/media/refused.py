"""Pictures we do not take, and how we say so to the person who made them."""

from enum import StrEnum

from fedart.errors import FedartError

ADVICE = "Please save it as JPEG, PNG, WebP, GIF or AVIF."


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


_WORDS = {
    Fault.EMPTY: "This file is empty. Perhaps the upload was cut off; please try again.",
    Fault.TYPE: f"This is not a picture we can read. {ADVICE}",
    Fault.BROKEN: "This picture is damaged or incomplete. Please export it again and upload the new file.",
    Fault.BYTES: "This file is too large ({}). Please save it with stronger compression or fewer pixels.",
    Fault.PIXELS: "This picture has too many pixels ({}). Please make it smaller and upload it again.",
    Fault.SIDE: "This picture is too long on one side ({}). Please make it smaller or cut it into parts.",
    Fault.FRAMES: "This animation is too long ({}). Please shorten it, make it smaller, or upload one frame.",
    Fault.CPU: "This picture took too long to read. Please export it again, perhaps in another format.",
    Fault.MEMORY: "This picture needs too much memory to read. Please make it smaller and upload it again.",
    Fault.CRASH: "This picture could not be read. Please export it again, perhaps in another format.",
}


class PictureRefused(FedartError):
    """The picture's fault, not ours; trying again with the same bytes does not help.

    `detail` fills the gap in the sentence (`more than 16 MiB`), or replaces it where it is a whole sentence.
    """

    status = 422
    retry = False

    def __init__(self, fault: Fault, detail: str = "") -> None:
        words = detail if detail.endswith(".") else _WORDS[fault].format(detail)
        super().__init__(f"{fault}: {detail}" if detail else str(fault), public=words)
        self.fault = fault
        self.detail = detail
