-- name: add
INSERT INTO blocks (id, uri, blocker, blocked, created)
VALUES (:id, :uri, :blocker, :blocked, :created)
ON CONFLICT DO NOTHING;

-- name: by_uri
SELECT id, uri, blocker, blocked, created
FROM blocks
WHERE uri = :uri;

-- name: by_pair
SELECT id, uri, blocker, blocked, created
FROM blocks
WHERE blocker = :blocker AND blocked = :blocked;

-- name: rename
UPDATE blocks
SET uri = :uri
WHERE id = :id;

-- name: remove
DELETE FROM blocks
WHERE id = :id;

-- name: remove_all
DELETE FROM blocks
WHERE blocker = :blocker;

-- name: between
SELECT 1 AS found
FROM blocks
WHERE (blocker = :one AND blocked = :other) OR (blocker = :other AND blocked = :one)
LIMIT 1;

-- name: mute
INSERT INTO mutes (actor_id, muted, until, created)
VALUES (:actor_id, :muted, :until, :now)
ON CONFLICT (actor_id, muted) DO UPDATE SET until = excluded.until;

-- name: unmute
DELETE FROM mutes
WHERE actor_id = :actor_id AND muted = :muted;

-- name: muted
SELECT 1 AS found
FROM mutes
WHERE actor_id = :actor_id AND muted = :muted AND (until IS NULL OR until > :now);
