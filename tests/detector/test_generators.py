"""The rules for texts: what each program writes counts, words alone do not. Long texts cost little."""

import json
import time

import pytest

from fedart.detector.provenance import declared, generators, pixels, stealth
from fedart.domain.policy import Evidence
from tests.support import blocks, paint, pictures


def _text(value: str) -> list[Evidence]:
    return list(generators.text(value, "x"))


@pytest.mark.parametrize(
    "value",
    [
        "Steps: 20, Sampler: Euler, Seed: 5",
        "a cat\nSteps: 20, Sampler: Euler a, Schedule type: Karras, CFG scale: 7",
        "a cat. Negative prompt: dog. Steps: 8, Seed: 1, Size: 512x512",
        "Steps: 20, in my head\nSteps: 20, Sampler: Euler a, CFG scale: 7",
    ],
)
def test_parameters_count_as_the_program_writes_them(value: str) -> None:
    assert [e.certain for e in _text(value)] == [True]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Steps: 20",
        "Steps: 20, Sampler",
        "Steps: 20, Sampler: Euler",
        "steps: 20, sampler: euler, seed: 5",
        "Footsteps: 20, Sampler: a, Seed: b",
        "Sampler: a quilt, Seed: poppy, Size: 20x20",
        "Steps: many, Sampler: a, Seed: b",
        "{}",
        "{not json",
        "[1]",
        "a --ar of hope",
        "Job ID: 12345",
        "not Made with OpenAI Labs",
    ],
)
def test_words_alone_do_not(value: str) -> None:
    assert _text(value) == []


@pytest.mark.parametrize(
    ("fields", "certain"),
    [
        ({"prompt": "x", "seed": 1, "steps": 2, "sampler": "e"}, [True]),
        ({"Prompt": "x", "Seed": 1, "Sampler Name": "e", "CFG Scale": 2}, [True]),
        ({"prompt": "x", "seed": 1, "steps": 2}, []),
        ({"prompt": "x", "steps": 2, "sampler": "e", "model": "m"}, []),
        ({"seed": 1, "steps": 2, "sampler": "e", "model": "m"}, []),
        ({"1": {"class_type": "KSampler", "inputs": {}}}, [True]),
        ({"1": {"class_type": "SomeNewApiNode", "inputs": {}}}, [True]),
        ({"1": {"class_type": "LoadImage", "inputs": {}}, "2": {"class_type": "SaveImage", "inputs": {}}}, [False]),
        ({"1": {"class_type": "KSampler"}}, []),
        ({"1": {"class_type": 5, "inputs": {}}}, []),
        ({"nodes": [{"type": "KSampler"}], "links": []}, [True]),
        ({"nodes": [{"type": "KSampler"}]}, []),
        ({"nodes": "KSampler", "links": []}, []),
        ({"sui_image_params": {"model": "x"}}, [True]),
        ({"sui_image_params": "x"}, []),
        ({"AIGC": {"Label": "1"}}, [True]),
        ({"AIGC": {"Label": 2}}, [False]),
        ({"AIGC": {"Label": "9"}}, []),
        ({"AIGC": "yes"}, []),
    ],
)
def test_json_counts_with_the_programs_own_keys(fields: dict[str, object], certain: list[bool]) -> None:
    assert [e.certain for e in _text(json.dumps(fields))] == certain


@pytest.mark.parametrize(
    ("value", "certain"),
    [
        ("NovelAI", [True]),
        ("novelai 4", [True]),
        ("Stable Diffusion web UI", [True]),
        ("DALL·E 3", [True]),
        ("Midjourney/6", [True]),
        ("ComfyUI-0.3", [True]),
        ("Recraft V3", [False]),
        ("ComfyUIless", []),
        ("My Midjourney", []),
        ("Adobe Photoshop 25.0", []),
        ("Paint Tool SAI", []),
        ("", []),
    ],
)
def test_programs_are_known_by_their_whole_name(value: str, certain: list[bool]) -> None:
    assert [e.certain for e in generators.software(value, "x")] == certain


