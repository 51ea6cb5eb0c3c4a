"""The story that the captures tell: what each server did by itself, what each activity does, what readings find."""

from collections.abc import Awaitable, Callable
from urllib.robotparser import RobotFileParser

import pytest

from fedart.domain.follow import Follow, FollowState
from fedart.domain.ids import Uri, WorkId, new_id
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.services import remote_actors
from fedart.storage import follows, media, works
from tests.support.acceptance import gotosocial
from tests.support.acceptance.common import Document, kind
from tests.support.captured import CAPTURES, Capture, Part, capture
from tests.support.client import Answer
from tests.support.remote import count, rows, settle, told
from tests.support.signing import header_of

ALICE, BOB = Uri("https://gtsa.test/users/alice"), Uri("https://gtsb.test/users/bob")
WORK = Uri(f"{BOB}/statuses/01M7ZXQ7RR613R2BPG5JAMWNEQ")
QUIET = Uri(f"{BOB}/statuses/01M7ZXQYEZVSM7PXJ5J3EDVM4P")
CLOSED = Uri(f"{BOB}/statuses/01M7ZXR1CZ2VKEXKZ954K34APQ")
REPLY = Uri(f"{ALICE}/statuses/01M7ZXQQEXS30A4EK9D3GTJS5J")
ASKED = Uri(str(capture(17).activity["id"]))
BOBS_FOLLOW = Uri(f"{BOB}/follow/01CD1PRS2ECZ1GKKG8J2Y9A0A3")
POSTS = tuple(each for each in CAPTURES if each.posts)
GETS = tuple(each for each in CAPTURES if not each.posts)

Act = Callable[[Part], Awaitable[None]]


# what people there did themselves


async def _knows(part: Part, uri: Uri, ident: Uri, *, ours: bool, state: FollowState) -> None:
    """A follow between our person and somebody elsewhere; `ours` when our person asked."""
    other = await remote_actors.by_uri(part.it, uri)
    one, two = (part.me.id, other.id) if ours else (other.id, part.me.id)
    now = part.it.clock()
    made = Follow(new_id(now), ident, one, two, state, now)
    await part.it.db.write(lambda tx: follows.put(tx, made, now))


async def _asks(part: Part) -> None:
    await _knows(part, BOB, ASKED, ours=True, state=FollowState.REQUESTED)


async def _is_followed(part: Part) -> None:
    await _knows(part, BOB, BOBS_FOLLOW, ours=False, state=FollowState.ACCEPTED)


def _publishes(uri: Uri, visibility: Visibility, parent: Uri | None = None, *, picture: bool = False) -> Act:
    async def publish(part: Part) -> None:
        now = part.it.clock()
        made = Work(
            id=WorkId(uri.rpartition("/")[2].lower()),
            uri=uri,
            local=True,
            kind=Kind.POST if parent else Kind.WORK,
            actor_id=part.me.id,
            actor_uri=part.me.uri,
            title="",
            source="A portrait study",
            content="<p>A portrait study</p>",
            warning="",
            sensitive=False,
            visibility=visibility,
            language="en",
            url=part.it.urls.work(uri.rpartition("/")[2].lower()),
            in_reply_to=parent,
            in_reply_to_id=None,
            published=now,
            edited=None,
            state=WorkState.LIVE,
            tags=(),
            mentions=(),
        )
        await part.it.db.write(lambda tx: works.insert(tx, made, now))
        if picture:
            owned = await part.make.picture(part.me, made)
            federated = owned.media.federated
            assert federated is not None
            part.show(owned.media.id, federated.file_name)

    return publish


OWN: dict[int, Act] = {
    18: _asks,
    22: _publishes(WORK, Visibility.PUBLIC, picture=True),
    29: _publishes(REPLY, Visibility.PUBLIC, WORK),
    34: _publishes(QUIET, Visibility.QUIET, picture=True),
    37: _publishes(CLOSED, Visibility.FOLLOWERS),
    53: _is_followed,
}
"""Before which request somebody at that server did what."""


async def reach(part: Part, found: Capture) -> None:
    """Everything that the server did and was told before that request."""
    for each in CAPTURES:
        if each.host == part.host and each.number <= found.number:
            part.clock.now = int(each.time * 1000)
            if each.number in OWN:
                await OWN[each.number](part)
            if each.posts and each.number < found.number:
                assert (await part.hears(each)).status == 202
                await settle(part.it)


# what the posts do


async def work_at(part: Part, uri: Uri) -> Work:
    found = await part.it.db.read(lambda tx: works.by_uri(tx, uri))
    assert found is not None
    return found


