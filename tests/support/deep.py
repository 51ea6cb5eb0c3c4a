"""Files that Pillow cannot write: sixteen bits a channel, pages, and what a camera says."""

import io
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.support import blocks, paint

Wide = NDArray[np.uint16]

SECRETS = ("SERIAL-4711", "Jane Owner", "LENS-SERIAL-12", "maker’s note")


def ramp(size: tuple[int, int] = (256, 64)) -> Wide:
    """Red rises from 0 to 65535 to the right, green falls, blue rises downwards."""
    width, height = size
    across = np.linspace(0, 65535, width).round().astype(np.uint16)
    down = np.linspace(0, 65535, height).round().astype(np.uint16)
    red = np.broadcast_to(across, (height, width))
    return np.stack([red, 65535 - red, np.broadcast_to(down[:, None], (height, width))], axis=-1).astype(np.uint16)


def png16(pixels: Wide) -> bytes:
    """A PNG of 16-bit RGB."""
    height, width, _ = pixels.shape
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in pixels)
    head = blocks.chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + blocks.chunk(b"IDAT", zlib.compress(lines, 1)) + blocks.chunk(b"IEND", b"")


def tiff16(pixels: Wide) -> bytes:
    """A TIFF of 16-bit RGB in one strip without compression."""
    height, width, _ = pixels.shape
    data = pixels.astype("<u2").tobytes()
    short, long = 3, 4
    bits = struct.pack("<HHH", 16, 16, 16)
    entries = [
        (256, long, 1, width), (257, long, 1, height), (258, short, 3, 8), (259, short, 1, 1), (262, short, 1, 2),
        (273, long, 1, 16), (277, short, 1, 3), (278, long, 1, height), (279, long, 1, len(data)),
    ]  # fmt: skip
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 16 + len(data)) + bits + bytes(2) + data + directory + bytes(4)


def pages(*pictures: Image.Image) -> bytes:
    """A TIFF with several pages."""
    first, *rest = pictures
    return paint.encode(first, "TIFF", save_all=True, append_images=rest, compression="tiff_lzw")


def camera() -> Image.Exif:
    """Everything a camera writes: what may be shown, and what must never leave the file."""
    exif = Image.Exif()
    exif.update({0x010F: "Pentax", 0x0110: "PENTAX K-1", 0x0131: "darktable 4.6", 0x013B: "Ada Möller".encode()})
    exif.update({0x8298: "© Ada Möller".encode(), 0x0132: "2026:11:20 10:00:00"})
    exif.get_ifd(0x8769).update(
        {
            0x9003: "2026:11:19 17:41:02",
            0xA433: "Samyang",
            0xA434: "85mm F1.4",
            0xA431: SECRETS[0],
            0xA430: SECRETS[1],
            0xA435: SECRETS[2],
            0x927C: SECRETS[3].encode(),
        }
    )
    exif.get_ifd(0x8825).update({1: "S", 2: (33.0, 51.0, 36.0), 3: "E", 4: (151.0, 12.0, 54.0)})
    for directory in (0x8769, 0x8825):
        exif[directory] = exif.get_ifd(directory)
    return exif


def film(form: str, pauses: list[int], size: tuple[int, int] = (96, 64), *, clear: bool = False) -> bytes:
    """An animation in which a bar moves to the right, a step each frame."""
    frames = []
    for place in range(len(pauses)):
        frame = Image.new("RGBA", size, (20, 40, 90, 0 if clear else 255))
        left = place * size[0] // len(pauses)
        frame.paste((250, 210, 40, 255), (left, 0, left + size[0] // len(pauses), size[1]))
        frames.append(frame if clear else frame.convert("RGB"))
    first, *rest = frames
    out = io.BytesIO()
    clearing: dict[str, dict[str, int | bool]] = {"GIF": {"disposal": 2}, "WEBP": {"lossless": True}} if clear else {}
    first.save(out, form, save_all=True, append_images=rest, duration=pauses, loop=0, **clearing.get(form, {}))
    return out.getvalue()
