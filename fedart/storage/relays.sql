-- name: add
INSERT INTO relays (id, inbox, actor_uri, style, follow_uri, state, created)
VALUES (:id, :inbox, :actor_uri, :style, :follow_uri, :state, :created);

-- name: every
SELECT id, inbox, actor_uri, style, follow_uri, state, created
FROM relays
ORDER BY id;

-- name: by_inbox
SELECT id, inbox, actor_uri, style, follow_uri, state, created
FROM relays
WHERE inbox = :inbox;

-- name: by_follow
SELECT id, inbox, actor_uri, style, follow_uri, state, created
FROM relays
WHERE follow_uri = :follow_uri;

-- name: by_actor
SELECT id, inbox, actor_uri, style, follow_uri, state, created
FROM relays
WHERE actor_uri = :actor_uri;

-- name: answer
UPDATE relays
SET state = :state, actor_uri = :actor_uri
WHERE id = :id;

-- name: remove
DELETE FROM relays
WHERE id = :id;

-- name: take
UPDATE relays
SET brought = CASE WHEN hour = :hour THEN brought + 1 ELSE 1 END, hour = :hour
WHERE id = :id AND (hour <> :hour OR brought < :most);
