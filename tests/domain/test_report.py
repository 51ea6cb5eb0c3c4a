"""What people ask moderators to look at, and the files they show with it."""

import io
import zipfile

import pytest

from fedart.domain.media import Rendition
from fedart.domain.report import (
    FILE_NAME_LIMIT,
    PROCESS_HEAD,
    Decision,
    ProcessFile,
    ReportState,
    clean_file_name,
    may_become,
    process_kind,
)


def archive(mimetype: str) -> bytes:
    """A ZIP archive that begins as Krita and OpenRaster write theirs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        made.writestr("mimetype", mimetype)
        made.writestr("mergedimage.png", b"\x89PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (b"%PDF-1.7\n", "pdf"),
        (b"8BPS\x00\x01", "psd"),
        (b"CSFCHUNK", "clip"),
        (archive("application/x-krita"), "krita"),
        (archive("image/openraster"), "openraster"),
        (archive("application/epub+zip"), None),
        (b"<html><script>", None),
        (b"MZ\x90\x00", None),
        (b"\x7fELF", None),
        (b"", None),
    ],
)
def test_process_files_are_known_by_their_first_bytes(data: bytes, kind: str | None) -> None:
    assert process_kind(data[:PROCESS_HEAD]) == kind


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("layers.psd", "layers.psd"),
        ("../../etc/passwd", "passwd"),
        ("C:\\drawings\\fox.png", "fox.png"),
        ('a"b\r\nX: y.png', 'a"bX: y.png'),
        ("...", "file"),
        ("", "file"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_file_names_lose_their_folders_and_whatever_is_not_printable(given: str, shown: str) -> None:
    assert clean_file_name(given) == shown


def test_long_file_names_keep_their_ending() -> None:
    name = clean_file_name("x" * 500 + ".kra")
    assert len(name) == FILE_NAME_LIMIT
    assert name.endswith("x.kra")
    assert len(clean_file_name("y" * 500)) == FILE_NAME_LIMIT


def test_a_process_file_names_what_it_needs_of_the_store() -> None:
    plain = ProcessFile("1", "2", 0, "fox.psd", "psd", 10, "a" * 64)
    assert plain.blobs == ("quarantine/" + "a" * 64,)
    preview = Rendition("1280", "image/webp", 1280, 720, 999, "b" * 64)
    shown = ProcessFile("1", "2", 0, "fox.png", "png", 10, "a" * 64, preview)
    assert shown.blobs == ("quarantine/" + "a" * 64, "quarantine/" + "b" * 64)


@pytest.mark.parametrize("decision", Decision)
def test_every_decision_closes_a_report_once(decision: Decision) -> None:
    assert may_become(ReportState.OPEN, decision.state)
    assert not may_become(decision.state, decision.state)
    assert (decision.state is ReportState.DISMISSED) == (decision is Decision.DISMISS)
