-- What our works said before each edit; anybody who may see a work may read how it changed.

CREATE TABLE work_versions (
    work_id TEXT NOT NULL REFERENCES works (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    warning TEXT NOT NULL,
    tags TEXT NOT NULL,
    alts TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (work_id, version)
);
