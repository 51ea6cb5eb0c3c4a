"""Colour profiles: keep a small, plain RGB profile; turn everything else into sRGB values (THREATS MED-04)."""

import io
import struct

import numpy as np
from PIL import Image, ImageCms

from fedart.domain.media import Colours

PROFILE_LIMIT = 64 * 1024
"""The largest profile that is kept, in bytes."""

# What describes colours. Other tags can carry anything: monitor serial numbers, vendors' private data, whole files.
_PLAIN_TAGS = frozenset(
    b"desc cprt wtpt bkpt rXYZ gXYZ bXYZ rTRC gTRC bTRC chad chrm cicp dmnd dmdd view vued lumi meas tech"
    b" dscm aarg aagg aabg vcgt ndin A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 gamt".split()
)
_SPACES = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}
_NAME_LIMIT = 80
_SAME = 3
"""By how many of 255 steps a profile that calls itself sRGB may differ from it: rounding, not another curve."""


def to_rgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None, Colours]:
    """The picture in mode RGB or RGBA, the profile its values are to be read with (None: sRGB), and what was done.

    CMYK without a profile becomes RGB by plain arithmetic, because nothing says which inks are meant.
    """
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    mode = {"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode)
    if mode == "LAB":
        return _convert(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))), None, Colours.CONVERTED
    parsed = _parse(profile, mode)
    if parsed is not None and profile is not None and mode == "RGB" and _is_srgb(parsed):
        return image, None, Colours.SRGB
    if parsed is not None and profile is not None and mode == "RGB" and _plain(profile):
        return image, profile, Colours.KEPT
    if parsed is None:
        told = Colours.ASSUMED if mode == "CMYK" else Colours.SRGB
        return image.convert("RGB" if alpha is None else "RGBA"), None, told
    converted = _convert(image.convert(mode), parsed)
    if alpha is not None:
        converted.putalpha(alpha)
    return converted, None, Colours.CONVERTED


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB or RGBA values of that profile as sRGB, for formats that hold no profile."""
    parsed = _parse(profile, "RGB")
    if parsed is None:
        return image
    converted = _convert(image.convert("RGB"), parsed)
    if image.mode == "RGBA":
        converted.putalpha(image.getchannel("A"))
    return converted


def name_of(profile: bytes | None) -> str:
    """What a profile calls itself, in a few printable characters; empty when it cannot be read."""
    if not profile:
        return ""
    try:
        name = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.profile_description or ""
    except (OSError, ValueError, TypeError, ImageCms.PyCMSError):
        return ""
    return "".join(c for c in name if c.isprintable()).strip()[:_NAME_LIMIT]


def _parse(profile: bytes | None, mode: str) -> ImageCms.ImageCmsProfile | None:
    """The profile when it can be read and belongs to this kind of picture."""
    if not profile or mode not in _SPACES:
        return None
    try:
        parsed = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except (OSError, ValueError, TypeError, ImageCms.PyCMSError):
        return None
    return parsed if parsed.profile.xcolor_space == _SPACES[mode] else None


def _plain(profile: bytes) -> bool:
    """Whether it is small and holds nothing but descriptions of colours."""
    if len(profile) > PROFILE_LIMIT or len(profile) < 132:
        return False
    (count,) = struct.unpack_from(">I", profile, 128)
    if count > 100 or len(profile) < 132 + 12 * count:
        return False
    return all(profile[at : at + 4] in _PLAIN_TAGS for at in range(132, 132 + 12 * count, 12))


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """sRGB is what a picture without a profile means, so naming it only makes every copy larger.

    The name alone does not tell: there are linear profiles that begin with it.
    """
    name = profile.profile.profile_description or ""
    if not name.lower().startswith("srgb"):
        return False
    steps = np.array([0, 32, 96, 160, 224, 255], dtype=np.uint8)
    patches = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(6, 36, 3)
    shown = np.asarray(_convert(Image.fromarray(patches), profile), dtype=np.int16)
    return int(np.abs(shown - patches).max()) <= _SAME


def _convert(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    try:
        converted = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, ValueError):
        return image.convert("RGB")
    return converted if converted is not None else image.convert("RGB")
