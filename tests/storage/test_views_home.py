"""Read models for people who are signed in: each of them sees their own, and nobody else's."""

import pytest

from fedart.domain.follow import FollowState
from fedart.domain.ids import MediaId, new_id
from fedart.domain.media import MediaState
from fedart.domain.policy import Action, Estimate, Evidence, Report, Verdict
from fedart.domain.report import Appeal, ReportState
from fedart.domain.work import Kind, WorkState
from fedart.instance import Instance
from fedart.storage import actors, appeals, changes, notifications, verdicts, views_home
from fedart.storage.notifications import Notice
from fedart.storage.views_home import Bar
from tests.support.instance import Person, Studio

SIGNAL = Evidence("generator", "png:parameters", "Steps: 28, Sampler: Euler a")
HELD = Verdict(Action.HOLD, "estimated", Report((SIGNAL,), Estimate("tern 1.0", "ab" * 32, 0.94)), 0.9)
KEPT = Verdict(Action.KEEP, "clear", Report((), Estimate("tern 1.0", "ab" * 32, 0.02)), None)


async def judged(it: Instance, picture: MediaId, verdict: Verdict = HELD) -> str:
    ident = new_id(it.clock())
    await it.db.write(lambda tx: verdicts.add(tx, ident, picture, "upload", "0" * 64, verdict, it.clock()))
    return ident


async def appeal(it: Instance, person: Person, picture: MediaId, text: str = "I painted it.") -> None:
    made = Appeal(new_id(it.clock()), picture, person.account.id, text, ReportState.OPEN, it.clock())
    assert await it.db.write(lambda tx: appeals.add(tx, made))


async def bar(it: Instance, person: Person, *, moderates: bool = False) -> Bar:
    return await it.db.read(lambda tx: views_home.bar(tx, person.actor.id, it.clock(), moderates=moderates))


