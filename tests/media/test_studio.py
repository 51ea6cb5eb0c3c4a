"""The studio with its real child processes: one call from bytes to everything, and words for what goes wrong."""

import io
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from fedart.config import MediaSettings
from fedart.domain.media import Colours, Facts, Sample
from fedart.errors import Unavailable
from fedart.media.refused import Fault, PictureRefused
from fedart.media.sniff import sniff
from fedart.media.studio import Studio, open_studio
from fedart.sandbox import Reason, Sandbox, SandboxFailed
from tests.support import blocks, paint, processes

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio() -> AsyncIterator[Studio]:
    opened = open_studio(MediaSettings())
    yield opened
    await opened.close()


async def _refused(studio: Studio, data: bytes) -> PictureRefused:
    with pytest.raises(PictureRefused) as caught:
        await studio.develop(data)
    return caught.value


async def test_one_call_gives_facts_renditions_and_the_detectors_view(studio: Studio) -> None:
    data = paint.jpeg(paint.painting(1, (900, 600)))
    developed = await studio.develop(data, 256)
    facts = developed.facts
    assert (facts.mime, facts.width, facts.height, facts.animated) == ("image/jpeg", 900, 600, False)
    assert facts.color.startswith("#")
    assert 0 <= facts.lightness <= 9
    assert 6 < len(facts.blurhash) < 60
    names = [(r.name, r.mime) for r in developed.renditions]
    assert names[0] == ("federation", "image/jpeg")
    assert ("1280", "image/webp") in names
    assert ("320", "image/jpeg") in names
    assert all(sniff(r.data) == r.mime for r in developed.renditions)
    (sample,) = developed.samples
    assert (sample.width, sample.height, len(sample.rgb)) == (384, 256, 384 * 256 * 3)


async def test_without_a_model_no_view_is_made(studio: Studio) -> None:
    assert (await studio.develop(paint.png())).samples == ()


async def test_without_renditions_only_what_the_detector_is_shown_is_made(studio: Studio) -> None:
    data = paint.animation("GIF", 5)
    (first, second, third) = await studio.samples(data, 32, 3)
    assert len({first.rgb, second.rgb, third.rgb}) == 3
    assert (await studio.develop(data, 32, 3)).samples == (first, second, third)
    assert await studio.samples(data, 32) == (first,)


@pytest.mark.parametrize(
    ("size", "view"), [((300, 200), (96, 64)), ((20, 30), (64, 96)), ((4000, 10), (256, 64)), ((10, 4000), (64, 256))]
)
async def test_the_view_has_the_shorter_side_asked_for(
    studio: Studio, size: tuple[int, int], view: tuple[int, int]
) -> None:
    (sample,) = (await studio.develop(paint.png(paint.painting(1, size)), 64)).samples
    assert (sample.width, sample.height) == view
    assert len(sample.rgb) == 3 * view[0] * view[1]


async def test_the_view_shows_the_picture_upright_with_transparency_on_grey(studio: Studio) -> None:
    picture = Image.new("RGBA", (64, 32), (0, 0, 0, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 32, 32))
    exif = Image.Exif()
    exif[0x0112] = 3
    (sample,) = (await studio.develop(paint.png(picture, exif=exif), 32)).samples
    view = np.frombuffer(sample.rgb, dtype=np.uint8).reshape(32, 64, 3)
    assert view[16, 4].tolist() == [128, 128, 128]
    assert view[16, 60].tolist() == [255, 0, 0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("jpeg cmyk", paint.jpeg(paint.painting().convert("CMYK"))),
        ("jpeg grey progressive", paint.jpeg(paint.painting().convert("L"), progressive=True)),
        ("png palette", paint.png(paint.cutout().quantize(32))),
        ("png 16 bit", paint.png(paint.painting().convert("I;16"))),
        ("png one bit", paint.png(paint.painting().convert("1"))),
        ("png grey alpha", paint.png(paint.cutout().convert("LA"))),
        ("webp lossless alpha", paint.webp(paint.cutout(), lossless=True)),
        ("webp animated", paint.animation("WEBP")),
        ("gif animated", paint.animation("GIF")),
        ("apng", paint.animation("PNG")),
        ("avif alpha", paint.avif(paint.cutout())),
        ("avif animated", paint.animation("AVIF")),
        ("gif local palettes", blocks.into_gif(paint.animation("GIF", 3), 0xFE, b"x")),
        ("mpo", paint.encode(paint.painting(), "MPO", save_all=True, append_images=[paint.painting(2)])),
        ("one pixel", paint.png(Image.new("RGB", (1, 1)))),
    ],
)
async def test_every_kind_of_picture_passes_the_locked_sandbox(studio: Studio, name: str, data: bytes) -> None:
    developed = await studio.develop(data, 64)
    assert developed.facts.animated == ("animated" in name or name in ("apng", "gif local palettes"))
    assert len(developed.renditions) >= 3


