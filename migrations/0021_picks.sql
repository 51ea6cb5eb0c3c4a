-- What the collective chose to show first, in its order. `words`: why, in a line of the moderators' own; may be empty.
CREATE TABLE picks (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    position BIGINT NOT NULL,
    words TEXT NOT NULL,
    added BIGINT NOT NULL
);
CREATE INDEX picks_in_order ON picks (position, work_id);
