-- Ids are ULIDs made by us, times are epoch milliseconds, JSON is text: portable to PostgreSQL.

CREATE TABLE actors (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    local INTEGER NOT NULL,
    type TEXT NOT NULL,
    username TEXT NOT NULL,
    host TEXT NOT NULL,
    name TEXT NOT NULL,
    summary TEXT NOT NULL,
    summary_source TEXT NOT NULL,
    fields TEXT NOT NULL,
    url TEXT NOT NULL,
    inbox TEXT NOT NULL,
    shared_inbox TEXT,
    outbox TEXT NOT NULL,
    followers TEXT NOT NULL,
    following TEXT NOT NULL,
    featured TEXT NOT NULL,
    key_id TEXT NOT NULL,
    public_key TEXT NOT NULL,
    icon TEXT,
    image TEXT,
    icon_url TEXT,
    image_url TEXT,
    locked INTEGER NOT NULL,
    discoverable INTEGER NOT NULL,
    indexable INTEGER NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    fetched BIGINT NOT NULL,
    suspended BIGINT,
    deleted BIGINT,
    works INTEGER NOT NULL DEFAULT 0,
    last_work BIGINT
);
CREATE INDEX actors_by_handle ON actors (host, username) WHERE deleted IS NULL;
CREATE UNIQUE INDEX actors_local_handle ON actors (username) WHERE local = 1;
CREATE INDEX actors_local ON actors (local, last_work) WHERE local = 1;

CREATE TABLE private_keys (
    actor_id TEXT PRIMARY KEY,
    pem TEXT NOT NULL,
    created BIGINT NOT NULL
);

-- Keys of other servers, with their failures: a key that fails is not asked for again at once (SIG-10).
CREATE TABLE remote_keys (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    pem TEXT NOT NULL,
    fetched BIGINT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    retry_after BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX remote_keys_unfetched ON remote_keys (retry_after) WHERE pem = '';

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL UNIQUE REFERENCES actors (id),
    username TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT,
    created BIGINT NOT NULL,
    disabled BIGINT
);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    csrf TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires);

-- One-time links: `login` signs an account in, `invite` opens one.
CREATE TABLE links (
    token_hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    role TEXT NOT NULL,
    note TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used BIGINT,
    used_by TEXT
);
CREATE INDEX links_by_account ON links (account_id, kind, created);

