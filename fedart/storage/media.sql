-- name: by_id
SELECT id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original, file_name,
    remote_url, reason, label, created
FROM media
WHERE id = :id;

-- name: by_work
SELECT id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original, file_name,
    remote_url, reason, label, created
FROM media
WHERE work_id = :work_id
ORDER BY position;

-- name: insert
INSERT INTO media (
    id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original,
    file_name, remote_url, reason, label, created
)
VALUES (
    :id, :actor_id, :work_id, :role, :position, :alt, :focus_x, :focus_y, :state, :sha256, :facts, :renditions,
    :original, :file_name, :remote_url, :reason, :label, :created
);

-- name: describe
UPDATE media
SET alt = :alt, focus_x = :focus_x, focus_y = :focus_y
WHERE id = :id;

-- name: move
UPDATE media
SET position = :position
WHERE id = :id;

-- name: hang
UPDATE media
SET work_id = :work_id, position = :position
WHERE id = :id;

-- name: settle
UPDATE media
SET state = :state, sha256 = :sha256, facts = :facts, renditions = :renditions, original = :original, reason = :reason,
    label = :label
WHERE id = :id;

-- name: files_in
SELECT blob
FROM blob_uses
WHERE blob >= :first AND blob < :last
UNION
SELECT blob
FROM appeal_uses
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
WHERE EXISTS (SELECT 1 FROM blob_uses AS u WHERE u.blob = :blob)
    OR EXISTS (SELECT 1 FROM appeal_uses AS u WHERE u.blob = :blob);

-- name: strip
UPDATE media
SET work_id = NULL, state = 'dropped', facts = NULL, renditions = '[]', original = NULL, label = '', alt = '',
    file_name = ''
WHERE id = :id;

-- name: forget_said
DELETE FROM media_said
WHERE media_id = :id;

-- name: forget_part
DELETE FROM arranged_parts
WHERE media_id = :id;

-- name: forget_crops
DELETE FROM crops
WHERE media_id = :id;

-- name: forget_focus
DELETE FROM focal_points
WHERE media_id = :id;

-- name: forget_cover
DELETE FROM album_covers
WHERE media_id = :id;

-- name: on_record
SELECT 1 AS found
WHERE EXISTS (
        SELECT 1 FROM verdicts AS v WHERE v.media_id = :id AND (v.action IN ('hold', 'drop') OR v.decided IS NOT NULL)
    )
    OR EXISTS (SELECT 1 FROM appeals AS p WHERE p.media_id = :id);

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

-- name: to_judge
SELECT id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original, file_name,
    remote_url, reason, label, created
FROM media
WHERE id > :after AND state <> 'dropped' AND state <> 'fetched'
ORDER BY id
LIMIT :limit;

-- name: to_judge_held
SELECT id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original, file_name,
    remote_url, reason, label, created
FROM media
WHERE state = 'held' AND id > :after
ORDER BY id
LIMIT :limit;

-- name: following
SELECT id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original, file_name,
    remote_url, reason, label, created
FROM media
WHERE id > :after
ORDER BY id
LIMIT :limit;

-- name: count_stored
SELECT COUNT(*) AS n
FROM media
WHERE state IN ('kept', 'held') AND id > :after;

-- name: count_held
SELECT COUNT(*) AS n
FROM media
WHERE state = 'held' AND id > :after;

-- name: held_for_error
SELECT id
FROM media
WHERE state = 'held' AND reason = 'error';
