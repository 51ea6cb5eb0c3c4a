"""What files declare: every signal, suggestions that stay suggestions, and harmless look-alikes."""

import pytest

from fedart.detector.provenance import declared
from tests.support.pictures import HARMLESS, SIGNALS, SUGGESTIONS


@pytest.mark.parametrize("name", SIGNALS)
def test_a_declared_picture_is_recognised(name: str) -> None:
    found = declared(SIGNALS[name]())
    assert [e for e in found if e.certain], found
    assert all(0 < len(e.detail) <= 200 and e.detail.isprintable() for e in found)


@pytest.mark.parametrize("name", SUGGESTIONS)
def test_a_suggestion_is_reported_but_is_not_certain(name: str) -> None:
    found = declared(SUGGESTIONS[name]())
    assert found
    assert not any(e.certain for e in found), found


@pytest.mark.parametrize("name", HARMLESS)
def test_a_look_alike_declares_nothing(name: str) -> None:
    assert declared(HARMLESS[name]()) == ()
