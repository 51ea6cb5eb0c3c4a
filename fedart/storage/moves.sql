-- name: moved_at
SELECT moved
FROM actors
WHERE id = :id;

-- name: moved
UPDATE actors
SET moved_to = :moved_to, moved = :now
WHERE id = :id;

-- name: came_back
UPDATE actors
SET moved_to = NULL, updated = :now
WHERE id = :id AND local = 1 AND moved_to IS NOT NULL;

-- name: followers_elsewhere
SELECT COUNT(*) AS n
FROM follows AS f
JOIN actors AS a ON a.id = f.follower
WHERE f.followed = :actor AND f.state = 'accepted' AND a.local = 0 AND a.deleted IS NULL AND a.suspended IS NULL;

-- name: aliases
UPDATE actors
SET also_known_as = :aliases, updated = :now
WHERE id = :id AND local = 1;

-- name: followers_on
SELECT f.id, a.uri
FROM follows AS f
JOIN actors AS a ON a.id = f.follower
WHERE f.followed = :actor AND f.state = 'accepted' AND a.local = 0 AND a.deleted IS NULL AND a.suspended IS NULL
    AND a.host = :host
ORDER BY a.uri;

-- name: local_following
SELECT f.id, f.uri, f.follower, f.state, a.uri AS follower_uri
FROM follows AS f
JOIN actors AS a ON a.id = f.follower
WHERE f.followed = :actor AND f.state IN ('accepted', 'requested') AND a.local = 1
ORDER BY a.uri;
