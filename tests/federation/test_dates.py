from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.federation.dates import format_date, parse_date
from fedart.federation.retry import retry_after

NOW = 1_795_293_940.0


def test_a_date_is_written_as_peers_expect_it() -> None:
    assert format_date(NOW) == "Sat, 21 Nov 2026 20:45:40 GMT"


@given(st.integers(0, 4_000_000_000))
def test_dates_come_back_and_agree_with_the_standard_library(when: int) -> None:
    assert parse_date(format_date(when)) == when
    assert format_date(when) == formatdate(when, usegmt=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "21 Nov 2026 20:45:40 GMT",
        "Sat, 21 Nov 2026 20:45:40",
        "Sat, 21 Nov 2026 20:45:40 +0000",
        "Sat, 21 Nov 2026 20:45:40 GMT ",
        "Sat, 21 Nov 26 20:45:40 GMT",
        "Saturday, 21-Nov-26 20:45:40 GMT",
        "Sat, 31 Nov 2026 20:45:40 GMT",
        "Sat, 21 Nov 2026 25:45:40 GMT",
        "Sat, 21 Nov 0000 20:45:40 GMT",
        "Sat, ٢١ Nov 2026 20:45:40 GMT",
        "2026-11-21T20:45:40Z",
    ],
)
def test_everything_else_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999", 604_800.0),
        ("Sat, 21 Nov 2026 20:46:40 GMT", 60.0),
        ("Sat, 21 Nov 2026 20:44:40 GMT", 0.0),
        ("Sun, 21 Nov 2027 20:44:40 GMT", 604_800.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 400, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_bounded(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds
