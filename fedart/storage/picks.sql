-- name: all
SELECT work_id, words, added
FROM picks
ORDER BY position, work_id;

-- name: by_work
SELECT work_id, words, added
FROM picks
WHERE work_id = :work;

-- name: put
INSERT INTO picks (work_id, position, words, added)
VALUES (:work, :position, '', :added)
ON CONFLICT DO NOTHING;

-- name: place
UPDATE picks
SET position = :position
WHERE work_id = :work;

-- name: say
UPDATE picks
SET words = :words
WHERE work_id = :work;

-- name: remove
DELETE FROM picks
WHERE work_id = :work;
