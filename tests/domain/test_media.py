"""What pictures say about themselves."""

import pytest

from fedart.domain.ids import MediaId
from fedart.domain.media import EXTENSIONS, Label, Media, MediaState, Rendition, distance, near


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


def test_visitors_see_a_mark_only_when_the_file_or_a_person_says_so() -> None:
    assert {label for label in Label if label.public} == {Label.DECLARED, Label.DECIDED}


@pytest.mark.parametrize(
    ("one", "other", "bits", "copies"),
    [
        ("00000000ffffffff", "00000000ffffffff", 0, True),
        ("f" * 16, "0" * 16, 64, False),
        ("00000000fffffff0", "00000000ffffffff", 4, True),
        ("00000000ffffffe0", "00000000ffffffff", 5, False),
        ("80000000fffffffe", "00000000ffffffff", 2, True),
        ("8000000000000000", "8000000000000000", 0, False),
        ("", "0" * 16, None, False),
        ("", "", None, False),
    ],
)
def test_copies_differ_in_four_bits_of_64_at_most(one: str, other: str, bits: int | None, copies: bool) -> None:
    assert distance(one, other) == distance(other, one) == bits
    assert near(one, other) is copies
