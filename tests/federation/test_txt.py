"""TXT records, asked of a name server on loopback that answers as it is told."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.federation import txt
from fedart.federation.txt import SystemTexts, question, texts_in

NAME = "_fedart.studio.example"
Answers = Callable[[bytes], bytes | None]


def record(*texts: bytes, kind: int = 16) -> bytes:
    """One record whose owner is the name of the question."""
    data = b"".join(bytes([len(text)]) + text for text in texts)
    return b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 300, len(data)) + data


def answer(asked: bytes, *records: bytes, flags: int = 0x8180) -> bytes:
    """An answer to a question, which it repeats as it came."""
    end = txt._skip_name(asked, 12) + 4
    return asked[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0) + asked[12:end] + b"".join(records)


class _Server(asyncio.DatagramProtocol):
    def __init__(self, says: Answers, asked: list[bytes]) -> None:
        self.says = says
        self.asked = asked
        self.transport: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        self.asked.append(data)
        said = self.says(data)
        if said is not None and self.transport is not None:
            self.transport.sendto(said, addr)


@asynccontextmanager
async def serving(says: Answers, by_tcp: Answers | None = None) -> AsyncIterator[tuple[SystemTexts, list[bytes]]]:
    """A resolver that asks a server on loopback, and what that was asked."""
    asked: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (length,) = struct.unpack("!H", await reader.readexactly(2))
        said = by_tcp(await reader.readexactly(length)) if by_tcp else None
        if said is not None:
            writer.write(struct.pack("!H", len(said)) + said)
        writer.close()

    stream = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = stream.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    datagrams, server = await loop.create_datagram_endpoint(
        lambda: _Server(says, asked), local_addr=("127.0.0.1", port)
    )
    server.transport = datagrams
    try:
        yield SystemTexts(servers=[("127.0.0.1", port)], seconds=0.2), asked
    finally:
        datagrams.close()
        stream.close()
        await stream.wait_closed()


async def test_the_records_of_a_name_are_asked_for_and_their_parts_joined() -> None:
    async with serving(lambda asked: answer(asked, record(b"fedart-", b"verification=x"), record(b"v=spf1"))) as (
        ask,
        sent,
    ):
        assert await ask(NAME) == ["fedart-verification=x", "v=spf1"]
    assert b"\x07_fedart\x06studio\x07example\x00\x00\x10\x00\x01" in sent[0]


async def test_other_kinds_of_records_are_passed_over() -> None:
    async with serving(lambda asked: answer(asked, record(b"\x01a", kind=5), record(b"yes"))) as (ask, _):
        assert await ask(NAME) == ["yes"]


@pytest.mark.parametrize("flags", [0x8183, 0x8180])
async def test_a_name_without_records_has_none(flags: int) -> None:
    async with serving(lambda asked: answer(asked, flags=flags)) as (ask, _):
        assert await ask(NAME) == []


async def test_what_is_cut_off_is_asked_for_again_over_tcp() -> None:
    long = [record(b"x" * 255, b"y" * 200) for _ in range(9)]
    async with serving(lambda asked: answer(asked, flags=0x8380), lambda asked: answer(asked, *long)) as (ask, _):
        assert await ask(NAME) == ["x" * 255 + "y" * 200] * 9


@pytest.mark.parametrize(
    "says",
    [
        lambda asked: answer(asked, record(b"no"), flags=0x8182),
        lambda asked: answer(asked, record(b"no"), flags=0x0100),
        lambda asked: answer(asked, record(b"no"))[:-1],
        lambda asked: answer(question(0, "other.example"), record(b"no")),
        lambda asked: bytes([asked[0] ^ 1, *answer(asked, record(b"no"))[1:]]),
        lambda asked: asked[:2] + answer(question(0, "other.example"), record(b"no"))[2:],
        lambda asked: b"",
        lambda asked: None,
    ],
    ids=["failed", "no answer", "broken off", "all another", "another id", "another question", "empty", "silent"],
)
async def test_nothing_but_the_answer_to_the_very_question_is_believed(says: Answers) -> None:
    async with serving(says) as (ask, sent):
        with pytest.raises(OSError, match="no name server answered"):
            await ask(NAME)
    assert len(sent) == txt.TRIES


async def test_each_question_has_its_own_id() -> None:
    async with serving(answer) as (ask, sent):
        for _ in range(4):
            await ask(NAME)
    assert len({each[:2] for each in sent}) > 1


async def test_the_next_server_is_asked_where_one_is_silent() -> None:
    async with (
        serving(lambda asked: answer(asked, record(b"yes"))) as (good, _),
        serving(lambda _: None) as (dead, sent),
    ):
        both = SystemTexts(servers=[*dead._servers, *good._servers], seconds=0.2)
        assert await both(NAME) == ["yes"]
    assert len(sent) == 1


def test_the_servers_are_those_of_the_system(tmp_path: Path) -> None:
    path = tmp_path / "resolv.conf"
    path.write_text("# ours\nsearch example\nnameserver 192.0.2.1\nnameserver 2001:db8::1\noptions edns0\nnameserver\n")
    assert txt.servers_in(path) == [("192.0.2.1", 53), ("2001:db8::1", 53)]


async def test_without_a_server_there_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "resolv.conf").write_text("search example\n")
    for path in (tmp_path / "resolv.conf", tmp_path / "none"):
        with pytest.raises(OSError, match=r"no name server answered|No such file"):
            await SystemTexts(path)(NAME)


@pytest.mark.parametrize("name", ["", "a..example", "x" * 64 + ".example", "a." * 130 + "example", "ü.example"])
def test_what_is_no_name_is_not_asked_for(name: str) -> None:
    with pytest.raises(ValueError, match=r"not a name|ordinal"):
        question(1, name)


@given(st.binary(max_size=200))
def test_par_06_whatever_a_server_sends_is_read_or_refused(data: bytes) -> None:
    asked = question(7, NAME)
    for message in (data, asked[:2] + b"\x81\x80\x00\x01" + data, answer(asked) + data, answer(asked, data)):
        try:
            texts_in(message, asked)
        except (ValueError, OSError):
            continue
