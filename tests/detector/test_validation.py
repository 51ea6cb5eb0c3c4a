"""Signatures of C2PA files: what is said with and without the library, and that it changes nothing else."""

import io
import json
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from fedart.detector.provenance import declared, validation
from tests.support import pictures

FILES = Path(__file__).parent / "files"
SIGNED = sorted(path.name for path in FILES.glob("c2pa-*") if "camera" not in path.name)
INSTALLED = find_spec("c2pa") is not None


def _report(state: object, *codes: object) -> Callable[[bytes], str]:
    failures = [{"code": code} for code in codes]
    written = {"validation_state": state, "validation_results": {"activeManifest": {"failure": failures}}}
    return lambda _: json.dumps(written)


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (None, "signature unverified"),
        (_report("Valid"), "signature valid, signer not checked"),
        (_report("Trusted"), "signature valid, signer not checked"),
        (_report("Invalid"), "signature not valid"),
        (_report("Invalid", "assertion.dataHash.mismatch", "x"), "signature not valid (assertion.dataHash.mismatch)"),
        (_report("Invalid", "a" * 500), f"signature not valid ({'a' * 50})"),
        (_report("Invalid", "a\n\u202eb"), "signature not valid"),
        (_report("Invalid", 5), "signature not valid"),
        (_report(["Valid"]), "signature not valid"),
        (lambda _: "", "signature not valid"),
        (lambda _: "not json", "signature not valid"),
        (lambda _: "[1]", "signature not valid"),
        (lambda _: '{"validation_results": {"activeManifest": [1]}}', "signature not valid"),
        (lambda _: '{"validation_results": {"activeManifest": {"failure": {"code": 1}}}}', "signature not valid"),
        (lambda _: "[" * 100_000, "signature not valid"),
    ],
)
def test_the_librarys_report_becomes_a_few_words(report: Callable[[bytes], str] | None, words: str) -> None:
    assert validation.state(b"", report) == words


@pytest.mark.parametrize("name", SIGNED)
def test_med_08_a_signature_is_checked_where_the_library_is_and_the_statement_counts_either_way(name: str) -> None:
    data = (FILES / name).read_bytes()
    words = validation.VALID if INSTALLED else validation.UNVERIFIED
    (found,) = declared(data)
    assert found.detail.endswith(f", {words}")
    assert found.certain is ("part" not in name)


def test_med_08_a_changed_picture_makes_the_signature_not_valid_and_the_statement_still_counts() -> None:
    data = bytearray((FILES / "c2pa-signed.png").read_bytes())
    data[-40] ^= 1
    (found,) = declared(bytes(data))
    assert found.certain
    mismatch = f"{validation.NOT_VALID} (assertion.dataHash.mismatch)"
    assert found.detail.endswith(mismatch if INSTALLED else validation.UNVERIFIED)


def test_a_manifest_that_nobody_signed_is_not_valid() -> None:
    (found,) = declared(pictures.with_signal("c2pa-jpeg"))
    assert found.certain
    assert found.detail.endswith(validation.NOT_VALID if INSTALLED else validation.UNVERIFIED)


def test_med_08_the_library_is_told_to_fetch_nothing_and_to_trust_nobodys_list() -> None:
    verify, core = validation.OFFLINE["verify"], validation.OFFLINE["core"]
    assert isinstance(verify, dict)
    assert isinstance(core, dict)
    assert [name for name, on in verify.items() if on] == ["verify_after_reading"]
    assert core == {"decode_identity_assertions": False, "allowed_network_hosts": []}


class _Broken:
    """A library of another version."""


@pytest.fixture
def fresh() -> Iterator[None]:
    validation.reader.cache_clear()
    yield
    validation.reader.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_a_library_that_does_not_load_or_that_we_do_not_know_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(_: str) -> object:
        raise OSError("a library for another machine")

    monkeypatch.setattr(validation, "find_spec", lambda _: object())
    monkeypatch.setattr(validation, "import_module", missing)
    assert validation.reader() is None
    validation.reader.cache_clear()
    monkeypatch.setattr(validation, "import_module", lambda _: _Broken())
    assert validation.reader() is None


class _Error(Exception):
    pass


class _Fake:
    """As much of the library as is used, obeying."""

    C2paError = _Error
    given: object = None

    class Context:
        @staticmethod
        def from_dict(settings: object) -> object:
            _Fake.given = settings
            return "context"

    class Reader:
        def __init__(self, form: object, stream: io.BytesIO, manifest: object, context: object) -> None:
            assert (form, manifest, context) == (None, None, "context")
            if stream.read() == b"broken":
                raise _Error

        def __enter__(self) -> "_Fake.Reader":
            return self

        def __exit__(self, *_: object) -> None:
            return

        def json(self) -> str:
            return '{"validation_state": "Valid"}'


@pytest.mark.usefixtures("fresh")
def test_the_library_is_asked_with_these_settings_and_its_errors_are_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "find_spec", lambda _: object())
    monkeypatch.setattr(validation, "import_module", lambda _: _Fake())
    report = validation.reader()
    assert _Fake.given == validation.OFFLINE
    assert validation.state(b"whole", report) == validation.VALID
    assert validation.state(b"broken", report) == validation.NOT_VALID


def test_the_fake_is_like_the_library_where_that_is_installed() -> None:
    real = import_module("c2pa") if INSTALLED else _Fake
    for name in ("Context", "Reader", "C2paError"):
        assert hasattr(real, name)
    assert hasattr(real.Context, "from_dict")
    assert hasattr(real.Reader, "json")


def test_files_without_a_statement_never_reach_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def note(data: bytes, _: object) -> str:
        asked.append(data)
        return "asked"

    monkeypatch.setattr(validation, "state", note)
    for name in ("camera-c2pa", "camera-c2pa-signed", "photoshop-c2pa", "plain-png"):
        assert declared(pictures.harmless(name)) == ()
    assert asked == []
    assert declared(pictures.with_signal("c2pa-png"))[0].detail.endswith(", asked")
    assert len(asked) == 1
