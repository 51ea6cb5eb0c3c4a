"""Clips in the sandbox: what the studio makes of them, and what it believes of the child."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from fedart.config import MediaSettings
from fedart.errors import Unavailable
from fedart.media.cinema import BYTES, Cinema
from fedart.media.developed import Wish
from fedart.media.refused import Fault, PictureRefused
from fedart.media.sniff import MP4
from fedart.media.studio import Studio, open_studio
from fedart.sandbox import Reason, Sandbox, SandboxFailed
from tests.support import clips, paint

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWN = Wish(own=True, moving=True, xmp="<x/>")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio() -> AsyncIterator[Studio]:
    opened = open_studio(MediaSettings())
    yield opened
    await opened.close()


class _Says(Sandbox):
    """A sandbox that answers with this, whatever it is asked."""

    def __init__(self, answer: tuple[dict[str, object], list[bytes]] | Reason) -> None:
        super().__init__("no.such.module")
        self._answer = answer

    async def run(self, *_: object) -> tuple[dict[str, object], list[bytes]]:
        if isinstance(self._answer, Reason):
            raise SandboxFailed(self._answer)
        return self._answer


async def test_med_01_a_film_is_taken_from_our_own_people_alone(studio: Studio) -> None:
    data = clips.film()
    with pytest.raises(PictureRefused) as refused:
        await studio.develop(data)
    assert "a video" in refused.value.public
    made = await studio.develop(data, 32, 3, OWN)
    facts = made.facts
    assert (facts.mime, facts.width, facts.height, facts.size) == (MP4, 160, 96, len(data))
    assert facts.animated
    assert facts.frames == 10
    assert made.renditions[0].mime == "image/gif"
    assert len(made.samples) == 3


async def test_what_can_wait_is_made_of_the_film_too(studio: Studio) -> None:
    later = await studio.later(clips.film(), OWN)
    assert any(copy.name.endswith("-moving") and copy.mime == "image/webp" for copy in later)


async def test_a_film_over_the_limit_is_refused_before_it_is_read(studio: Studio) -> None:
    with pytest.raises(PictureRefused) as refused:
        await studio.develop(clips.film() + bytes(BYTES), wish=OWN)
    assert refused.value.fault is Fault.CLIP
    assert "4 MB" in refused.value.public


async def test_a_film_that_is_too_long_says_so_through_the_sandbox(studio: Studio) -> None:
    with pytest.raises(PictureRefused) as refused:
        await studio.develop(clips.film(seconds=10, rate=4), wish=OWN)
    assert refused.value.fault is Fault.LENGTH


async def test_a_studio_without_a_cinema_takes_no_films() -> None:
    with pytest.raises(PictureRefused) as refused:
        await Studio(Sandbox("no.such.module"), MediaSettings()).develop(clips.film(), wish=OWN)
    assert refused.value.fault is Fault.TYPE


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (({"refused": "codec", "found": 0.0, "limit": 0.0}, []), Fault.CODEC),
        (({"refused": "nonsense", "found": 0.0, "limit": 0.0}, []), Fault.CRASH),
        (({"width": 0, "height": 4}, [paint.webp()]), Fault.CRASH),
        (({"width": 4, "height": 4}, []), Fault.CRASH),
        (({"width": 4, "height": 4}, [paint.png()]), Fault.CRASH),
        (({"width": 4, "height": 4}, [b"RIFF1234WAVEfmt "]), Fault.CRASH),
        (({}, []), Fault.CRASH),
        (Reason.MEMORY, Fault.MEMORY),
        (Reason.CPU, Fault.CPU),
    ],
)
async def test_med_03_the_child_is_not_believed(
    answer: tuple[dict[str, object], list[bytes]] | Reason, fault: Fault
) -> None:
    with pytest.raises(PictureRefused) as refused:
        await Cinema(_Says(answer), 5000).animation(clips.film(), MP4)
    assert refused.value.fault is fault


async def test_an_honest_child_is_believed() -> None:
    found = await Cinema(_Says(({"width": 4, "height": 3}, [paint.webp()])), 5000).animation(b"", MP4)
    assert found == (paint.webp(), 4, 3)


async def test_our_own_trouble_is_no_fault_of_the_film() -> None:
    with pytest.raises(Unavailable):
        await Cinema(_Says(Reason.TIMEOUT), 5000).animation(clips.film(), MP4)