CREATE TABLE tries (
    bucket TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX tries_by_bucket ON tries (bucket, at);
CREATE INDEX tries_by_time ON tries (at);

CREATE TABLE works (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    local INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    actor_uri TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    content TEXT NOT NULL,
    warning TEXT NOT NULL,
    sensitive INTEGER NOT NULL,
    visibility TEXT NOT NULL,
    language TEXT NOT NULL,
    url TEXT NOT NULL,
    in_reply_to TEXT,
    in_reply_to_id TEXT,
    published BIGINT NOT NULL,
    edited BIGINT,
    state TEXT NOT NULL,
    deleted BIGINT,
    tags TEXT NOT NULL,
    mentions TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    likes INTEGER NOT NULL DEFAULT 0,
    boosts INTEGER NOT NULL DEFAULT 0,
    replies INTEGER NOT NULL DEFAULT 0,
    received BIGINT NOT NULL
);
CREATE INDEX works_by_actor ON works (actor_id, id);
CREATE INDEX works_public ON works (local, kind, id) WHERE state = 'live' AND visibility = 'public';
CREATE INDEX works_by_parent ON works (in_reply_to, id);
CREATE INDEX works_by_parent_id ON works (in_reply_to_id, id);

CREATE TABLE work_tags (
    tag TEXT NOT NULL,
    work_id TEXT NOT NULL REFERENCES works (id),
    PRIMARY KEY (tag, work_id)
);
CREATE INDEX work_tags_by_work ON work_tags (work_id);

-- Who a followers-only or direct work was written to by name; our own people see it by this row.
CREATE TABLE work_people (
    work_id TEXT NOT NULL REFERENCES works (id),
    actor_uri TEXT NOT NULL,
    PRIMARY KEY (actor_uri, work_id)
);
CREATE INDEX work_people_by_work ON work_people (work_id);

CREATE TABLE media (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    work_id TEXT REFERENCES works (id),
    role TEXT NOT NULL,
    position INTEGER NOT NULL,
    alt TEXT NOT NULL,
    focus_x REAL NOT NULL,
    focus_y REAL NOT NULL,
    state TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    facts TEXT,
    renditions TEXT NOT NULL,
    original TEXT,
    file_name TEXT NOT NULL,
    remote_url TEXT,
    reason TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE INDEX media_by_work ON media (work_id, position);
CREATE INDEX media_by_actor ON media (actor_id, role, id);
CREATE INDEX media_by_state ON media (state, id);

-- Which pictures need which file of the store: a file goes when its last picture does.
CREATE TABLE blob_uses (
    blob TEXT NOT NULL,
    media_id TEXT NOT NULL REFERENCES media (id),
    PRIMARY KEY (blob, media_id)
);
CREATE INDEX blob_uses_by_media ON blob_uses (media_id);

-- Every judgement that did not end in "keep", and every model score: what a moderator reads.
CREATE TABLE verdicts (
    id TEXT PRIMARY KEY,
    media_id TEXT NOT NULL REFERENCES media (id),
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,
    error TEXT NOT NULL,
    model TEXT,
    model_hash TEXT,
    score REAL,
    threshold REAL,
    created BIGINT NOT NULL,
    decided BIGINT,
    decided_by TEXT,
    decision TEXT,
    decision_note TEXT
);
CREATE INDEX verdicts_by_media ON verdicts (media_id, id);
CREATE INDEX verdicts_by_file ON verdicts (sha256, decision);
CREATE INDEX verdicts_withheld ON verdicts (id) WHERE action <> 'keep';

CREATE TABLE appeals (
    id TEXT PRIMARY KEY,
    media_id TEXT NOT NULL REFERENCES media (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX appeals_one_open ON appeals (media_id) WHERE state = 'open';
CREATE INDEX appeals_by_media ON appeals (media_id, id);
CREATE INDEX appeals_by_state ON appeals (state, id);

CREATE TABLE follows (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL,
    follower TEXT NOT NULL REFERENCES actors (id),
    followed TEXT NOT NULL REFERENCES actors (id),
    state TEXT NOT NULL,
    created BIGINT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE UNIQUE INDEX follows_by_pair ON follows (follower, followed);
CREATE INDEX follows_by_followed ON follows (followed, state, id);
CREATE INDEX follows_by_follower ON follows (follower, state, id);
CREATE INDEX follows_by_uri ON follows (uri);

CREATE TABLE likes (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    work_id TEXT NOT NULL REFERENCES works (id),
    emoji TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX likes_once ON likes (work_id, actor_id, emoji);

CREATE TABLE boosts (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    work_id TEXT NOT NULL REFERENCES works (id),
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX boosts_once ON boosts (work_id, actor_id);
CREATE INDEX boosts_by_actor ON boosts (actor_id, id);

CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    kind TEXT NOT NULL,
    from_id TEXT REFERENCES actors (id),
    work_id TEXT REFERENCES works (id),
    media_id TEXT REFERENCES media (id),
    detail TEXT NOT NULL,
    created BIGINT NOT NULL,
    seen BIGINT
);
CREATE INDEX notifications_by_actor ON notifications (actor_id, id);
CREATE INDEX notifications_unseen ON notifications (actor_id) WHERE seen IS NULL;
CREATE INDEX notifications_by_media ON notifications (media_id) WHERE media_id IS NOT NULL;
CREATE UNIQUE INDEX notifications_once ON notifications (actor_id, kind, from_id, COALESCE(work_id, ''), detail)
    WHERE from_id IS NOT NULL;

-- What we sent: the body is rendered once and kept with the activity.
CREATE TABLE activities (
    id TEXT PRIMARY KEY,
    uri TEXT NOT NULL UNIQUE,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    type TEXT NOT NULL,
    object_uri TEXT NOT NULL,
    public INTEGER NOT NULL,
    body BLOB NOT NULL,
    created BIGINT NOT NULL
);
CREATE INDEX activities_by_actor ON activities (actor_id, type, id);

-- What we received: an activity id counts once for each actor (SIG-11).
CREATE TABLE received (
    actor_uri TEXT NOT NULL,
    activity_uri TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (actor_uri, activity_uri)
);
CREATE INDEX received_by_time ON received (at);

-- Things that were deleted or undone, remembered because the news may come before the thing itself.
CREATE TABLE tombstones (
    uri TEXT NOT NULL,
    actor_uri TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (uri, actor_uri)
);

CREATE TABLE domain_blocks (
    domain TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    note TEXT NOT NULL,
    created BIGINT NOT NULL
);

-- Tasks of one lane run one after the other, oldest first.
CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    payload BLOB NOT NULL,
    state TEXT NOT NULL,
    due BIGINT NOT NULL,
    lease BIGINT NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    created BIGINT NOT NULL,
    finished BIGINT
);
CREATE INDEX tasks_due ON tasks (due, id) WHERE state = 'due';
CREATE INDEX tasks_leased ON tasks (lease) WHERE state = 'leased';
CREATE INDEX tasks_by_lane ON tasks (lane, id) WHERE state IN ('due', 'leased');
CREATE INDEX tasks_finished ON tasks (finished) WHERE state IN ('done', 'dead');
