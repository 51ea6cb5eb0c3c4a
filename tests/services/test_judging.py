"""The door under each policy: marks, trust, near copies, forged declarations, and the counts."""

import asyncio
from pathlib import Path

import pytest
from PIL import Image

from fedart.domain.actor import Role, Viewer
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.ids import MediaId
from fedart.domain.media import Label, Media, MediaState
from fedart.domain.policy import Action, Audience, Policy
from fedart.domain.work import WorkState
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.services import appeals, moderation, policy
from fedart.services import media as door
from fedart.services import works as publishing
from fedart.services.media import UPLOAD, Admitted, Place
from fedart.services.works import Published
from fedart.storage import media, tallies, verdicts, views_home, views_work, works
from fedart.storage.tallies import Tally
from fedart.storage.verdicts import Judged
from tests.support.door import TILES, Mood
from tests.support.instance import Person, Studio
from tests.support.paint import painting, png
from tests.support.pictures import with_signal
from tests.support.remote import told

FORM = WorkForm(title="Storm at sea")
MONTH = "2026-11"


@pytest.fixture
async def moderator(make: Studio) -> Viewer:
    person = await make.person("mod", Role.MODERATOR)
    return Viewer(person.account, person.actor, "")


@pytest.fixture
async def admin(make: Studio) -> Person:
    return await make.person("hanna", Role.ADMIN)


async def publish(it: Instance, by: Person, folder: Path, *pictures: bytes) -> Published:
    uploads = []
    for number, data in enumerate(pictures):
        path = folder / f"{number}.png"
        path.write_bytes(data)
        uploads.append(Upload(path, path.name, alt="A ferry"))
    return await publishing.publish(it, by.actor.id, FORM, uploads)


async def pictures_of(it: Instance, made: Published) -> list[Media]:
    return await it.db.read(lambda tx: media.by_work(tx, made.work_id))


async def verdict_of(it: Instance, ident: MediaId) -> Judged:
    judged = await it.db.read(lambda tx: verdicts.newest(tx, ident))
    assert judged is not None
    return judged


async def remote(it: Instance, make: Studio, data: bytes, uri: str = "https://peer.example/users/ada") -> Admitted:
    author = await make.remote(uri)
    return await door.admit(it, data, Place(author.id, author.host, remote_url="https://cdn.example/a.png"))


async def tally(it: Instance) -> Tally:
    return await it.db.read(lambda tx: tallies.month(tx, MONTH))


def brighter(data: Image.Image) -> bytes:
    """A near copy: every value a little lighter."""
    return png(data.point(lambda value: min(255, value + 3)))


async def test_a_verdict_keeps_everything_it_rests_on(it: Instance, maren: Person, judge: Mood, tmp_path: Path) -> None:
    judge.score = 0.95
    made = await publish(it, maren, tmp_path, png())
    judged = await verdict_of(it, made.withheld[0])
    estimate, rule = judged.verdict.report.estimate, judged.verdict.rule
    assert estimate is not None
    assert rule is not None
    assert (estimate.model, estimate.model_hash, estimate.score, estimate.tiles) == ("tiny 1", "0" * 64, 0.95, TILES)
    assert (rule.policy, rule.label, rule.hold, rule.drop) == (Policy.HOLD, 0.5, 0.9, 0.99)
    assert (judged.verdict.audience, judged.verdict.threshold) == (Audience.LOCAL, 0.9)
    assert len(judged.phash) == 16


async def test_where_the_policy_is_off_the_detector_is_not_asked(
    it: Instance, maren: Person, admin: Person, judge: Mood, tmp_path: Path
) -> None:
    await policy.choose(it, admin.account, Audience.LOCAL, Policy.OFF)
    judge.score, judge.error = 1.0, "and it would fail"
    made = await publish(it, maren, tmp_path, with_signal("a1111-png"))
    assert made.state is WorkState.LIVE
    assert judge.asked == 0
    [found] = await pictures_of(it, made)
    assert (found.state, found.label) == (MediaState.KEPT, Label.NONE)
    judged = await verdict_of(it, found.id)
    assert (judged.verdict.reason, judged.verdict.report.evidence) == ("off", ())
    assert await tally(it) == Tally(MONTH)


