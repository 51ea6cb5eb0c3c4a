-- Drafts, the files that belong to them, and when they are to be published.

-- `fields`: what was typed (JSON: name to values), whatever the form asks for; `token_hash`: of the secret link that
-- shows it, if there is one; `publish_at` in ms, as it was meant in `zone`; `trouble`: why it could not be published
-- when its time came (JSON: field to sentence).
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    fields TEXT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    publish_at BIGINT,
    zone TEXT NOT NULL DEFAULT '',
    trouble TEXT NOT NULL DEFAULT '{}',
    token_hash TEXT UNIQUE
);
CREATE INDEX drafts_of_actor ON drafts (actor_id, changed);
CREATE INDEX drafts_scheduled ON drafts (publish_at, id) WHERE publish_at IS NOT NULL;
CREATE INDEX drafts_untouched ON drafts (changed) WHERE publish_at IS NULL;

-- `row`: the place of the form it was chosen in; its bytes lie in the folder `drafts` under its id. `sha256` is empty
-- until all of `size` has arrived.
CREATE TABLE draft_files (
    id TEXT PRIMARY KEY,
    draft_id TEXT NOT NULL REFERENCES drafts (id),
    row INTEGER NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    created BIGINT NOT NULL,
    UNIQUE (draft_id, row)
);

-- How somebody composes: `descriptions`: what happens to pictures without one (remind, require, never); `zone`: the one
-- they published later in the last time.
CREATE TABLE composing (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    descriptions TEXT NOT NULL DEFAULT 'remind',
    zone TEXT NOT NULL DEFAULT ''
);
