"""`fedart detector check`, `score`, `list` and `use`."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from fedart.detector import installed
from tests.support import paint, pictures, tiny_model
from tests.support.terminal import Run, Said

HEAVY = ("onnxruntime", "numpy", "PIL", "pyld")


def lines(said: Said) -> list[dict[str, Any]]:
    """The JSON objects, one a line."""
    return [orjson.loads(line) for line in said.out.splitlines()]


@pytest.fixture
def art(tmp_path: Path) -> Path:
    """A folder of files as people have them."""
    folder = tmp_path / "art"
    folder.mkdir()
    (folder / "clean.png").write_bytes(paint.png())
    (folder / "generated.png").write_bytes(pictures.with_signal("a1111-png"))
    (folder / "broken.png").write_text("not a picture")
    (folder / "moving.gif").write_bytes(paint.animation("GIF", 5))
    return folder


def test_without_a_model_there_is_none_to_check(fedart: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDART_DETECTOR_MODEL", "")
    said = fedart("detector", "check", "--json")
    assert said.status == 1
    assert "provenance" in said.json["error"]


def test_a_sound_model_is_named_with_its_hash(fedart: Run, tmp_path: Path) -> None:
    folder = tiny_model.brightness(tmp_path / "model")
    said = fedart("detector", "check", str(folder), "--json")
    assert said.status == 0, said.err
    assert len(said.json["sha256"]) == 64
    assert said.json["model"] == "model 1"
    assert said.json["licence"]


@pytest.mark.parametrize(
    ("golden", "words"),
    [
        ("{ score = 0.5, tolerance = 0.01 }", ""),
        ("{ score = 0.6, tolerance = 0.01 }", "the golden picture scores 0.5000, not 0.6000"),
    ],
)
def test_a_model_that_this_machine_computes_differently_is_refused(
    fedart: Run, tmp_path: Path, golden: str, words: str
) -> None:
    folder = tiny_model.constant(tmp_path / "model", 0.5, golden=golden)
    said = fedart("detector", "check", str(folder))
    assert said.status == bool(words)
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_model_that_was_changed_is_refused(fedart: Run, tmp_path: Path) -> None:
    folder = tiny_model.brightness(tmp_path / "model")
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"more")
    assert "the manifest says" in fedart("detector", "check", str(folder)).err
    assert fedart("detector", "check", str(tmp_path / "none")).status == 1


def test_each_file_is_a_line_and_nothing_is_stored(fedart: Run, tmp_path: Path, art: Path, data: Path) -> None:
    folder = tiny_model.tiled(tmp_path / "sure")
    names = [str(art / name) for name in ("clean.png", "generated.png", "broken.png", "none.png", "moving.gif")]
    said = fedart("detector", "score", "--json", "--model", str(folder), *names)
    clean, generated, broken, missing, moving = lines(said)
    assert said.status == 1
    assert [row["file"] for row in lines(said)] == names
    assert clean["declared"] == []
    assert 0 < clean["probability"] < 1
    assert len(clean["tiles"]) == 6
    assert {"left", "top", "width", "height", "score"} == set(clean["tiles"][0])
    assert (clean["model"], clean["frames"], moving["frames"]) == ("sure 1", 1, 3)
    assert clean["ms"] > 0
    assert "error" not in clean
    (signal,) = generated["declared"]
    assert (signal["kind"], signal["signal"], signal["certain"]) == ("generator", "png:parameters", True)
    assert generated["verdicts"] == {
        "local": {"ban": "hold", "hold": "hold", "label": "label", "off": "keep"},
        "remote": {"ban": "drop", "hold": "hold", "label": "label", "off": "keep"},
    }
    assert "not a picture" in broken["error"]
    assert missing["error"] == "no such file"
    for row in (broken, missing):
        assert (row["declared"], row["probability"], row["verdicts"]) == ([], None, {})
    assert not [path for path in (data / "media").rglob("*") if path.is_file()]


def test_without_metadata_only_the_pixels_count(fedart: Run, art: Path, tmp_path: Path) -> None:
    folder = tiny_model.constant(tmp_path / "sure", 0.95)
    picture = str(art / "generated.png")
    (found,) = lines(fedart("detector", "score", "--json", "--no-metadata", "--model", str(folder), picture))
    assert found["declared"] == []
    assert found["probability"] == pytest.approx(0.95, abs=0.001)
    assert found["verdicts"]["local"] == {"ban": "hold", "hold": "hold", "label": "label", "off": "keep"}
    assert found["verdicts"]["remote"]["ban"] == "hold"


def test_without_an_instance_and_without_a_model_declarations_count(
    command: Run, art: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FEDART_DETECTOR_MODEL", "")
    said = command("detector", "score", "--json", str(art / "clean.png"), str(art / "generated.png"))
    assert said.status == 0, said.err
    clean, generated = lines(said)
    assert (clean["probability"], clean["model"], clean["tiles"]) == (None, None, [])
    assert clean["verdicts"]["remote"]["ban"] == "keep"
    assert generated["verdicts"]["remote"]["ban"] == "drop"


def test_names_come_from_a_list_or_from_standard_input(
    fedart: Run, art: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEDART_DETECTOR_MODEL", "")
    names = [str(art / name) for name in ("generated.png", "clean.png")]
    listing = tmp_path / "list"
    listing.write_text("\n".join([*names, "", names[0]]))
    found = lines(fedart("detector", "score", "--json", "--files-from", str(listing)))
    assert [row["file"] for row in found] == [*names, names[0]]
    for arguments in (["-"], ["--files-from", "-"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(n.encode() for n in names) + b"\n")))
        assert [row["file"] for row in lines(fedart("detector", "score", "--json", *arguments))] == names


def test_a_table_for_people_says_what_would_happen(fedart: Run, art: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDART_DETECTOR_MODEL", "")
    said = fedart("detector", "score", *(str(art / name) for name in ("clean.png", "generated.png", "broken.png")))
    heading, clean, generated, broken = said.out.splitlines()
    assert heading.split() == ["estimate", "upload", "remote", "file"]
    assert clean.split() == ["–", "keep", "keep", str(art / "clean.png")]
    assert generated.split()[:3] == ["–", "hold", "drop"]
    assert "png:parameters: Steps: 25" in generated
    assert broken.split()[:3] == ["–", "–", "–"]
    assert said.status == 1


@pytest.mark.parametrize(
    "arguments", [[], ["--files-from", "-", "a.png"], ["--files-from", "/none/list"], ["a.png", "--model", "none"]]
)
def test_what_makes_no_sense_is_refused_in_one_line(fedart: Run, arguments: list[str]) -> None:
    said = fedart("detector", "score", *arguments)
    assert said.status == 1
    assert said.err.splitlines()[-1]


@pytest.mark.parametrize("count", ["0", "-1", "x", "1000"])
def test_a_number_of_processes_that_makes_no_sense_is_misuse(fedart: Run, count: str) -> None:
    assert fedart("detector", "score", "--processes", count, "a.png").status == 2


def test_a_model_that_does_not_load_is_said_once_and_before_any_file(fedart: Run, art: Path, tmp_path: Path) -> None:
    folder = tiny_model.constant(tmp_path / "odd", 7.0)
    said = fedart("detector", "score", "--json", "--model", str(folder), str(art / "clean.png"))
    assert (said.status, said.json["ok"]) == (1, False)
    assert "no probability" in said.json["error"]


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_ends_it_quietly(art: Path) -> None:
    program = [sys.executable, "-m", "fedart", "detector", "score", "--json", *[str(art / "clean.png")] * 50]
    environment = {"FEDART_DETECTOR_MODEL": "", "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=art
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith("{")
        running.stdout.close()
        assert running.wait(120) == 1
        assert "Traceback" not in running.stderr.read()


def test_installed_models_are_listed_and_used(fedart: Run, data: Path) -> None:
    assert "fetch" in fedart("detector", "list").out or "shipped" in fedart("detector", "list").out
    home = installed.models(data)
    tiny_model.constant(home / "dark-1", 0.1)
    tiny_model.constant(home / "light-1", 0.9)
    (home / "odd-1").mkdir()
    (home / "odd-1" / "model.toml").write_text("nonsense")
    said = fedart("detector", "use", "light-1", "--json")
    assert (said.status, said.json["model"]) == (0, "light-1 1")
    rows = {row["name"]: row for row in fedart("detector", "list", "--json").json["models"]}
    assert {"dark-1", "light-1", "odd-1"} <= set(rows)
    assert [name for name, row in rows.items() if row["used"]] == ["light-1"]
    assert rows["odd-1"]["error"]
    assert "* light-1 (in use): CC0-1.0" in fedart("detector", "list").out
    assert fedart("detector", "check", "--json").json["model"] == "light-1 1"


def test_a_model_that_is_not_sound_is_not_used(fedart: Run, data: Path, tmp_path: Path) -> None:
    home = installed.models(data)
    tiny_model.constant(home / "good-1", 0.5)
    tiny_model.constant(home / "odd-1", 7.0)
    assert fedart("detector", "use", "good-1").status == 0
    assert fedart("detector", "use", "odd-1").status == 1
    elsewhere = tiny_model.constant(tmp_path / "elsewhere", 0.5)
    assert "detector install" in fedart("detector", "use", str(elsewhere)).err
    assert fedart("detector", "use", "none").status == 1
    assert installed.pointed(data) == "good-1"


def test_the_command_line_itself_loads_no_heavy_library() -> None:
    code = f"import sys, fedart.cli; print([name for name in {HEAVY} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
