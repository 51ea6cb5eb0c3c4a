-- Albums and sections of portfolios, links that open closed albums, and how portfolios are laid out.

-- A section is an album without a page of its own: it sorts the portfolio. `closed`: for its artist, and for whoever
-- has one of its links. `cover` is one of its works; without one, the first that may be seen stands for it.
CREATE TABLE albums (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    content TEXT NOT NULL,
    closed INTEGER NOT NULL,
    cover TEXT REFERENCES works (id),
    position BIGINT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    deleted BIGINT
);
CREATE INDEX albums_by_actor ON albums (actor_id, kind, position, id) WHERE deleted IS NULL;

-- Positions have room between them: one work moves, and the others keep theirs. A work that was taken out keeps its
-- row, because somebody else's cursor may stand on it.
CREATE TABLE album_works (
    album_id TEXT NOT NULL REFERENCES albums (id),
    work_id TEXT NOT NULL REFERENCES works (id),
    position BIGINT NOT NULL,
    added BIGINT NOT NULL,
    removed BIGINT,
    PRIMARY KEY (album_id, work_id)
);
CREATE INDEX album_works_in_order ON album_works (album_id, position, work_id);
CREATE INDEX album_works_by_work ON album_works (work_id, album_id);

-- Which post told of an album.
CREATE TABLE announcements (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    album_id TEXT NOT NULL REFERENCES albums (id)
);

-- Links that open a closed album. Only the hash of the token is kept, and of visits only the number.
CREATE TABLE album_links (
    id TEXT PRIMARY KEY,
    album_id TEXT NOT NULL REFERENCES albums (id),
    token_hash TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    revoked BIGINT,
    views INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX album_links_by_album ON album_links (album_id, id);

CREATE TABLE presentations (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    layout TEXT NOT NULL
);
