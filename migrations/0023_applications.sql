-- Applications for jobs that were posted here. Only their artist and the job's poster ever read them; when one is
-- withdrawn the row goes, and only the number stays.
CREATE TABLE applications (
    id TEXT PRIMARY KEY,
    work_id TEXT NOT NULL REFERENCES works (id),
    actor_id TEXT NOT NULL REFERENCES actors (id),
    stage TEXT NOT NULL,
    note TEXT NOT NULL,
    rate TEXT NOT NULL,
    start TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_bytes BIGINT NOT NULL,
    created BIGINT NOT NULL,
    seen BIGINT,
    talk TEXT
);
CREATE UNIQUE INDEX applications_once ON applications (work_id, actor_id);
CREATE INDEX applications_by_actor ON applications (actor_id, id);

CREATE TABLE application_works (
    application_id TEXT NOT NULL REFERENCES applications (id),
    position INTEGER NOT NULL,
    work_id TEXT NOT NULL REFERENCES works (id),
    PRIMARY KEY (application_id, position)
);
CREATE INDEX application_works_by_work ON application_works (work_id);

CREATE TABLE application_steps (
    application_id TEXT NOT NULL REFERENCES applications (id),
    number INTEGER NOT NULL,
    what TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (application_id, number)
);

CREATE TABLE applications_withdrawn (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    number INTEGER NOT NULL
);

-- Since when a job is over: its applications are kept for a time from then on.
CREATE TABLE jobs_over (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    since BIGINT NOT NULL
);
CREATE INDEX jobs_over_since ON jobs_over (since);
