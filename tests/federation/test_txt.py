"""TXT records, asked of a name server on loopback that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.message import Message

from fedart.federation.txt import SystemTexts

NAME = "_fedart.studio.example"
Answers = Callable[[Message], bytes | None]


def answer(asked: Message, *texts: str, kind: str = "TXT", code: dns.rcode.Rcode = dns.rcode.NOERROR) -> Message:
    """An answer to a question."""
    made = dns.message.make_response(asked)
    made.set_rcode(code)
    if texts:
        made.answer.append(dns.rrset.from_text(asked.question[0].name, 300, "IN", kind, *texts))
    return made


def says(*texts: str, code: dns.rcode.Rcode = dns.rcode.NOERROR) -> Answers:
    return lambda asked: answer(asked, *texts, code=code).to_wire()


class _Server(asyncio.DatagramProtocol):
    def __init__(self, says: Answers, asked: list[Message]) -> None:
        self.says = says
        self.asked = asked
        self.transport: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        asked = dns.message.from_wire(data)
        self.asked.append(asked)
        said = self.says(asked)
        if said is not None and self.transport is not None:
            self.transport.sendto(said, addr)


@asynccontextmanager
async def serving(says: Answers, by_tcp: Answers | None = None) -> AsyncIterator[tuple[SystemTexts, list[Message]]]:
    """A resolver that asks a server on loopback, and what that was asked."""
    asked: list[Message] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = int.from_bytes(await reader.readexactly(2))
        said = by_tcp(dns.message.from_wire(await reader.readexactly(length))) if by_tcp else None
        if said is not None:
            writer.write(len(said).to_bytes(2) + said)
            await writer.drain()
        writer.close()

    stream = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = stream.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    datagrams, server = await loop.create_datagram_endpoint(
        lambda: _Server(says, asked), local_addr=("127.0.0.1", port)
    )
    server.transport = datagrams
    try:
        yield SystemTexts(["127.0.0.1"], port, seconds=0.6), asked
    finally:
        datagrams.close()
        stream.close()
        await stream.wait_closed()


async def test_the_records_of_a_name_are_asked_for_and_their_parts_joined() -> None:
    async with serving(says('"fedart-" "verification=x"', '"v=spf1"')) as (ask, sent):
        assert sorted(await ask(NAME)) == ["fedart-verification=x", "v=spf1"]
    assert sent[0].question[0].to_text() == f"{NAME}. IN TXT"


async def test_records_behind_another_name_count() -> None:
    def points(asked: Message) -> bytes:
        made = answer(asked, "proof.host.example.", kind="CNAME")
        made.answer.append(dns.rrset.from_text("proof.host.example.", 300, "IN", "TXT", '"yes"'))
        return made.to_wire()

    async with serving(points) as (ask, _):
        assert await ask(NAME) == ["yes"]


@pytest.mark.parametrize("code", [dns.rcode.NXDOMAIN, dns.rcode.NOERROR])
async def test_a_name_without_records_has_none(code: dns.rcode.Rcode) -> None:
    async with serving(says(code=code)) as (ask, _):
        assert await ask(NAME) == []


async def test_what_is_cut_off_is_asked_for_again_over_tcp() -> None:
    def cut(asked: Message) -> bytes:
        made = answer(asked)
        made.flags |= dns.flags.TC
        return made.to_wire()

    long = [f'"{"x" * 255}" "{number:0200}"' for number in range(9)]
    async with serving(cut, says(*long)) as (ask, _):
        assert sorted(await ask(NAME)) == [f"{'x' * 255}{number:0200}" for number in range(9)]


def _another(asked: Message) -> bytes:
    other = dns.message.make_query("other.example", "TXT", id=asked.id)
    return answer(other, '"no"').to_wire()


def _another_id(asked: Message) -> bytes:
    made = answer(asked, '"no"')
    made.id ^= 1
    return made.to_wire()


@pytest.mark.parametrize(
    "said",
    [
        says('"no"', code=dns.rcode.SERVFAIL),
        lambda asked: answer(asked, '"no"').to_wire()[:-1],
        _another,
        _another_id,
        lambda _: b"",
        lambda _: None,
    ],
    ids=["failed", "broken off", "another question", "another id", "empty", "silent"],
)
async def test_nothing_but_the_answer_to_the_very_question_is_believed(said: Answers) -> None:
    async with serving(said) as (ask, sent):
        with pytest.raises(OSError, match=f"no answer about {NAME}"):
            await ask(NAME)
    assert sent


@pytest.mark.parametrize("name", ["a..example", "x" * 64 + ".example", "a." * 130 + "example"])
async def test_what_is_no_name_is_not_asked_for(name: str) -> None:
    async with serving(says('"no"')) as (ask, sent):
        with pytest.raises(OSError, match="no answer"):
            await ask(name)
    assert sent == []