@pytest.mark.parametrize(
    ("key", "value", "count"),
    [
        ("Software", "NovelAI", 1),
        ("Author", "NovelAI", 0),
        ("Dream", '"a cat" -s 50 -S 34', 1),
        ("Dream", "I had a dream -- it was blue", 0),
        ("Comment", '"a cat" -s 50 -S 34', 0),
        ("sd-metadata", '{"model": "x"}', 1),
        ("sd-metadata", '{"sd": "secure digital"}', 0),
        ("invokeai_metadata", "broken", 0),
    ],
)
def test_the_name_of_a_text_tells_how_to_read_it(key: str, value: str, count: int) -> None:
    assert len(list(generators.keyed(key, value, "x"))) == count


@pytest.mark.parametrize(
    "value",
    [
        "Steps: 20, " * 40_000,
        "{" * 400_000,
        '{"a":' * 100_000,
        " --ar 3:2" * 40_000,
        "Job ID: 01234567-" * 30_000,
        "-s " * 150_000,
        " " * 500_000,
        "prompt: " * 60_000 + "{",
        "Postprocess " + "a " * 250_000,
    ],
)
def test_hostile_texts_cost_little(value: str) -> None:
    start = time.process_time()
    for key in ("parameters", "Dream", "Software", "AIGC"):
        list(generators.keyed(key, value, "x"))
    assert time.process_time() - start < 2.0


def test_an_excerpt_is_one_short_printable_line() -> None:
    text = generators.excerpt("a\n\tb\0\u202e" + "c" * 500)
    assert text.startswith("a b\ufffd\ufffd")
    assert len(text) == 120
    assert text.isprintable()


def _hidden(data: bytes) -> tuple[str, str] | None:
    """The text in the pixels of a file, when it keeps exact pixels and holds one."""
    exact = pixels.exact(data)
    return None if exact is None else stealth.read(exact)


@pytest.mark.parametrize("mark", ["stealth_pnginfo", "stealth_pngcomp", "stealth_rgbinfo", "stealth_rgbcomp"])
def test_texts_in_pixels_are_found_and_read(mark: str) -> None:
    assert _hidden(paint.png(blocks.stealth(mark, pictures.A1111))) == (mark, pictures.A1111)
    assert _hidden(paint.webp(blocks.stealth(mark, pictures.A1111), lossless=True, exact=True)) is not None


def test_texts_in_pixels_do_not_survive_what_changes_pixels() -> None:
    picture = blocks.stealth("stealth_rgbcomp", pictures.A1111)
    assert _hidden(paint.png(picture)) is not None
    assert _hidden(paint.png(picture.resize((100, 75)))) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG broken",
        b"RIFF\0\0\0\0WEBPVP8L",
        b"RIFF\0\0\0\0WEBPVP8X\xff\xff\xff\xff",
        paint.png()[:200],
        paint.png(paint.painting().convert("L")),
        blocks.huge_png(20_000, 2_000),
        paint.jpeg(),
        paint.webp(quality=90),
        paint.animation("WEBP"),
        paint.gif(),
    ],
)
def test_only_whole_pictures_with_exact_colours_and_of_a_generators_size_are_looked_at(data: bytes) -> None:
    assert pixels.exact(data) is None


def test_pictures_too_small_for_a_mark_hold_none() -> None:
    for data in (paint.png(paint.painting(1, (3, 3))), paint.png(paint.cutout(1, (1, 1)))):
        assert pixels.exact(data) is not None
        assert _hidden(data) is None


def test_a_packed_text_in_pixels_is_unpacked_only_up_to_a_limit() -> None:
    found = _hidden(paint.png(blocks.stealth("stealth_rgbcomp", "a" * 5_000_000)))
    assert found is not None
    assert len(found[1]) == 1024 * 1024


def test_one_file_with_many_marks_gives_a_bounded_list() -> None:
    info = {f"key{n}": pictures.A1111 for n in range(100)}
    found = declared(blocks.text_png(**info))
    assert len(found) == 32
    assert len({(e.kind, e.signal) for e in found}) == 32
