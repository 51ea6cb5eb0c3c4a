-- Jobs. The work that carries one (works.kind = 'job') has its title, text, audience, answers and address; here stand
-- the facts that lists are filtered by. Amounts are hundredths of a currency's unit; `yearly` makes them comparable.
CREATE TABLE jobs (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    actor_id TEXT NOT NULL REFERENCES actors (id),
    local INTEGER NOT NULL,
    state TEXT NOT NULL,
    type TEXT NOT NULL,
    mode TEXT NOT NULL,
    country TEXT NOT NULL,
    unit TEXT NOT NULL,
    currency TEXT NOT NULL,
    least BIGINT NOT NULL,
    most BIGINT NOT NULL,
    yearly BIGINT NOT NULL,
    experience TEXT NOT NULL,
    uses_ai INTEGER,
    trains_ai INTEGER,
    fee BIGINT,
    closes TEXT NOT NULL,
    ends BIGINT NOT NULL,
    opened BIGINT,
    changed BIGINT NOT NULL,
    holds TEXT NOT NULL,
    digest TEXT NOT NULL,
    facts TEXT NOT NULL
);
CREATE INDEX jobs_board ON jobs (state, work_id);
CREATE INDEX jobs_by_actor ON jobs (actor_id, work_id);
CREATE INDEX jobs_by_digest ON jobs (digest, actor_id);
CREATE INDEX jobs_ending ON jobs (ends) WHERE state IN ('open', 'paused');

CREATE TABLE job_disciplines (
    discipline TEXT NOT NULL,
    work_id TEXT NOT NULL REFERENCES works (id),
    PRIMARY KEY (discipline, work_id)
);
CREATE INDEX job_disciplines_by_work ON job_disciplines (work_id);

-- Where people may live who do a job from afar; no row means anywhere.
CREATE TABLE job_countries (
    work_id TEXT NOT NULL REFERENCES works (id),
    country TEXT NOT NULL,
    PRIMARY KEY (work_id, country)
);

-- Words of jobs, to be found by. SQLite's full-text index; another database brings its own file.
CREATE TABLE jobs_sought (
    number INTEGER PRIMARY KEY,
    work_id TEXT NOT NULL UNIQUE REFERENCES works (id)
);
CREATE VIRTUAL TABLE job_words USING fts5 (title, words, about, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4');
