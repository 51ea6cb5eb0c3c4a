-- What is remembered of other servers, keys that change, pinned works, moves, reports, stamps.

-- How to speak to a host, and whether it answers. `closed_until` is the circuit breaker; `dormant` is set when
-- deliveries failed on many days, until the host speaks to us. Times are epoch milliseconds.
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    dialect TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    pause BIGINT NOT NULL DEFAULT 0,
    closed_until BIGINT NOT NULL DEFAULT 0,
    failed_days INTEGER NOT NULL DEFAULT 0,
    last_failed BIGINT NOT NULL DEFAULT 0,
    dormant BIGINT
);
CREATE INDEX hosts_dormant ON hosts (dormant) WHERE dormant IS NOT NULL;
CREATE INDEX hosts_failing ON hosts (last_failed) WHERE failures > 0;

-- Whose tasks they are and which way they go ('in', 'out', or our own), so that no server takes all workers (CAP-01).
-- Of a lane, only the oldest is due or leased; the others wait.
ALTER TABLE tasks ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN flow TEXT NOT NULL DEFAULT '';
DROP INDEX tasks_due;
DROP INDEX tasks_by_lane;
CREATE INDEX tasks_due ON tasks (flow, due, id) WHERE state = 'due';
CREATE INDEX tasks_by_host ON tasks (flow, host, due, id) WHERE state = 'due';
CREATE INDEX tasks_by_lane ON tasks (lane, id) WHERE state IN ('due', 'leased', 'waiting');
CREATE INDEX tasks_waiting ON tasks (flow, host) WHERE state = 'waiting';
UPDATE tasks
SET flow = 'out', host = substr(lane, 5, instr(substr(lane, 5), ' ') - 1)
WHERE kind = 'deliver' AND state IN ('due', 'leased');
UPDATE tasks
SET state = 'waiting'
WHERE state = 'due' AND lane <> '' AND EXISTS (
    SELECT 1
    FROM tasks AS earlier
    WHERE earlier.lane = tasks.lane AND earlier.state IN ('due', 'leased') AND earlier.id < tasks.id
);

-- By how much the wall clock is ahead of the time since the machine started, in ms: what changes when it is set.
CREATE TABLE clocks (
    id INTEGER PRIMARY KEY,
    ahead BIGINT NOT NULL
);

-- Who holds a copy of a work of ours, beside its author's followers: a Delete goes there as well.
CREATE TABLE copies (
    object_uri TEXT NOT NULL,
    inbox TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (object_uri, inbox)
);

-- Public keys of our actors that were replaced and are still shown, and keys for proofs inside documents. `proves`
-- tells keys for proofs (multibase) from those that sign requests (PEM).
CREATE TABLE retired_keys (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    public_key TEXT NOT NULL,
    proves INTEGER NOT NULL,
    shown_until BIGINT NOT NULL
);
CREATE INDEX retired_keys_by_actor ON retired_keys (actor_id);
CREATE TABLE proof_keys (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    id TEXT NOT NULL UNIQUE,
    multibase TEXT NOT NULL,
    pem TEXT NOT NULL,
    created BIGINT NOT NULL
);

-- Keys that an actor of ours changes to, once the followers' servers were told.
CREATE TABLE next_keys (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    id TEXT NOT NULL,
    public_key TEXT NOT NULL,
    pem TEXT NOT NULL,
    proof_id TEXT NOT NULL,
    multibase TEXT NOT NULL,
    proof_pem TEXT NOT NULL,
    begun BIGINT NOT NULL
);

-- Of actors everywhere.
ALTER TABLE actors ADD COLUMN also_known_as TEXT NOT NULL DEFAULT '[]';
ALTER TABLE actors ADD COLUMN moved_to TEXT;
ALTER TABLE actors ADD COLUMN moved BIGINT;
CREATE INDEX actors_by_featured ON actors (featured);

-- Works that an artist put on top: ours as chosen, others' as their `featured` says.
CREATE TABLE pins (
    actor_id TEXT NOT NULL REFERENCES actors (id),
    work_id TEXT NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (actor_id, work_id)
);

-- When a remote profile's works were last fetched because somebody here looked, and what its server says it has: hints.
CREATE TABLE backfills (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    begun BIGINT NOT NULL,
    finished BIGINT,
    found INTEGER NOT NULL DEFAULT 0,
    posts INTEGER,
    followers INTEGER,
    following INTEGER
);

