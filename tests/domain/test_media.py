"""What pictures say about themselves."""

import pytest

from fedart.domain.ids import MediaId
from fedart.domain.media import EXTENSIONS, Media, MediaState, Rendition


def rendition(name: str, mime: str) -> Rendition:
    return Rendition(name, mime, 640, 480, 1234, "0" * 64)


def media(*renditions: Rendition) -> Media:
    return Media(MediaId("1"), 0, "", (0.0, 0.0), MediaState.KEPT, "0" * 64, None, renditions, None, "")


@pytest.mark.parametrize(
    ("name", "mime", "file_name"),
    [
        ("640", "image/webp", "640.webp"),
        ("640", "image/jpeg", "640.jpg"),
        ("federation", "image/gif", "federation.gif"),
    ],
)
def test_file_names_come_from_our_own_record(name: str, mime: str, file_name: str) -> None:
    assert rendition(name, mime).file_name == file_name


def test_every_type_we_store_has_an_extension_of_its_own() -> None:
    assert len(set(EXTENSIONS.values())) == len(EXTENSIONS)


def test_renditions_are_found_by_name_and_type() -> None:
    webp, jpeg = rendition("640", "image/webp"), rendition("640", "image/jpeg")
    found = media(webp, jpeg)
    assert found.rendition("640") is webp
    assert found.rendition("640", "image/jpeg") is jpeg
    assert found.rendition("640", "image/gif") is None
    assert found.rendition("320") is None


def test_only_the_federation_rendition_goes_to_others() -> None:
    sent = rendition("federation", "image/jpeg")
    assert media(rendition("2048", "image/webp"), sent).federated is sent
    assert media(rendition("2048", "image/webp")).federated is None
