"""Publishing, editing and deleting: what is shown here and what leaves for elsewhere."""

from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import AccountSettings, Config
from fedart.domain.actor import Role, Viewer
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.ids import MediaId, WorkId
from fedart.domain.media import MediaState
from fedart.domain.policy import PUBLIC, Action
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import moderation, reactions, replying
from fedart.services import works as publishing
from fedart.services.works import Published
from fedart.storage import media, verdicts, works
from tests.support.door import Mood
from tests.support.instance import Clock, Person, Studio, config_in
from tests.support.paint import painting, png
from tests.support.pictures import with_signal
from tests.support.remote import Json, Net, Stranger, count, hear, rows, settle, told, traces

FORM = WorkForm(title="Storm at sea", text="Oil on *board*, #seascape", tags=("sea",))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(accounts=AccountSettings(uploads_per_half_hour=6)))


@pytest.fixture
async def fan(it: Instance, ada: Stranger, maren: Person) -> Stranger:
    """Ada, who follows Maren."""
    await hear(it, ada, ada.follow(maren.actor.uri))
    return ada


def upload(folder: Path, data: bytes | None = None, *, alt: str = "A ship in a storm", seed: int = 1) -> Upload:
    path = folder / f"picture-{seed}.png"
    path.write_bytes(png(painting(seed, (64, 48))) if data is None else data)
    return Upload(path, path.name, alt)


async def publish(it: Instance, who: Person, form: WorkForm, *uploads: Upload) -> Published:
    made = await publishing.publish(it, who.actor.id, form, uploads)
    await settle(it)
    return made


async def stored(it: Instance, work: WorkId) -> Work:
    found = await it.db.read(lambda tx: works.by_id(tx, work))
    assert found is not None
    return found


def sent(net: Net, who: Stranger, kind: str) -> list[Json]:
    return [a for a in net.sent(who.shared_inbox) if a["type"] == kind]


def files(it: Instance) -> list[Path]:
    return [path for path in (it.config.data / "media").rglob("*") if path.is_file()]


async def works_of(it: Instance, who: Person) -> int:
    [row] = await rows(it, "SELECT works FROM actors WHERE id = :id", id=who.actor.id)
    return int(row["works"])


