"""Read models for the people who run the instance."""

from fedart.domain.actor import Role
from fedart.domain.ids import MediaId, new_id
from fedart.domain.media import MediaState
from fedart.domain.policy import Action, Estimate, Report, Verdict
from fedart.domain.report import Appeal, ReportState
from fedart.instance import Instance
from fedart.storage import accounts, media, views_admin
from fedart.storage.accounts import Link
from tests.support.instance import Clock, Person, Studio

DROPPED = Verdict(Action.DROP, "estimated", Report((), Estimate("tern 1.0", "cd" * 32, 0.995)), 0.99)
HELD = Verdict(Action.HOLD, "declared", Report(), None)
KEPT = Verdict(Action.KEEP, "clear", Report((), Estimate("tern 1.0", "cd" * 32, 0.01)), None)


async def judged(it: Instance, picture: MediaId, verdict: Verdict, source: str = "upload") -> str:
    ident = new_id(it.clock())
    await it.db.write(lambda tx: media.add_verdict(tx, ident, picture, source, "7b" * 32, verdict, it.clock()))
    return ident


async def appeal(it: Instance, person: Person, picture: MediaId) -> str:
    made = Appeal(new_id(it.clock()), picture, person.account.id, "I painted it.", ReportState.OPEN, it.clock())
    assert await it.db.write(lambda tx: media.add_appeal(tx, made))
    return made.id


async def test_records_tell_what_came_from_where_and_why(it: Instance, make: Studio) -> None:
    ada, maren = await make.remote(), await make.person("maren")
    work = await make.work(ada, title="Header")
    far = await make.picture(ada, work, state=MediaState.DROPPED)
    near = await make.picture(maren.actor, state=MediaState.HELD)
    fine = await make.picture(maren.actor)
    first = await judged(it, far.media.id, DROPPED, "far.example")
    second = await judged(it, near.media.id, HELD)
    await judged(it, fine.media.id, KEPT)
    page = await it.db.read(lambda tx: views_admin.withheld(tx, limit=10))
    assert [record.judged.id for record in page.items] == [second, first], "kept pictures leave no record here"
    held, dropped = page.items
    assert (held.waits, dropped.waits) == (True, False)
    assert dropped.judged.verdict == DROPPED
    assert (dropped.judged.source, dropped.judged.sha256) == ("far.example", "7b" * 32)
    assert dropped.by.handle == ada.handle
    assert dropped.work == (work.id, "Header", work.uri)
    assert held.work is None


async def test_records_page_by_verdict(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    made: list[str] = []
    for _ in range(5):
        picture = await make.picture(maren.actor, state=MediaState.HELD)
        made.insert(0, await judged(it, picture.media.id, HELD))
    first = await it.db.read(lambda tx: views_admin.withheld(tx, limit=3))
    second = await it.db.read(lambda tx: views_admin.withheld(tx, before=first.more, limit=3))
    assert [r.judged.id for r in (*first.items, *second.items)] == made
    assert second.more == ""


async def test_one_record_is_found_by_its_verdict_unless_it_is_of_a_kept_picture(it: Instance, make: Studio) -> None:
    maren, hal = await make.person("maren"), await make.person("hal", Role.MODERATOR)
    picture = await make.picture(maren.actor, state=MediaState.HELD)
    verdict = await judged(it, picture.media.id, HELD)
    fine = await judged(it, (await make.picture(maren.actor)).media.id, KEPT)
    await it.db.write(lambda tx: media.decide(tx, verdict, hal.account.id, Action.KEEP, "Layers seen.", 5_000))
    record = await it.db.read(lambda tx: views_admin.record(tx, verdict))
    assert record is not None
    assert (record.decided, record.decided_by, record.judged.decision) == (5_000, "hal", Action.KEEP)
    assert not record.waits
    assert await it.db.read(lambda tx: views_admin.record(tx, fine)) is None
    assert await it.db.read(lambda tx: views_admin.record(tx, "nothing")) is None


async def test_only_open_appeals_wait(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    answered = await make.picture(maren.actor, state=MediaState.HELD)
    waiting = await make.picture(maren.actor, state=MediaState.HELD)
    for picture in (answered, waiting):
        await judged(it, picture.media.id, HELD)
        await appeal(it, maren, picture.media.id)
    await it.db.write(lambda tx: media.close_appeals(tx, answered.media.id, ReportState.RESOLVED))
    page = await it.db.read(lambda tx: views_admin.appeals(tx, limit=10))
    assert [record.media.id for record in page.items] == [waiting.media.id]
    assert page.items[0].plea is not None
    assert page.items[0].plea.text == "I painted it."


async def test_invitations_are_those_one_made(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren", Role.OWNER), await make.person("lotte", Role.ADMIN)

    async def invite(person: Person, token: str, kind: str = "invite", at: int = 1_000) -> None:
        link = Link(kind, person.account.id, Role.ARTIST, f"for {token}", 9_000, used=False)
        await it.db.write(lambda tx: accounts.add_link(tx, token, link, at))

    await invite(maren, "first")
    await invite(maren, "second", at=2_000)
    await invite(maren, "login", kind="login")
    await invite(lotte, "other")
    assert await it.db.write(lambda tx: accounts.use_link(tx, "first", lotte.account.id, 3_000))
    found = await it.db.read(lambda tx: views_admin.invites(tx, maren.account.id, limit=10))
    assert [(item.note, item.used, item.used_by) for item in found] == [
        ("for second", None, ""),
        ("for first", 3_000, "lotte"),
    ]


async def test_the_tally_counts_from_a_day_on(it: Instance, make: Studio, clock: Clock) -> None:
    maren, hal = await make.person("maren"), await make.person("hal", Role.MODERATOR)
    old = await make.picture(maren.actor, state=MediaState.HELD)
    await judged(it, old.media.id, HELD)
    clock.advance(86_400)
    since = it.clock()
    assert await it.db.read(lambda tx: views_admin.tally(tx, since)) == views_admin.Tally(0, 0, 0, 0, 0)
    held = await make.picture(maren.actor, state=MediaState.HELD)
    verdict = await judged(it, held.media.id, HELD)
    dropped = await make.picture(maren.actor, state=MediaState.DROPPED)
    await judged(it, dropped.media.id, DROPPED)
    await make.picture(maren.actor)
    await appeal(it, maren, held.media.id)
    await it.db.write(lambda tx: media.decide(tx, verdict, hal.account.id, Action.KEEP, "Fine.", it.clock()))
    assert await it.db.read(lambda tx: views_admin.tally(tx, since)) == views_admin.Tally(
        checked=3, held=1, dropped=1, released=1, appealed=1
    )
