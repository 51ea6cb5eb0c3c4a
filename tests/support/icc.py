"""Colour profiles written by hand (ICC.1:2001-04), so that no files are needed; and how far two colours differ."""

import struct
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PRIMARIES = {
    "Adobe RGB (1998)": ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
    "sRGB": ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)),
    "Display P3": ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407)),
}
"""Red, green and blue of each space in XYZ, adapted to D50."""

Floats = NDArray[np.float64]
_GAMMA = 563 / 256


def curve(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)


def xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def text(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(raw)) + raw + bytes(78)


def profile(space: bytes, name: str, tags: dict[bytes, bytes], **extra: bytes) -> bytes:
    """An ICC version 2 profile (ICC.1:2001-04) written by hand."""
    parts = {b"desc": text(name), b"wtpt": xyz(0.9642, 1, 0.8249), b"cprt": b"text" + bytes(4) + b"none\0", **tags}
    parts |= {key.encode(): value for key, value in extra.items()}
    at = 132 + 12 * len(parts)
    table, body = struct.pack(">I", len(parts)), b""
    for key, value in parts.items():
        padded = value + bytes(-len(value) % 4)
        table += key + struct.pack(">II", at + len(body), len(value))
        body += padded
    head = struct.pack(">I", at + len(body)) + bytes(4) + b"\2\x10\0\0mntr" + space + b"XYZ " + bytes(12) + b"acsp"
    head += bytes(28) + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body


def rgb(name: str = "Adobe RGB (1998)", **extra: bytes) -> bytes:
    """A plain RGB profile with a gamma of about 2.2 and the primaries of that name."""
    tags = {key: xyz(*values) for key, values in zip((b"rXYZ", b"gXYZ", b"bXYZ"), PRIMARIES[name], strict=True)}
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve(_GAMMA))
    return profile(b"RGB ", name, {**tags, **curves}, **extra)


def cmyk(corners: Mapping[tuple[int, int, int, int], tuple[float, float, float]]) -> bytes:
    """A CMYK profile: the Lab colour of each of the sixteen overprints, and linear between them (`mft1`)."""
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table += bytes(range(256)) * 4
    for place in range(16):
        inks = (place >> 3 & 1, place >> 2 & 1, place >> 1 & 1, place & 1)
        light, across, along = corners[inks]
        table += bytes((round(light * 2.55), round(across + 128), round(along + 128)))
    table += bytes(range(256)) * 3
    made = bytearray(profile(b"CMYK", "Test inks", {b"A2B0": table}))
    made[12:16], made[20:24] = b"prtr", b"Lab "
    return bytes(made)


def lab(image: Image.Image, space: str) -> Floats:
    """CIE Lab (D50) of RGB values in one of PRIMARIES, shape (height, width, 3). Computed here, without a library."""
    values = np.asarray(image.convert("RGB"), dtype=np.float64) / 255
    light = values**_GAMMA
    if space == "sRGB":
        light = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    ratio = light @ np.array(PRIMARIES[space]) / np.array(PRIMARIES[space]).sum(axis=0)
    bent = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def delta_e(one: Floats, other: Floats) -> float:
    """CIEDE2000 of two Lab colours (Sharma, Wu, Dalal 2005)."""
    mean = (np.hypot(one[1], one[2]) + np.hypot(other[1], other[2])) / 2
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    chroma = [float(np.hypot(c[1] * stretch, c[2])) for c in (one, other)]
    hue = [float(np.degrees(np.arctan2(c[2], c[1] * stretch)) % 360) for c in (one, other)]
    turn = (hue[1] - hue[0] + 180) % 360 - 180 if min(chroma) else 0.0
    light, full = (one[0] + other[0]) / 2, sum(chroma) / 2
    middle = (hue[0] + turn / 2) % 360 if min(chroma) else sum(hue)
    weight = 1 - 0.17 * _cos(middle - 30) + 0.24 * _cos(2 * middle) + 0.32 * _cos(3 * middle + 6)
    weight -= 0.2 * _cos(4 * middle - 63)
    lights = (other[0] - one[0]) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    chromas = (chroma[1] - chroma[0]) / (1 + 0.045 * full)
    hues = 2 * np.sqrt(chroma[0] * chroma[1]) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * full * weight)
    bend = 60 * np.exp(-(((middle - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(full**7 / (full**7 + 25.0**7)) * np.sin(np.radians(bend))
    return float(np.sqrt(lights**2 + chromas**2 + hues**2 + rotation * chromas * hues))


def _cos(degrees: float) -> float:
    return float(np.cos(np.radians(degrees)))