async def counts(part: Part) -> tuple[int, int, int]:
    """Likes, boosts and replies of Bob's work."""
    ident = (await work_at(part, WORK)).id
    return await part.it.db.read(lambda tx: works.counts(tx, ident))


async def follow_at(part: Part, uri: Uri) -> Follow:
    found = await part.it.db.read(lambda tx: follows.by_uri(tx, uri))
    assert found is not None
    return found


async def _followed(part: Part) -> None:
    known = await follow_at(part, ASKED)
    assert (known.state, known.followed) == (FollowState.ACCEPTED, part.me.id)
    [accept] = part.net.sent(f"{ALICE}/inbox")
    assert gotosocial.answer(accept) == []
    captured = capture(18).activity
    for name in ("type", "actor"):
        assert accept[name] == captured[name]
    for name in ("id", "type", "actor", "object"):
        assert accept["object"][name] == captured["object"][name]
    assert await told(part.it, part.me.id) == ["follow"]
    assert len((await part.client.document(f"{BOB}/followers?page=1")).json()["orderedItems"]) == 1


async def _accepted(part: Part) -> None:
    known = await follow_at(part, ASKED)
    assert (known.state, known.follower) == (FollowState.ACCEPTED, part.me.id)
    assert await told(part.it, part.me.id) == ["accepted"]


async def _picture_of(part: Part, uri: Uri, alt: str) -> None:
    ident = (await work_at(part, uri)).id
    [kept] = await part.it.db.read(lambda tx: media.by_work(tx, ident))
    assert (kept.state, kept.alt) == (MediaState.KEPT, alt)
    assert kept.focus == pytest.approx((-0.2, 0.4))
    assert kept.remote_url in part.net.fetched
    assert await count(part.it, "verdicts", "media_id = :id", id=kept.id) == 1
    assert kept.federated is not None


async def _created(part: Part) -> None:
    found = await work_at(part, WORK)
    assert (found.visibility, found.tags, found.language) == (Visibility.PUBLIC, ("painting",), "en")
    assert found.content.startswith("<p>A portrait study ")
    assert [mention.uri for mention in found.mentions] == [ALICE]
    assert await told(part.it, part.me.id) == ["accepted", "mention"]
    await _picture_of(part, WORK, "a gradient test picture")


async def _liked(part: Part) -> None:
    assert await counts(part) == (1, 0, 0)
    assert (await told(part.it, part.me.id))[-1] == "like"


async def _unliked(part: Part) -> None:
    assert await counts(part) == (0, 0, 0)
    assert await told(part.it, part.me.id) == ["follow"]


async def _boosted(part: Part) -> None:
    assert await counts(part) == (0, 1, 0)
    assert (await told(part.it, part.me.id))[-1] == "boost"


async def _answered(part: Part) -> None:
    assert await counts(part) == (0, 0, 1)
    found, above = await work_at(part, REPLY), await work_at(part, WORK)
    assert (found.in_reply_to_id, found.kind, found.visibility) == (above.id, Kind.POST, Visibility.PUBLIC)
    assert found.content.endswith(" lovely work!</p>")
    assert (await told(part.it, part.me.id))[-1] == "reply"


async def _edited(part: Part) -> None:
    found = await work_at(part, WORK)
    assert found.content.startswith("<p>A portrait study, v2 ")
    assert found.edited is not None
    assert await part.it.db.read(lambda tx: media.by_work(tx, found.id)) == []


async def _quiet(part: Part) -> None:
    found = await work_at(part, QUIET)
    assert (found.visibility, found.warning, found.sensitive) == (Visibility.QUIET, "nudity", True)
    await _picture_of(part, QUIET, "figure")


async def _closed(part: Part) -> None:
    found = await work_at(part, CLOSED)
    assert (found.visibility, found.content) == (Visibility.FOLLOWERS, "<p>for followers</p>")
    assert (await part.client.page(f"/works/{found.id}")).status == 404


async def _deleted(part: Part) -> None:
    found = await work_at(part, WORK)
    assert (found.state, found.content) == (WorkState.DELETED, "")
    assert await count(part.it, "tombstones", "uri = :uri", uri=WORK) == 1


async def _unfollowed(part: Part) -> None:
    assert (await follow_at(part, BOBS_FOLLOW)).state is FollowState.ENDED