async def test_a_work_is_shown_counted_and_sent_once_to_each_host(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    other = Stranger("hugo")
    net.publish(other)
    await hear(it, other, other.follow(maren.actor.uri))
    made = await publish(it, maren, FORM, upload(tmp_path), upload(tmp_path, seed=2, alt="The same ship"))
    assert (made.state, made.withheld) == (WorkState.LIVE, ())
    assert await works_of(it, maren) == 1
    [create] = sent(net, fan, "Create")
    note = create["object"]
    assert note["id"] == it.urls.object(made.work_id)
    assert (create["to"], create["cc"]) == ([PUBLIC], [maren.actor.followers])
    assert [a["name"] for a in note["attachment"]] == ["A ship in a storm", "The same ship"]
    assert "Storm at sea" in note["content"]
    assert "<em>board</em>" in note["content"]
    assert {t["name"] for t in note["tag"] if t["type"] == "Hashtag"} == {"#sea", "#seascape"}


async def test_every_picture_is_there_before_the_create_leaves(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    made = await publish(it, maren, FORM, upload(tmp_path))
    [create] = sent(net, fan, "Create")
    [picture] = await it.db.read(lambda tx: media.by_work(tx, made.work_id))
    [attachment] = create["object"]["attachment"]
    federated = picture.federated
    assert federated is not None
    assert attachment["url"] == it.urls.media(picture.id, federated.file_name)
    assert any(path.name.startswith(federated.blob) or federated.blob in str(path) for path in files(it))


VISIBILITIES = [
    (Visibility.PUBLIC, ["public"], ["followers"], True),
    (Visibility.QUIET, ["followers"], ["public"], True),
    (Visibility.FOLLOWERS, ["followers"], [], True),
    (Visibility.DIRECT, ["grace"], [], False),
]


@pytest.mark.parametrize(("visibility", "to", "cc", "followers_get_it"), VISIBILITIES)
async def test_the_visibility_decides_who_gets_a_work(
    visibility: Visibility,
    to: list[str],
    cc: list[str],
    followers_get_it: bool,
    it: Instance,
    net: Net,
    fan: Stranger,
    maren: Person,
    tmp_path: Path,
) -> None:
    grace = Stranger("grace", "https://other.example")
    named = (net.handle(grace),) if visibility is Visibility.DIRECT else ()
    await publish(it, maren, replace(FORM, visibility=visibility, named=named), upload(tmp_path))
    words = {"public": PUBLIC, "followers": maren.actor.followers, "grace": grace.uri}
    got = sent(net, fan, "Create") if followers_get_it else sent(net, grace, "Create")
    assert [(a["to"], a["cc"]) for a in got] == [([words[x] for x in to], [words[x] for x in cc])]
    assert bool(sent(net, fan, "Create")) is followers_get_it
    assert bool(sent(net, grace, "Create")) is not followers_get_it
    newest = await count(it, "actors", "id = :id AND last_work IS NOT NULL", id=maren.actor.id)
    assert newest == (1 if visibility is Visibility.PUBLIC else 0)


async def test_a_direct_work_needs_somebody_to_go_to(it: Instance, maren: Person, tmp_path: Path) -> None:
    for named in ((), ("@nobody@nowhere.example",)):
        with pytest.raises(Invalid) as refused:
            await publish(it, maren, replace(FORM, visibility=Visibility.DIRECT, named=named), upload(tmp_path))
        assert set(refused.value.fields) == {"named"}


async def test_people_named_in_the_text_are_mentioned_and_told(
    it: Instance, net: Net, maren: Person, make: Studio, tmp_path: Path
) -> None:
    iris = await make.person("iris")
    grace = Stranger("grace", "https://other.example")
    text = f"With thanks to @iris and {net.handle(grace)}, not to @nobody@nowhere.example"
    await publish(it, maren, replace(FORM, text=text), upload(tmp_path))
    assert await told(it, iris.actor.id) == ["mention"]
    [create] = sent(net, grace, "Create")
    assert {t["href"] for t in create["object"]["tag"] if t["type"] == "Mention"} == {iris.actor.uri, grace.uri}


BAD_FORMS = [
    ("title", replace(FORM, title=" "), 1),
    ("title", replace(FORM, title="x" * 201), 1),
    ("text", replace(FORM, text="x" * 10_001), 1),
    ("warning", replace(FORM, warning="x" * 301), 1),
    ("pictures", FORM, 0),
    ("pictures", FORM, 21),
]


@pytest.mark.parametrize(("field", "form", "pictures"), BAD_FORMS)
async def test_a_form_with_a_mistake_is_refused_by_field(
    field: str, form: WorkForm, pictures: int, it: Instance, maren: Person, tmp_path: Path
) -> None:
    with pytest.raises(Invalid) as refused:
        await publish(it, maren, form, *[upload(tmp_path) for _ in range(pictures)])
    assert set(refused.value.fields) == {field}
    assert await count(it, "works") == 0
    assert files(it) == []


async def test_a_broken_picture_is_named_and_none_is_kept(it: Instance, maren: Person, tmp_path: Path) -> None:
    good, broken = upload(tmp_path), upload(tmp_path, b"\x89PNG\r\n\x1a\nbroken", seed=2)
    with pytest.raises(Invalid) as refused:
        await publish(it, maren, FORM, good, broken)
    assert set(refused.value.fields) == {"picture-2"}
    assert "picture-2.png" in refused.value.fields["picture-2"]
    assert await count(it, "works") == 0
    assert await count(it, "media") == 0
    assert files(it) == []
    await publish(it, maren, FORM, good)


async def test_web_05_uploads_have_a_pace(it: Instance, maren: Person, tmp_path: Path, clock: Clock) -> None:
    for _ in range(6):
        await publish(it, maren, FORM, upload(tmp_path))
    with pytest.raises(TooFast) as refused:
        await publish(it, maren, FORM, upload(tmp_path))
    assert 0 < refused.value.retry_after <= 1800
    clock.advance(refused.value.retry_after + 1)
    await publish(it, maren, FORM, upload(tmp_path))


# held


@pytest.fixture
async def moderator(make: Studio) -> Viewer:
    person = await make.person("mod", Role.MODERATOR)
    return Viewer(person.account, person.actor, "")


async def verdict_of(it: Instance, ident: MediaId) -> str:
    judged = await it.db.read(lambda tx: verdicts.newest(tx, ident))
    assert judged is not None
    return judged.id


async def test_a_held_work_waits_unseen_until_a_person_keeps_its_picture(
    it: Instance, net: Net, fan: Stranger, maren: Person, moderator: Viewer, tmp_path: Path, clock: Clock
) -> None:
    made = await publish(it, maren, FORM, upload(tmp_path, with_signal("a1111-png")), upload(tmp_path, seed=2))
    assert made.state is WorkState.HELD
    assert len(made.withheld) == 1
    assert sent(net, fan, "Create") == []
    assert await works_of(it, maren) == 0
    assert await told(it, maren.actor.id) == ["follow", "held"]
    assert await told(it, moderator.actor.id) == ["held"]
    clock.advance(3600)
    await moderation.decide(it, moderator, await verdict_of(it, made.withheld[0]), Action.KEEP, "Painted by hand")
    await settle(it)
    live = await stored(it, made.work_id)
    assert (live.state, live.published) == (WorkState.LIVE, clock())
    [create] = sent(net, fan, "Create")
    assert len(create["object"]["attachment"]) == 2
    assert await works_of(it, maren) == 1
    assert (await told(it, maren.actor.id))[-1] == "released"
    assert not [path for path in files(it) if "quarantine" in path.parts]


async def test_a_held_work_whose_only_picture_is_dropped_goes_with_it(
    it: Instance, net: Net, fan: Stranger, maren: Person, moderator: Viewer, tmp_path: Path
) -> None:
    data = with_signal("a1111-png")
    made = await publish(it, maren, FORM, upload(tmp_path, data))
    await moderation.decide(it, moderator, await verdict_of(it, made.withheld[0]), Action.DROP, "Generated")
    await settle(it)
    assert (await stored(it, made.work_id)).state is WorkState.DELETED
    assert net.sent(fan.shared_inbox) == []
    assert await works_of(it, maren) == 0
    assert files(it) == []
    assert await traces(it, data[-200:]) == []
    assert (await told(it, maren.actor.id))[-1] == "dropped"


async def test_a_held_work_keeps_what_was_kept_when_the_rest_is_dropped(
    it: Instance, net: Net, fan: Stranger, maren: Person, moderator: Viewer, judge: Mood, tmp_path: Path
) -> None:
    judge.score = 0.95
    made = await publish(it, maren, FORM, upload(tmp_path), upload(tmp_path, seed=2))
    first, second = made.withheld
    await moderation.decide(it, moderator, await verdict_of(it, first), Action.DROP, "Generated")
    await settle(it)
    assert (await stored(it, made.work_id)).state is WorkState.HELD
    assert sent(net, fan, "Create") == []
    await moderation.decide(it, moderator, await verdict_of(it, second), Action.KEEP, "Painted")
    await settle(it)
    [create] = sent(net, fan, "Create")
    [attachment] = create["object"]["attachment"]
    assert second in attachment["url"]


async def test_an_artist_may_edit_and_delete_what_is_held_and_nothing_leaves(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    made = await publish(it, maren, FORM, upload(tmp_path, with_signal("a1111-png")))
    await publishing.edit(it, maren.actor.id, made.work_id, replace(FORM, title="Calm"), {}, {})
    await publishing.delete(it, maren.actor.id, made.work_id)
    await settle(it)
    assert net.sent(fan.shared_inbox) == []
    assert await works_of(it, maren) == 0
    assert files(it) == []


# edit, delete, reply


async def test_an_edit_is_newer_even_when_the_clock_stands_still(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    made = await publish(it, maren, FORM, upload(tmp_path))
    [picture] = await it.db.read(lambda tx: media.by_work(tx, made.work_id))
    for title in ("Calm", "Calmer"):
        form, alt, focus = replace(FORM, title=title, tags=()), {picture.id: "A flat sea"}, {picture.id: (0.5, -0.5)}
        await publishing.edit(it, maren.actor.id, made.work_id, form, alt, focus)
        await settle(it)
    updates = sent(net, fan, "Update")
    stamps = [u["object"]["updated"] for u in updates]
    assert stamps == sorted(set(stamps))
    assert stamps[0] > updates[0]["object"]["published"]
    [attachment] = updates[-1]["object"]["attachment"]
    assert (attachment["name"], attachment["focalPoint"]) == ("A flat sea", [0.5, -0.5])
    assert "Calmer" in updates[-1]["object"]["content"]
    assert len({u["id"] for u in updates}) == 2


async def test_an_edit_also_reaches_whoever_liked_it(it: Instance, net: Net, maren: Person, tmp_path: Path) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    made = await publish(it, maren, FORM, upload(tmp_path))
    await hear(it, grace, grace.like(it.urls.object(made.work_id)))
    await publishing.edit(it, maren.actor.id, made.work_id, replace(FORM, title="Calm"), {}, {})
    await publishing.delete(it, maren.actor.id, made.work_id)
    await settle(it)
    assert [a["type"] for a in net.sent(grace.shared_inbox)] == ["Delete"]


async def test_a_delete_replaces_what_still_waits_and_leaves_a_tombstone(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    made = await publish(it, maren, FORM, upload(tmp_path))
    await publishing.edit(it, maren.actor.id, made.work_id, replace(FORM, title="Calm"), {}, {})
    await publishing.delete(it, maren.actor.id, made.work_id)
    await settle(it)
    assert [a["type"] for a in net.sent(fan.shared_inbox)] == ["Create", "Delete"]
    [delete] = sent(net, fan, "Delete")
    assert delete["object"] == {"id": it.urls.object(made.work_id), "type": "Tombstone"}
    gone = await stored(it, made.work_id)
    assert (gone.state, gone.title, gone.content, gone.source) == (WorkState.DELETED, "", "", "")
    assert await works_of(it, maren) == 0
    assert files(it) == []
    with pytest.raises(NotFound):
        await publishing.delete(it, maren.actor.id, made.work_id)


async def test_web_10_only_its_artist_touches_a_work(it: Instance, maren: Person, make: Studio, tmp_path: Path) -> None:
    iris = await make.person("iris", Role.OWNER)
    made = await publish(it, maren, FORM, upload(tmp_path))
    with pytest.raises(NotFound):
        await publishing.edit(it, iris.actor.id, made.work_id, FORM, {}, {})
    with pytest.raises(NotFound):
        await publishing.delete(it, iris.actor.id, made.work_id)
    assert (await stored(it, made.work_id)).state is WorkState.LIVE


async def test_likes_survive_an_edit_and_go_with_the_work(
    it: Instance, maren: Person, make: Studio, tmp_path: Path
) -> None:
    iris = await make.person("iris")
    made = await publish(it, maren, FORM, upload(tmp_path))
    await reactions.like(it, iris.actor.id, made.work_id)
    await publishing.edit(it, maren.actor.id, made.work_id, replace(FORM, title="Calm"), {}, {})
    assert await it.db.read(lambda tx: works.counts(tx, made.work_id)) == (1, 0, 0)


UNSURE = [(0.95, "", MediaState.HELD), (None, "crashed", MediaState.HELD), (0.1, "", MediaState.KEPT)]


@pytest.mark.parametrize(("score", "error", "state"), UNSURE)
async def test_an_upload_is_held_for_every_unsure_verdict(
    score: float | None, error: str, state: MediaState, it: Instance, maren: Person, judge: Mood, tmp_path: Path
) -> None:
    judge.score, judge.error = score, error
    made = await publish(it, maren, FORM, upload(tmp_path))
    [picture] = await it.db.read(lambda tx: media.by_work(tx, made.work_id))
    assert picture.state is state


@pytest.mark.parametrize(
    ("visibility", "counted"), [(Visibility.PUBLIC, 1), (Visibility.QUIET, 1), (Visibility.FOLLOWERS, 0)]
)
async def test_web_09_only_works_that_anybody_may_see_are_counted(
    it: Instance, maren: Person, tmp_path: Path, visibility: Visibility, counted: int
) -> None:
    made = await publish(it, maren, replace(FORM, visibility=visibility), upload(tmp_path))
    assert await works_of(it, maren) == counted
    await replying.reply(it, maren.actor.id, made.work_id, "And a word about it.")
    assert await works_of(it, maren) == counted
    await publishing.delete(it, maren.actor.id, made.work_id)
    assert await works_of(it, maren) == 0
