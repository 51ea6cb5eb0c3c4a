"""The inbound queue is shared out between domains (THREATS CAP-01)."""

from pathlib import Path

import pytest

from fedart.config import Config, TaskSettings
from fedart.errors import TooFast
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from tests.support.instance import Person, config_in
from tests.support.paint import painting, png
from tests.support.remote import Net, Stranger, count, hear, rows, say, settle


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(tasks=TaskSettings(waiting_per_domain=3)))


def like(who: Stranger) -> dict[str, object]:
    return who.like("https://gallery.example/objects/none")


async def test_cap_01_more_than_a_domains_share_is_refused_for_the_moment(
    it: Instance, net: Net, ada: Stranger
) -> None:
    neighbour = Stranger("hugo", "https://social.peer.example:8443")
    stranger = Stranger("iris", "https://elsewhere.example")
    net.publish(neighbour, stranger)
    await say(it, ada, like(ada), like(ada))
    await say(it, neighbour, like(neighbour))
    for who in (ada, neighbour):
        with pytest.raises(TooFast) as refused:
            await say(it, who, like(who))
        assert (refused.value.status, refused.value.rule) == (429, "CAP-01")
        assert refused.value.retry_after > 0
    await say(it, stranger, like(stranger))
    await settle(it)
    await say(it, ada, like(ada))


async def test_cap_01_what_was_refused_may_come_again(it: Instance, ada: Stranger) -> None:
    await say(it, ada, like(ada), like(ada), like(ada))
    late = like(ada)
    with pytest.raises(TooFast):
        await say(it, ada, late)
    await settle(it)
    await say(it, ada, late)
    assert await count(it, "tasks", "state = 'due' AND flow = 'in'") == 1


async def test_cap_01_a_copy_of_what_waits_is_not_refused(it: Instance, ada: Stranger) -> None:
    first = like(ada)
    await say(it, ada, first, like(ada), like(ada))
    await say(it, ada, first)


async def test_cap_01_received_things_and_the_pictures_they_cause_stand_in_their_senders_place(
    it: Instance, net: Net, followed: Stranger
) -> None:
    picture = net.picture(f"{followed.origin}/media/a.png", png(painting(1, (32, 32))))
    net.broken[picture] = FetchFailed("busy")
    await say(it, followed, followed.create(followed.note(pictures=[picture])))
    [waiting] = await rows(it, "SELECT flow, host FROM tasks WHERE kind = 'receive' AND state = 'due'")
    await settle(it)
    [fetching] = await rows(it, "SELECT flow, host FROM tasks WHERE kind = 'picture'")
    assert dict(waiting) == dict(fetching) == {"flow": "in", "host": "peer.example"}


async def test_cap_01_so_do_portraits(it: Instance, net: Net, maren: Person, ada: Stranger) -> None:
    face = {"type": "Image", "url": net.picture(f"{ada.origin}/face.png", png(painting(1, (32, 32))))}
    net.serve(ada.uri, ada.document(icon=face))
    await hear(it, ada, ada.follow(maren.actor.uri))
    found = await rows(it, "SELECT DISTINCT flow, host FROM tasks WHERE kind = 'portrait'")
    assert [dict(row) for row in found] == [{"flow": "in", "host": "peer.example"}]
