-- Pictures that came to a published work later, those that wait for a person, and which one each of them replaced.

CREATE TABLE picture_changes (
    media_id TEXT PRIMARY KEY,
    work_id TEXT NOT NULL REFERENCES works (id),
    replaces TEXT,
    waits INTEGER NOT NULL
);
CREATE INDEX picture_changes_by_work ON picture_changes (work_id);

-- The ids of a version's pictures in their order; [] for versions from before.
ALTER TABLE work_versions ADD COLUMN pictures TEXT NOT NULL DEFAULT '[]';
