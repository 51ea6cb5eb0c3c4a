"""Colour profiles: keep a small, plain RGB profile; turn everything else into sRGB values (THREATS MED-04)."""

import io
import struct

from PIL import Image, ImageCms

PROFILE_LIMIT = 64 * 1024
"""The largest profile that is kept, in bytes."""

# What describes colours. Other tags can carry anything: monitor serial numbers, vendors' private data, whole files.
_PLAIN_TAGS = frozenset(
    b"desc cprt wtpt bkpt rXYZ gXYZ bXYZ rTRC gTRC bTRC chad chrm cicp dmnd dmdd view vued lumi meas tech"
    b" dscm aarg aagg aabg vcgt ndin A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 gamt".split()
)
_SPACES = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}


def to_rgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """The picture in mode RGB or RGBA, and the profile its values are to be read with (None: sRGB)."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    mode = {"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode)
    parsed = _parse(profile, mode)
    if parsed is not None and profile is not None and mode == "RGB" and _plain(profile):
        return image, None if _is_srgb(parsed) else profile
    if parsed is None:
        return image.convert("RGB" if alpha is None else "RGBA"), None
    converted = _convert(image.convert(mode), parsed)
    if alpha is not None:
        converted.putalpha(alpha)
    return converted, None


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
    """sRGB is what a picture without a profile means, so naming it only makes every copy larger."""
    name = profile.profile.profile_description or ""
    return name.lower().startswith("srgb")


def _convert(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    try:
        converted = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, ValueError):
        return image.convert("RGB")
    return converted if converted is not None else image.convert("RGB")