-- Reports, of people here and of other servers.
CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    uri TEXT,
    from_uri TEXT NOT NULL,
    local INTEGER NOT NULL,
    about TEXT NOT NULL REFERENCES actors (id),
    works TEXT NOT NULL,
    text TEXT NOT NULL,
    forwarded INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    created BIGINT NOT NULL,
    closed BIGINT,
    closed_by TEXT REFERENCES accounts (id)
);
CREATE UNIQUE INDEX reports_once ON reports (uri) WHERE uri IS NOT NULL;
CREATE INDEX reports_by_state ON reports (state, id);
CREATE INDEX reports_by_sender ON reports (from_uri, created);

-- Permissions that others can look up: to quote a work (FEP-044f), to list an artist (FEP-7aa9).
CREATE TABLE stamps (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    request TEXT NOT NULL,
    asker TEXT NOT NULL,
    about TEXT NOT NULL,
    instrument TEXT NOT NULL,
    created BIGINT NOT NULL,
    revoked BIGINT
);
CREATE UNIQUE INDEX stamps_once ON stamps (kind, about, instrument);
CREATE INDEX stamps_by_actor ON stamps (actor_id, id);

-- What people do not want to see.
CREATE TABLE mutes (
    actor_id TEXT NOT NULL REFERENCES actors (id),
    muted TEXT NOT NULL REFERENCES actors (id),
    until BIGINT,
    created BIGINT NOT NULL,
    PRIMARY KEY (actor_id, muted)
);
CREATE TABLE blocks (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    blocker TEXT NOT NULL REFERENCES actors (id),
    blocked TEXT NOT NULL REFERENCES actors (id),
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX blocks_once ON blocks (blocker, blocked);
CREATE INDEX blocks_by_blocked ON blocks (blocked);
CREATE TABLE muted_domains (
    actor_id TEXT NOT NULL REFERENCES actors (id),
    domain TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (actor_id, domain)
);
CREATE TABLE muted_words (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    words TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX muted_words_once ON muted_words (actor_id, words);
CREATE TABLE followed_tags (
    actor_id TEXT NOT NULL REFERENCES actors (id),
    tag TEXT NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (actor_id, tag)
);
CREATE INDEX followed_tags_by_tag ON followed_tags (tag);

-- Lists of people or servers that somebody brought in a file. `surplus`: what the list has beyond the file was added as
-- rows to remove. `tried` of a row: when its server was last asked, so that it is not asked too often.
CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    list TEXT NOT NULL,
    replaces INTEGER NOT NULL,
    state TEXT NOT NULL,
    surplus INTEGER NOT NULL DEFAULT 0,
    created BIGINT NOT NULL,
    finished BIGINT
);
CREATE INDEX imports_by_actor ON imports (actor_id, id);
CREATE INDEX imports_by_time ON imports (created);
CREATE TABLE import_rows (
    import_id TEXT NOT NULL REFERENCES imports (id),
    position INTEGER NOT NULL,
    target TEXT NOT NULL,
    host TEXT NOT NULL,
    act TEXT NOT NULL,
    state TEXT NOT NULL,
    actor_id TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    due BIGINT NOT NULL DEFAULT 0,
    tried BIGINT NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (import_id, position)
);
CREATE INDEX import_rows_next ON import_rows (import_id, due, position) WHERE state = 'due';
CREATE INDEX import_rows_failed ON import_rows (import_id, position) WHERE state = 'failed';
CREATE INDEX import_rows_tried ON import_rows (tried, host) WHERE tried > 0;

-- Relays that an administrator follows. `brought`: posts asked for in the `hour` since 1970 because of them (CAP-01).
CREATE TABLE relays (
    id TEXT PRIMARY KEY,
    inbox TEXT NOT NULL UNIQUE,
    actor_uri TEXT,
    style TEXT NOT NULL,
    follow_uri TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    created BIGINT NOT NULL,
    hour BIGINT NOT NULL DEFAULT 0,
    brought INTEGER NOT NULL DEFAULT 0
);

-- Activities that were undone, remembered for six hours because the news may come before the thing.
CREATE TABLE undone (
    uri TEXT NOT NULL,
    actor_uri TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (uri, actor_uri)
);
CREATE INDEX undone_by_time ON undone (at);

-- Follows, likes, boosts and blocks that came while another one stood in their place; `waits_for` is the id of an
-- activity that was undone before anybody saw it, and in whose stead this one was taken back.
CREATE TABLE spares (
    uri TEXT NOT NULL,
    actor_uri TEXT NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    waits_for TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (uri, actor_uri)
);
CREATE INDEX spares_by_pair ON spares (actor_uri, kind, target);
CREATE INDEX spares_by_time ON spares (at);

-- When the answers to a remote work were last looked for.
CREATE TABLE threads (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    looked BIGINT NOT NULL
);

-- Pictures of other servers' posts, for the feed of what is known from elsewhere.
CREATE INDEX media_from_elsewhere ON media (work_id) WHERE remote_url IS NOT NULL AND role = 'work';

-- Direct posts by the one that began their conversation, and each of our people's conversations: open, asked (begun by
-- a stranger, until it is accepted) or hidden. `other`: whom it is with; `last`: its newest message.
CREATE TABLE messages (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    root TEXT NOT NULL
);
CREATE INDEX messages_by_root ON messages (root, work_id);
CREATE TABLE talks (
    actor_id TEXT NOT NULL REFERENCES actors (id),
    root TEXT NOT NULL,
    other TEXT NOT NULL REFERENCES actors (id),
    state TEXT NOT NULL,
    last TEXT NOT NULL,
    unread INTEGER NOT NULL,
    PRIMARY KEY (actor_id, root)
);
CREATE INDEX talks_by_root ON talks (root);
CREATE INDEX talks_by_state ON talks (actor_id, state, last);
CREATE INDEX talks_unread ON talks (actor_id, state) WHERE unread = 1;
WITH RECURSIVE chain (id, root) AS (
    SELECT w.id, w.id
    FROM works AS w
    LEFT JOIN works AS p ON p.id = w.in_reply_to_id AND p.visibility = 'direct'
    WHERE w.visibility = 'direct' AND w.state = 'live' AND p.id IS NULL
    UNION ALL
    SELECT w.id, c.root
    FROM chain AS c
    JOIN works AS w ON w.in_reply_to_id = c.id AND w.visibility = 'direct' AND w.state = 'live'
)
INSERT INTO messages (work_id, root)
SELECT id, root FROM chain;
INSERT INTO talks (actor_id, root, other, state, last, unread)
SELECT a.id, m.root,
    COALESCE(
        MIN(CASE WHEN w.actor_id <> a.id THEN w.actor_id END),
        (
            SELECT o.id
            FROM work_people AS q
            JOIN actors AS o ON o.uri = q.actor_uri
            WHERE q.work_id = m.root AND o.id <> a.id
            LIMIT 1
        ),
        a.id
    ),
    'open', MAX(m.work_id), 0
