-- Policies by audience, trust, verdicts with everything they rest on, process files of appeals, monthly counts.

-- A mark on a kept picture: '', declared, estimated or decided.
ALTER TABLE media ADD COLUMN label TEXT NOT NULL DEFAULT '';
CREATE INDEX media_labelled ON media (actor_id, id) WHERE label <> '';

-- `actor_id` and `phash` (64 bits in 16 hex digits) find what a person has decided about an artist's near copies.
-- `would`: what today's rule would do to a picture that stays as it is until a person decides.
-- `superseded`: the id of the newer verdict that took this one's place before anybody decided.
ALTER TABLE verdicts ADD COLUMN actor_id TEXT NOT NULL DEFAULT '';
ALTER TABLE verdicts ADD COLUMN phash TEXT NOT NULL DEFAULT '';
ALTER TABLE verdicts ADD COLUMN tiles TEXT NOT NULL DEFAULT '[]';
ALTER TABLE verdicts ADD COLUMN frames INTEGER NOT NULL DEFAULT 1;
ALTER TABLE verdicts ADD COLUMN audience TEXT;
ALTER TABLE verdicts ADD COLUMN policy TEXT;
ALTER TABLE verdicts ADD COLUMN label_from REAL;
ALTER TABLE verdicts ADD COLUMN hold_from REAL;
ALTER TABLE verdicts ADD COLUMN drop_from REAL;
ALTER TABLE verdicts ADD COLUMN would TEXT;
ALTER TABLE verdicts ADD COLUMN superseded TEXT;
UPDATE verdicts
SET actor_id = (SELECT m.actor_id FROM media AS m WHERE m.id = verdicts.media_id);
CREATE INDEX verdicts_overturned ON verdicts (actor_id) WHERE decision = 'keep' AND phash <> '';
CREATE INDEX verdicts_decided ON verdicts (decided) WHERE decided IS NOT NULL;
CREATE INDEX verdicts_shown ON verdicts (id) WHERE action <> 'keep' AND superseded IS NULL;
CREATE INDEX verdicts_waiting ON verdicts (id) WHERE would IS NOT NULL AND superseded IS NULL AND decided IS NULL;
DROP INDEX verdicts_withheld;

-- What a collective chose at run time; an audience without a row follows the configuration.
CREATE TABLE policies (
    audience TEXT PRIMARY KEY,
    policy TEXT NOT NULL,
    label_from REAL,
    hold_from REAL,
    drop_from REAL,
    model_hash TEXT NOT NULL,
    changed BIGINT NOT NULL,
    changed_by TEXT NOT NULL REFERENCES accounts (id)
);

-- Whom moderators trust. `subject`: an actor's id, or a domain.
CREATE TABLE trust (
    subject TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT NOT NULL REFERENCES accounts (id)
);

ALTER TABLE appeals ADD COLUMN closed BIGINT;
CREATE INDEX appeals_closed ON appeals (closed) WHERE closed IS NOT NULL;
UPDATE appeals
SET closed = COALESCE((SELECT MAX(v.decided) FROM verdicts AS v WHERE v.media_id = appeals.media_id), created)
WHERE state <> 'open';

-- Sketches, layers, time-lapses that an artist shows to the people who decide; `blob` lies in quarantine.
CREATE TABLE appeal_files (
    id TEXT PRIMARY KEY,
    appeal_id TEXT NOT NULL REFERENCES appeals (id),
    position INTEGER NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    blob TEXT NOT NULL,
    preview TEXT
);
CREATE INDEX appeal_files_by_appeal ON appeal_files (appeal_id, position);

-- Each file of the store that an appeal needs, as `area/sha256`: the original and its preview.
CREATE TABLE appeal_uses (
    blob TEXT NOT NULL,
    file_id TEXT NOT NULL REFERENCES appeal_files (id),
    PRIMARY KEY (blob, file_id)
);
CREATE INDEX appeal_uses_by_file ON appeal_uses (file_id);

-- What the check did, month by month (`2026-11`, UTC); counted in the transaction that did it.
CREATE TABLE tallies (
    month TEXT PRIMARY KEY,
    checked INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    labelled INTEGER NOT NULL DEFAULT 0,
    appealed INTEGER NOT NULL DEFAULT 0,
    overturned INTEGER NOT NULL DEFAULT 0
);
INSERT INTO tallies (month, checked, held, dropped, appealed, overturned)
SELECT month, SUM(checked), SUM(held), SUM(dropped), SUM(appealed), SUM(overturned)
FROM (
    SELECT strftime('%Y-%m', created / 1000, 'unixepoch') AS month, 1 AS checked, action = 'hold' AS held,
        action = 'drop' AS dropped, 0 AS appealed, 0 AS overturned
    FROM verdicts
    UNION ALL
    SELECT strftime('%Y-%m', decided / 1000, 'unixepoch'), 0, 0, 0, 0, 1
    FROM verdicts
    WHERE decision = 'keep' AND decided IS NOT NULL
    UNION ALL
    SELECT strftime('%Y-%m', created / 1000, 'unixepoch'), 0, 0, 0, 1, 0
    FROM appeals
)
GROUP BY month;

-- One background re-scoring of stored pictures. `place` is the id of the last picture that was looked at.
CREATE TABLE rejudgings (
    id TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    model_hash TEXT NOT NULL,
    since BIGINT NOT NULL,
    held_only INTEGER NOT NULL,
    started BIGINT NOT NULL,
    finished BIGINT,
    place TEXT NOT NULL DEFAULT '',
    total INTEGER NOT NULL,
    checked INTEGER NOT NULL DEFAULT 0,
    released INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX rejudgings_one_open ON rejudgings ((finished IS NULL)) WHERE finished IS NULL;
