"""Pages that artists write: sanitised, addressed, in order, and told to no other server."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.leaf import LeafForm
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import leaves as services
from fedart.storage import leaves
from tests.support.instance import Studio
from tests.support.remote import Net, Stranger, hear, settle


async def slugs(it: Instance, viewer: Viewer) -> list[str]:
    return [each.slug for each in await it.db.read(lambda tx: leaves.of_actor(tx, viewer.actor.id))]


async def test_a_page_is_rendered_and_stays_on_this_server(
    it: Instance, net: Net, ada: Stranger, artist: Viewer
) -> None:
    await hear(it, ada, ada.follow(artist.actor.uri))
    await settle(it)
    before = len(net.sent(ada.shared_inbox))
    leaf = await services.save(it, artist, LeafForm(" Contact\n me", "Write *me*. <script>alert(1)</script>"))
    assert (leaf.slug, leaf.title) == ("contact-me", "Contact me")
    assert "<em>me</em>" in leaf.content
    assert "<script" not in leaf.content
    await settle(it)
    assert len(net.sent(ada.shared_inbox)) == before


async def test_a_changed_page_keeps_its_address_and_its_place(it: Instance, artist: Viewer) -> None:
    one = await services.save(it, artist, LeafForm("One", "1"))
    await services.save(it, artist, LeafForm("Two", "2"))
    changed = await services.save(it, artist, LeafForm("Other", "3"), one.id)
    assert (changed.slug, changed.position, changed.title) == ("one", one.position, "Other")
    moved = await services.save(it, artist, LeafForm("Other", "3", "else-where"), one.id)
    assert moved.slug == "else-where"
    assert await slugs(it, artist) == ["else-where", "two"]


async def test_addresses_are_unique_for_each_artist(it: Instance, artist: Viewer, make: Studio) -> None:
    for _ in range(2):
        await services.save(it, artist, LeafForm("Contact"))
    assert await slugs(it, artist) == ["contact", "contact-2"]
    with pytest.raises(Invalid) as caught:
        await services.save(it, artist, LeafForm("Third", slug="contact"))
    assert list(caught.value.fields) == ["slug"]
    person = await make.person("joost")
    joost = Viewer(person.account, person.actor, "")
    assert (await services.save(it, joost, LeafForm("Contact"))).slug == "contact"


async def test_there_are_so_many_and_no_more(it: Instance, artist: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedart.services.leaves.MAX_LEAVES", 1)
    one = await services.save(it, artist, LeafForm("One"))
    with pytest.raises(Invalid):
        await services.save(it, artist, LeafForm("Two"))
    with pytest.raises(Invalid):
        await services.save(it, artist, LeafForm(""), one.id)
    assert (await services.save(it, artist, LeafForm("Still one"), one.id)).id == one.id


async def test_pages_are_put_in_order_and_deleted(it: Instance, artist: Viewer) -> None:
    made = [await services.save(it, artist, LeafForm(title)) for title in ("One", "Two", "Three")]
    await services.place(it, artist, made[2].id, 1)
    assert await slugs(it, artist) == ["three", "one", "two"]
    await services.remove(it, artist, made[0].id)
    assert await slugs(it, artist) == ["three", "two"]
    await services.save(it, artist, LeafForm("Four"))
    assert await slugs(it, artist) == ["three", "two", "four"]


async def test_web_10_nobody_else_touches_a_page(it: Instance, artist: Viewer, make: Studio) -> None:
    made = await services.save(it, artist, LeafForm("Contact", "me"))
    person = await make.person("joost")
    joost = Viewer(person.account, person.actor, "")
    with pytest.raises(NotFound):
        await services.save(it, joost, LeafForm("Stolen"), made.id)
    with pytest.raises(NotFound):
        await services.place(it, joost, made.id, 1)
    with pytest.raises(NotFound):
        await services.remove(it, joost, made.id)
    assert await slugs(it, artist) == ["contact"]
