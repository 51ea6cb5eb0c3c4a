"""Pages of artists are kept as they were and stand in their order."""

from dataclasses import replace

from fedart.domain.ids import ActorId
from fedart.domain.leaf import Leaf, LeafId
from fedart.storage import leaves
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


def leaf(actor: ActorId, ident: str, position: int) -> Leaf:
    return Leaf(LeafId(ident), actor, f"slug-{ident}", f"Page {ident}", "*x*", "<p><em>x</em></p>", position, NOW)


def test_pages_come_back_in_their_order_and_change_in_place(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", local=True)
    one, two = leaf(maren.id, "1", 1), leaf(maren.id, "2", 2)
    for each in (two, one):
        leaves.put(tx, each)
    assert leaves.of_actor(tx, maren.id) == (one, two)
    assert leaves.menu(tx, maren.id) == (("slug-1", "Page 1"), ("slug-2", "Page 2"))
    changed = replace(one, slug="other", title="Other", source="y", content="<p>y</p>", changed=NOW + 1)
    leaves.put(tx, replace(changed, position=9))
    assert leaves.by_id(tx, "1") == changed
    assert leaves.by_slug(tx, maren.id, "other") == changed
    assert leaves.by_slug(tx, maren.id, "slug-1") is None
    leaves.arrange(tx, ["2", "1"])
    assert [each.id for each in leaves.of_actor(tx, maren.id)] == ["2", "1"]
    leaves.remove(tx, "2")
    assert [each.id for each in leaves.of_actor(tx, maren.id)] == ["1"]
    assert leaves.by_id(tx, "2") is None


def test_two_artists_may_have_the_same_address(tx: SqliteTx, things: Things) -> None:
    maren, joost = things.actor("maren", local=True), things.actor("joost", local=True)
    for number, who in enumerate((maren, joost)):
        leaves.put(tx, replace(leaf(who.id, str(number), 1), slug="contact"))
    found = [leaves.by_slug(tx, who.id, "contact") for who in (maren, joost)]
    assert [each.actor_id for each in found if each] == [maren.id, joost.id]
