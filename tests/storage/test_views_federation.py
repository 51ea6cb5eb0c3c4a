"""Read models for other servers: what they find, and that none of them walks through a whole table."""

import re

import pytest

from fedart.domain.actor import ActorType
from fedart.domain.ids import new_id
from fedart.domain.work import Visibility, WorkState
from fedart.instance import Instance
from fedart.storage import activities, actors
from fedart.storage import views_federation as views
from tests.support.instance import Studio

PARAMETER = re.compile(r":([a-z_]+)")
WHOLE_TABLE_MEANT = {"people": "accounts"}
"""NodeInfo counts everybody with an account here: a table that grows with people, not with posts."""


@pytest.mark.parametrize("name", sorted(views.SQL.texts))
async def test_no_statement_scans_a_growing_table(name: str, it: Instance) -> None:
    sql = views.SQL.texts[name]
    values = dict.fromkeys(PARAMETER.findall(sql), "1")
    rows = await it.db.read(lambda tx: tx.all(f"EXPLAIN QUERY PLAN {sql}", **values))
    scans = [row["detail"] for row in rows if row["detail"].startswith("SCAN")]
    allowed = ("CONSTANT ROW", "USING COVERING INDEX works_public", "USING INDEX works_public")
    assert all(any(word in scan for word in allowed) or name in WHOLE_TABLE_MEANT for scan in scans), scans


async def test_a_profile_is_found_by_id_and_by_name(it: Instance, make: Studio) -> None:
    actor = (await make.person("maren")).actor
    by_id = await it.db.read(lambda tx: views.profile(tx, actor.id))
    by_name = await it.db.read(lambda tx: views.profile_by_name(tx, "maren", it.urls.host))
    assert by_id == by_name == views.Profile(actor, None, None)
    assert await it.db.read(lambda tx: views.profile_by_name(tx, "maren", "elsewhere.example")) is None


async def test_a_reply_knows_whom_it_answers(it: Instance, make: Studio) -> None:
    maren, ada = (await make.person("maren")).actor, await make.remote()
    parent = await make.work(ada)
    reply = await make.work(maren, parent=parent)
    shown = await it.db.read(lambda tx: views.shown(tx, reply.id))
    assert shown is not None
    assert shown.parent is not None
    assert (shown.parent.uri, shown.parent.handle) == (ada.uri, ada.handle)
    plain = await it.db.read(lambda tx: views.shown(tx, parent.id))
    assert plain is None


@pytest.mark.parametrize(
    ("visibility", "follows", "named", "permitted"),
    [
        (Visibility.FOLLOWERS, False, False, False),
        (Visibility.FOLLOWERS, True, False, True),
        (Visibility.FOLLOWERS, False, True, True),
        (Visibility.LOCAL, True, True, False),
        (Visibility.DIRECT, True, False, False),
        (Visibility.DIRECT, False, True, True),
    ],
)
async def test_a_host_may_fetch_what_went_to_its_people(
    visibility: Visibility, follows: bool, named: bool, permitted: bool, it: Instance, make: Studio
) -> None:
    maren, bob = (await make.person("maren")).actor, await make.remote("https://peer.example/actors/bob")
    if follows:
        await make.follow(bob, maren)
    work = await make.work(maren, visibility=visibility, named=(bob,) if named else ())
    assert await it.db.read(lambda tx: views.host_permitted(tx, work, "peer.example")) is permitted
    assert not await it.db.read(lambda tx: views.host_permitted(tx, work, "other.example"))
    assert not await it.db.read(lambda tx: views.host_permitted(tx, work, "evil-peer.example"))


async def test_aut_10_a_suspended_or_deleted_actor_reads_nothing(it: Instance, make: Studio) -> None:
    ada = await make.remote(kind=ActorType.APPLICATION)
    assert await it.db.read(lambda tx: views.reader(tx, ada.uri)) is not None
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert await it.db.read(lambda tx: views.reader(tx, ada.uri)) is None
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, None))
    await make.delete(ada)
    assert await it.db.read(lambda tx: views.reader(tx, ada.uri)) is None


@pytest.mark.parametrize(
    ("domain", "refused"),
    [("peer.example", True), ("example", True), ("other.example", False), ("eer.example", False)],
)
async def test_aut_11_a_block_covers_the_domain_and_what_is_below(
    domain: str, refused: bool, it: Instance, make: Studio
) -> None:
    ada = await make.remote()
    assert not await it.db.read(lambda tx: views.key_refused(tx, ada.key_id))
    await it.db.write(lambda tx: activities.block(tx, domain, "", 1))
    assert await it.db.read(lambda tx: views.key_refused(tx, ada.key_id)) is refused


async def test_aut_10_a_key_of_its_own_address_is_refused_with_its_owner(it: Instance, make: Studio) -> None:
    ada = await make.remote()
    key = "https://peer.example/keys/1"
    await it.db.write(lambda tx: actors.keep_key(tx, key, ada.uri, ada.public_key, 1, 1))
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert await it.db.read(lambda tx: views.key_refused(tx, key))
    assert not await it.db.read(lambda tx: views.key_refused(tx, "https://peer.example/keys/2"))


async def test_a_picture_comes_with_its_owner_and_its_work(it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    work = await make.work(maren, state=WorkState.HELD)
    picture, face = await make.picture(maren, work), await make.picture(maren, role="icon")
    found = await it.db.read(lambda tx: views.picture(tx, picture.media.id))
    assert found is not None
    assert (found.owner.id, found.work and found.work.id) == (maren.id, work.id)
    avatar = await it.db.read(lambda tx: views.picture(tx, face.media.id))
    assert avatar is not None
    assert avatar.work is None
    assert await it.db.read(lambda tx: views.picture(tx, new_id())) is None


async def test_an_empty_instance_counts_nothing(it: Instance) -> None:
    found = await it.db.read(lambda tx: views.usage(tx, month_ago=0, half_year_ago=0))
    assert found == views.Usage(people=0, month=0, half_year=0, works=0, posts=0)
