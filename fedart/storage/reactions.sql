-- name: add_like
INSERT INTO likes (id, uri, actor_id, work_id, emoji, created)
VALUES (:id, :uri, :actor_id, :work_id, :emoji, :created)
ON CONFLICT DO NOTHING;

-- name: like_by_uri
SELECT id, uri, actor_id, work_id, emoji
FROM likes
WHERE uri = :uri;

-- name: like_of
SELECT id, uri, actor_id, work_id, emoji
FROM likes
WHERE work_id = :work_id AND actor_id = :actor_id AND emoji = :emoji;

-- name: since
SELECT created
FROM likes
WHERE id = :id
UNION ALL
SELECT created
FROM boosts
WHERE id = :id;

-- name: rename_like
UPDATE likes
SET uri = :uri
WHERE id = :id;

-- name: rename_boost
UPDATE boosts
SET uri = :uri
WHERE id = :id;

-- name: remove_like
DELETE FROM likes
WHERE id = :id;

-- name: add_boost
INSERT INTO boosts (id, uri, actor_id, work_id, created)
VALUES (:id, :uri, :actor_id, :work_id, :created)
ON CONFLICT DO NOTHING;

-- name: boost_by_uri
SELECT id, uri, actor_id, work_id
FROM boosts
WHERE uri = :uri;

-- name: boost_of
SELECT id, uri, actor_id, work_id
FROM boosts
WHERE work_id = :work_id AND actor_id = :actor_id;

-- name: remove_boost
DELETE FROM boosts
WHERE id = :id;

-- name: reacted
SELECT work_id
FROM likes
WHERE actor_id = :actor_id
UNION
SELECT work_id
FROM boosts
WHERE actor_id = :actor_id;

-- name: remove_likes_of
DELETE FROM likes
WHERE actor_id = :actor_id;

-- name: remove_boosts_of
DELETE FROM boosts
WHERE actor_id = :actor_id;

-- name: fans
SELECT DISTINCT actors.inbox, actors.shared_inbox
FROM actors
WHERE actors.local = 0 AND actors.deleted IS NULL AND actors.id IN (
    SELECT actor_id FROM likes WHERE work_id = :work_id
    UNION
    SELECT actor_id FROM boosts WHERE work_id = :work_id
);
