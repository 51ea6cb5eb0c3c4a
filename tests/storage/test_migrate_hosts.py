"""The change to domains: hosts that are known already are found under every domain they lie under, and ports go."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from fedart import share
from fedart.storage import migrate

OLD = ("0001_start.sql", "0002_visible.sql", "0003_judging.sql", "0004_peers.sql")
ACTOR = """
INSERT INTO actors (id, uri, local, type, username, host, name, summary, summary_source, fields, url, inbox, outbox,
    followers, following, featured, key_id, public_key, locked, discoverable, indexable, created, updated, fetched)
VALUES (?, ?, ?, 'Person', ?, ?, '', '', '', '[]', '', '', '', '', '', '', '', '', 0, 1, 1, 1, 1, 1)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "migrations"
    made.mkdir()
    for name in OLD:
        shutil.copy(share.path("migrations") / name, made / name)
    return made


def test_known_hosts_and_hidden_domains_are_brought_up_to_date(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "fedart.sqlite3"
    migrate.migrate(database, folder)
    old = sqlite3.connect(database)
    hosts = [("a1", 1, "g.example"), ("a2", 0, "a.loud.example:8443"), ("a3", 0, "peer"), ("a4", 0, "peer")]
    for ident, local, host in hosts:
        old.execute(ACTOR, (ident, f"https://{host}/{ident}", local, ident, host))
    for domain in ("loud.example:8443", "loud.example", "other.example:81"):
        old.execute("INSERT INTO muted_domains VALUES ('a1', ?, 7)", (domain,))
        old.execute("INSERT INTO domain_blocks VALUES (?, 'why', 7)", (domain,))
    old.execute(
        "INSERT INTO reports (id, from_uri, local, about, works, text, state, created)"
        " VALUES ('r1', 'https://peer/x', 0, 'a1', '[]', 'Look', 'open', 1)"
    )
    old.commit()
    old.close()
    shutil.copy(share.path("migrations") / "0005_reports.sql", folder / "0005_reports.sql")
    assert migrate.migrate(database, folder) == ["reports"]
    new = sqlite3.connect(database)
    assert new.execute("SELECT domain, host FROM host_domains ORDER BY host, domain").fetchall() == [
        ("a.loud.example", "a.loud.example:8443"),
        ("example", "a.loud.example:8443"),
        ("loud.example", "a.loud.example:8443"),
        ("peer", "peer"),
    ]
    expected = [("loud.example", 7), ("other.example", 7)]
    assert new.execute("SELECT domain, created FROM muted_domains ORDER BY domain").fetchall() == expected
    assert new.execute("SELECT domain, created FROM domain_blocks ORDER BY domain").fetchall() == expected
    assert new.execute("SELECT decision, reason FROM reports").fetchall() == [("", "")]
    new.close()
