-- name: note
INSERT INTO picture_changes (media_id, work_id, replaces, waits)
VALUES (:media, :work, :replaces, :waits)
ON CONFLICT (media_id) DO UPDATE SET waits = excluded.waits;

-- name: waiting
SELECT work_id, replaces
FROM picture_changes
WHERE media_id = :media AND waits = 1;

-- name: waiting_of
SELECT media_id, replaces
FROM picture_changes
WHERE work_id = :work AND waits = 1
ORDER BY media_id;

-- name: replaced
SELECT media_id, replaces
FROM picture_changes
WHERE work_id = :work AND waits = 0 AND replaces IS NOT NULL;

-- name: drop
DELETE FROM picture_changes
WHERE media_id = :media;

-- name: forget
DELETE FROM picture_changes
WHERE work_id = :work;
