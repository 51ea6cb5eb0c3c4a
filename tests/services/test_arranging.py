"""Projects: words between pictures, kept, shown, sent and found with the words of their work."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.arranged import PLAIN, WORDS_LIMIT, Joined, Part
from fedart.domain.forms import Rehanging, Upload, WorkForm
from fedart.domain.ids import MediaId, WorkId
from fedart.domain.media import MediaState
from fedart.domain.policy import Action
from fedart.domain.work import Visibility, Work
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import moderation
from fedart.services import works as publishing
from fedart.storage import arranged, media, verdicts, versions, works
from tests.support.instance import Person, Studio
from tests.support.paint import painting, png
from tests.support.pictures import with_signal
from tests.support.remote import Json, Net, Stranger, hear, settle

FORM = WorkForm(title="Lighthouse", text="It *begins* here.")
WORDS, MORE = Part("First #lamp, then **fog**."), Part("Then the sea.")
PAIR, ROW = Part(joined=Joined.COMPARED), Part(joined=Joined.BESIDE)


@pytest.fixture
async def fan(it: Instance, ada: Stranger, maren: Person) -> Stranger:
    """Ada, who follows Maren."""
    await hear(it, ada, ada.follow(maren.actor.uri))
    return ada


def upload(folder: Path, seed: int, part: Part = PLAIN, data: bytes = b"") -> Upload:
    path = folder / f"{seed}.png"
    path.write_bytes(data or png(painting(seed, (64, 48))))
    return Upload(path, path.name, f"alt {seed}", part=part)


def generated(folder: Path, seed: int, part: Part = PLAIN) -> Upload:
    return upload(folder, seed, part, with_signal("a1111-png"))


async def publish(
    it: Instance, maren: Person, folder: Path, *parts: Part, form: WorkForm = FORM
) -> tuple[WorkId, list[MediaId]]:
    sent = [upload(folder, seed, part) for seed, part in enumerate(parts, 1)]
    made = await publishing.publish(it, maren.actor.id, form, sent)
    await settle(it)
    return made.work_id, [ident for ident, _ in await hung(it, made.work_id)]


async def edit(it: Instance, maren: Person, work: WorkId, wanted: Rehanging, form: WorkForm = FORM) -> None:
    await publishing.edit(it, maren.actor.id, work, form, {}, {}, wanted)
    await settle(it)


async def hung(it: Instance, work: WorkId) -> Sequence[tuple[MediaId, Part]]:
    return await it.db.read(lambda tx: arranged.hung(tx, work))


async def said(it: Instance, work: WorkId) -> list[str]:
    """The words around the pictures, in order."""
    return [part.words for _, part in await hung(it, work)]


async def stored(it: Instance, work: WorkId) -> Work:
    found = await it.db.read(lambda tx: works.by_id(tx, work))
    assert found is not None
    return found


async def opening(it: Instance, work: WorkId) -> str | None:
    return await it.db.read(lambda tx: arranged.opening(tx, work))


async def decide(it: Instance, by: Viewer, ident: MediaId, action: Action) -> None:
    judged = await it.db.read(lambda tx: verdicts.newest(tx, ident))
    assert judged is not None
    await moderation.decide(it, by, judged.id, action, "Looked at it")
    await settle(it)


def newest(net: Net, fan: Stranger) -> Json:
    """The note of the last activity that a follower got."""
    found: Json = [a for a in net.sent(fan.shared_inbox) if a["type"] in ("Create", "Update")][-1]["object"]
    return found


async def test_the_words_of_a_project_are_its_content_in_order(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, _ = await publish(it, maren, tmp_path, WORDS, PAIR, MORE)
    content = (await stored(it, work)).content
    begins, first, then = "It <em>begins</em> here.", "<strong>fog</strong>", "Then the sea."
    assert content.index(begins) < content.index(first) < content.index(then)
    assert str(await opening(it, work)).strip() == f"<p>{begins}</p>"
    assert [(part.joined, bool(part.html)) for _, part in await hung(it, work)] == [
        (Joined.BELOW, True),
        (Joined.COMPARED, False),
        (Joined.BELOW, True),
    ]


async def test_a_work_of_which_nothing_is_said_is_no_project(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, _ = await publish(it, maren, tmp_path, PLAIN, PLAIN)
    assert await opening(it, work) is None
    other, _ = await publish(it, maren, tmp_path, PLAIN, ROW)
    assert await opening(it, other) is not None


async def test_other_servers_get_title_words_and_the_words_between_in_order(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    await publish(it, maren, tmp_path, WORDS, MORE, PAIR)
    note = newest(net, fan)
    places = [note["content"].index(each) for each in ("Lighthouse", "begins", "fog", "Then the sea.")]
    assert places == sorted(places)
    assert [attachment["name"] for attachment in note["attachment"]] == ["alt 1", "alt 2", "alt 3"]


async def test_tags_and_people_in_words_between_pictures_count_as_those_of_the_work(
    it: Instance, make: Studio, maren: Person, tmp_path: Path
) -> None:
    await make.person("tove")
    work, _ = await publish(it, maren, tmp_path, WORDS, Part("With @tove, ```and @maren``` #Fog"))
    found = await stored(it, work)
    assert set(found.tags) == {"lamp", "Fog"}
    assert [mention.handle for mention in found.mentions] == ["@tove@gallery.example"]
    assert 'href="https://gallery.example/@tove"' in found.content


async def test_a_fence_left_open_in_the_words_hides_nobody_named_later(
    it: Instance, make: Studio, maren: Person, tmp_path: Path
) -> None:
    await make.person("tove")
    open_fence = replace(FORM, text="```\nleft open @maren")
    work, _ = await publish(it, maren, tmp_path, Part("With @tove"), form=open_fence)
    assert [mention.handle for mention in (await stored(it, work)).mentions] == ["@tove@gallery.example"]


async def test_a_direct_work_may_name_people_between_its_pictures(
    it: Instance, make: Studio, maren: Person, tmp_path: Path
) -> None:
    await make.person("tove")
    direct = replace(FORM, visibility=Visibility.DIRECT)
    work, _ = await publish(it, maren, tmp_path, Part("For @tove"), form=direct)
    assert [mention.handle for mention in (await stored(it, work)).mentions] == ["@tove@gallery.example"]
    with pytest.raises(Invalid):
        await publish(it, maren, tmp_path, Part("For nobody"), form=direct)


async def test_words_that_are_too_long_are_refused_by_name(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, _ = await publish(it, maren, tmp_path, Part("x" * WORDS_LIMIT))
    assert await said(it, work) == ["x" * WORDS_LIMIT]
    long = Part("x" * (WORDS_LIMIT + 1))
    with pytest.raises(Invalid) as refused:
        await publish(it, maren, tmp_path, long)
    assert list(refused.value.fields) == ["before"]
    with pytest.raises(Invalid) as refused:
        await publish(it, maren, tmp_path, *[Part("x" * WORDS_LIMIT)] * 7)
    assert list(refused.value.fields) == ["text"]


async def test_words_move_with_their_picture(
    it: Instance, net: Net, fan: Stranger, maren: Person, tmp_path: Path
) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, WORDS, MORE)
    await edit(it, maren, work, Rehanging(order=(second, first)))
    assert await said(it, work) == [MORE.words, WORDS.words]
    content = newest(net, fan)["content"]
    assert content.index("Then the sea.") < content.index("fog")


async def test_an_edit_that_says_nothing_of_them_leaves_words_and_joins(
    it: Instance, maren: Person, tmp_path: Path
) -> None:
    work, _ = await publish(it, maren, tmp_path, WORDS, PAIR)
    before = await hung(it, work)
    await edit(it, maren, work, Rehanging(), replace(FORM, text="Another beginning."))
    assert await hung(it, work) == before
    found = await stored(it, work)
    assert "fog" in found.content
    assert "Another beginning." in found.content
    assert found.tags == ("lamp",)


async def test_an_edit_changes_and_takes_away_words(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, WORDS, MORE)
    await edit(it, maren, work, Rehanging(parts={first: Part("Other #words."), second: ROW}))
    found = await stored(it, work)
    assert "Other" in found.content
    assert "the sea" not in found.content
    assert found.tags == ("words",)
    await edit(it, maren, work, Rehanging(parts={first: PLAIN, second: PLAIN}))
    assert await opening(it, work) is None
    assert (await stored(it, work)).content == found.content[: found.content.index("<p>Other")]


async def test_parts_of_pictures_elsewhere_are_not_touched(
    it: Instance, make: Studio, maren: Person, tmp_path: Path
) -> None:
    tove = await make.person("tove")
    theirs, (picture,) = await publish(it, tove, tmp_path, MORE)
    mine, (own,) = await publish(it, maren, tmp_path, WORDS)
    await edit(it, maren, mine, Rehanging(parts={picture: Part("Mine now"), own: Part("Mine")}))
    assert await said(it, theirs) == [MORE.words]
    assert await said(it, mine) == ["Mine"]


async def test_a_replaced_picture_keeps_what_stands_around_it(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, WORDS, PAIR)
    await edit(it, maren, work, Rehanging(replaced={second: upload(tmp_path, 9)}))
    (_, _), (new, part) = await hung(it, work)
    assert new not in (first, second)
    assert part.joined is Joined.COMPARED


async def test_what_stands_around_a_removed_picture_goes_with_it(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, WORDS, MORE)
    await edit(it, maren, work, Rehanging(gone=frozenset({first})))
    assert [(ident, part.words) for ident, part in await hung(it, work)] == [(second, MORE.words)]
    found = await stored(it, work)
    assert "fog" not in found.content
    assert found.tags == ()


async def test_pictures_that_come_later_bring_their_words(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, _ = await publish(it, maren, tmp_path, PLAIN)
    await edit(it, maren, work, Rehanging(added=(upload(tmp_path, 5, MORE),)))
    assert await said(it, work) == ["", MORE.words]
    assert "Then the sea." in (await stored(it, work)).content


@pytest.mark.parametrize("first", [WORDS, PLAIN])
async def test_words_of_an_added_picture_wait_with_it(
    it: Instance, moderator: Viewer, maren: Person, tmp_path: Path, first: Part
) -> None:
    work, _ = await publish(it, maren, tmp_path, first)
    wanted = Rehanging(added=(generated(tmp_path, 5, MORE),))
    (waiting,) = await publishing.edit(it, maren.actor.id, work, FORM, {}, {}, wanted)
    assert "the sea" not in (await stored(it, work)).content
    await decide(it, moderator, waiting, Action.KEEP)
    assert await said(it, work) == [first.words, MORE.words]
    content = (await stored(it, work)).content
    assert content.index("begins") < content.index("the sea")
    assert ("fog" in content) is bool(first.words)


async def test_a_replacement_that_waited_takes_what_stood_around_the_other(
    it: Instance, moderator: Viewer, maren: Person, tmp_path: Path
) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, WORDS, PAIR)
    wanted = Rehanging(replaced={second: generated(tmp_path, 9)})
    (waiting,) = await publishing.edit(it, maren.actor.id, work, FORM, {}, {}, wanted)
    assert [ident for ident, _ in await hung(it, work)] == [first, second]
    await decide(it, moderator, waiting, Action.KEEP)
    assert [(ident, part.joined) for ident, part in await hung(it, work)] == [
        (first, Joined.BELOW),
        (waiting, Joined.COMPARED),
    ]


async def test_a_held_project_goes_live_with_all_of_its_words(
    it: Instance, net: Net, fan: Stranger, moderator: Viewer, maren: Person, tmp_path: Path
) -> None:
    sent = [upload(tmp_path, 1, WORDS), generated(tmp_path, 2, MORE)]
    made = await publishing.publish(it, maren.actor.id, FORM, sent)
    assert made.withheld
    await decide(it, moderator, made.withheld[0], Action.KEEP)
    assert "Then the sea." in newest(net, fan)["content"]


async def test_a_work_is_found_by_the_words_between_its_pictures(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, (first,) = await publish(it, maren, tmp_path, Part("Quillwort in the shallows"))
    assert await sought(it, "quillwort") == [work]
    await edit(it, maren, work, Rehanging(parts={first: PLAIN}))
    assert await sought(it, "quillwort") == []


async def sought(it: Instance, text: str) -> list[WorkId]:
    sql = (
        "SELECT s.work_id FROM sought_words AS f JOIN sought AS s ON s.number = f.rowid WHERE sought_words MATCH :text"
    )
    return [row["work_id"] for row in await it.db.read(lambda tx: tx.all(sql, text=text))]


async def test_earlier_versions_keep_what_stood_between_the_pictures(
    it: Instance, maren: Person, tmp_path: Path
) -> None:
    work, (first, second) = await publish(it, maren, tmp_path, WORDS, PAIR)
    await edit(it, maren, work, Rehanging(parts={first: MORE, second: PLAIN}))
    now, before = await it.db.read(lambda tx: versions.of(tx, work))
    assert {ident: part.words for ident, part in now.parts.items()} == {first: MORE.words}
    assert {ident: (part.words, part.joined) for ident, part in before.parts.items()} == {
        first: (WORDS.words, Joined.BELOW),
        second: ("", Joined.COMPARED),
    }


async def test_nothing_of_a_deleted_project_stays(it: Instance, maren: Person, tmp_path: Path) -> None:
    work, _ = await publish(it, maren, tmp_path, WORDS, PAIR)
    assert await rows(it) == (1, 2)
    await publishing.delete(it, maren.actor.id, work)
    assert await rows(it) == (0, 0)


async def rows(it: Instance) -> tuple[int, int]:
    def count(table: str) -> int:
        return len(it.db.glance(lambda tx: tx.all(f"SELECT 1 AS one FROM {table}")))

    return count("arranged"), count("arranged_parts")


async def test_a_dropped_picture_leaves_its_words(
    it: Instance, moderator: Viewer, maren: Person, tmp_path: Path
) -> None:
    sent = [upload(tmp_path, 1, WORDS), generated(tmp_path, 2, MORE)]
    made = await publishing.publish(it, maren.actor.id, FORM, sent)
    await decide(it, moderator, made.withheld[0], Action.DROP)
    states = [each.state for each in await it.db.read(lambda tx: media.by_work(tx, made.work_id))]
    assert states == [MediaState.KEPT, MediaState.DROPPED]
    assert await said(it, made.work_id) == [WORDS.words, MORE.words]
