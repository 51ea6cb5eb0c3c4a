-- name: add
INSERT INTO notifications (id, actor_id, kind, from_id, work_id, media_id, detail, created)
VALUES (:id, :actor_id, :kind, :from_id, :work_id, :media_id, :detail, :created)
ON CONFLICT DO NOTHING;

-- name: seen
UPDATE notifications
SET seen = :now
WHERE actor_id = :actor_id AND id <= :up_to AND seen IS NULL;

-- name: unseen
SELECT COUNT(*) AS n
FROM notifications
WHERE actor_id = :actor_id AND seen IS NULL;

-- name: withdraw
DELETE FROM notifications
WHERE actor_id = :actor_id AND kind = :kind AND from_id = :from_id AND work_id IS :work_id AND detail = :detail;
