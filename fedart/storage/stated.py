"""What artists state about their works, and the words that lists are filtered by."""

import json

from fedart.domain.films import Film, Source
from fedart.domain.stated import NOTHING, Licence, Process, Stated
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("stated.sql")
_PLAIN = ("year", "size", "materials", "note", "licence_name", "licence_address")
_LISTS = ("medium", "subject", "software")


def put(tx: Tx, work: str, stated: Stated) -> None:
    """Replace what is stated about a work; nothing at all leaves no row."""
    tx.run(SQL.clear_facets, work=work)
    for facet, word in stated.facets():
        tx.run(SQL.add_facet, facet=facet.value, folded=word.casefold(), work=work, word=word)
    if stated == NOTHING:
        tx.run(SQL.clear, work=work)
        return
    facts = {name: getattr(stated, name) for name in (*_PLAIN, *_LISTS) if getattr(stated, name)}
    films = [[film.source, film.ident, film.host, film.address, film.name] for film in stated.films]
    if films:
        facts["films"] = films
    tx.run(
        SQL.put,
        work=work,
        licence=stated.licence.value,
        process=stated.process.value,
        facts=json.dumps(facts, ensure_ascii=False),
    )


def of(tx: Tx, work: str) -> Stated:
    """What is stated about a work."""
    row = tx.one(SQL.of, work=work)
    if row is None:
        return NOTHING
    facts = json.loads(row["facts"])
    medium, subject, software = (tuple(facts.get(name, ())) for name in _LISTS)
    year, size, materials, note, licence_name, licence_address = (facts.get(name, "") for name in _PLAIN)
    return Stated(
        medium=medium,
        subject=subject,
        software=software,
        year=year,
        size=size,
        materials=materials,
        note=note,
        licence=Licence.read(row["licence"]),
        licence_name=licence_name,
        licence_address=licence_address,
        process=Process.read(row["process"]),
        films=tuple(Film(Source(source), *rest) for source, *rest in facts.get("films", ())),
    )


def remove(tx: Tx, work: str) -> None:
    """Forget what was stated about a work that is gone."""
    put(tx, work, NOTHING)
