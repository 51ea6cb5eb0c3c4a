"""An artist's posts as each viewer may see them, with what they answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import pytest

from fedart.domain.actor import Account, Actor, Role, Viewer
from fedart.domain.ids import AccountId, Uri, WorkId, new_id
from fedart.domain.work import Kind, Visibility, Work
from fedart.storage import blocks, reactions, views_faces, works
from fedart.storage.blocks import Blocking
from fedart.storage.reactions import Reaction
from fedart.storage.sqlite import SqliteTx
from fedart.storage.views import NEWEST
from tests.support.things import NOW, Things


def viewer(actor: Actor) -> Viewer:
    return Viewer(Account(AccountId("a"), actor.id, actor.username, Role.ARTIST, NOW, disabled=False), actor, "")


def _post(visibility: Visibility, parent: Work | None = None) -> Callable[[Work], Work]:
    def change(work: Work) -> Work:
        to = (parent.uri, parent.id) if parent else (None, None)
        return replace(work, kind=Kind.POST, visibility=visibility, title="", in_reply_to=to[0], in_reply_to_id=to[1])

    return change


@dataclass
class Talk:
    maren: Viewer
    joost: Viewer
    ada: Viewer
    posts: dict[str, Work]


@pytest.fixture
def talk(things: Things) -> Talk:
    """Maren's posts; Joost follows her, Ada does not."""
    maren, joost, ada = (things.actor(n, host="gallery.example", local=True) for n in ("maren", "joost", "ada"))
    things.follow(joost, maren)
    things.work(maren)
    posts = {v.value: things.work(maren, _post(v)) for v in Visibility}
    return Talk(viewer(maren), viewer(joost), viewer(ada), posts)


SEEN = {
    "nobody": ["quiet", "public"],
    "ada": ["local", "quiet", "public"],
    "joost": ["followers", "local", "quiet", "public"],
    "maren": ["followers", "local", "quiet", "public"],
}


@pytest.mark.parametrize("who", SEEN)
def test_web_09_each_viewer_finds_the_posts_that_are_for_them_and_letters_nobody(
    tx: SqliteTx, talk: Talk, who: str
) -> None:
    looking = None if who == "nobody" else getattr(talk, who)
    page = views_faces.posts(tx, talk.maren.actor.id, looking, NOW, limit=9)
    assert [said.post.work.visibility.value for said in page.items] == SEEN[who]


def test_a_block_hides_every_post(tx: SqliteTx, talk: Talk) -> None:
    uri = Uri("https://gallery.example/b/1")
    blocks.add(tx, Blocking(new_id(), uri, talk.ada.actor.id, talk.maren.actor.id, NOW))
    assert views_faces.posts(tx, talk.maren.actor.id, talk.ada, NOW, limit=9).items == ()
    assert len(views_faces.posts(tx, talk.maren.actor.id, talk.joost, NOW, limit=9).items) == 4


def test_posts_come_in_pages(tx: SqliteTx, talk: Talk) -> None:
    first = views_faces.posts(tx, talk.maren.actor.id, talk.joost, NOW, limit=3)
    rest = views_faces.posts(tx, talk.maren.actor.id, talk.joost, NOW, before=first.more, limit=3)
    found = [said.post.work.visibility.value for said in (*first.items, *rest.items)]
    assert (found, rest.more) == (SEEN["joost"], "")


@pytest.mark.parametrize(
    ("visibility", "shown"), [(Visibility.PUBLIC, True), (Visibility.QUIET, True), (Visibility.FOLLOWERS, False)]
)
def test_web_09_what_a_post_answers_is_named_when_everybody_may_see_it(
    visibility: Visibility, shown: bool, tx: SqliteTx, things: Things, talk: Talk
) -> None:
    parent = things.work(talk.ada.actor, lambda work: replace(work, visibility=visibility))
    answer = things.work(talk.maren.actor, _post(Visibility.PUBLIC, parent))
    found = views_faces.posts(tx, talk.maren.actor.id, None, NOW, limit=1).items[0]
    assert found.post.work.id == answer.id
    assert (found.answers is not None) is shown
    if found.answers is not None:
        assert (found.answers.id, found.answers.title, found.answers.by) == (parent.id, parent.title, "Ada")


def test_a_deleted_post_is_gone(tx: SqliteTx, talk: Talk) -> None:
    works.remove(tx, talk.posts["public"], NOW)
    found = views_faces.posts(tx, talk.maren.actor.id, None, NOW, limit=9).items
    assert [said.post.work.visibility for said in found] == [Visibility.QUIET]


# --- what an artist passes on -----------------------------------------------------------------------------------------


