-- Answers of ours to posts of other servers, and what the check said of pictures that a secret link shows.

-- What a post of another server says of who may answer it, as lists (JSON) of actors and collections: `always` may at
-- once, `asking` after its author's yes. Posts without a row are for everybody.
CREATE TABLE answers_elsewhere (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    always TEXT NOT NULL,
    asking TEXT NOT NULL
);

-- Answers of ours whose `artist` (the id of an actor elsewhere) was asked by the activity `request`. `permit`: the
-- address of their permission; `state`: asked, let in, refused, or taken back.
CREATE TABLE sought_answers (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    artist TEXT NOT NULL,
    request TEXT NOT NULL UNIQUE,
    permit TEXT,
    state TEXT NOT NULL,
    created BIGINT NOT NULL
);
CREATE INDEX sought_answers_by_permit ON sought_answers (permit) WHERE permit IS NOT NULL;

-- What the check said of a file of a draft (see `domain.draft.Look`); without a row it was not judged yet.
CREATE TABLE draft_looks (
    file_id TEXT PRIMARY KEY REFERENCES draft_files (id),
    look TEXT NOT NULL
);