EFFECTS: dict[int, Act] = {
    17: _followed,
    18: _accepted,
    21: _created,
    24: _liked,
    25: _unliked,
    26: _boosted,
    27: _unliked,
    28: _answered,
    30: _edited,
    33: _quiet,
    36: _closed,
    52: _deleted,
    53: _unfollowed,
}


async def everything(part: Part) -> dict[str, list[object]]:
    """All rows of all tables."""
    names = [row["name"] for row in await rows(part.it, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: [tuple(row.values()) for row in await rows(part.it, f"SELECT * FROM {name}")] for name in names}


# what the readings find

Check = Callable[[Part, Capture, Answer], Awaitable[None]]
DOCUMENTS = ("application/activity+json", 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"')
"""What GoToSocial takes as a document; everything else it refuses."""


def read(answer: Answer) -> Document:
    """A document that GoToSocial has nothing to say against."""
    assert answer.status == 200
    assert answer.header("content-type") in DOCUMENTS
    found: Document = answer.json()
    assert gotosocial.RULES[kind(found)](found) == []
    return found


async def _finds(part: Part, found: Capture, answer: Answer) -> None:
    """WebFinger: the name as it was asked for, in its own type, and one way to the actor."""
    assert (answer.status, answer.header("content-type")) == (200, "application/jrd+json")
    ours, theirs = answer.json(), found.answer
    assert ours["subject"] == theirs["subject"]
    wanted = [link for link in theirs["links"] if link["rel"] == "self"]
    assert [link for link in ours["links"] if link["rel"] == "self"] == wanted
    assert {link["rel"] for link in theirs["links"]} <= {link["rel"] for link in ours["links"]}


async def _robots(part: Part, found: Capture, answer: Answer) -> None:
    assert answer.status == 200
    assert answer.header("content-type").startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    assert rules.can_fetch(header_of(found.request, "user-agent"), part.me.uri)


async def _shows_key(part: Part, found: Capture, answer: Answer) -> None:
    document = read(answer)
    key, theirs = document["publicKey"], found.answer["publicKey"]
    assert isinstance(key, dict)
    assert (key["id"], key["owner"], document["id"]) == (theirs["id"], theirs["owner"], found.answer["id"])


async def _actor(part: Part, found: Capture, answer: Answer) -> None:
    await _shows_key(part, found, answer)
    document = read(answer)
    same = ("id", "type", "preferredUsername", "url", "inbox", "outbox", "followers", "following", "featured")
    assert {name: document[name] for name in same} == {name: found.answer[name] for name in same}


async def _collection(part: Part, found: Capture, answer: Answer) -> None:
    """The same collection, with as many things in it; where theirs is in pages, ours is, too."""
    document = read(answer)
    for name in ("id", "type", "totalItems"):
        assert document[name] == found.answer[name]
    assert document.get("orderedItems") == found.answer.get("orderedItems")
    if "first" in found.answer:
        first = await part.client.document(str(document["first"]))
        if part.it.config.federation.secure_mode:
            assert first.status == 401
        else:
            assert read(first)["partOf"] == document["id"]


async def _page(part: Part, found: Capture, answer: Answer) -> None:
    """A page with the same answers on it, of a collection that has as many."""
    document = read(answer)
    assert (document["type"], document["orderedItems"]) == ("OrderedCollectionPage", found.answer["orderedItems"])
    assert document["partOf"] == found.answer["partOf"].partition("?")[0]


async def _beyond(part: Part, found: Capture, answer: Answer) -> None:
    """A cursor of their making says nothing to us: the collection itself, which ends by itself."""
    document = read(answer)
    assert (document["type"], document["totalItems"]) == ("OrderedCollection", found.answer["totalItems"])


async def _picture(part: Part, found: Capture, answer: Answer) -> None:
    assert answer.status == 200
    assert answer.header("content-type") == "image/jpeg"
    assert answer.body.startswith(b"jpeg of ")


SHAPES: dict[int, Check] = {
    **dict.fromkeys((1, 7), _finds),
    **dict.fromkeys((2, 4), _shows_key),
    **dict.fromkeys((3, 5), _robots),
    **dict.fromkeys((6, 8), _actor),
    **dict.fromkeys(range(9, 17), _collection),
    **dict.fromkeys((22, 34), _picture),
    **dict.fromkeys((23, 29, 31, 35, 37), _page),
    32: _beyond,
}
OPEN = frozenset({*range(1, 9), 22, 34})
"""Discovery, keys, what robots read and public pictures: open to everybody, whatever their signature is worth."""

SIGNERS = frozenset({"actors", "remote_keys", "host_domains", "visible"})
"""Where it stands who signed something."""
