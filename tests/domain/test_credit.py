"""Credits as they are typed."""

import pytest

from fedart.domain.credit import MOST, CreditLine, CreditState, lines, problems, written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("\n  \n", ()),
        ("Ada Lund, model", (CreditLine("Ada Lund", "model"),)),
        (
            "@kim,colours, ink\n Ada   Lund ,  light ",
            (CreditLine("@kim", "colours, ink"), CreditLine("Ada Lund", "light")),
        ),
        ("Ada", (CreditLine("Ada", ""),)),
    ],
)
def test_each_line_is_a_name_and_what_they_did(text: str, found: tuple[CreditLine, ...]) -> None:
    assert lines(text) == found
    assert lines(written(found)) == found


@pytest.mark.parametrize(
    ("who", "handle"),
    [
        ("@kim", "@kim"),
        ("@kim@peer.example", "@kim@peer.example"),
        ("kim@peer.example", "@kim@peer.example"),
        ("Kim", ""),
        ("Kim @ home", ""),
        ("@", ""),
    ],
)
def test_a_handle_is_told_from_a_name(who: str, handle: str) -> None:
    assert CreditLine(who, "x").handle == handle


@pytest.mark.parametrize("text", ["Ada", ", model", "x" * 101 + ", y", "x, " + "y" * 61, "a, b\n" * (MOST + 1)])
def test_what_cannot_be_is_said(text: str) -> None:
    assert set(problems(lines(text))) == {"credits"}


def test_what_can_be_has_no_problems() -> None:
    assert problems(lines("Ada Lund, model\n" * MOST)) == {}


def test_others_see_what_is_agreed_or_only_named() -> None:
    assert [each.shown for each in CreditState] == [True, False, True, False]