async def test_where_the_policy_labels_pictures_are_shown_and_marked(
    it: Instance, maren: Person, admin: Person, judge: Mood, tmp_path: Path
) -> None:
    await policy.choose(it, admin.account, Audience.LOCAL, Policy.LABEL)
    judge.score = 0.6
    made = await publish(it, maren, tmp_path, with_signal("a1111-png"), png())
    assert made.state is WorkState.LIVE
    assert [p.label for p in await pictures_of(it, made)] == [Label.DECLARED, Label.ESTIMATED]
    assert await told(it, maren.actor.id) == ["labelled", "labelled"]
    assert await tally(it) == Tally(MONTH, checked=2, labelled=2)
    page = await it.db.read(lambda tx: views_home.withheld_uploads(tx, maren.actor.id, limit=10))
    assert len(page.items) == 2, "the artist finds what is marked"


async def test_visitors_never_read_of_an_estimate(
    it: Instance, maren: Person, admin: Person, judge: Mood, tmp_path: Path
) -> None:
    await policy.choose(it, admin.account, Audience.LOCAL, Policy.LABEL)
    judge.score = 0.6
    made = await publish(it, maren, tmp_path, with_signal("a1111-png"), png())
    page = await it.db.read(lambda tx: views_work.work(tx, made.work_id))
    assert page is not None
    assert [p.label for p in page.post.pictures] == [Label.DECLARED, Label.NONE]
    own = await it.db.read(lambda tx: views_work.own_work(tx, made.work_id, maren.actor.id))
    assert own is not None
    assert [p.label for p in own.pictures] == [Label.DECLARED, Label.ESTIMATED]


async def test_trusted_artists_are_marked_where_others_are_held(
    it: Instance, maren: Person, moderator: Viewer, judge: Mood, tmp_path: Path
) -> None:
    judge.score = 0.95
    assert (await publish(it, maren, tmp_path, png())).state is WorkState.HELD
    await policy.trust(it, moderator.account, "maren", "draws by hand")
    made = await publish(it, maren, tmp_path, png(painting(2)))
    assert made.state is WorkState.LIVE
    assert (await verdict_of(it, (await pictures_of(it, made))[0].id)).verdict.audience is Audience.TRUSTED


async def test_trust_goes_by_the_actor_not_by_where_the_file_lies(
    it: Instance, make: Studio, moderator: Viewer, judge: Mood
) -> None:
    judge.score = 1.0
    await policy.trust(it, moderator.account, "cdn.example", "")
    dropped = await remote(it, make, png())
    assert dropped.verdict is not None
    assert dropped.verdict.action is Action.DROP
    await policy.trust(it, moderator.account, "studio.example", "")
    kept = await remote(it, make, png(), "https://studio.example/users/eve")
    assert kept.verdict is not None
    assert (kept.verdict.action, kept.owned.media.label) == (Action.LABEL, Label.ESTIMATED)


async def test_a_declaration_forged_onto_an_upload_is_held_and_can_be_appealed_even_where_all_is_banned(
    it: Instance, maren: Person, moderator: Viewer, admin: Person, tmp_path: Path
) -> None:
    await policy.choose(it, admin.account, Audience.LOCAL, Policy.BAN)
    forged = with_signal("a1111-png")
    made = await publish(it, maren, tmp_path, forged)
    [held] = await pictures_of(it, made)
    assert (made.state, held.state, held.reason) == (WorkState.HELD, MediaState.HELD, "declared")
    artist = Viewer(maren.account, maren.actor, "")
    await appeals.appeal(it, artist, held.id, "Somebody wrote this into my scan.")
    await moderation.decide(it, moderator, (await verdict_of(it, held.id)).id, Action.KEEP, "I saw the sketches")
    assert (await it.db.read(lambda tx: works.by_id(tx, made.work_id)) or made).state is WorkState.LIVE
    again = await publish(it, maren, tmp_path, forged)
    assert again.state is WorkState.LIVE
    assert (await verdict_of(it, (await pictures_of(it, again))[0].id)).verdict.reason == "overturned"
    assert await tally(it) == Tally(MONTH, checked=2, held=1, appealed=1, overturned=1)


