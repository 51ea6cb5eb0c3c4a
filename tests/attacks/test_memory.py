"""What strangers can make the process hold: failures are remembered, the documents that led to them are not."""

import asyncio
import gc
import weakref

import pytest

from fedart.errors import FedartError
from fedart.federation.http import Http
from tests.support.peers import always, client, peer, reply

LONG = 300.0


class Payload(bytearray):
    """Stands for the body of an inbound activity that waits while something is fetched for it."""


async def _handle(http: Http, url: str) -> "weakref.ref[Payload]":
    """Do what a handler does: hold a body, fetch, fail. Returns a look at the body that does not keep it alive."""
    payload = Payload(b"x" * 1024)
    seen = weakref.ref(payload)
    try:
        await http.get(url, accept="*/*", limit_bytes=10, seconds=1.0)
    except FedartError:
        return seen
    raise AssertionError("fetched")


@pytest.mark.parametrize("url", ["https://127.0.0.9/refused", "ftp://peer.example/", "http://127.0.0.2:9/nobody"])
async def test_a_remembered_failure_does_not_hold_its_callers_frames(url: str) -> None:
    async with client() as http:
        first, second = await _handle(http, url), await _handle(http, url)
        for _ in range(5):  # what the loop still has to call holds the task that failed
            await asyncio.sleep(0)
        gc.collect()
        assert first() is None
        assert second() is None


async def test_a_remembered_failure_is_told_again_with_its_rule() -> None:
    """The positive control: the failure itself is remembered whole, and costs no second request."""
    async with peer(always(reply(200, b"x" * 100))) as other, client() as http:
        told = []
        for _ in range(3):
            with pytest.raises(FedartError) as refused:
                await http.get(other.url("/large"), accept="*/*", limit_bytes=10, seconds=LONG)
            told.append((type(refused.value), str(refused.value), refused.value.rule, refused.value.retry))
        assert len(set(told)) == 1
        assert told[0][2] == "NET-04"
        assert len(other.received) == 1
