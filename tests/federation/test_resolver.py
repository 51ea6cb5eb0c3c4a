import socket
from collections.abc import Mapping, Sequence
from ipaddress import ip_address

import pytest

from fedart.federation.addresses import Address, allowed
from fedart.federation.errors import FetchRefused
from fedart.federation.resolver import JudgingResolver, SystemLookup


def public(address: Address) -> bool:
    return allowed(address, ())


def resolver(*answer: str, pins: Mapping[str, Sequence[str]] | None = None) -> JudgingResolver:
    async def lookup(name: str, /) -> Sequence[str]:
        return answer

    return JudgingResolver(public, lookup, pins or {})


async def test_judged_addresses_are_handed_on_as_numbers() -> None:
    found = await resolver("8.8.8.8", "2606:4700::1", "8.8.8.8").resolve("peer.example", 443)
    assert [(each["host"], each["family"], each["port"]) for each in found] == [
        ("8.8.8.8", socket.AF_INET, 443),
        ("2606:4700::1", socket.AF_INET6, 443),
    ]
    assert all(each["flags"] & socket.AI_NUMERICHOST and each["hostname"] == "peer.example" for each in found)


@pytest.mark.parametrize(
    "answer",
    [
        ("127.0.0.1",),
        ("8.8.8.8", "127.0.0.1"),
        ("127.0.0.1", "8.8.8.8"),
        ("8.8.8.8", "::1"),
        ("::ffff:8.8.8.8",),
        ("fe80::1%lo",),
        ("8.8.8.8", "nonsense"),
        ("127.1",),
    ],
)
async def test_net_02_one_forbidden_address_spoils_the_answer(answer: tuple[str, ...]) -> None:
    with pytest.raises(FetchRefused) as caught:
        await resolver(*answer).resolve("peer.example", 443)
    assert caught.value.rule == "NET-02"


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.1", "peer.example.", ""])
async def test_net_01_what_is_no_name_is_not_looked_up(host: str) -> None:
    with pytest.raises(FetchRefused):
        await resolver("8.8.8.8").resolve(host, 443)


async def test_no_address_is_a_network_error() -> None:
    with pytest.raises(OSError, match="no address"):
        await resolver().resolve("peer.example", 443)


async def test_a_pinned_name_is_not_looked_up_but_judged() -> None:
    pins = {"peer.example": ["9.9.9.9"], "bad.example": ["127.0.0.1"]}
    found = await resolver("8.8.8.8", pins=pins).resolve("peer.example", 443)
    assert [ip_address(each["host"]) for each in found] == [ip_address("9.9.9.9")]
    with pytest.raises(FetchRefused):
        await resolver("8.8.8.8", pins=pins).resolve("bad.example", 443)


async def test_an_endless_answer_is_cut() -> None:
    many = [f"8.8.{number // 256}.{number % 256}" for number in range(1000)]
    assert len(await resolver(*many).resolve("peer.example", 443)) == 32


async def test_the_system_is_asked_in_a_thread() -> None:
    lookup = SystemLookup()
    try:
        assert "127.0.0.1" in await lookup("127.0.0.1")
    finally:
        lookup.close()
