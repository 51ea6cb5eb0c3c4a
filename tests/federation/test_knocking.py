"""When a request is made again in the other dialect, and which of the answers counts: as a table."""

from dataclasses import dataclass, field

import pytest

from fedart.federation.dialects import Dialect, RecentDialects
from fedart.federation.knocking import knock

OLD, NEW = Dialect.CAVAGE, Dialect.RFC9421
HOST = "peer.example"


@dataclass(frozen=True)
class Said:
    """An answer, and its place among the answers."""

    status: int
    number: int


@dataclass
class Server:
    """Answers with one status after the other; remembers how it was asked."""

    statuses: tuple[int, ...]
    asked: list[tuple[Dialect, str]] = field(default_factory=list)

    async def ask(self, dialect: Dialect, target: str) -> Said:
        self.asked.append((dialect, target))
        return Said(self.statuses[len(self.asked) - 1], len(self.asked))


async def knocked(
    statuses: tuple[int, ...], *, target: str = "/inbox", reading: bool = False, dialects: RecentDialects | None = None
) -> tuple[int, list[tuple[Dialect, str]]]:
    """Which answer counted (1 is the first), and how the server was asked."""
    server = Server(statuses)
    answer = await knock(server.ask, host=HOST, target=target, reading=reading, dialects=dialects or RecentDialects())
    return answer.number, server.asked


@pytest.mark.parametrize("status", [200, 202, 301, 307, 403, 404, 405, 410, 413, 422, 429, 500, 501, 503])
async def test_only_400_and_401_lead_to_a_second_knock(status: int) -> None:
    assert await knocked((status,)) == (1, [(OLD, "/inbox")])


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        (401, 202, 2),
        (400, 202, 2),
        (401, 401, 2),
        (401, 400, 1),
        (400, 401, 2),
        (400, 400, 1),
        (401, 403, 1),
        (401, 404, 2),
        (401, 410, 2),
        (401, 429, 2),
        (401, 503, 2),
        (401, 308, 2),
    ],
)
async def test_the_second_knock_is_the_last_one_and_the_telling_answer_counts(
    first: int, second: int, counts: int
) -> None:
    assert await knocked((first, second)) == (counts, [(OLD, "/inbox"), (NEW, "/inbox")])


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_the_dialect_that_was_taken_is_used_first_from_then_on(status: int) -> None:
    dialects = RecentDialects()
    await knocked((401, status), dialects=dialects)
    assert dialects.get(HOST) is NEW
    assert await knocked((202,), dialects=dialects) == (1, [(NEW, "/inbox")])
    assert dialects.get("other.example") is OLD


@pytest.mark.parametrize("second", [400, 401, 403, 404, 410, 500, 307])
async def test_a_dialect_that_was_not_taken_is_not_remembered(second: int) -> None:
    dialects = RecentDialects()
    await knocked((401, second), dialects=dialects)
    assert dialects.get(HOST) is OLD


@pytest.mark.parametrize("status", [400, 401])
async def test_a_host_that_wants_the_old_dialect_again_gets_it(status: int) -> None:
    dialects = RecentDialects()
    await dialects.put(HOST, NEW)
    assert await knocked((status, 202), dialects=dialects) == (2, [(NEW, "/inbox"), (OLD, "/inbox")])
    assert dialects.get(HOST) is OLD


async def test_a_read_with_a_query_is_tried_again_with_the_path_alone() -> None:
    asked = [(OLD, "/a?page=1"), (NEW, "/a?page=1"), (OLD, "/a")]
    dialects = RecentDialects()
    assert await knocked((401, 401, 200), target="/a?page=1", reading=True, dialects=dialects) == (3, asked)
    assert dialects.get(HOST) is OLD
    assert await knocked((401, 400, 401), target="/a?page=1", reading=True) == (3, asked)
    assert await knocked((401, 401, 403), target="/a?page=1", reading=True) == (2, asked)


@pytest.mark.parametrize(
    ("statuses", "target", "reading"),
    [
        ((401, 401), "/a", True),
        ((401, 401), "/inbox?x=1", False),
        ((401, 200), "/a?page=1", True),
        ((400, 400), "/a?page=1", True),
        ((401, 404), "/a?page=1", True),
    ],
)
async def test_nothing_else_is_tried_a_third_time(statuses: tuple[int, ...], target: str, *, reading: bool) -> None:
    _, asked = await knocked(statuses, target=target, reading=reading)
    assert asked == [(OLD, target), (NEW, target)]


async def test_the_memory_of_a_process_is_bounded() -> None:
    dialects = RecentDialects(max_hosts=2)
    for name in ("a", "b", "a", "c"):
        await dialects.put(name, NEW)
    assert [dialects.get(name) for name in ("a", "b", "c")] == [NEW, OLD, NEW]
