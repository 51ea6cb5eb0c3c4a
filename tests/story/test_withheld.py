"""Generated pictures from another server: the words are kept, the picture is not, and the record says why."""

import hashlib
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from fedart.config import DetectorSettings
from fedart.domain.actor import Role
from fedart.domain.forms import Upload
from fedart.domain.media import MediaState
from fedart.domain.policy import Action, Audience, Policy
from fedart.services import moderation, policy, works
from fedart.storage import media, verdicts
from fedart.wire.vocabulary import stamp
from tests.support import art, paint, tiny_model
from tests.support.pictures import HARMLESS, SIGNALS, harmless, with_signal
from tests.support.remote import FakePeer, Stranger
from tests.support.residents import FORM, SWIFT, Resident, idle, resident, seen_as
from tests.support.senders import acquainted, sends
from tests.support.server import Running, bed_for, running
from tests.support.watch import Watch

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

ELSEWHERE = "127.0.0.4"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pair(there: Running, elsewhere: FakePeer) -> tuple[Resident, Stranger]:
    """A reader there and a maker elsewhere, for all stories of this module."""
    return await acquainted(there, elsewhere, "one")


@pytest.mark.parametrize("signal", sorted(SIGNALS))
async def test_a_declared_picture_is_withheld_and_no_byte_of_it_stays(
    signal: str, there: Running, elsewhere: FakePeer, pair: tuple[Resident, Stranger]
) -> None:
    reader, maker = pair
    data = with_signal(signal)
    watch = Watch(there, data)
    url = elsewhere.picture(f"{signal}.png", data)
    work, [picture] = await sends(elsewhere, maker, there, maker.note(f"Made with {signal}", pictures=[url]))
    assert (picture.state, picture.reason) == (MediaState.DROPPED, "declared")
    assert (picture.renditions, picture.facts) == ((), None)
    assert watch.found() == []
    page = await reader.page(f"/works/{work.id}")
    assert "Picture withheld by this instance" in page
    assert f"Made with {signal}" in page
    for name in ("320.webp", "640.jpg", "1280.webp", "federation.jpg", "original"):
        assert (await there.get(f"/media/{picture.id}/{name}"))[0] == 404
    judged = await there.it.db.read(lambda tx: verdicts.newest(tx, picture.id))
    assert judged is not None
    assert judged.verdict.action is Action.DROP
    assert judged.sha256 == hashlib.sha256(data).hexdigest()
    assert judged.source == maker.host
    assert any(evidence.certain for evidence in judged.verdict.report.evidence)


async def test_the_moderator_sees_hash_evidence_and_time(
    there: Running, elsewhere: FakePeer, pair: tuple[Resident, Stranger]
) -> None:
    moderator = await resident(there, "watcher", Role.MODERATOR)
    data = with_signal("a1111-png")
    url = elsewhere.picture("for-the-record.png", data)
    _, [picture] = await sends(elsewhere, pair[1], there, pair[1].note(pictures=[url]))
    judged = await there.it.db.read(lambda tx: verdicts.newest(tx, picture.id))
    assert judged is not None
    assert pair[1].host in await moderator.page("/admin/withheld")
    record = await moderator.page(f"/admin/withheld/{judged.id}")
    assert hashlib.sha256(data).hexdigest() in record.replace(" ", "")
    assert "Steps: 25" in record
    with pytest.raises(AssertionError, match="40"):
        await pair[0].page(f"/admin/withheld/{judged.id}")


async def test_a_reply_with_a_generated_picture_is_shown_without_it(
    here: Running, there: Running, elsewhere: FakePeer
) -> None:
    artist, talker = await resident(here, "hostess"), elsewhere.person("talker")
    made = await works.publish(
        here.it, artist.actor.id, FORM, [Upload(path, path.name, "A bee") for path in art.photographs()[3:]]
    )
    uri = here.it.urls.object(made.work_id)
    data = with_signal("novelai-stealth-alpha")
    watch = Watch(here, data)
    url = elsewhere.picture("reply.png", data)
    note = talker.note("Look, mine!", inReplyTo=uri, cc=[artist.actor.uri], pictures=[url])
    answer, [picture] = await sends(elsewhere, talker, here, note)
    assert answer.in_reply_to_id == made.work_id
    assert picture.state is MediaState.DROPPED
    assert watch.found() == []
    status, _, body = await here.get(f"/works/{made.work_id}")
    assert status == 200
    assert "Look, mine!" in body.decode()
    assert "Picture withheld by this instance" in body.decode()


@pytest.mark.parametrize("name", sorted(HARMLESS))
async def test_a_picture_that_only_looks_alike_is_shown(
    name: str, there: Running, elsewhere: FakePeer, pair: tuple[Resident, Stranger]
) -> None:
    """The positive control for every signal: the same road, and the picture arrives."""
    reader, maker = pair
    url = elsewhere.picture(f"harmless-{name}", harmless(name))
    work, [picture] = await sends(elsewhere, maker, there, maker.note(pictures=[url]))
    assert picture.state is MediaState.KEPT
    assert picture.renditions
    assert "withheld by this instance" not in await reader.page(f"/works/{work.id}")


async def test_pictures_by_people_arrive_from_anywhere(
    there: Running, elsewhere: FakePeer, pair: tuple[Resident, Stranger]
) -> None:
    for path in [*art.photographs(), *art.paintings()]:
        url = elsewhere.picture(path.name, path.read_bytes())
        _, [picture] = await sends(elsewhere, pair[1], there, pair[1].note(pictures=[url]))
        assert picture.state is MediaState.KEPT, path.name


