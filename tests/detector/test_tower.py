"""The shipped model is completed from exactly the file that was pinned, and only used where it computes rightly."""

import shutil
import sys
from pathlib import Path

import pytest

from fedart.detector import manifest, model, tower
from fedart.detector.assemble import assembled
from fedart.detector.tower import complete, downloaded, pinned
from fedart.errors import ConfigError
from tests.support import toy_tower
from tests.support.collection import stand_in

SIGNED = toy_tower.sha256(assembled(toy_tower.tower(), toy_tower.head()))
UNSIGNED = toy_tower.sha256(assembled(toy_tower.tower(), toy_tower.head(), unsigned=True))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_tower.wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def prepared(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_tower.ship(tmp_path_factory.mktemp("prepared"), wheel)


@pytest.fixture
def shipped(prepared: Path, tmp_path: Path) -> Path:
    """The package's own folder, free to be changed."""
    return Path(shutil.copytree(prepared, tmp_path / "shipped"))


def wrong_arithmetic(monkeypatch: pytest.MonkeyPatch, *hashes: str) -> None:
    """As on a processor that computes the models of these hashes wrongly."""
    right = model.check_golden

    def check(loaded: model.Model) -> float:
        if loaded.info.sha256 in hashes:
            raise ConfigError("the golden picture scores 0.1, not 0.9")
        return right(loaded)

    monkeypatch.setattr(model, "check_golden", check)


def pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> Path:
    """Let a script stand for this Python; `$*` goes to the file that is returned, `$dest` is pip's --dest."""
    said = tmp_path / "said.txt"
    text = f'for dest; do :; done; echo "$*" > "{said}"; cat "$dest"/wanted.txt >> "{said}"; {script}'
    monkeypatch.setattr(sys, "executable", str(stand_in(tmp_path / "bin", "python", text)))
    return said


# --- completing -------------------------------------------------------------------------------------------------------


def test_the_model_is_put_together_and_loads(shipped: Path, wheel: Path, tmp_path: Path) -> None:
    folder = complete(tmp_path / "models", wheel, shipped)
    assert folder == tmp_path / "models" / "toy-1"
    assert sorted(path.name for path in folder.iterdir()) == ["model.onnx", "model.toml"]
    assert manifest.load(folder).sha256 == SIGNED
    assert 0.01 < model.check_golden(model.load(folder)) < 0.99


def test_what_is_there_and_right_is_kept_without_a_wheel(shipped: Path, wheel: Path, tmp_path: Path) -> None:
    folder = complete(tmp_path, wheel, shipped)
    before = (folder / "model.onnx").stat().st_ino
    assert complete(tmp_path, tmp_path / "no.whl", shipped) == folder
    assert (folder / "model.onnx").stat().st_ino == before


def test_new_figures_for_the_same_weights_are_taken_over(shipped: Path, wheel: Path, tmp_path: Path) -> None:
    complete(tmp_path, wheel, shipped)
    with (shipped / "model.toml").open("a") as description:
        description.write("[measured]\nauc = 0.91\n")
    folder = complete(tmp_path, tmp_path / "no.whl", shipped)
    assert manifest.load(folder).measured == {"auc": 0.91}


@pytest.mark.parametrize("content", [b"", b"half a model"])
def test_a_damaged_model_is_made_again(shipped: Path, wheel: Path, tmp_path: Path, content: bytes) -> None:
    folder = complete(tmp_path, wheel, shipped)
    (folder / "model.onnx").write_bytes(content)
    assert complete(tmp_path, wheel, shipped) == folder
    assert toy_tower.sha256((folder / "model.onnx").read_bytes()) == SIGNED


def test_the_unsigned_form_steps_in_where_the_signed_one_computes_wrongly(
    shipped: Path, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_arithmetic(monkeypatch, SIGNED)
    folder = complete(tmp_path, wheel, shipped)
    assert manifest.load(folder).sha256 == UNSIGNED == toy_tower.sha256((folder / "model.onnx").read_bytes())
    assert complete(tmp_path, tmp_path / "no.whl", shipped) == folder, "it is kept as well"


def test_both_forms_say_the_same(shipped: Path, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = model.check_golden(model.load(complete(tmp_path / "signed", wheel, shipped)))
    wrong_arithmetic(monkeypatch, SIGNED)
    unsigned = model.check_golden(model.load(complete(tmp_path / "unsigned", wheel, shipped)))
    assert unsigned == pytest.approx(signed, abs=1e-5)


def test_where_both_forms_compute_wrongly_there_is_no_model(
    shipped: Path, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_arithmetic(monkeypatch, SIGNED, UNSIGNED)
    with pytest.raises(ConfigError, match="both of its forms"):
        complete(tmp_path, wheel, shipped)


def test_med_07_a_model_that_comes_out_otherwise_is_refused(shipped: Path, wheel: Path, tmp_path: Path) -> None:
    (shipped / "head.onnx").write_bytes(toy_tower.head(gain=41.0))
    with pytest.raises(ConfigError, match=f"not {SIGNED}"):
        complete(tmp_path, wheel, shipped)
    assert not (tmp_path / "toy-1").exists()


@pytest.mark.parametrize("name", ["tower.toml", "head.onnx", "model.toml"])
def test_a_damaged_installation_says_so(shipped: Path, wheel: Path, tmp_path: Path, name: str) -> None:
    (shipped / name).unlink()
    with pytest.raises(ConfigError, match="install fedart again"):
        complete(tmp_path, wheel, shipped)


@pytest.mark.parametrize("text", ["package = 1", "package = ", ""])
def test_a_pin_without_its_lines_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "tower.toml").write_text(text)
    with pytest.raises(ConfigError, match="install fedart again"):
        pinned(tmp_path)


def test_this_package_pins_its_tower_by_hash() -> None:
    pin = pinned()
    assert len(pin.wheel_sha256) == len(pin.member_sha256) == 64
    assert "MIT" in pin.licence


# --- the wheel --------------------------------------------------------------------------------------------------------


def test_the_tower_is_the_wheels_member(shipped: Path, wheel: Path) -> None:
    assert downloaded(pinned(shipped), wheel) == toy_tower.tower()


def test_another_wheel_is_refused(shipped: Path, tmp_path: Path) -> None:
    other = toy_tower.wheel(tmp_path / "other", toy_tower.tower() + b"\0")
    with pytest.raises(ConfigError, match="another file"):
        downloaded(pinned(shipped), other)


def test_a_wheel_that_is_not_there_is_refused(shipped: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="has sha256 none"):
        downloaded(pinned(shipped), tmp_path / "no.whl")


def test_another_member_is_refused(shipped: Path, tmp_path: Path) -> None:
    other = toy_tower.wheel(tmp_path / "other", toy_tower.tower() + b"\0")
    toy_tower.pin(shipped, other)
    with pytest.raises(ConfigError, match="another file than expected"):
        downloaded(pinned(shipped), other)


def test_a_wheel_without_the_member_is_refused(shipped: Path, tmp_path: Path) -> None:
    other = toy_tower.wheel(tmp_path / "other", member="toy_tower/other.onnx")
    toy_tower.pin(shipped, other)
    with pytest.raises(ConfigError, match="does not hold"):
        downloaded(pinned(shipped), other)


def test_a_wheel_that_is_no_archive_is_refused(shipped: Path, tmp_path: Path) -> None:
    file = tmp_path / "no-archive.whl"
    file.write_bytes(b"plain text")
    toy_tower.pin(shipped, file)
    with pytest.raises(ConfigError, match="does not hold"):
        downloaded(pinned(shipped), file)


# --- the download -----------------------------------------------------------------------------------------------------


def test_pip_fetches_the_wheel_by_its_hash_and_nothing_else(
    shipped: Path, wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = pip(monkeypatch, tmp_path, f'cp "{wheel}" "$dest"/')
    assert downloaded(pinned(shipped)) == toy_tower.tower()
    command, wanted = said.read_text().splitlines()
    assert command.startswith("-m pip download ")
    for option in ("--no-deps", "--only-binary :all:", "--require-hashes"):
        assert option in command
    assert wanted == f"toy-tower==1.0 --hash=sha256:{pinned(shipped).wheel_sha256}"


def test_a_downloaded_wheel_is_checked_once_more(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = toy_tower.wheel(tmp_path / "other", toy_tower.tower() + b"\0")
    pip(monkeypatch, tmp_path, f'cp "{other}" "$dest"/')
    with pytest.raises(ConfigError, match="another file"):
        downloaded(pinned(shipped))


@pytest.mark.parametrize(
    ("script", "why"),
    [("echo 'No module named pip' >&2; exit 1", "No module named pip"), ("exit 0", "could not be downloaded")],
    ids=["no pip", "no wheel"],
)
def test_without_a_download_the_way_by_hand_is_told(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    pip(monkeypatch, tmp_path, script)
    with pytest.raises(ConfigError, match=why) as raised:
        downloaded(pinned(shipped))
    assert "pip download --no-deps toy-tower==1.0" in str(raised.value)
    assert "--wheel FILE" in str(raised.value)


def test_a_python_that_cannot_be_started_is_told(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(ConfigError, match="--wheel FILE"):
        downloaded(pinned(shipped))


def test_a_download_that_never_ends_is_given_up(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tower, "_SECONDS", 0.05)
    pip(monkeypatch, tmp_path, "exec sleep 20")
    with pytest.raises(ConfigError, match="timed out"):
        downloaded(pinned(shipped))
