"""What strangers write cannot forge a line of the log, nor wear another address to try once more."""

import logging
from collections.abc import Iterator

import pytest

from fedart import log
from tests.support.client import Client

FORGED = "2026-11-21 09:14:03,120 INFO event=signed_in account=owner"


@pytest.fixture
def log_put_back() -> Iterator[None]:
    """A test may configure the log as a server does."""
    logger = logging.getLogger("fedart")
    before, level, propagate = logger.handlers[:], logger.level, logger.propagate
    yield
    logger.handlers[:], logger.propagate = before, propagate
    logger.setLevel(level)


def _broken(words: str) -> ValueError:
    """An error with somebody's words in it, as it is caught."""
    try:
        int(words)
    except ValueError as error:
        return ValueError(words).with_traceback(error.__traceback__)
    raise AssertionError(words)


@pytest.mark.parametrize("mark", ["\n", "\r", "\x85", "\u2028", "\x1b[2K\x1b[1G", "\x0c"])
def test_a_traceback_cannot_forge_a_line(mark: str, log_put_back: None, capsys: pytest.CaptureFixture[str]) -> None:
    """The text of an exception may hold what somebody sent us, and a traceback ends with it."""
    log.configure("INFO")
    log.error("task_broke", exc=_broken(f"odd name{mark}{FORGED}"))
    written = capsys.readouterr().err
    assert "ValueError" in written
    first, *others = written.splitlines()
    assert "event=task_broke" in first
    assert all(line.startswith("  ") for line in others)
    assert all(line.isprintable() for line in written.split("\n"))


@pytest.mark.parametrize(
    ("prefix", "allowed"), [("2001:db8:1:2:{:x}::1", 0), ("2001:db8:1:{:x}::1", 12), ("198.51.100.{}", 12)]
)
async def test_web_05_a_whole_ipv6_network_is_one_address(prefix: str, allowed: int, client: Client) -> None:
    """Whoever has a /64 has 2^64 addresses: what they guess is counted for all of them."""
    statuses = []
    for number in range(1, 23):
        visitor = Client(client.app, client.origin, peer=prefix.format(number))
        shown = await visitor.page("/sign-in")
        token = shown.text.partition('name="csrf" value="')[2].partition('"')[0]
        statuses.append((await visitor.post(f"/sign-in/guess{number}", {"csrf": token})).status)
    assert statuses[:10] == [404] * 10
    assert set(statuses) <= {404, 429}
    assert statuses.count(404) == 10 + allowed