async def test_med_04_a_turned_picture_with_a_profile_and_position_comes_out_clean(studio: Studio) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "SECRET"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    developed = await studio.develop(paint.jpeg(exif=exif, xmp=blocks.xmp('photoshop:Credit="SECRET"')))
    assert (developed.facts.width, developed.facts.height) == (240, 320)
    for rendition in developed.renditions:
        opened = Image.open(io.BytesIO(rendition.data))
        assert opened.size == (rendition.width, rendition.height)
        assert opened.height > opened.width
        assert not opened.getexif()
        assert b"SECRET" not in rendition.data


async def test_a_file_over_the_limit_is_refused_before_anything_runs() -> None:
    studio = open_studio(MediaSettings(max_bytes=100_000))
    refusal = await _refused(studio, b"\xff\xd8\xff" + bytes(100_000))
    assert refusal.fault is Fault.BYTES
    assert "0.1 MiB" in refusal.public
    await studio.close()


async def test_what_is_no_picture_is_refused_before_anything_runs() -> None:
    studio = Studio(Sandbox("no.such.module"), MediaSettings())
    assert (await _refused(studio, b"<html>")).fault is Fault.TYPE
    assert studio.admit(paint.png()) == "image/png"
    await studio.close()


@pytest.mark.parametrize(
    ("size", "fault"), [((13_000, 13_000), Fault.PIXELS), ((32_769, 1), Fault.SIDE), ((70_000, 500), Fault.SIDE)]
)
async def test_med_02_a_bomb_is_refused_by_its_header(studio: Studio, size: tuple[int, int], fault: Fault) -> None:
    await studio.develop(paint.png())
    data = blocks.huge_png(*size)
    assert len(data) < 60_000
    pid = _pid(studio)
    before = processes.memory(pid)[1]
    refusal = await _refused(studio, data)
    assert refusal.fault is fault
    assert _pid(studio) == pid
    assert processes.memory(pid)[1] < before + 16 * 2**20


async def test_the_largest_picture_allowed_stays_within_the_memory(studio: Studio) -> None:
    developed = await studio.develop(blocks.huge_png(16_000, 2_500), 64)
    assert (developed.facts.width, developed.facts.height) == (16_000, 2_500)
    assert processes.memory(_pid(studio))[1] < 400 * 2**20


async def test_too_little_memory_is_the_pictures_fault_and_the_next_one_passes() -> None:
    studio = open_studio(MediaSettings(memory_bytes=300 * 2**20))
    refusal = await _refused(studio, blocks.huge_png(6_000, 6_000, alpha=True))
    assert refusal.fault in (Fault.MEMORY, Fault.CRASH, Fault.BROKEN)
    assert (await studio.develop(paint.png())).facts.width == 320
    await studio.close()


async def test_a_child_that_cannot_start_is_our_trouble_and_not_the_pictures(
    capfd: pytest.CaptureFixture[str],
) -> None:
    studio = Studio(Sandbox("no.such.module"), MediaSettings())
    with pytest.raises(Unavailable) as caught:
        await studio.develop(paint.png())
    assert caught.value.retry
    await studio.close()
    assert "No module named" in capfd.readouterr().err


class _Broken(Sandbox):
    """A sandbox that fails, or answers, as told."""

    def __init__(self, outcome: Reason | tuple[dict[str, object], list[bytes]]) -> None:
        super().__init__("no.such.module")
        self._outcome = outcome

    async def run(self, *_: object) -> tuple[dict[str, object], list[bytes]]:
        if isinstance(self._outcome, Reason):
            raise SandboxFailed(self._outcome)
        return self._outcome


@pytest.mark.parametrize(
    ("reason", "fault"),
    [(Reason.CPU, Fault.CPU), (Reason.MEMORY, Fault.MEMORY), (Reason.CRASHED, Fault.CRASH)],
)
async def test_a_picture_that_breaks_its_child_is_refused(reason: Reason, fault: Fault) -> None:
    assert (await _refused(Studio(_Broken(reason), MediaSettings()), paint.png())).fault is fault


@pytest.mark.parametrize("reason", [Reason.TIMEOUT, Reason.START, Reason.CLOSED])
async def test_a_busy_or_closing_server_asks_to_try_again(reason: Reason) -> None:
    with pytest.raises(Unavailable):
        await Studio(_Broken(reason), MediaSettings()).develop(paint.png())


FACTS = {
    "mime": "image/png",
    "width": 1,
    "height": 1,
    "blurhash": "x",
    "color": "#000000",
    "lightness": 0,
    "animated": False,
    "phash": "00000000000000ff",
    "size": 70,
    "frames": 1,
    "space": "RGB",
    "depth": 8,
    "profile": "",
    "colours": "srgb",
    "clear": True,
}
SHOWN = [1, 1, 0.0, 0.0, 1.0, 1.0]
ROW = ["federation", "image/png", 1, 1]


