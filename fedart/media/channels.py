"""What a file's pixels are made of, and how they become eight bits a channel. Runs in the sandbox only."""

import numpy as np
from PIL import Image

_SPACES = {
    **dict.fromkeys(("1", "L", "LA", "La", "I", "F"), "grey"),
    **dict.fromkeys(("P", "PA"), "palette"),
    "CMYK": "CMYK",
    "LAB": "Lab",
}
_BITS_PER_SAMPLE = 258


def space(source: Image.Image) -> str:
    """The kind of colours an opened file holds: `RGB`, `grey`, `palette`, `CMYK` or `Lab`."""
    return "grey" if source.mode.startswith("I;16") else _SPACES.get(source.mode, "RGB")


def depth(source: Image.Image) -> int:
    """Bits of a channel in the file: more than 8 where it says so, else 8. Has to be asked before it is loaded."""
    tags = getattr(source, "tag_v2", None)
    if tags is not None:
        bits = tags.get(_BITS_PER_SAMPLE, (8,))
        most = max((b for b in (bits if isinstance(bits, tuple) else (bits,)) if isinstance(b, int)), default=8)
        return most if most in (16, 32) else 8
    raw = [str(tile[3]) for tile in getattr(source, "tile", ())]
    return 16 if source.mode.startswith("I") or any(";16" in mode for mode in raw) else 8


def eight_bits(source: Image.Image, bits: int) -> Image.Image:
    """Mode L, LA, RGB, RGBA, CMYK, LAB or another with eight bits a channel; palettes and colour keys resolved.

    The high byte is kept: that maps 0 to 0 and the largest value to 255, and what was made from eight bits comes back.
    """
    if source.mode.startswith("I;16") or source.mode == "I":
        wide = np.asarray(source)
        if bits == 32:
            return Image.fromarray((wide.view(np.uint32) >> 24).astype(np.uint8))
        return Image.fromarray((np.clip(wide, 0, 0xFFFF) >> 8).astype(np.uint8))
    if source.mode == "F":
        return _from_floats(source)
    if source.mode in ("P", "PA") or "transparency" in source.info:
        return source.convert("RGBA" if source.has_transparency_data else "RGB")
    return source.convert("L") if source.mode == "1" else source


def _from_floats(source: Image.Image) -> Image.Image:
    """Numbers up to 1 are shares of white; larger ones are taken for values of eight bits."""
    values = np.nan_to_num(np.asarray(source))
    scale = 255.0 if float(values.max(initial=0.0)) <= 1.0 else 1.0
    return Image.fromarray(np.clip(values * scale + 0.5, 0, 255).astype(np.uint8))