FROM messages AS m
JOIN works AS w ON w.id = m.work_id
JOIN actors AS a ON a.local = 1 AND (
    a.id = w.actor_id
    OR EXISTS (SELECT 1 FROM work_people AS p WHERE p.work_id = w.id AND p.actor_uri = a.uri)
)
GROUP BY a.id, m.root;

-- Small pictures that stand for `:code:` in what a server's people write. `done`: this address was fetched and judged;
-- `media_id` is what came of it, of an older address until then.
CREATE TABLE emojis (
    host TEXT NOT NULL,
    code TEXT NOT NULL,
    url TEXT NOT NULL,
    updated BIGINT NOT NULL,
    looked BIGINT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    media_id TEXT REFERENCES media (id),
    PRIMARY KEY (host, code)
);
CREATE INDEX emojis_by_media ON emojis (media_id) WHERE media_id IS NOT NULL;

-- Polls of other servers' posts, with the numbers that they tell: JSON.
ALTER TABLE works ADD COLUMN poll TEXT;

-- Pages that profiles name, and since when they lead back to the profile (rel=me); NULL when they do not.
CREATE TABLE backlinks (
    actor_id TEXT NOT NULL REFERENCES actors (id),
    url TEXT NOT NULL,
    looked BIGINT NOT NULL,
    verified BIGINT,
    PRIMARY KEY (actor_id, url)
);
