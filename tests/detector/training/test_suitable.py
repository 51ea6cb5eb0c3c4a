"""Which pictures are worth learning from, and the finger print that finds them again."""

import io

import pytest
from PIL import Image

from fedart.detector.training import suitable
from fedart.detector.training.sources import Family, Medium
from fedart.detector.training.suitable import Limits, Unsuitable
from tests.support.collection import file, painted
from tests.support.paint import animation, encode

PAINTING = suitable.limits(Family.GAME_ART, Medium.DIGITAL_PAINTING)
DRAWING = suitable.limits(Family.SKETCH, Medium.INK)
BOOK = suitable.limits(Family.BOOK_ILLUSTRATION, Medium.INK)


def flat_with_spot(share: float) -> Image.Image:
    """One colour, but for a painted square that covers `share` of the picture."""
    image = Image.new("RGB", (256, 256), (200, 30, 30))
    side = round(256 * share**0.5)
    image.paste(painted(5, side, side), (0, 0))
    return image


def cut_out(share: float) -> Image.Image:
    """A painting of which `share` is opaque."""
    image = painted(6).convert("RGBA")
    alpha = Image.new("L", image.size, 0)
    alpha.paste(255, (0, 0, 256, round(256 * share)))
    image.putalpha(alpha)
    return image


def two_colours() -> Image.Image:
    image = Image.new("RGB", (256, 256), "white")
    image.paste("black", (0, 0, 128, 256))
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "BMP", "TIFF"])
def test_a_painting_is_fit_in_every_format(kind: str) -> None:
    looks = suitable.examine(file(1, kind, 300, 260), PAINTING)
    assert (looks.format, looks.width, looks.height, looks.opaque) == (kind, 300, 260, 1.0)
    assert 0 <= looks.phash < 2**64


@pytest.mark.parametrize(
    ("data", "least", "reason"),
    [
        (b"not a picture", PAINTING, "broken"),
        (file(1)[:2000], PAINTING, "broken"),
        (file(1, "JPEG")[:900], PAINTING, "broken"),
        (animation(size=(256, 256)), PAINTING, "animated"),
        (file(1, width=255, height=400), PAINTING, "too small"),
        (file(1, width=199, height=300), BOOK, "too small"),
        (file(1, width=700, height=256), PAINTING, "too long"),
        (encode(two_colours(), "PNG"), PAINTING, "few colours"),
        (encode(two_colours(), "PNG"), DRAWING, "few colours"),
        (encode(flat_with_spot(0.1), "PNG"), PAINTING, "one colour"),
        (encode(cut_out(0.2), "PNG"), PAINTING, "see-through"),
    ],
)
def test_what_teaches_nothing_is_left(data: bytes, least: Limits, reason: str) -> None:
    with pytest.raises(Unsuitable, match=f"^{reason}$"):
        suitable.examine(data, least)


@pytest.mark.parametrize(
    ("data", "least"),
    [
        (file(1, width=256, height=400), PAINTING),
        (file(1, width=200, height=300), BOOK),
        (file(1, width=660, height=256), PAINTING),
        (encode(painted(1).quantize(20), "PNG"), DRAWING),
        (encode(flat_with_spot(0.3), "PNG"), PAINTING),
        (encode(cut_out(0.5), "PNG"), PAINTING),
    ],
)
def test_the_limits_let_their_neighbours_through(data: bytes, least: Limits) -> None:
    assert suitable.examine(data, least).phash


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = file(1, width=300, height=300)
    monkeypatch.setattr(suitable, "PIXEL_LIMIT", 300 * 300)
    assert suitable.examine(data, PAINTING)
    monkeypatch.setattr(suitable, "PIXEL_LIMIT", 300 * 300 - 1)
    with pytest.raises(Unsuitable, match="too many pixels"):
        suitable.examine(data, PAINTING)


def test_the_share_of_opaque_pixels_is_told() -> None:
    assert suitable.examine(encode(cut_out(0.5), "PNG"), PAINTING).opaque == pytest.approx(0.5)


def test_a_cameras_second_picture_does_not_make_an_animation() -> None:
    out = io.BytesIO()
    painted(1).save(out, "MPO", save_all=True, append_images=[painted(2)])
    assert suitable.examine(out.getvalue(), PAINTING).format == "JPEG"


@pytest.mark.parametrize(("kind", "width"), [("JPEG", 256), ("WEBP", 256), ("PNG", 512), ("JPEG", 1200)])
def test_a_copy_has_nearly_the_same_print(kind: str, width: int) -> None:
    first = suitable.examine(file(3), PAINTING).phash
    copy = painted(3).resize((width, width), Image.Resampling.LANCZOS)
    assert (first ^ suitable.examine(encode(copy, kind), PAINTING).phash).bit_count() <= 4


def test_other_pictures_have_other_prints() -> None:
    prints = [suitable.perceptual(painted(seed)) for seed in range(40)]
    distances = [(a ^ b).bit_count() for i, a in enumerate(prints) for b in prints[:i]]
    assert min(distances) > 4


def test_a_sheet_is_cut_into_its_four_pictures_row_by_row() -> None:
    parts = [painted(seed) for seed in range(4)]
    sheet = Image.new("RGB", (512, 512))
    for part, place in zip(parts, [(0, 0), (256, 0), (0, 256), (256, 256)], strict=True):
        sheet.paste(part, place)
    cut = [Image.open(io.BytesIO(data)) for data in suitable.quarters(encode(sheet, "PNG"))]
    assert [picture.tobytes() for picture in cut] == [part.tobytes() for part in parts]


def test_a_broken_sheet_is_left() -> None:
    with pytest.raises(Unsuitable, match="broken"):
        suitable.quarters(b"torn")
