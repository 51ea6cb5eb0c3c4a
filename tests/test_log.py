"""One line per event, and nothing a stranger sends can forge another (THREATS section 0)."""

import logging
import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fedart import log


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leaves the package's logger as it was."""
    logger = logging.getLogger("fedart")
    handlers, level, propagate = list(logger.handlers), logger.level, logger.propagate
    yield
    logger.handlers[:], logger.propagate = handlers, propagate
    logger.setLevel(level)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("peer.example", "peer.example"),
        ("two words", '"two words"'),
        ("", '""'),
        (410, "410"),
        ("a\nevent=forged", r"a\nevent=forged"),
        ("a\r\nb c", r'"a\r\nb c"'),
        ("tab\there", r"tab\there"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("nul\x00", r"nul\x00"),
        ("\u202eevil", r"\u202eevil"),
        ("\ud800", r"\ud800"),
        ("été", "été"),
        ('say "hi"', r'"say \"hi\""'),
        ('a"b', r'"a\"b"'),
        (r"C:\dir", r"C:\dir"),
        (r"C:\a dir", r'"C:\\a dir"'),
    ],
)
def test_values_are_escaped(value: object, shown: str) -> None:
    assert log.line("seen", host=value) == f"event=seen host={shown}"


def test_fields_without_a_value_are_left_out() -> None:
    assert log.line("seen", rule=None, status=0) == "event=seen status=0"


def test_long_fields_are_cut() -> None:
    found = log.line("seen", text="x" * 10_000)
    assert len(found) == len("event=seen text=") + log.FIELD_LIMIT
    assert found.endswith("…")
    assert log.line("seen", text="x" * log.FIELD_LIMIT).endswith("x")


@given(st.text())
def test_whatever_is_logged_stays_on_one_line(text: str) -> None:
    found = log.line("seen", field=text)
    assert found.isprintable()
    assert len(found.splitlines()) == 1


@given(st.text(alphabet=st.sampled_from('"= \\\na'), max_size=60))
@example('a" status=500 b="')
@example('a\\" status=500 b=\\"')
@example('a\n\\" status=500 b=\\"')
@example('"a"status=500')
def test_a_quoted_value_cannot_begin_a_field_of_its_own(text: str) -> None:
    found = log.line("seen", field=text, status=200)
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", found)
    assert re.findall(r"(?:^| )(\w+)=", outside) == ["event", "field", "status"]


def test_bound_fields_stand_in_every_line_inside_only() -> None:
    with log.bound(task="t1"):
        with log.bound(attempt=2):
            assert log.line("done") == "event=done task=t1 attempt=2"
        assert log.line("done") == "event=done task=t1"
    assert log.line("done") == "event=done"


def test_lines_go_to_standard_error_from_the_level_on(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("WARNING")
    log.info("quiet")
    log.warning("loud", status=410)
    log.error("broken", ValueError("inside"))
    out, err = capsys.readouterr()
    assert out == ""
    assert "quiet" not in err
    assert re.search(r"WARNING event=loud status=410$", err, re.MULTILINE)
    assert "ERROR event=broken" in err
    assert "ValueError: inside" in err


def test_configuring_twice_does_not_double_the_lines(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("INFO")
    log.configure("INFO")
    log.info("once")
    assert capsys.readouterr().err.count("event=once") == 1
