"""Appeals, decisions, blocked domains: who may, what follows, and that every act leaves its row."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.ids import MediaId
from fedart.domain.media import MediaState
from fedart.domain.policy import Action
from fedart.domain.report import ReportState
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import appeals, moderation
from fedart.storage import activities, media
from fedart.storage import appeals as stored
from tests.support.remote import count, rows


@pytest.mark.parametrize("keep", [True, False])
async def test_a_decision_closes_the_appeal_tells_the_artist_and_is_written_down(
    keep: bool, it: Instance, artist: Viewer, moderator: Viewer, held: MediaId
) -> None:
    await appeals.appeal(it, artist, held, "I painted this.")
    await moderation.decide(it, moderator, "v1", Action.KEEP if keep else Action.DROP, " I saw the canvas ")
    [found] = await it.db.read(lambda tx: stored.of_media(tx, held))
    assert found.state is (ReportState.RESOLVED if keep else ReportState.DISMISSED)
    [audit] = await rows(it, "SELECT account_id, action, subject, note FROM audit")
    assert audit == {
        "account_id": moderator.account.id,
        "action": f"picture {'keep' if keep else 'drop'}",
        "subject": held,
        "note": "I saw the canvas",
    }
    [notice] = await rows(it, "SELECT kind, detail FROM notifications WHERE actor_id = :id", id=artist.actor.id)
    assert notice == {"kind": "released" if keep else "dropped", "detail": "I saw the canvas"}
    [actor] = await rows(it, "SELECT icon FROM actors WHERE id = :id", id=artist.actor.id)
    assert actor["icon"] == (held if keep else None)
    for again in (True, False):
        with pytest.raises(NotFound):
            await moderation.decide(it, moderator, "v1", Action.KEEP if again else Action.DROP, "Once more")


async def test_only_moderators_decide_and_always_with_a_reason(
    it: Instance, artist: Viewer, moderator: Viewer, held: MediaId
) -> None:
    with pytest.raises(Forbidden):
        await moderation.decide(it, artist, "v1", Action.KEEP, "Mine")
    with pytest.raises(Invalid) as refused:
        await moderation.decide(it, moderator, "v1", Action.KEEP, " ")
    assert set(refused.value.fields) == {"note"}
    with pytest.raises(NotFound):
        await moderation.decide(it, moderator, "v2", Action.KEEP, "Which?")
    owned = await it.db.read(lambda tx: media.by_id(tx, held))
    assert owned is not None
    assert owned.media.state is MediaState.HELD
    assert await count(it, "audit") == 0


async def test_aut_11_a_block_is_stored_as_a_host_and_lifted_again(it: Instance, moderator: Viewer) -> None:
    await moderation.block_domain(it, moderator.account, " SPAM.Example. ", "spam")
    await moderation.block_domain(it, moderator.account, "bücher.example", "spam")
    assert sorted(await it.db.read(activities.blocks)) == ["spam.example", "xn--bcher-kva.example"]
    await moderation.unblock_domain(it, moderator.account, "spam.example")
    assert await it.db.read(activities.blocks) == ["xn--bcher-kva.example"]
    actions = await rows(it, "SELECT action, subject FROM audit ORDER BY id")
    assert [row["action"] for row in actions] == ["block domain", "block domain", "unblock domain"]


@pytest.mark.parametrize("domain", ["", " ", "spam", "a b.example", "user@spam.example", "spam.example:x"])
async def test_a_block_needs_a_domain(domain: str, it: Instance, moderator: Viewer) -> None:
    with pytest.raises(Invalid) as refused:
        await moderation.block_domain(it, moderator.account, domain, "spam")
    assert set(refused.value.fields) == {"domain"}
    assert await it.db.read(activities.blocks) == []


async def test_only_moderators_block(it: Instance, artist: Viewer) -> None:
    with pytest.raises(Forbidden):
        await moderation.block_domain(it, artist.account, "spam.example", "spam")
    with pytest.raises(Forbidden):
        await moderation.unblock_domain(it, artist.account, "spam.example")
    assert await count(it, "audit") == 0
