"""What is stated about works is kept as it was, and its words are found."""

from fedart.domain.films import film
from fedart.domain.stated import NOTHING, Licence, Process, Stated
from fedart.storage import stated
from fedart.storage.sqlite import SqliteTx
from tests.support.things import Things

SEA = film("https://youtu.be/dQw4w9WgXcQ", "Making of")


def test_what_is_stated_comes_back_as_it_was(tx: SqliteTx, things: Things) -> None:
    assert SEA is not None
    work = things.work(things.actor("ada"))
    assert stated.of(tx, work.id) == NOTHING
    known = Stated(
        medium=("Öl", "Ink"),
        subject=("Sea",),
        software=("Krita",),
        year="1987–88",
        size="40 × 60 cm",
        materials="Linen",
        licence=Licence.CC_BY_SA,
        process=Process.ASSISTED,
        note="The sky",
        films=(SEA,),
    )
    stated.put(tx, work.id, known)
    assert stated.of(tx, work.id) == known
    stated.put(tx, work.id, Stated(medium=("Ink",)))
    assert stated.of(tx, work.id) == Stated(medium=("Ink",))


def test_words_are_indexed_folded_and_go_with_the_statement(tx: SqliteTx, things: Things) -> None:
    work = things.work(things.actor("ada"))
    stated.put(tx, work.id, Stated(medium=("Digital Painting", "ÖL"), subject=("Sea",)))
    rows = tx.all("SELECT facet, folded, word FROM work_facets WHERE work_id = :id ORDER BY facet, folded", id=work.id)
    assert [tuple(row.values()) for row in rows] == [
        ("medium", "digital painting", "Digital Painting"),
        ("medium", "öl", "ÖL"),
        ("subject", "sea", "Sea"),
    ]
    stated.remove(tx, work.id)
    assert stated.of(tx, work.id) == NOTHING
    for table in ("stated", "work_facets"):
        assert tx.all(f"SELECT * FROM {table}") == []
