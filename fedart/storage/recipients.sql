-- name: keep
INSERT INTO copies (object_uri, inbox, created, fetched)
VALUES (:object_uri, :inbox, :created, :fetched)
ON CONFLICT (object_uri, inbox) DO UPDATE SET fetched = MAX(copies.fetched, excluded.fetched);

-- name: kept
SELECT inbox
FROM copies
WHERE object_uri = :object_uri;

-- name: fetchers
SELECT inbox
FROM copies
WHERE object_uri = :object_uri AND fetched = 1;

-- name: has_fetched
SELECT 1 AS found
FROM copies
WHERE object_uri = :object_uri AND inbox = :inbox AND fetched = 1;

-- name: forget
DELETE FROM copies
WHERE object_uri = :object_uri;

-- name: former
SELECT DISTINCT COALESCE(actors.shared_inbox, actors.inbox) AS inbox
FROM follows
JOIN actors ON actors.id = follows.follower
WHERE follows.followed = :actor AND follows.state IN ('ended', 'rejected') AND follows.changed >= :since
    AND actors.local = 0 AND actors.deleted IS NULL AND actors.suspended IS NULL;

-- name: owner
SELECT uri
FROM actors
WHERE host = :host AND inbox = :inbox AND local = 0 AND deleted IS NULL
LIMIT 1;

-- name: last_slot
SELECT MAX(at) AS at
FROM tries
WHERE bucket = :bucket;