async def test_the_bar_counts_what_is_new_and_knows_the_face(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren"), await make.person("lotte")
    assert await bar(it, maren) == Bar(None, 0, 0, 0, 0)
    icon = await make.picture(maren.actor, role="icon")
    await it.db.write(lambda tx: actors.set_icon(tx, maren.actor.id, icon.media.id))
    await it.db.write(lambda tx: notifications.add(tx, maren.actor.id, Notice.FOLLOW, it.clock(), by=lotte.actor.id))
    found = await bar(it, maren)
    assert found.face is not None
    assert (found.face.id, found.unseen) == (icon.media.id, 1)
    assert (await bar(it, lotte)).unseen == 0


async def test_only_moderators_bars_count_appeals(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    picture = await make.picture(maren.actor, state=MediaState.HELD)
    await judged(it, picture.media.id)
    await appeal(it, maren, picture.media.id)
    assert (await bar(it, maren, moderates=True)).appeals == 1
    assert (await bar(it, maren)).appeals == 0


async def test_a_notification_knows_who_what_and_the_picture(it: Instance, make: Studio) -> None:
    maren, ada = await make.person("maren"), await make.remote()
    work = await make.work(maren.actor)
    picture = await make.picture(maren.actor, work)
    answer = await make.work(ada, kind=Kind.POST, parent=work)
    await make.follow(ada, maren.actor, FollowState.REQUESTED)
    me = maren.actor.id

    for kind, about in ((Notice.LIKE, work.id), (Notice.REPLY, answer.id), (Notice.REQUEST, None)):
        await _tell(it, me, kind, ada.id, about)
    page = await it.db.read(lambda tx: views_home.notifications(tx, me, it.clock(), limit=10))
    request, reply, like = page.items
    assert [item.kind for item in page.items] == [Notice.REQUEST, Notice.REPLY, Notice.LIKE]
    assert all(item.by is not None and item.by.id == ada.id and item.fresh for item in page.items)
    assert like.work == (work.id, work.title)
    assert like.cover is not None
    assert like.cover.id == picture.media.id
    assert like.words == ""
    assert reply.parent == (work.id, work.title)
    assert reply.cover is not None, "a reply shows the picture that it answers"
    assert reply.words == answer.content
    assert request.follow is not None
    assert request.follow[1] is FollowState.REQUESTED
    assert like.follow is None


async def _tell(it: Instance, actor: str, kind: Notice, by: str, work: str | None = None) -> None:
    await it.db.write(lambda tx: notifications.add(tx, actor, kind, it.clock(), by=by, work=work))


async def test_web_10_notifications_are_ones_own_and_page(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren"), await make.person("lotte")
    for number in range(5):
        fan = await make.person(f"fan{number}")
        await _tell(it, maren.actor.id, Notice.FOLLOW, fan.actor.id)
    first = await it.db.read(lambda tx: views_home.notifications(tx, maren.actor.id, it.clock(), limit=3))
    second = await it.db.read(
        lambda tx: views_home.notifications(tx, maren.actor.id, it.clock(), before=first.more, limit=3)
    )
    names = [item.by.username for page in (first, second) for item in page.items if item.by]
    assert names == ["fan4", "fan3", "fan2", "fan1", "fan0"]
    assert second.more == ""
    others = await it.db.read(lambda tx: views_home.notifications(tx, lotte.actor.id, it.clock(), limit=3))
    assert others.items == ()


async def test_requests_and_followed_people_are_told_apart(it: Instance, make: Studio) -> None:
    maren, lotte, ada = await make.person("maren"), await make.person("lotte"), await make.remote()
    await make.follow(ada, maren.actor, FollowState.REQUESTED)
    await make.follow(lotte.actor, maren.actor)
    await make.follow(maren.actor, ada)
    await make.follow(maren.actor, lotte.actor, FollowState.REJECTED)
    requests = await it.db.read(lambda tx: views_home.requests(tx, maren.actor.id, limit=10))
    assert [item.person.id for item in requests.items] == [ada.id]
    following = await it.db.read(lambda tx: views_home.following(tx, maren.actor.id, limit=10))
    assert [(item.person.id, item.state) for item in following.items] == [(ada.id, FollowState.ACCEPTED)]


async def test_a_profile_is_there_for_people_of_ours(it: Instance, make: Studio) -> None:
    maren, ada = await make.person("maren"), await make.remote()
    image = await make.picture(maren.actor, role="image")
    await it.db.write(lambda tx: actors.set_image(tx, maren.actor.id, image.media.id))
    found = await it.db.read(lambda tx: views_home.profile(tx, maren.actor.id))
    assert found is not None
    assert found.banner is not None
    assert (found.actor.id, found.face, found.banner.id) == (maren.actor.id, None, image.media.id)
    assert await it.db.read(lambda tx: views_home.profile(tx, ada.id)) is None


async def test_a_picture_that_waits_to_replace_another_bears_the_title_of_its_work(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    work = await make.work(maren.actor, title="Night water")
    shown = await make.picture(maren.actor, work)
    held = await make.picture(maren.actor, state=MediaState.HELD)
    await judged(it, held.media.id)
    await it.db.write(lambda tx: changes.note(tx, held.media.id, work.id, shown.media.id, waits=True))
    page = await it.db.read(lambda tx: views_home.withheld_uploads(tx, maren.actor.id, limit=10))
    assert [(item.media.id, item.title) for item in page.items] == [(held.media.id, "Night water")]
    report = await it.db.read(lambda tx: views_home.report(tx, held.media.id, maren.actor.id))
    assert report is not None
    assert report.work is not None
    assert report.work[:2] == (work.id, "Night water")


async def test_withheld_uploads_are_listed_to_their_artist(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren"), await make.person("lotte")
    work = await make.work(maren.actor, title="Night water", state=WorkState.HELD)
    held = await make.picture(maren.actor, work, state=MediaState.HELD)
    await make.picture(maren.actor, work)
    avatar = await make.picture(maren.actor, role="icon", state=MediaState.DROPPED)
    page = await it.db.read(lambda tx: views_home.withheld_uploads(tx, maren.actor.id, limit=10))
    assert {(item.media.id, item.role, item.title) for item in page.items} == {
        (held.media.id, "work", "Night water"),
        (avatar.media.id, "icon", ""),
    }
    others = await it.db.read(lambda tx: views_home.withheld_uploads(tx, lotte.actor.id, limit=10))
    assert others.items == ()


async def test_the_report_tells_its_artist_everything(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren"), await make.person("lotte")
    work = await make.work(maren.actor, title="Night water", state=WorkState.HELD)
    held = await make.picture(maren.actor, work, state=MediaState.HELD)
    verdict = await judged(it, held.media.id)
    report = await it.db.read(lambda tx: views_home.report(tx, held.media.id, maren.actor.id))
    assert report is not None
    assert report.work == (work.id, "Night water", WorkState.HELD)
    assert report.judged.verdict == HELD
    assert (report.decided, report.plea) == (None, None)
    assert await it.db.read(lambda tx: views_home.report(tx, held.media.id, lotte.actor.id)) is None

    await appeal(it, maren, held.media.id, "Four evenings in Krita.")
    await it.db.write(lambda tx: verdicts.decide(tx, verdict, lotte.account.id, Action.KEEP, "Layers seen.", 7_000))
    after = await it.db.read(lambda tx: views_home.report(tx, held.media.id, maren.actor.id))
    assert after is not None
    assert after.plea is not None
    assert (after.plea.text, after.plea.state) == ("Four evenings in Krita.", ReportState.OPEN)
    assert (after.decided, after.judged.decision, after.judged.decision_note) == (7_000, Action.KEEP, "Layers seen.")


@pytest.mark.parametrize("verdict", [None, KEPT])
async def test_a_picture_that_was_never_withheld_has_no_report(
    it: Instance, make: Studio, verdict: Verdict | None
) -> None:
    maren = await make.person("maren")
    picture = await make.picture(maren.actor)
    if verdict is not None:
        await judged(it, picture.media.id, verdict)
    assert await it.db.read(lambda tx: views_home.report(tx, picture.media.id, maren.actor.id)) is None
