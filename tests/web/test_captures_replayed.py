"""Every captured request, replayed at the moment it was sent, at the server that it was sent to: what it does there.

The server is the whole application in process, in the part of the captured one (see `tests.support.captured`).
"""

import pytest

from tests.support.captured import CAPTURES, PEOPLE, Capture, Stage
from tests.support.captured_story import EFFECTS, GETS, POSTS, SHAPES, SIGNERS, everything, reach
from tests.support.remote import settle


def test_every_captured_request_is_replayed() -> None:
    assert {each.number for each in POSTS} == set(EFFECTS)
    assert {each.number for each in GETS} == set(SHAPES)
    assert len(CAPTURES) == 37


@pytest.mark.parametrize("found", POSTS, ids=lambda each: each.name)
async def test_a_captured_activity_does_what_it_means_and_no_more_the_second_time(found: Capture, play: Stage) -> None:
    async with play(found.host) as part:
        await reach(part, found)
        with pytest.raises(AssertionError):
            await EFFECTS[found.number](part)
        assert (await part.hears(found)).status == 202
        await settle(part.it)
        await EFFECTS[found.number](part)
        before, fetched = await everything(part), len(part.net.fetched)
        assert (await part.hears(found)).status == 202
        await settle(part.it)
        assert await everything(part) == before
        assert len(part.net.fetched) == fetched


@pytest.mark.parametrize("host", PEOPLE)
async def test_sig_11_the_whole_story_told_again_changes_nothing(host: str, play: Stage) -> None:
    last = [each for each in CAPTURES if each.host == host][-1]
    async with play(host) as part:
        await reach(part, last)
        if last.posts:
            await part.hears(last)
        await settle(part.it)
        before, now = await everything(part), part.clock.now
        for each in POSTS:
            if each.host == host:
                part.clock.now = now
                assert (await part.asks(each.request)).status == 202
                await settle(part.it)
        assert await everything(part) == before


@pytest.mark.parametrize("mode", ["open", "secure"])
@pytest.mark.parametrize("found", GETS, ids=lambda each: each.name)
async def test_a_captured_reading_finds_what_gotosocial_accepts(found: Capture, mode: str, play: Stage) -> None:
    async with play(found.host, secure=mode == "secure") as part:
        await reach(part, found)
        before = await everything(part)
        for _ in range(2):
            await SHAPES[found.number](part, found, await part.hears(found))
        after = await everything(part)
        assert {name for name in after if after[name] != before[name]} <= SIGNERS
