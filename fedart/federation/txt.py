"""TXT records, asked of the name servers that the system names (RFC 1035; EDNS as in RFC 6891).

The system's own resolver gives addresses only. This is a stub: it asks the same servers one question over UDP, over TCP
where the answer was cut off, and believes an answer only from the server that was asked, to that very question.
"""

import asyncio
import secrets
import struct
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Final, Protocol

RESOLV: Final = Path("/etc/resolv.conf")
PORT: Final = 53
SECONDS: Final = 3.0
"""How long one server is waited for, over UDP and over TCP."""
TRIES: Final = 2
MOST_SERVERS: Final = 3
MOST_RECORDS: Final = 64
_UDP_BYTES: Final = 1232
_TXT: Final = 16
_OPT: Final = 41
_IN: Final = 1
_HEAD: Final = struct.Struct("!HHHHHH")
_RECORD: Final = struct.Struct("!HHIH")
_ANSWER, _CUT, _CODE = 0x8000, 0x0200, 0x000F
_NO_NAME: Final = 3
Server = tuple[str, int]


class Texts(Protocol):
    """Asks for the TXT records of a name; none where there are none. Raises OSError when there is no answer."""

    def __call__(self, name: str, /) -> Awaitable[Sequence[str]]: ...


class SystemTexts:
    """Asks the name servers of `path`, or `servers`, one after the other."""

    def __init__(self, path: Path = RESOLV, servers: Sequence[Server] = (), seconds: float = SECONDS) -> None:
        self._path = path
        self._servers = servers
        self._seconds = seconds

    async def __call__(self, name: str, /) -> Sequence[str]:
        servers = self._servers or await asyncio.to_thread(servers_in, self._path)
        for server in [*servers][:MOST_SERVERS] * TRIES:
            ident = secrets.randbelow(0x10000)
            try:
                return await self._ask(server, question(ident, name), ident)
            except (TimeoutError, OSError, ValueError):
                continue
        raise OSError("no name server answered")

    async def _ask(self, server: Server, asked: bytes, ident: int) -> list[str]:
        async with asyncio.timeout(self._seconds):
            answer = await _by_udp(server, asked, ident)
        if cut_off(answer):
            async with asyncio.timeout(self._seconds):
                answer = await _by_tcp(server, asked)
        return texts_in(answer, asked)


def servers_in(path: Path) -> list[Server]:
    """The name servers that a `resolv.conf` names. Raises OSError when it cannot be read."""
    words = [line.split() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [(line[1], PORT) for line in words if len(line) > 1 and line[0] == "nameserver"]


def question(ident: int, name: str) -> bytes:
    """The message that asks for the TXT records of a name in ASCII. Raises ValueError for what is no name."""
    labels = name.encode("ascii").removesuffix(b".").split(b".")
    if len(name) > 253 or not all(0 < len(label) < 64 for label in labels):
        raise ValueError("not a name")
    wire = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    head = _HEAD.pack(ident, 0x0100, 1, 0, 0, 1)
    return head + wire + struct.pack("!HH", _TXT, _IN) + b"\0" + _RECORD.pack(_OPT, _UDP_BYTES, 0, 0)


def cut_off(answer: bytes) -> bool:
    """Whether an answer did not fit."""
    return len(answer) >= _HEAD.size and bool(_HEAD.unpack_from(answer)[1] & _CUT)


def texts_in(answer: bytes, asked: bytes) -> list[str]:
    """The records in an answer to `asked`, each as one text; none for a name that there is not.

    Raises ValueError for what is no answer to that question, OSError where the server says that it failed.
    """
    try:
        return _read(answer, asked)
    except (struct.error, IndexError) as error:
        raise ValueError("not a whole message") from error


def _read(answer: bytes, asked: bytes) -> list[str]:
    ident, flags, questions, answers, _, _ = _HEAD.unpack_from(answer)
    at = _after_question(answer, asked)
    if ident != _HEAD.unpack_from(asked)[0] or not flags & _ANSWER or questions != 1:
        raise ValueError("not the answer to this question")
    if flags & _CODE not in (0, _NO_NAME):
        raise OSError(f"the name server failed with {flags & _CODE}")
    found = []
    for _ in range(min(answers, MOST_RECORDS)):
        at = _skip_name(answer, at)
        kind, group, _, length = _RECORD.unpack_from(answer, at)
        at += _RECORD.size + length
        if at > len(answer):
            raise ValueError("not a whole message")
        if (kind, group) == (_TXT, _IN):
            found.append(_joined(answer[at - length : at]))
    return found


def _after_question(answer: bytes, asked: bytes) -> int:
    """Where the question of an answer ends, which has to be the one that was asked; case does not matter."""
    end = _skip_name(asked, _HEAD.size) + 4
    if answer[_HEAD.size : end].lower() != asked[_HEAD.size : end].lower():
        raise ValueError("another question")
    return end


def _skip_name(message: bytes, at: int) -> int:
    while (length := message[at]) != 0:
        if length & 0xC0 == 0xC0:
            return at + 2
        at += length + 1
    return at + 1


def _joined(data: bytes) -> str:
    """The strings of one record, which belong together (RFC 7208, 3.3)."""
    parts, at = [], 0
    while at < len(data):
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts).decode("utf-8", "replace")


class _Waiting(asyncio.DatagramProtocol):
    """Takes the first datagram that carries the id that was sent."""

    def __init__(self, ident: int) -> None:
        self._ident = ident
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        if not self.answer.done() and len(data) >= _HEAD.size and _HEAD.unpack_from(data)[0] == self._ident:
            self.answer.set_result(data)

    def error_received(self, exc: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(exc)


async def _by_udp(server: Server, asked: bytes, ident: int) -> bytes:
    loop = asyncio.get_running_loop()
    transport, waiting = await loop.create_datagram_endpoint(lambda: _Waiting(ident), remote_addr=server)
    try:
        transport.sendto(asked)
        return await waiting.answer
    finally:
        transport.close()


async def _by_tcp(server: Server, asked: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*server)
    try:
        writer.write(struct.pack("!H", len(asked)) + asked)
        await writer.drain()
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise OSError("the answer breaks off") from error
    finally:
        writer.close()
