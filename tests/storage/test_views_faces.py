"""An artist's posts as each viewer may see them, with what they answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from fedart.domain.actor import Account, Actor, Role, Viewer
from fedart.domain.ids import AccountId, Uri, new_id
from fedart.domain.work import Kind, Visibility, Work
from fedart.storage import blocks, views_faces, works
from fedart.storage.blocks import Blocking
from fedart.storage.sqlite import SqliteTx
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
    page = views_faces.posts(tx, talk.maren.actor.id, looking, limit=9)
    assert [said.post.work.visibility.value for said in page.items] == SEEN[who]


def test_a_block_hides_every_post(tx: SqliteTx, talk: Talk) -> None:
    uri = Uri("https://gallery.example/b/1")
    blocks.add(tx, Blocking(new_id(), uri, talk.ada.actor.id, talk.maren.actor.id, NOW))
    assert views_faces.posts(tx, talk.maren.actor.id, talk.ada, limit=9).items == ()
    assert len(views_faces.posts(tx, talk.maren.actor.id, talk.joost, limit=9).items) == 4


def test_posts_come_in_pages(tx: SqliteTx, talk: Talk) -> None:
    first = views_faces.posts(tx, talk.maren.actor.id, talk.joost, limit=3)
    rest = views_faces.posts(tx, talk.maren.actor.id, talk.joost, before=first.more, limit=3)
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
    found = views_faces.posts(tx, talk.maren.actor.id, None, limit=1).items[0]
    assert found.post.work.id == answer.id
    assert (found.answers is not None) is shown
    if found.answers is not None:
        assert (found.answers.id, found.answers.title, found.answers.by) == (parent.id, parent.title, "Ada")


def test_a_deleted_post_is_gone(tx: SqliteTx, talk: Talk) -> None:
    works.remove(tx, talk.posts["public"], NOW)
    found = views_faces.posts(tx, talk.maren.actor.id, None, limit=9).items
    assert [said.post.work.visibility for said in found] == [Visibility.QUIET]
