"""Pictures from elsewhere: fetched, judged, and stored only as far as the verdict allows."""

import hashlib

import pytest

from fedart.domain.actor import Role, Viewer
from fedart.domain.media import MediaState
from fedart.domain.policy import Action
from fedart.domain.work import MAX_PICTURES
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import media as door
from fedart.services import moderation
from fedart.storage import media, verdicts, works
from tests.support.arrivals import SMALL, URL, arrives, files, picture, pictures_of
from tests.support.door import Mood
from tests.support.instance import Person, Studio
from tests.support.pictures import with_signal
from tests.support.remote import Net, Stranger, count, hear, rows, settle, traces

LATER = "2026-11-21T22:00:00Z"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def test_a_clean_picture_is_kept_with_its_renditions_but_not_its_original(
    it: Instance, net: Net, followed: Stranger
) -> None:
    data = picture()
    _, found = await arrives(it, net, followed, data)
    assert found.state is MediaState.KEPT
    assert found.alt == f"alt of {URL}"
    assert found.renditions
    assert (found.facts.width, found.facts.height) == SMALL if found.facts else False
    assert files(it)
    assert all(path.startswith("public") for path in files(it))
    # The record of the judgement holds the hash; the bytes as they came lie nowhere.
    assert await traces(it, data, data[40:200]) == []


@pytest.mark.parametrize("signal", ["a1111-png", "c2pa-png", "iptc-png", "novelai-stealth-alpha"])
async def test_a_declared_picture_leaves_its_record_and_no_byte(
    signal: str, it: Instance, net: Net, followed: Stranger
) -> None:
    data = with_signal(signal)
    note, found = await arrives(it, net, followed, data)
    assert (found.state, found.reason) == (MediaState.DROPPED, "declared")
    assert (found.renditions, found.facts) == ((), None)
    judged = await it.db.read(lambda tx: verdicts.newest(tx, found.id))
    assert judged is not None
    assert judged.verdict.action is Action.DROP
    assert judged.sha256 == sha256(data)
    assert judged.source == "peer.example"
    assert judged.verdict.report.evidence
    assert files(it) == []
    assert await traces(it, data, data[-300:]) == []
    stored = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None
    assert "Seen from the pier" in stored.content


VERDICTS = [
    (0.2, "", MediaState.KEPT, ""),
    (0.95, "", MediaState.HELD, "estimated"),
    (0.995, "", MediaState.DROPPED, "estimated"),
    (None, "the model fell over", MediaState.HELD, "error"),
    (0.2, "half an answer", MediaState.HELD, "error"),
    (0.995, "half an answer", MediaState.DROPPED, "estimated"),
    (7.0, "", MediaState.HELD, "error"),
    (float("nan"), "", MediaState.HELD, "error"),
]


@pytest.mark.parametrize(("score", "error", "state", "reason"), VERDICTS)
async def test_scores_and_failures_decide_what_is_kept(
    score: float | None,
    error: str,
    state: MediaState,
    reason: str,
    it: Instance,
    net: Net,
    followed: Stranger,
    judge: Mood,
) -> None:
    judge.score, judge.error = score, error
    _, found = await arrives(it, net, followed, picture())
    assert (found.state, found.reason) == (state, reason)
    areas = {path.partition("/")[0] for path in files(it)}
    assert areas == {MediaState.KEPT: {"public"}, MediaState.HELD: {"quarantine"}, MediaState.DROPPED: set()}[state]
    assert await count(it, "verdicts", "media_id = :id", id=found.id) == 1


async def test_every_picture_of_a_post_is_judged_by_itself(it: Instance, net: Net, followed: Stranger) -> None:
    clean, made = f"{URL}?1", f"{URL}?2"
    net.picture(clean, picture())
    net.picture(made, with_signal("comfy-prompt"))
    note = followed.note(pictures=[clean, made, f"{URL}?3"])
    await hear(it, followed, followed.create(note))
    found = await pictures_of(it, note)
    assert [(m.state, m.reason) for m in found] == [
        (MediaState.KEPT, ""),
        (MediaState.DROPPED, "declared"),
        (MediaState.DROPPED, "unreachable"),
    ]
    assert [m.position for m in found] == [0, 1, 2]


