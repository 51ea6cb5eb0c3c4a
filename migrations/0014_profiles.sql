-- What artists say of themselves and of what they are open for, their CV, and pages of their own.

-- One row for each of ours: `sort` and `words` are folded, for the list of artists. `roles` and `openings` are JSON, as
-- pages show them; the two tables below hold the same for filters.
CREATE TABLE profiles (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    sort TEXT NOT NULL,
    words TEXT NOT NULL,
    headline TEXT NOT NULL,
    pronouns TEXT NOT NULL,
    place TEXT NOT NULL,
    place_folded TEXT NOT NULL,
    roles TEXT NOT NULL,
    openings TEXT NOT NULL
);
CREATE INDEX profiles_in_order ON profiles (sort, actor_id);
INSERT INTO profiles (actor_id, sort, words, headline, pronouns, place, place_folded, roles, openings)
SELECT id, LOWER(COALESCE(NULLIF(name, ''), username)), LOWER(name || ' ' || username), '', '', '', '', '[]', '[]'
FROM actors
WHERE local = 1;

CREATE TABLE actor_roles (
    role TEXT NOT NULL,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    PRIMARY KEY (role, actor_id)
);
CREATE INDEX actor_roles_by_actor ON actor_roles (actor_id);

-- `until`: the last day as `2026-12-31`, or empty.
CREATE TABLE actor_openings (
    kind TEXT NOT NULL,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    until TEXT NOT NULL,
    PRIMARY KEY (kind, actor_id)
);
CREATE INDEX actor_openings_by_actor ON actor_openings (actor_id);

-- `ended` is NULL for what took one year, `lasting` is set for what goes on.
CREATE TABLE cv_entries (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL,
    began INTEGER NOT NULL,
    ended INTEGER,
    lasting INTEGER NOT NULL,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    link TEXT NOT NULL
);
CREATE INDEX cv_entries_by_actor ON cv_entries (actor_id, began, id);

CREATE TABLE leaves (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    content TEXT NOT NULL,
    position BIGINT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE UNIQUE INDEX leaves_by_slug ON leaves (actor_id, slug);
CREATE INDEX leaves_in_order ON leaves (actor_id, position, id);