async def test_an_edit_cannot_slip_a_generated_picture_in(
    there: Running, elsewhere: FakePeer, pair: tuple[Resident, Stranger]
) -> None:
    maker = pair[1]
    note = maker.note(pictures=[elsewhere.picture("first.png", paint.png())])
    work, [first] = await sends(elsewhere, maker, there, note)
    assert first.state is MediaState.KEPT
    data = with_signal("comfy-prompt")
    watch = Watch(there, data)
    other = {**maker.note(pictures=[elsewhere.picture("second.png", data)]), "id": note["id"]}
    update = maker.update({**other, "updated": stamp(int(time.time() * 1000))})
    assert await elsewhere.send(there.url("/inbox"), maker, update) == 202
    await idle(there)
    [picture] = await there.it.db.read(lambda tx: media.by_work(tx, work.id))
    assert (picture.state, picture.reason) == (MediaState.DROPPED, "declared")
    assert watch.found() == []


async def test_an_avatar_is_judged_too(there: Running, elsewhere: FakePeer, pair: tuple[Resident, Stranger]) -> None:
    vain = elsewhere.person("vain")
    data = with_signal("novelai-software")
    watch = Watch(there, data)
    document = vain.document(icon={"type": "Image", "url": elsewhere.picture("vain.png", data)})
    elsewhere.serve(vain.uri, document)
    assert await elsewhere.send(there.url("/inbox"), vain, vain.follow(pair[0].actor.uri)) == 202
    await idle(there)
    copy = await seen_as(there, vain.uri)
    assert copy is not None
    assert copy.icon is None
    assert watch.found() == []


# estimated by a model


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def expert(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """An instance with a model, a tiny one: the brighter a picture, the surer it is."""
    folder = tmp_path_factory.mktemp("expert")
    model = tiny_model.brightness(folder / "tiny")
    config = replace(SWIFT, detector=DetectorSettings(model=str(model)))
    async with running(folder / "data", "127.0.0.3", config, bed_for(ELSEWHERE)) as opened:
        admin = (await resident(opened, "expert_admin", Role.ADMIN)).viewer.account
        await policy.choose(opened.it, admin, Audience.REMOTE, Policy.BAN, hold=0.5, drop=0.9)
        yield opened


def grey(level: int) -> bytes:
    """Grain of one brightness, 0 to 255."""
    grain = np.random.default_rng(level).integers(level - 5, level + 6, (120, 160, 3))
    return paint.png(Image.fromarray(grain.astype(np.uint8)))


BRIGHTNESS = [(40, MediaState.KEPT), (190, MediaState.HELD), (250, MediaState.DROPPED)]


@pytest.mark.parametrize(("level", "state"), BRIGHTNESS)
async def test_the_models_estimate_keeps_holds_or_drops(
    level: int, state: MediaState, expert: Running, elsewhere: FakePeer
) -> None:
    reader, maker = await acquainted(expert, elsewhere, f"grey{level}")
    data = grey(level)
    url = elsewhere.picture(f"grey-{level}.png", data)
    watch = Watch(expert, data)
    work, [picture] = await sends(elsewhere, maker, expert, maker.note(pictures=[url]))
    assert picture.state is state
    assert picture.reason == ("" if state is MediaState.KEPT else "estimated")
    judged = await expert.it.db.read(lambda tx: verdicts.newest(tx, picture.id))
    assert judged is not None
    estimate = judged.verdict.report.estimate
    assert estimate is not None
    assert estimate.score == pytest.approx(level / 255, abs=0.02)
    assert len(estimate.model_hash) == 64
    if state is MediaState.DROPPED:
        assert watch.found() == []
    shown = "withheld by this instance" not in await reader.page(f"/works/{work.id}")
    assert shown is (state is MediaState.KEPT)
    for rendition in picture.renditions:
        status, _, _ = await expert.get(f"/media/{picture.id}/{rendition.file_name}")
        assert status == (200 if state is MediaState.KEPT else 404)


async def test_a_held_picture_is_shown_once_a_moderator_keeps_it(expert: Running, elsewhere: FakePeer) -> None:
    reader, maker = await acquainted(expert, elsewhere, "patience")
    moderator = await resident(expert, "expert_mod", Role.MODERATOR)
    url = elsewhere.picture("grey-200.png", grey(200))
    work, [picture] = await sends(elsewhere, maker, expert, maker.note(pictures=[url]))
    assert picture.state is MediaState.HELD
    judged = await expert.it.db.read(lambda tx: verdicts.newest(tx, picture.id))
    assert judged is not None
    await moderation.decide(expert.it, moderator.viewer, judged.id, Action.KEEP, "A study in grey.")
    await idle(expert)
    page = await reader.page(f"/works/{work.id}")
    assert "withheld by this instance" not in page
    [kept] = await expert.it.db.read(lambda tx: media.by_work(tx, work.id))
    assert (await expert.get(f"/media/{kept.id}/{kept.renditions[0].file_name}"))[0] == 200
    held = {rendition.blob for rendition in picture.renditions} | {judged.sha256}
    assert not [p for p in expert.it.config.data.rglob("*") if p.name in held and "quarantine" in p.parts]
