-- name: add
INSERT INTO followed_tags (actor_id, tag, created)
VALUES (:actor_id, :tag, :now)
ON CONFLICT DO NOTHING;

-- name: remove
DELETE FROM followed_tags
WHERE actor_id = :actor_id AND tag = :tag;

-- name: of_actor
SELECT tag
FROM followed_tags
WHERE actor_id = :actor_id
ORDER BY tag;

-- name: follows
SELECT 1 AS found
FROM followed_tags
WHERE actor_id = :actor_id AND tag = :tag;
