-- name: visible_version
SELECT version
FROM visible;

-- name: grow_visible_version
UPDATE visible
SET version = version + 1;
