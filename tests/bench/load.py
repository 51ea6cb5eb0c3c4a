"""The load: prepared requests over a few kept-alive connections, as fast as the answers come."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
ANSWER_SECONDS = 60.0

Going = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: status, raw head, body."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, empty when it is missing."""
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)", self.head, re.IGNORECASE)
        return found.group(1).decode("latin-1") if found else ""


@dataclass
class Outcome:
    """How many answers had which status."""

    statuses: Counter[int] = field(default_factory=Counter)

    def expect(self, status: int) -> None:
        """Raises RuntimeError when any answer had another status: then the figures would mean nothing."""
        if set(self.statuses) != {status}:
            raise RuntimeError(f"answers {dict(self.statuses)} where {status} was expected")


def request(method: str, target: str, host: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request as bytes. `headers` may bring their own Host."""
    named = {"Host": host, **(headers or {})}
    if body or method == "POST":
        named["Content-Length"] = str(len(body))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = _LENGTH.search(head)
    body = await reader.readexactly(int(length.group(1))) if length and status not in (204, 304) else b""
    return Answer(status, head, body)


async def one(host: str, data: bytes) -> Answer:
    """The answer to one request on a connection of its own."""
    name, _, port = host.rpartition(":")
    async with asyncio.timeout(ANSWER_SECONDS):
        reader, writer = await asyncio.open_connection(name, int(port))
        try:
            writer.write(data)
            return await _answer(reader)
        finally:
            writer.close()


async def _drive(host: str, queue: Iterator[bytes], outcome: Outcome) -> None:
    name, _, port = host.rpartition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    try:
        for data in queue:
            writer.write(data)
            answer = await _answer(reader)
            outcome.statuses[answer.status] += 1
            if b"\r\nconnection: close" in answer.head.lower():
                writer.close()
                reader, writer = await asyncio.open_connection(name, int(port))
    finally:
        writer.close()


async def drive(host: str, requests: Sequence[bytes], connections: int = 8) -> Outcome:
    """Send every request once, over so many connections."""
    outcome, queue = Outcome(), iter(requests)
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_drive(host, queue, outcome))
    return outcome


async def paced(host: str, data: bytes, pause: float, going: Going) -> list[float]:
    """The same request over one connection, again `pause` seconds after each answer, while `going` says so.

    Returns milliseconds from each request to the end of its answer. Raises RuntimeError for any status but 200.
    """
    name, _, port = host.rpartition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    took: list[float] = []
    try:
        while going():
            began = time.perf_counter()
            writer.write(data)
            answer = await _answer(reader)
            took.append((time.perf_counter() - began) * 1e3)
            if answer.status != 200:
                raise RuntimeError(f"an answer {answer.status} where 200 was expected")
            await asyncio.sleep(pause)
    finally:
        writer.close()
    return took
