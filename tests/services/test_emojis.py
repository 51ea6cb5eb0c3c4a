"""Custom emojis of other servers: fetched once, judged like any picture, and shown only when kept (MED-06)."""

from functools import partial

import pytest

from fedart.domain.actor import Role, Viewer
from fedart.domain.emoji import FILE_BYTES, SIDE
from fedart.domain.ids import Uri
from fedart.domain.media import Media
from fedart.domain.policy import Action
from fedart.federation.errors import FetchFailed
from fedart.federation.http import Response
from fedart.federation.signatures import Signer
from fedart.instance import Instance
from fedart.services import emojis as services
from fedart.services import moderation
from fedart.storage import emojis
from fedart.wire.activities import RemoteEmoji
from tests.support.arrivals import files, picture
from tests.support.door import Mood
from tests.support.instance import Clock, Person, Studio
from tests.support.paint import painting, png
from tests.support.pictures import with_signal
from tests.support.remote import Json, Net, Stranger, count, hear, rows

URL = "https://peer.example/emoji/blob.png"
HOST = "peer.example"


def tag(url: str = URL, code: str = "blob", **more: object) -> Json:
    return {"type": "Emoji", "name": f":{code}:", "icon": {"type": "Image", "url": url}, **more}


async def shown(it: Instance, code: str = "blob", host: str = HOST) -> Media | None:
    found = await it.db.read(lambda tx: emojis.shown(tx, [(host, code)]))
    return found.get((host, code))


def asked(net: Net, url: str = URL) -> int:
    return net.fetched.count(url)


async def test_an_emoji_in_a_post_is_fetched_once_and_kept(it: Instance, net: Net, followed: Stranger) -> None:
    net.picture(URL, picture())
    await hear(it, followed, followed.create(followed.note("Look :blob:", tag=[tag()])))
    await hear(it, followed, followed.create(followed.note("Again :blob:", tag=[tag(), tag(code="other", url=URL)])))
    kept = await shown(it)
    assert kept is not None
    assert [r.mime for r in kept.renditions if r.mime == "image/webp"]
    assert await count(it, "verdicts") == 2
    assert asked(net) == 2
    assert await shown(it, host="elsewhere.example") is None


@pytest.mark.parametrize("signal", ["a1111-png", "c2pa-png"])
async def test_med_06_what_the_detector_withholds_stays_text(
    signal: str, it: Instance, net: Net, followed: Stranger
) -> None:
    net.picture(URL, with_signal(signal))
    await hear(it, followed, followed.create(followed.note(":blob:", tag=[tag()])))
    assert await shown(it) is None
    assert [row["action"] for row in await rows(it, "SELECT action FROM verdicts")] == ["drop"]
    assert files(it) == []
    assert asked(net) == 1


@pytest.mark.parametrize("keep", [True, False])
async def test_med_06_a_held_emoji_is_shown_when_a_person_has_let_it_through(
    keep: bool, it: Instance, net: Net, followed: Stranger, judge: Mood, make: Studio
) -> None:
    judge.score = 0.95
    net.picture(URL, picture())
    await hear(it, followed, followed.create(followed.note(":blob:", tag=[tag()])))
    assert await shown(it) is None
    person = await make.person("mod", Role.MODERATOR)
    [verdict] = await rows(it, "SELECT id FROM verdicts")
    by = Viewer(person.account, person.actor, "")
    await moderation.decide(it, by, str(verdict["id"]), Action.KEEP if keep else Action.DROP, "I looked")
    assert (await shown(it) is not None) is keep


async def test_what_is_too_large_to_be_a_letter_stays_text(it: Instance, net: Net, followed: Stranger) -> None:
    net.picture(URL, png(painting(1, (SIDE + 1, 8))))
    fine = "https://peer.example/emoji/fine.png"
    net.picture(fine, png(painting(2, (SIDE, 8))))
    await hear(it, followed, followed.create(followed.note(tag=[tag(), tag(fine, "fine")])))
    assert await shown(it) is None
    assert await shown(it, "fine") is not None
    assert await count(it, "media", "role = 'emoji'") == 1
    await hear(it, followed, followed.create(followed.note(tag=[tag()])))
    assert asked(net) == 1