async def test_a_near_copy_of_what_a_person_kept_passes_for_its_artist_alone(
    it: Instance, make: Studio, maren: Person, moderator: Viewer, judge: Mood, tmp_path: Path
) -> None:
    judge.score = 0.95
    image = painting(7)
    made = await publish(it, maren, tmp_path, png(image))
    await moderation.decide(it, moderator, (await verdict_of(it, made.withheld[0])).id, Action.KEEP, "Painted")
    copy = await publish(it, maren, tmp_path, brighter(image))
    assert copy.state is WorkState.LIVE
    other = await publish(it, maren, tmp_path, png(painting(8)))
    assert other.state is WorkState.HELD, "another picture of hers is judged as ever"
    eve = await make.person("eve")
    laundered = await publish(it, eve, tmp_path, brighter(image))
    assert laundered.state is WorkState.HELD, "somebody else's near copy is judged as ever"
    judged = await verdict_of(it, laundered.withheld[0])
    mine = await verdict_of(it, made.withheld[0])
    assert judged.phash == mine.phash or bin(int(judged.phash, 16) ^ int(mine.phash, 16)).count("1") <= 4


async def test_a_person_may_mark_a_picture_and_its_artist_may_appeal_against_that(
    it: Instance, maren: Person, moderator: Viewer, judge: Mood, tmp_path: Path
) -> None:
    judge.score = 0.95
    made = await publish(it, maren, tmp_path, png())
    [held] = made.withheld
    verdict = (await verdict_of(it, held)).id
    await moderation.decide(it, moderator, verdict, Action.LABEL, "Its background is generated")
    [shown] = await pictures_of(it, made)
    assert (shown.state, shown.label) == (MediaState.KEPT, Label.DECIDED)
    assert (await it.db.read(lambda tx: works.by_id(tx, made.work_id)) or made).state is WorkState.LIVE
    assert (await told(it, maren.actor.id))[-1] == "labelled"
    with pytest.raises(NotFound):
        await moderation.decide(it, moderator, verdict, Action.KEEP, "On second thoughts")
    await appeals.appeal(it, Viewer(maren.account, maren.actor, ""), held, "I painted the background, too.")
    await moderation.decide(it, moderator, verdict, Action.KEEP, "I saw the layers")
    [cleared] = await pictures_of(it, made)
    assert (cleared.state, cleared.label) == (MediaState.KEPT, Label.NONE)
    assert await tally(it) == Tally(MONTH, checked=1, held=1, labelled=1, appealed=1, overturned=1)


async def test_of_two_moderators_one_decides(
    it: Instance, make: Studio, maren: Person, moderator: Viewer, judge: Mood, tmp_path: Path
) -> None:
    judge.score = 0.95
    made = await publish(it, maren, tmp_path, png())
    verdict = (await verdict_of(it, made.withheld[0])).id
    second = await make.person("hal", Role.MODERATOR)
    outcomes = await asyncio.gather(
        moderation.decide(it, moderator, verdict, Action.KEEP, "Painted"),
        moderation.decide(it, Viewer(second.account, second.actor, ""), verdict, Action.DROP, "Generated"),
        return_exceptions=True,
    )
    assert [type(o) for o in outcomes if o is not None] == [NotFound]
    assert len([o for o in outcomes if o is None]) == 1
    kept = outcomes[0] is None
    judged = await verdict_of(it, made.withheld[0])
    assert judged.decision is (Action.KEEP if kept else Action.DROP)
    work = await it.db.read(lambda tx: works.by_id(tx, made.work_id))
    assert work is not None
    assert work.state is (WorkState.LIVE if kept else WorkState.DELETED)
    assert (await told(it, maren.actor.id))[1:] == ["released" if kept else "dropped"]


async def test_an_upload_that_is_kept_and_one_from_elsewhere_that_is_dropped_are_counted(
    it: Instance, make: Studio, maren: Person, judge: Mood, tmp_path: Path
) -> None:
    await publish(it, maren, tmp_path, png())
    judge.score = 1.0
    admitted = await remote(it, make, png())
    await it.db.write(lambda tx: door.book(tx, admitted, None, it.clock()))
    assert admitted.source != UPLOAD
    assert await tally(it) == Tally(MONTH, checked=2, dropped=1)
