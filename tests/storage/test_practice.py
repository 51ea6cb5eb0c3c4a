"""What artists say of their practice is kept as it was, and follows their name."""

from dataclasses import replace
from datetime import date

from fedart.domain.practice import NOTHING, Open, Opening, Practice
from fedart.domain.stated import Stated
from fedart.domain.work import Visibility
from fedart.storage import actors, practice, stated
from fedart.storage.practice import Tool
from fedart.storage.sqlite import SqliteTx
from tests.support.things import Things

SAID = Practice(
    headline="Ink & weather",
    pronouns="she",
    place="Tromsø",
    roles=("Painter", "Comics artist"),
    openings=(Open(Opening.COMMISSIONS, date(2026, 12, 31)), Open(Opening.CONTRACT)),
)


def test_what_is_said_comes_back_as_it_was_and_is_replaced_whole(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", host="gallery.example", local=True)
    assert practice.of(tx, maren.id) == NOTHING
    practice.put(tx, maren.id, SAID)
    assert practice.of(tx, maren.id) == SAID
    other = Practice(roles=("Animator",))
    practice.put(tx, maren.id, other)
    assert practice.of(tx, maren.id) == other
    assert [row["role"] for row in tx.all("SELECT role FROM actor_roles")] == ["animator"]
    assert tx.all("SELECT kind FROM actor_openings") == []


def test_people_of_other_servers_say_nothing_here(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada")
    practice.put(tx, ada.id, SAID)
    assert practice.of(tx, ada.id) == NOTHING
    practice.put(tx, "nobody", SAID)
    assert tx.all("SELECT actor_id FROM profiles WHERE actor_id = 'nobody'") == []


def test_a_new_name_changes_the_place_in_the_list_and_nothing_that_was_said(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", host="gallery.example", local=True)
    practice.put(tx, maren.id, SAID)
    actors.edit_profile(tx, replace(maren, name="Ölaf"))
    row = tx.one("SELECT sort, words FROM profiles WHERE actor_id = :id", id=maren.id)
    assert row is not None
    assert row["sort"] == "olaf"
    assert row["words"].split()[:2] == ["olaf", "maren"]
    assert "comics artist" in row["words"]
    assert practice.of(tx, maren.id) == SAID


def test_software_is_what_public_works_name_the_most_used_first(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", host="gallery.example", local=True)
    for words in (("Krita",), ("krita", "Blender"), ("Krita",)):
        stated.put(tx, things.work(maren).id, Stated(software=words, medium=("Oil",)))
    hidden = things.work(maren, lambda work: replace(work, visibility=Visibility.FOLLOWERS))
    stated.put(tx, hidden.id, Stated(software=("Secret tool",)))
    other = things.work(things.actor("joost", host="gallery.example", local=True))
    stated.put(tx, other.id, Stated(software=("GIMP",)))
    found = practice.software(tx, maren.id, limit=5)
    assert [(tool.folded, tool.works) for tool in found] == [("krita", 3), ("blender", 1)]
    assert found[1] == Tool("blender", "Blender", 1)
    assert len(practice.software(tx, maren.id, limit=1)) == 1
