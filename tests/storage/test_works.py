"""Works and posts."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, WorkId, new_id
from fedart.domain.work import Kind, Mention, Visibility, Work, WorkState
from fedart.storage import reactions, works
from fedart.storage.reactions import Reaction
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things

LOTTE = Mention(Uri("https://gallery.example/actors/lotte"), "@lotte@gallery.example", "https://gallery.example/@lotte")


@pytest.fixture
def ada(things: Things) -> Actor:
    return things.actor("ada")


def test_a_work_comes_back_as_it_was_stored(tx: SqliteTx, things: Things, ada: Actor) -> None:
    given: list[Work] = []

    def changed(base: Work) -> Work:
        texts = replace(base, tags=("Öl", "日本画"), warning="blood", sensitive=True)
        given.append(replace(texts, mentions=(LOTTE,), edited=NOW))
        return given[0]

    made = things.work(ada, changed)
    assert works.by_id(tx, made.id) == replace(given[0], version=made.version)
    assert works.by_uri(tx, made.uri) == made
    assert works.by_id(tx, "none") is None
    assert works.by_uri(tx, "none") is None


def test_dur_02_a_second_copy_changes_nothing(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.work(ada)
    assert not works.insert(tx, replace(made, id=WorkId(new_id()), title="Forged", tags=("other",)), NOW)
    assert works.by_uri(tx, made.uri) == made
    assert tx.all("SELECT tag FROM work_tags") == []


def tags(tx: SqliteTx, work: Work) -> set[str]:
    return {row["tag"] for row in tx.all("SELECT tag FROM work_tags WHERE work_id = :id", id=work.id)}


def test_aut_08_an_edit_changes_texts_and_nothing_else(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.work(ada, lambda w: replace(w, tags=("Ferry",), mentions=(LOTTE,)))
    told = replace(
        made,
        title="Night, ferry",
        content="<p>New</p>",
        tags=("Night",),
        mentions=(),
        edited=NOW + 9,
        visibility=Visibility.DIRECT,
        kind=Kind.POST,
        published=0,
        actor_uri=Uri("https://evil.example/"),
    )
    works.edit(tx, told)
    kept = replace(
        told,
        visibility=made.visibility,
        kind=made.kind,
        published=made.published,
        actor_uri=made.actor_uri,
        version=made.version + 1,
    )
    assert works.by_id(tx, made.id) == kept
    assert tags(tx, made) == {"night"}
    assert not works.is_named(tx, made.id, LOTTE.uri)


def test_tags_are_found_without_their_case(tx: SqliteTx, things: Things, ada: Actor) -> None:
    assert tags(tx, things.work(ada, lambda w: replace(w, tags=("Straße", "FERRY")))) == {"strasse", "ferry"}


def test_people_are_named_by_their_id(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.work(ada, lambda w: replace(w, mentions=(LOTTE, LOTTE)))
    assert works.is_named(tx, made.id, LOTTE.uri)
    assert not works.is_named(tx, made.id, ada.uri)


def test_replies_are_joined_whichever_comes_first(tx: SqliteTx, things: Things, ada: Actor) -> None:
    parent = Uri(f"{ada.uri}/notes/parent")
    early = things.work(ada, lambda w: replace(w, kind=Kind.POST, in_reply_to=parent))
    assert early.in_reply_to_id is None
    top = things.work(ada, lambda w: replace(w, uri=parent))
    late = things.work(ada, lambda w: replace(w, kind=Kind.POST, in_reply_to=parent))
    for reply in (early, late):
        found = works.by_id(tx, reply.id)
        assert found is not None
        assert found.in_reply_to_id == top.id
    assert works.counts(tx, top.id) == (0, 0, 2)


@pytest.mark.parametrize(
    ("visibility", "count"),
    [(Visibility.PUBLIC, 1), (Visibility.QUIET, 1), (Visibility.FOLLOWERS, 0), (Visibility.DIRECT, 0)],
)
def test_web_09_replies_that_not_everybody_sees_are_not_counted(
    tx: SqliteTx, things: Things, ada: Actor, visibility: Visibility, count: int
) -> None:
    top = things.work(ada)
    things.work(ada, lambda w: replace(w, in_reply_to=top.uri, visibility=visibility))
    assert works.counts(tx, top.id) == (0, 0, count)


def test_a_deleted_reply_is_not_counted_any_more(tx: SqliteTx, things: Things, ada: Actor) -> None:
    top = things.work(ada)
    reply = things.work(ada, lambda w: replace(w, in_reply_to=top.uri))
    stored = works.by_id(tx, reply.id)
    assert stored is not None
    works.remove(tx, stored, NOW)
    assert works.counts(tx, top.id) == (0, 0, 0)


def test_what_is_removed_leaves_an_empty_tombstone(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.work(ada, lambda w: replace(w, tags=("ferry",), warning="w", mentions=(LOTTE,)))
    works.remove(tx, made, NOW)
    found = works.by_id(tx, made.id)
    assert found is not None
    assert found.state is WorkState.DELETED
    assert (found.title, found.source, found.content, found.warning, found.tags, found.mentions) == (
        ("", "", "", "", (), ())
    )
    assert tags(tx, made) == set()


def test_aut_07_counts_come_from_our_own_rows(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made, lotte = things.work(ada), things.actor("lotte")
    for number, emoji in enumerate(["", "🎨", "🖼"]):
        uri = Uri(f"{lotte.uri}/likes/{number}")
        assert reactions.add_like(tx, Reaction(new_id(), uri, lotte.id, made.id, emoji), NOW)
    assert reactions.add_boost(tx, Reaction(new_id(), Uri(f"{lotte.uri}/boost"), lotte.id, made.id), NOW)
    works.count_reactions(tx, made.id)
    assert works.counts(tx, made.id) == (1, 1, 0)
    assert works.counts(tx, "none") == (0, 0, 0)


def test_each_change_that_is_seen_makes_a_new_version(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.work(ada)

    def version() -> int:
        found = works.by_id(tx, made.id)
        assert found is not None
        return found.version

    seen = [version()]
    works.touch(tx, made.id)
    seen.append(version())
    works.set_state(tx, made.id, WorkState.HELD, NOW)
    seen.append(version())
    works.count_reactions(tx, made.id)
    seen.append(version())
    works.edit(tx, made)
    seen.append(version())
    assert seen == sorted(set(seen))


def test_a_state_comes_with_its_date(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = things.work(ada, lambda w: replace(w, state=WorkState.HELD))
    works.set_state(tx, made.id, WorkState.LIVE, NOW + 60_000)
    found = works.by_id(tx, made.id)
    assert found is not None
    assert (found.state, found.published) == (WorkState.LIVE, NOW + 60_000)


def test_works_are_listed_newest_first_page_by_page(tx: SqliteTx, things: Things, ada: Actor) -> None:
    made = [things.work(ada) for _ in range(5)]
    things.work(things.actor("bert"))
    newest = [work.id for work in reversed(made)]
    first = works.by_actor(tx, ada.id, most=2)
    assert [work.id for work in first] == newest[:2]
    assert [work.id for work in works.by_actor(tx, ada.id, before=first[-1].id, most=9)] == newest[2:]


def test_what_is_left_of_somebody_is_what_is_not_deleted(tx: SqliteTx, things: Things, ada: Actor) -> None:
    live, held, gone = things.work(ada), things.work(ada, lambda w: replace(w, state=WorkState.HELD)), things.work(ada)
    works.remove(tx, gone, NOW)
    assert sorted(works.left_of_actor(tx, ada.id)) == sorted([live.id, held.id])
