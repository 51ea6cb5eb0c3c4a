"""Every captured request with one part changed: refused, and nothing is left of it (THREATS SIG-01 to SIG-07)."""

import secrets
from dataclasses import replace

import pytest

from fedart.federation.signatures import Request
from tests.support.altering import MARKER, NEEDS_KEY_POST, OLD, OLD_NEEDS_KEY, OLD_POST, Change, Table, edited, put
from tests.support.captured import Capture, Part, Stage
from tests.support.captured_story import EFFECTS, GETS, OPEN, POSTS, SHAPES, SIGNERS, everything, reach
from tests.support.remote import settle, traces
from tests.support.signing import header_of, with_header


def _other_key(request: Request) -> Request:
    """Somebody else of the same server is named, whose key we can have."""
    said = header_of(request, "signature")
    mine, other = ("alice", "carol") if "users/alice/" in said else ("bob", "bobalt")
    return edited("signature", f"users/{mine}/", f"users/{other}/")(request)


def _other_server(request: Request) -> Request:
    said = header_of(request, "signature")
    mine, other = ("gtsa.test/users/alice", "gtsb.test/users/bob")
    return edited("signature", *((mine, other) if mine in said else (other, mine)))(request)


def _elsewhere(request: Request) -> Request:
    """What was signed for one address arrives at another one that there is."""
    who = request.target.split("/")[2] if request.target.startswith("/users/") else "bob"
    if request.method == "POST":
        return replace(request, target="/inbox")
    return replace(request, target=f"/users/{who}/{'following' if 'followers' in request.target else 'followers'}")


NEEDS_KEY: Table = OLD_NEEDS_KEY | {
    "a key of somebody else": (_other_key, 401),
    "a key of somebody elsewhere": (_other_server, 401),
    "a key that there is not": (edited("signature", "/main-key", "/other-key"), 401),
    "another address": (_elsewhere, 401),
}


def marked(request: Request, change: Change, marker: str) -> Request:
    """The changed request, with a marker where no signature reaches."""
    return with_header(change(request), "user-agent", marker)


async def untouched(part: Part, before: dict[str, list[object]]) -> bool:
    """Whether all is as it was, but for what may be kept of who claimed to sign."""
    after = await everything(part)
    return all(after[name] == before[name] for name in after if name not in SIGNERS)


@pytest.mark.parametrize("found", POSTS, ids=lambda each: each.name)
async def test_a_captured_activity_with_one_part_changed_is_refused_and_leaves_nothing(
    found: Capture, play: Stage
) -> None:
    marker, ident = f"zq{secrets.token_hex(8)}", str(found.activity["id"])
    quick = OLD | OLD_POST
    async with play(found.host) as part:
        await reach(part, found)
        before, fetched = await everything(part), len(part.net.fetched)
        for name, (change, status) in (quick | NEEDS_KEY | NEEDS_KEY_POST).items():
            answer = await part.hears(found, marked(found.request, change, marker))
            assert answer.status == status, name
            assert await untouched(part, before), name
            if name in quick:
                assert len(part.net.fetched) == fetched, name
            fetched = len(part.net.fetched)
        await settle(part.it)
        assert await traces(part.it, marker, ident, MARKER) == []
        assert (await part.hears(found)).status == 202
        assert await traces(part.it, ident) != []
        await settle(part.it)
        await EFFECTS[found.number](part)


@pytest.mark.parametrize("found", POSTS, ids=lambda each: each.name)
async def test_sig_06_a_captured_activity_is_refused_long_before_and_long_after(found: Capture, play: Stage) -> None:
    async with play(found.host) as part:
        await reach(part, found)
        before, fetched = await everything(part), len(part.net.fetched)
        for hours in (-2, 13):
            part.clock.now = int((found.time + hours * 3_600) * 1000)
            assert (await part.asks(found.request)).status == 401
            assert await everything(part) == before
            assert len(part.net.fetched) == fetched
        assert (await part.hears(found)).status == 202


@pytest.mark.parametrize("found", GETS, ids=lambda each: each.name)
async def test_a_captured_reading_with_one_part_changed_opens_nothing_in_secure_mode(
    found: Capture, play: Stage
) -> None:
    """What is open to everybody stays so; but no request with two of a header, or for another host, is answered."""
    marker = f"zq{secrets.token_hex(8)}"
    async with play(found.host, secure=True) as part:
        await reach(part, found)
        before, fetched = await everything(part), len(part.net.fetched)
        for name, (change, status) in (OLD | NEEDS_KEY).items():
            request = marked(found.request, change, marker)
            if found.number in OPEN and request.target != found.request.target:
                continue
            answer = await part.hears(found, request)
            assert answer.status == (200 if found.number in OPEN and status == 401 else status), name
            assert await untouched(part, before), name
            if name in OLD or found.number in OPEN:
                assert len(part.net.fetched) == fetched, name
            fetched = len(part.net.fetched)
        assert await traces(part.it, marker) == []
        await SHAPES[found.number](part, found, await part.hears(found))


@pytest.mark.parametrize("found", GETS, ids=lambda each: each.name)
async def test_a_captured_reading_with_one_part_changed_shows_no_more_than_to_anybody(
    found: Capture, play: Stage
) -> None:
    async with play(found.host) as part:
        await reach(part, found)
        anybody = await part.hears(found, put("signature", None)(found.request))
        assert anybody.status == (404 if found.number == 37 else 200)
        for name, (change, status) in (OLD | NEEDS_KEY).items():
            request = change(found.request)
            if request.target == found.request.target and status == 401:
                answer = await part.hears(found, request)
                assert (answer.status, answer.body) == (anybody.status, anybody.body), name
