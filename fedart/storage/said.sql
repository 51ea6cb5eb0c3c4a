-- name: add
INSERT INTO media_said (media_id, name, value, shown)
VALUES (:media_id, :name, :value, :shown)
ON CONFLICT (media_id, name) DO UPDATE SET value = excluded.value, shown = excluded.shown;

-- name: of_media
SELECT name, value, shown
FROM media_said
WHERE media_id = :media_id;

-- name: show
UPDATE media_said
SET shown = :shown
WHERE media_id = :media_id AND name = :name;

-- name: shown
SELECT s.media_id, s.name, s.value
FROM media AS m
JOIN media_said AS s ON s.media_id = m.id
WHERE m.work_id = :work_id AND m.state = 'kept' AND s.shown = 1;
