"""The change to profiles: whoever was here before stands in the list of artists, and nobody from elsewhere."""

import shutil
import sqlite3
from pathlib import Path

from fedart import share
from fedart.storage import migrate

ACTOR = """
INSERT INTO actors (id, uri, local, type, username, host, name, summary, summary_source, fields, url, inbox, outbox,
    followers, following, featured, key_id, public_key, locked, discoverable, indexable, created, updated, fetched)
VALUES (?, ?, ?, 'Person', ?, 'g.example', ?, '', '', '[]', '', '', '', '', '', '', '', '', 0, 1, 1, 1, 1, 1)
"""


def test_people_of_before_are_in_the_list(tmp_path: Path) -> None:
    folder, database = tmp_path / "migrations", tmp_path / "fedart.sqlite3"
    folder.mkdir()
    shipped = sorted(share.path("migrations").glob("*.sql"))
    for path in shipped:
        if path.name < "0014":
            shutil.copy(path, folder / path.name)
    migrate.migrate(database, folder)
    old = sqlite3.connect(database)
    for ident, local, username, name in (("a1", 1, "maren", "Maren Vik"), ("a2", 1, "bo", ""), ("a3", 0, "eve", "Eve")):
        old.execute(ACTOR, (ident, f"https://g.example/{ident}", local, username, name))
    old.commit()
    old.close()
    shutil.copy(share.path("migrations") / "0014_profiles.sql", folder / "0014_profiles.sql")
    assert migrate.migrate(database, folder) == ["profiles"]
    new = sqlite3.connect(database)
    rows = new.execute("SELECT actor_id, sort, words, roles, openings FROM profiles ORDER BY actor_id").fetchall()
    new.close()
    assert rows == [("a1", "maren vik", "maren vik maren", "[]", "[]"), ("a2", "bo", " bo", "[]", "[]")]