async def test_no_more_pictures_are_taken_than_our_own_works_have(it: Instance, net: Net, followed: Stranger) -> None:
    note = followed.note(pictures=[f"{URL}?{n}" for n in range(MAX_PICTURES + 2)])
    await hear(it, followed, followed.create(note))
    assert len(await pictures_of(it, note)) == MAX_PICTURES


async def test_a_replayed_create_stores_no_second_picture(it: Instance, net: Net, followed: Stranger) -> None:
    note, _ = await arrives(it, net, followed, picture())
    before = files(it)
    await hear(it, followed, followed.create(note))
    assert files(it) == before
    assert await count(it, "media") == 1


async def test_files_are_taken_back_when_the_post_was_stored_meanwhile(
    it: Instance, net: Net, followed: Stranger
) -> None:
    """Two tasks receive one post; the second to finish finds it there and leaves nothing behind."""
    _, found = await arrives(it, net, followed, picture(1))
    [row] = await rows(it, "SELECT actor_id FROM works")
    second = await door.admit(it, picture(2), door.Place(actor_id=row["actor_id"], source="peer.example"))
    assert len(files(it)) > len({r.blob for r in found.renditions})
    await door.discard(it, [second])
    assert len(files(it)) == len({r.blob for r in found.renditions})


async def test_deleting_a_post_deletes_its_files_but_not_those_that_others_need(
    it: Instance, net: Net, followed: Stranger
) -> None:
    data = picture()
    first, _ = await arrives(it, net, followed, data)
    second, _ = await arrives(it, net, followed, data, f"{URL}?again")
    await hear(it, followed, followed.delete(str(first["id"])))
    assert files(it)
    await hear(it, followed, followed.delete(str(second["id"])))
    assert files(it) == []


async def test_deleting_a_withheld_picture_keeps_the_record_for_moderators(
    it: Instance, net: Net, followed: Stranger
) -> None:
    data = with_signal("a1111-png")
    note, _ = await arrives(it, net, followed, data)
    await hear(it, followed, followed.delete(str(note["id"])))
    assert await count(it, "verdicts", "sha256 = :sha", sha=sha256(data)) == 1


async def test_an_edit_replaces_pictures_and_judges_new_addresses(it: Instance, net: Net, followed: Stranger) -> None:
    note, first = await arrives(it, net, followed, picture(1))
    other = f"{URL}?other"
    net.picture(other, with_signal("a1111-png"))
    edited = {**followed.note(pictures=[other]), "id": note["id"], "updated": LATER}
    await hear(it, followed, followed.update(edited))
    [found] = await pictures_of(it, note)
    assert (found.state, found.reason, found.remote_url) == (MediaState.DROPPED, "declared", other)
    assert found.id != first.id
    assert files(it) == []


async def test_an_edit_keeps_known_pictures_and_moves_and_describes_them(
    it: Instance, net: Net, followed: Stranger, judge: Mood
) -> None:
    one, two = net.picture(f"{URL}?1", picture(1)), net.picture(f"{URL}?2", picture(2))
    note = followed.note(pictures=[one, two])
    await hear(it, followed, followed.create(note))
    before = await pictures_of(it, note)
    asked = judge.asked
    three = net.picture(f"{URL}?3", picture(3))
    edited = {**followed.note(pictures=[two, three, one]), "id": note["id"], "updated": LATER}
    edited["attachment"][0]["name"] = "The second, now first"
    await hear(it, followed, followed.update(edited))
    after = await pictures_of(it, note)
    assert [m.remote_url for m in after] == [two, three, one]
    assert [after[0].id, after[2].id] == [before[1].id, before[0].id]
    assert after[0].alt == "The second, now first"
    assert judge.asked == asked + 1


