-- Searches on the job board that somebody wants to hear from. `query` is the address's, `wish` what it asks for.
CREATE TABLE job_searches (
    id TEXT PRIMARY KEY,
    actor_id TEXT NOT NULL REFERENCES actors (id),
    query TEXT NOT NULL,
    wish TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX job_searches_once ON job_searches (actor_id, query);

-- Jobs that moderators took away: what anybody may know of them.
CREATE TABLE jobs_removed (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    title TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Everything that the board is filtered by, so that what does not fit is never read.
CREATE INDEX jobs_filtered ON jobs (
    state, work_id, type, mode, country, experience, yearly, currency, uses_ai, trains_ai, fee, local, opened, actor_id
);
