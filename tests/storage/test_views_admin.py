"""Read models for the people who run the instance."""

from fedart.domain.actor import Role
from fedart.domain.ids import MediaId, new_id
from fedart.domain.media import MediaState
from fedart.domain.policy import Action, Estimate, Evidence, Report, Verdict
from fedart.domain.report import Appeal, ReportState
from fedart.instance import Instance
from fedart.storage import accounts, appeals, verdicts, views_admin
from fedart.storage.accounts import Link
from fedart.storage.views_admin import Neighbours
from tests.support.instance import Clock, Person, Studio

DROPPED = Verdict(Action.DROP, "estimated", Report((), Estimate("tern 1.0", "cd" * 32, 0.995)), 0.99)
HELD = Verdict(Action.HOLD, "declared", Report(), None)
KEPT = Verdict(Action.KEEP, "clear", Report((), Estimate("tern 1.0", "cd" * 32, 0.01)), None)


async def judged(it: Instance, picture: MediaId, verdict: Verdict, source: str = "upload") -> str:
    ident = new_id(it.clock())
    await it.db.write(lambda tx: verdicts.add(tx, ident, picture, source, "7b" * 32, verdict, it.clock()))
    return ident


async def appeal(it: Instance, person: Person, picture: MediaId) -> str:
    made = Appeal(new_id(it.clock()), picture, person.account.id, "I painted it.", ReportState.OPEN, it.clock())
    assert await it.db.write(lambda tx: appeals.add(tx, made))
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
    await it.db.write(lambda tx: verdicts.decide(tx, verdict, hal.account.id, Action.KEEP, "Layers seen.", 5_000))
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
    await it.db.write(lambda tx: appeals.close(tx, answered.media.id, ReportState.RESOLVED, it.clock()))
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


REJUDGED = Verdict(Action.KEEP, "estimated", Report((), Estimate("tern 2.0", "ef" * 32, 0.97)), 0.9, would=Action.HOLD)


async def decided(it: Instance, verdict: str, by: Person, decision: Action = Action.DROP) -> None:
    assert await it.db.write(lambda tx: verdicts.decide(tx, verdict, by.account.id, decision, "Seen.", it.clock()))


async def test_a_picture_stands_on_the_list_once_with_its_newest_verdict(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    picture = await make.picture(maren.actor, state=MediaState.HELD)
    first = await judged(it, picture.media.id, HELD)
    second = await judged(it, picture.media.id, HELD)
    page = await it.db.read(lambda tx: views_admin.withheld(tx, limit=10))
    assert [record.judged.id for record in page.items] == [second]
    old = await it.db.read(lambda tx: verdicts.by_id(tx, first))
    assert old is not None
    assert old.superseded == second


async def test_what_would_be_held_today_lies_on_the_desk_until_somebody_decides(it: Instance, make: Studio) -> None:
    maren, hal = await make.person("maren"), await make.person("hal", Role.MODERATOR)
    shown, fine = await make.picture(maren.actor), await make.picture(maren.actor)
    await judged(it, fine.media.id, KEPT)
    waiting = await judged(it, shown.media.id, REJUDGED)
    assert (await it.db.read(lambda tx: views_admin.withheld(tx, limit=10))).items == ()
    [found] = (await it.db.read(lambda tx: views_admin.desk(tx, limit=10))).items
    assert (found.judged.id, found.would, found.waits, found.open) == (waiting, Action.HOLD, True, True)
    assert await it.db.read(lambda tx: views_admin.neighbours(tx, "~")) == Neighbours(None, waiting, 1)
    await decided(it, waiting, hal, Action.KEEP)
    assert (await it.db.read(lambda tx: views_admin.desk(tx, limit=10))).items == ()
    assert await it.db.read(lambda tx: views_admin.neighbours(tx, "~")) == Neighbours(None, None, 0)
    after = await it.db.read(lambda tx: views_admin.record(tx, waiting))
    assert after is not None
    assert (after.open, after.decided_by) == (False, "hal")


async def test_a_newer_verdict_that_finds_nothing_clears_the_desk(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    shown = await make.picture(maren.actor)
    await judged(it, shown.media.id, REJUDGED)
    await judged(it, shown.media.id, KEPT)
    assert (await it.db.read(lambda tx: views_admin.desk(tx, limit=10))).items == ()


async def test_around_a_case_are_the_next_ones_that_wait(it: Instance, make: Studio, clock: Clock) -> None:
    maren, hal = await make.person("maren"), await make.person("hal", Role.MODERATOR)
    cases = []
    for _ in range(3):
        picture = await make.picture(maren.actor, state=MediaState.HELD)
        clock.advance(1)
        cases.append(await judged(it, picture.media.id, HELD))
    clock.advance(1)
    gone = await make.picture(maren.actor, state=MediaState.DROPPED)
    await judged(it, gone.media.id, DROPPED)
    middle = await it.db.read(lambda tx: views_admin.neighbours(tx, cases[1]))
    assert (middle.newer, middle.older) == (cases[2], cases[0])
    await decided(it, cases[1], hal)
    last = await it.db.read(lambda tx: views_admin.neighbours(tx, cases[2]))
    assert (last.newer, last.older, last.waiting) == (None, cases[0], 2)


async def book(it: Instance, picture: MediaId, verdict: Verdict, phash: str) -> str:
    ident = new_id(it.clock())
    await it.db.write(lambda tx: verdicts.add(tx, ident, picture, "upload", "7b" * 32, verdict, it.clock(), phash))
    return ident


async def test_earlier_decisions_come_the_most_alike_first(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren"), await make.person("lotte")
    hal = await make.person("hal", Role.MODERATOR)

    async def case(by: Person, verdict: Verdict, phash: str) -> str:
        picture = await make.picture(by.actor, state=MediaState.HELD)
        return await book(it, picture.media.id, verdict, phash)

    estimated = Verdict(Action.HOLD, "estimated", Report((), Estimate("tern 1.0", "cd" * 32, 0.93)), 0.9)
    far = Verdict(Action.HOLD, "estimated", Report((), Estimate("tern 1.0", "cd" * 32, 0.99)), 0.9)
    declared = Verdict(Action.HOLD, "declared", Report((Evidence("c2pa", "jpeg", "made"),)), None)
    copy = await case(lotte, declared, "00000000000000ff")
    own = await case(maren, declared, "ffffffffffffffff")
    nearest = await case(lotte, estimated, "ffffffff00000000")
    distant = await case(lotte, far, "")
    undecided = await case(maren, estimated, "0" * 16)
    for ident in (copy, own, nearest, distant):
        await decided(it, ident, hal)
    subject = await case(maren, estimated, "0" * 16)
    found = await it.db.read(lambda tx: views_admin.similar(tx, subject, 10))
    assert [p.record.judged.id for p in found] == [copy, own, nearest, distant]
    assert undecided not in [p.record.judged.id for p in found]
    assert [(p.distance, p.same_artist, p.same_kind) for p in found] == [
        (8, False, False),
        (64, True, False),
        (32, False, True),
        (None, False, True),
    ]
    gaps = [None if p.score_gap is None else round(p.score_gap, 3) for p in found]
    assert gaps == [None, None, 0.0, 0.06]
    assert [p.record.judged.id for p in await it.db.read(lambda tx: views_admin.similar(tx, subject, 1))] == [copy]
    assert await it.db.read(lambda tx: views_admin.similar(tx, "none", 5)) == ()