async def test_an_answer_of_the_right_form_is_taken() -> None:
    data = paint.png()
    answer: dict[str, object] = {"facts": FACTS, "said": {}, "renditions": [ROW], "samples": [SHOWN]}
    developed = await Studio(_Broken((answer, [data, b"rgb"])), MediaSettings()).develop(data, 1)
    assert developed.facts == Facts(
        "image/png", 1, 1, "x", "#000000", 0, False, "00000000000000ff", 70, 1, "RGB", 8, "", Colours.SRGB, clear=True
    )
    assert developed.samples == (Sample(1, 1, b"rgb"),)
    assert developed.renditions[0].data == data


@pytest.mark.parametrize(
    ("body", "blobs"),
    [
        ({}, []),
        ({"facts": FACTS, "said": {}, "renditions": [], "samples": [SHOWN]}, [b"rgb"]),
        ({"facts": FACTS, "said": {}, "renditions": [ROW], "samples": []}, [paint.png()]),
        ({"facts": FACTS, "said": {}, "renditions": [ROW], "samples": [SHOWN]}, [b"<html>", b"rgb"]),
        (
            {"facts": FACTS, "said": {}, "renditions": [["index", "text/html", 1, 1]], "samples": [SHOWN]},
            [b"<html>", b"rgb"],
        ),
        (
            {"facts": FACTS, "said": {}, "renditions": [["../x", "image/png", 1, 1]], "samples": [SHOWN]},
            [paint.png(), b"rgb"],
        ),
        ({"facts": FACTS, "said": {}, "renditions": [ROW[:3]], "samples": [SHOWN]}, [paint.png(), b"rgb"]),
        ({"facts": FACTS, "said": {}, "renditions": [ROW], "samples": [[2, 2, *SHOWN[2:]]]}, [paint.png(), b"rgb"]),
        ({"facts": FACTS, "said": {}, "renditions": [ROW], "samples": [[0, 0, *SHOWN[2:]]]}, [paint.png(), b""]),
        ({"facts": FACTS, "said": {}, "renditions": [ROW], "samples": [[1]]}, [paint.png(), b"rgb"]),
        (
            {"facts": FACTS, "said": {}, "renditions": [ROW], "samples": [[1, 1, 0.5, 0.0, 1.0, 1.0]]},
            [paint.png(), b"rgb"],
        ),
        ({"facts": FACTS, "said": {}, "renditions": [ROW], "samples": [SHOWN]}, [paint.png()]),
        (
            {"facts": {**FACTS, "width": "1"}, "said": {}, "renditions": [ROW], "samples": [SHOWN]},
            [paint.png(), b"rgb"],
        ),
        (
            {"facts": {**FACTS, "phash": "x"}, "said": {}, "renditions": [ROW], "samples": [SHOWN]},
            [paint.png(), b"rgb"],
        ),
        ({"facts": None, "said": {}, "renditions": [ROW], "samples": [SHOWN]}, [paint.png(), b"rgb"]),
        (
            {"facts": {**FACTS, "colours": "x"}, "said": {}, "renditions": [ROW], "samples": [SHOWN]},
            [paint.png(), b"rgb"],
        ),
        (
            {"facts": {**FACTS, "clear": "yes"}, "said": {}, "renditions": [ROW], "samples": [SHOWN]},
            [paint.png(), b"rgb"],
        ),
        (
            {"facts": {**FACTS, "profile": "\n"}, "said": {}, "renditions": [ROW], "samples": [SHOWN]},
            [paint.png(), b"rgb"],
        ),
        ({"facts": FACTS, "said": {"serial": "1"}, "renditions": [ROW], "samples": [SHOWN]}, [paint.png(), b"rgb"]),
        ({"facts": FACTS, "said": {"lens": "x" * 201}, "renditions": [ROW], "samples": [SHOWN]}, [paint.png(), b"rgb"]),
        ({"facts": FACTS, "said": {"lens": "\x1b"}, "renditions": [ROW], "samples": [SHOWN]}, [paint.png(), b"rgb"]),
        ({"refused": "because", "found": 0.0, "limit": 0.0}, []),
        ({"refused": 5}, []),
    ],
)
async def test_med_05_an_answer_that_taken_over_code_might_give_is_not_believed(
    body: dict[str, object], blobs: list[bytes]
) -> None:
    with pytest.raises(PictureRefused) as caught:
        await Studio(_Broken((body, blobs)), MediaSettings()).develop(paint.png(), 1)
    assert caught.value.fault is Fault.CRASH


def _pid(studio: Studio) -> int:
    return studio.pids[0]