@pytest.mark.parametrize("keep", [True, False])
async def test_a_held_remote_picture_can_be_kept_or_dropped_by_a_person(
    keep: bool, it: Instance, net: Net, followed: Stranger, judge: Mood, make: Studio
) -> None:
    moderator = await make.person("mod", Role.MODERATOR)
    by = Viewer(moderator.account, moderator.actor, "")
    judge.score = 0.95
    _, found = await arrives(it, net, followed, picture())
    assert found.state is MediaState.HELD
    judged = await it.db.read(lambda tx: verdicts.newest(tx, found.id))
    assert judged is not None
    await moderation.decide(it, by, judged.id, Action.KEEP if keep else Action.DROP, "I looked")
    await settle(it)
    owned = await it.db.read(lambda tx: media.by_id(tx, found.id))
    assert owned is not None
    assert owned.media.state is (MediaState.KEPT if keep else MediaState.DROPPED)
    assert bool(owned.media.renditions) is keep
    assert {path.partition("/")[0] for path in files(it)} <= {"public", "private"}


async def test_a_file_that_a_person_kept_is_never_withheld_again(
    it: Instance, net: Net, followed: Stranger, make: Studio
) -> None:
    moderator = await make.person("mod", Role.MODERATOR)
    data = with_signal("a1111-png")
    _, found = await arrives(it, net, followed, data)
    judged = await it.db.read(lambda tx: verdicts.newest(tx, found.id))
    assert judged is not None
    by = Viewer(moderator.account, moderator.actor, "")
    await moderation.decide(it, by, judged.id, Action.KEEP, "Painted; the text is a joke")
    _, again = await arrives(it, net, followed, data, f"{URL}?again")
    assert again.state is MediaState.KEPT


async def test_an_avatar_passes_the_same_door(it: Instance, net: Net, maren: Person) -> None:
    icon, banner = "https://peer.example/icon.png", "https://peer.example/banner.png"
    net.picture(icon, picture())
    net.picture(banner, with_signal("a1111-png"))
    ada = Stranger("ada")
    net.serve(ada.uri, ada.document(icon={"type": "Image", "url": icon}, image={"type": "Image", "url": banner}))
    await hear(it, ada, ada.follow(maren.actor.uri))
    [actor] = await rows(it, "SELECT icon, image, icon_url, image_url FROM actors WHERE uri = :uri", uri=ada.uri)
    assert actor["icon"] is not None
    assert actor["image"] is None
    assert (actor["icon_url"], actor["image_url"]) == (icon, banner)
    found = await rows(it, "SELECT role, state, reason FROM media ORDER BY role")
    assert [tuple(row.values()) for row in found] == [("icon", "kept", ""), ("image", "dropped", "declared")]


async def test_an_avatar_at_a_new_address_replaces_the_old_one(it: Instance, net: Net, maren: Person) -> None:
    ada = Stranger("ada")
    for number in (1, 2):
        icon = net.picture(f"https://peer.example/icon{number}.png", picture(number))
        document = ada.document(icon={"type": "Image", "url": icon})
        net.serve(ada.uri, document)
        await hear(it, ada, ada.follow(maren.actor.uri), ada.update(document))
    assert await count(it, "media", "role = 'icon'") == 1
    [row] = await rows(it, "SELECT icon_url FROM actors WHERE uri = :uri", uri=ada.uri)
    assert row["icon_url"] == "https://peer.example/icon2.png"


async def test_an_avatar_that_cannot_be_had_is_tried_again(it: Instance, net: Net, maren: Person) -> None:
    ada, icon = Stranger("ada"), "https://peer.example/icon.png"
    net.broken[icon] = FetchFailed("status 502")
    net.serve(ada.uri, ada.document(icon={"type": "Image", "url": icon}))
    with pytest.raises(FetchFailed):
        await hear(it, ada, ada.follow(maren.actor.uri))
    assert await count(it, "tasks", "kind = 'portrait' AND state <> 'done'") == 1
