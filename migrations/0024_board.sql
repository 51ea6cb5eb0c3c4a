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

CREATE INDEX jobs_board_by_type ON jobs (state, type, work_id);
CREATE INDEX jobs_board_by_mode ON jobs (state, mode, work_id);
