"""The media process's handler, called directly: what a job says and what it gets back."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from fedart.media.child import develop, prepare
from fedart.media.sizes import LARGEST
from fedart.sandbox import ProtocolError, expect
from tests.support import blocks, paint

JOB: dict[str, object] = {
    "mime": "image/png",
    "make": "public",
    "sample": 0,
    "samples": 1,
    "moving": False,
    "said": False,
    "xmp": "",
    "pixels": 1_000_000,
    "side": 2_000,
    "frames": 10,
    "frames_pixels": 10_000_000,
}


@pytest.fixture(autouse=True)
def pillow_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handler sets Pillow's guards for its own process; here they must not outlive the test."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def test_a_job_gives_rows_and_their_bytes_in_the_same_order() -> None:
    body, blobs = develop(JOB, [paint.png()])
    rows = body["renditions"]
    assert isinstance(rows, list)
    assert len(blobs) == len(rows)
    assert [row[:2] for row in rows] == [
        ["federation", "image/jpeg"],
        ["320", "image/webp"],
        ["320", "image/jpeg"],
    ]
    assert body["samples"] == []


@pytest.mark.parametrize(
    ("change", "data", "fault"),
    [
        ({}, paint.png()[:300], "broken"),
        ({"pixels": 320 * 240 - 1}, paint.png(), "pixels"),
        ({"side": 319}, paint.png(), "side"),
        ({"frames": 2}, paint.animation("PNG", 3), "frames"),
        ({"mime": "image/jpeg"}, paint.png(), "broken"),
        ({}, blocks.huge_png(30_000, 30_000), "pixels"),
    ],
)
def test_a_refusal_is_an_answer_and_not_an_error(change: dict[str, object], data: bytes, fault: str) -> None:
    body, blobs = develop({**JOB, **change}, [data])
    assert body["refused"] == fault
    assert blobs == []


@pytest.mark.parametrize("name", JOB)
def test_a_job_of_another_form_is_an_error(name: str) -> None:
    with pytest.raises(ProtocolError):
        develop({**JOB, name: None}, [paint.png()])


def test_preparing_uses_every_codec_and_gives_the_handler() -> None:
    assert prepare(()) is develop


@pytest.mark.parametrize("aspect", [1, 3, 4, 5, 50])
def test_the_view_is_the_middle_of_a_long_strip(aspect: int) -> None:
    strip = np.zeros((20, 20 * aspect, 3), dtype=np.uint8)
    strip[:, 10 * aspect - 2 : 10 * aspect + 2] = 255
    body, blobs = develop({**JOB, "sample": 20}, [paint.png(Image.fromarray(strip))])
    shown = min(aspect, 4)
    assert body["samples"] == [[20 * shown, 20, pytest.approx((1 - shown / aspect) / 2), 0.0, shown / aspect, 1.0]]
    view = np.frombuffer(blobs[-1], dtype=np.uint8).reshape(20, 20 * shown, 3)
    assert view[:, 10 * shown - 1 : 10 * shown + 1].min() > 200
    assert view[:, 0].max() < 50


def test_facts_tell_the_size_of_the_source_and_not_of_a_copy() -> None:
    job = {**JOB, "side": 10_000, "pixels": 10_000_000}
    body, _ = develop(job, [paint.png(Image.new("RGB", (9_000, 10), "teal"))])
    facts = body["facts"]
    assert isinstance(facts, dict)
    assert (facts["width"], facts["height"]) == (9_000, 10)
    rows = body["renditions"]
    assert isinstance(rows, list)
    assert rows[0][2] == LARGEST


def test_renditions_are_made_only_when_they_are_wanted() -> None:
    body, blobs = develop({**JOB, "make": "none", "sample": 16}, [paint.png()])
    assert (body["renditions"], len(blobs)) == ([], 1)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "AVIF"])
def test_several_frames_of_an_animation_become_samples(form: str) -> None:
    job = {**JOB, "mime": f"image/{form.lower()}", "sample": 16, "samples": 3}
    body, blobs = develop(job, [paint.animation(form, 7)])
    assert body["samples"] == [[21, 16, 0.0, 0.0, 1.0, 1.0]] * 3
    assert len(set(blobs[-3:])) == 3
    single, one = develop({**job, "samples": 1}, [paint.animation(form, 7)])
    assert len(expect(list, single["samples"])) == 1
    assert one[-1] == blobs[-3]


@pytest.mark.slow
@pytest.mark.parametrize("module", ["fedart.media.studio", "fedart.media.blobs", "fedart.detector.detector"])
def test_the_server_loads_no_image_library_and_no_model_runtime(module: str) -> None:
    heavy = "{'PIL', 'numpy', 'onnxruntime'}"
    program = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