_TICKS = count()


def passes(tx: SqliteTx, actor: Actor, work: Work) -> str:
    ident = new_id(NOW + 60_000 + next(_TICKS))
    reactions.add_boost(tx, Reaction(ident, Uri(f"{actor.uri}/boosts/{ident}"), actor.id, work.id, ""), NOW)
    return ident


def shown(tx: SqliteTx, talk: Talk, looking: Viewer | None, *, before: str = NEWEST, limit: int = 20) -> list[WorkId]:
    """The works that somebody passed on, as they stand on her page."""
    page = views_faces.posts(tx, talk.maren.actor.id, looking, NOW, before=before, limit=limit)
    return [said.post.work.id for said in page.items if said.passed]


def test_what_an_artist_passes_on_stands_among_their_posts_where_they_passed_it_on(
    tx: SqliteTx, things: Things, talk: Talk
) -> None:
    old = things.work(talk.ada.actor)
    posted = things.work(talk.maren.actor, _post(Visibility.PUBLIC))
    boost = passes(tx, talk.maren.actor, old)
    page = views_faces.posts(tx, talk.maren.actor.id, None, NOW, limit=2)
    assert [(said.place, said.post.work.id, said.passed) for said in page.items] == [
        (boost, old.id, True),
        (posted.id, posted.id, False),
    ]
    assert page.items[0].post.by.id == talk.ada.actor.id
    assert page.more == posted.id
    rest = views_faces.posts(tx, talk.maren.actor.id, None, NOW, before=boost, limit=1)
    assert [said.place for said in rest.items] == [posted.id]


@pytest.mark.parametrize("visibility", Visibility)
def test_web_09_only_what_is_for_everybody_is_shown_as_passed_on(
    visibility: Visibility, tx: SqliteTx, things: Things, talk: Talk
) -> None:
    work = things.work(talk.ada.actor, lambda made: replace(made, visibility=visibility))
    passes(tx, talk.maren.actor, work)
    public = visibility is Visibility.PUBLIC
    assert [shown(tx, talk, each) == [work.id] for each in (None, talk.joost, talk.maren)] == [public] * 3


def test_works_of_other_servers_are_for_people_who_are_signed_in(tx: SqliteTx, things: Things, talk: Talk) -> None:
    far = things.work(things.actor("tove", host="peer.example"))
    passes(tx, talk.maren.actor, far)
    assert shown(tx, talk, talk.ada) == [far.id]
    assert shown(tx, talk, None) == []


def test_what_people_hide_is_not_shown_and_a_block_hides_all(tx: SqliteTx, things: Things, talk: Talk) -> None:
    tove = things.actor("tove", host="gallery.example", local=True)
    work = things.work(tove)
    passes(tx, talk.maren.actor, work)
    assert shown(tx, talk, talk.ada) == shown(tx, talk, talk.joost) == [work.id]
    blocks.add(tx, Blocking(new_id(), Uri("https://gallery.example/b/1"), talk.ada.actor.id, tove.id, NOW))
    blocks.add(
        tx, Blocking(new_id(), Uri("https://gallery.example/b/2"), talk.maren.actor.id, talk.joost.actor.id, NOW)
    )
    assert shown(tx, talk, talk.ada) == shown(tx, talk, talk.joost) == []
    assert shown(tx, talk, talk.maren) == [work.id]


def test_a_deleted_work_is_passed_on_no_longer(tx: SqliteTx, things: Things, talk: Talk) -> None:
    work = things.work(talk.ada.actor)
    passes(tx, talk.maren.actor, work)
    assert shown(tx, talk, None) == [work.id]
    works.remove(tx, work, NOW)
    assert shown(tx, talk, None) == []


def test_no_page_is_lost_behind_much_that_is_hidden(
    monkeypatch: pytest.MonkeyPatch, tx: SqliteTx, things: Things, talk: Talk
) -> None:
    monkeypatch.setattr(views_faces, "WINDOW", 3)
    near = things.work(talk.ada.actor)
    far = [things.work(things.actor(f"far{n}", host="peer.example")) for n in range(7)]
    for work in (near, *far):
        passes(tx, talk.maren.actor, work)
    found: list[WorkId] = []
    before, pages = NEWEST, 0
    while pages == 0 or before:
        page = views_faces.posts(tx, talk.maren.actor.id, None, NOW, before=before, limit=5)
        found += [said.post.work.id for said in page.items]
        before, pages = page.more, pages + 1
        assert pages < 9, "it ends"
    assert found == [near.id, talk.posts["quiet"].id, talk.posts["public"].id]
    assert pages == 3
