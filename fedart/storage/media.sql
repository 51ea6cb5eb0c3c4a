-- name: by_id
SELECT id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original, file_name,
    remote_url, reason, created
FROM media
WHERE id = :id;

-- name: by_work
SELECT id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original, file_name,
    remote_url, reason, created
FROM media
WHERE work_id = :work_id
ORDER BY position;

-- name: insert
INSERT INTO media (
    id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original,
    file_name, remote_url, reason, created
)
VALUES (
    :id, :actor_id, :work_id, :role, :position, :alt, :focus_x, :focus_y, :state, :sha256, :facts, :renditions,
    :original, :file_name, :remote_url, :reason, :created
);

-- name: describe
UPDATE media
SET alt = :alt, focus_x = :focus_x, focus_y = :focus_y
WHERE id = :id;

-- name: move
UPDATE media
SET position = :position
WHERE id = :id;

-- name: settle
UPDATE media
SET state = :state, sha256 = :sha256, facts = :facts, renditions = :renditions, original = :original, reason = :reason
WHERE id = :id;

-- name: files_in
SELECT DISTINCT blob
FROM blob_uses
WHERE blob >= :first AND blob < :last;

-- name: add_use
INSERT INTO blob_uses (blob, media_id)
VALUES (:blob, :id)
ON CONFLICT DO NOTHING;

-- name: uses
SELECT blob
FROM blob_uses
WHERE media_id = :id;

-- name: clear_uses
DELETE FROM blob_uses
WHERE media_id = :id;

-- name: blob_used
SELECT 1 AS found
FROM blob_uses
WHERE blob = :blob
LIMIT 1;

-- name: strip
UPDATE media
SET work_id = NULL, state = 'dropped', facts = NULL, renditions = '[]', original = NULL, alt = '', file_name = ''
WHERE id = :id;

-- name: was_withheld
SELECT 1 AS found
FROM verdicts
WHERE media_id = :id AND action <> 'keep'
LIMIT 1;

-- name: forget_verdicts
DELETE FROM verdicts
WHERE media_id = :id;

-- name: forget_notifications
DELETE FROM notifications
WHERE media_id = :id;

-- name: delete
DELETE FROM media
WHERE id = :id;

-- name: held_of_work
SELECT COUNT(*) AS n
FROM media
WHERE work_id = :work_id AND state = 'held';

-- name: add_verdict
INSERT INTO verdicts (
    id, media_id, source, sha256, action, reason, evidence, error, model, model_hash, score, threshold, created
)
VALUES (
    :id, :media_id, :source, :sha256, :action, :reason, :evidence, :error, :model, :model_hash, :score, :threshold,
    :created
);

-- name: verdict
SELECT id, media_id, source, sha256, action, reason, evidence, error, model, model_hash, score, threshold, created, decision,
    decision_note
FROM verdicts
WHERE id = :id;

-- name: verdict_of_media
SELECT id, media_id, source, sha256, action, reason, evidence, error, model, model_hash, score, threshold, created, decision,
    decision_note
FROM verdicts
WHERE media_id = :media_id
ORDER BY id DESC
LIMIT 1;

-- name: decide
UPDATE verdicts
SET decided = :now, decided_by = :by, decision = :decision, decision_note = :note
WHERE id = :id AND decided IS NULL;

-- name: add_appeal
INSERT INTO appeals (id, media_id, account_id, text, state, created)
VALUES (:id, :media_id, :account_id, :text, 'open', :created)
ON CONFLICT DO NOTHING;

-- name: close_appeals
UPDATE appeals
SET state = :state
WHERE media_id = :media_id AND state = 'open';

-- name: appeals_of_media
SELECT id, media_id, account_id, text, state, created
FROM appeals
WHERE media_id = :media_id
ORDER BY id;

-- name: overturned
SELECT 1 AS found
FROM verdicts
WHERE sha256 = :sha256 AND decision = 'keep'
LIMIT 1;