async def test_no_more_is_read_than_a_small_picture_has(
    it: Instance, net: Net, followed: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[int] = []
    get = net.get

    async def noted(
        url: str, *, limit_bytes: int, accept: str, seconds: float, signer: Signer | None = None
    ) -> Response:
        limits.append(limit_bytes)
        return await get(url, accept=accept, limit_bytes=limit_bytes, seconds=seconds, signer=signer)

    monkeypatch.setattr(net, "get", noted)
    await hear(it, followed, followed.create(followed.note(tag=[tag()])))
    assert limits == [FILE_BYTES]


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"GIF89a broken"])
async def test_what_is_no_picture_stays_text(data: bytes, it: Instance, net: Net, followed: Stranger) -> None:
    net.picture(URL, data)
    fine = "https://peer.example/emoji/fine.png"
    net.picture(fine, picture())
    await hear(it, followed, followed.create(followed.note(tag=[tag(), tag(fine, "fine")])))
    assert await shown(it) is None
    assert await shown(it, "fine") is not None


async def test_one_that_cannot_be_had_now_does_not_keep_back_the_others(
    it: Instance, net: Net, followed: Stranger
) -> None:
    fine = "https://peer.example/emoji/fine.png"
    net.broken[URL] = FetchFailed("down")
    net.picture(fine, picture())
    with pytest.raises(FetchFailed):
        await hear(it, followed, followed.create(followed.note(tag=[tag(), tag(fine, "fine")])))
    assert await shown(it) is None
    assert await shown(it, "fine") is not None


async def test_an_emoji_that_changes_is_fetched_anew_but_not_all_the_time(
    it: Instance, net: Net, followed: Stranger, clock: Clock
) -> None:
    other = "https://peer.example/emoji/blob2.png"
    net.picture(URL, picture(1))
    net.picture(other, picture(2))
    await hear(it, followed, followed.create(followed.note(tag=[tag()])))
    before = await shown(it)
    await hear(it, followed, followed.create(followed.note(tag=[tag(other)])))
    assert await shown(it) == before
    assert asked(net, other) == 0
    clock.advance(3_700)
    await hear(it, followed, followed.create(followed.note(tag=[tag(other)])))
    after = await shown(it)
    assert before is not None
    assert after is not None
    assert after.sha256 != before.sha256
    assert await count(it, "media", "role = 'emoji'") == 1


async def test_the_names_of_people_and_reactions_explain_emojis_too(
    it: Instance, net: Net, maren: Person, make: Studio
) -> None:
    ada, work = Stranger("ada"), await make.work(maren.actor)
    reaction = "https://peer.example/emoji/clap.png"
    net.picture(URL, picture(1))
    net.picture(reaction, picture(2))
    net.serve(ada.uri, ada.document(name="Ada :blob:", tag=[tag()]))
    await hear(it, ada, ada.like(work.uri, content=":clap:", tag=[tag(reaction, "clap")]))
    assert await shown(it) is not None
    assert await shown(it, "clap") is not None


async def test_a_reaction_that_does_not_count_explains_nothing(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    work = await make.work(maren.actor)
    like = ada.like(work.uri, content=":clap:", tag=[tag(code="clap")])
    await hear(it, ada, ada.undo(like), like)
    assert asked(net) == 0
    assert await count(it, "emojis") == 0


async def test_cap_03_one_host_cannot_have_us_keep_emojis_without_end(
    it: Instance, make: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST", 3)
    ada = await make.remote()
    for number in range(9):
        found = [RemoteEmoji(f"e{number}", Uri(f"{URL}?{number}"))]
        await it.db.write(partial(services.notice, by=ada, found=found, now=it.clock()))
    assert await count(it, "emojis") == 3


async def test_our_own_people_explain_nothing(it: Instance, maren: Person) -> None:
    await it.db.write(lambda tx: services.notice(tx, maren.actor, [RemoteEmoji("x", Uri(URL))], it.clock()))
    assert await count(it, "emojis") == 0
