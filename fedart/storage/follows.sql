-- name: by_id
SELECT id, uri, follower, followed, state, created
FROM follows
WHERE id = :id;

-- name: by_uri
SELECT id, uri, follower, followed, state, created
FROM follows
WHERE uri = :uri;

-- name: by_pair
SELECT id, uri, follower, followed, state, created
FROM follows
WHERE follower = :follower AND followed = :followed;

-- name: put
INSERT INTO follows (id, uri, follower, followed, state, created, changed)
VALUES (:id, :uri, :follower, :followed, :state, :created, :created)
ON CONFLICT (follower, followed) DO UPDATE SET
    uri = excluded.uri, state = excluded.state, changed = excluded.changed;

-- name: set_state
UPDATE follows
SET state = :state, changed = :now
WHERE id = :id;

-- name: set_passes
UPDATE follows
SET passes = :passes
WHERE id = :id;

-- name: inboxes
SELECT DISTINCT COALESCE(actors.shared_inbox, actors.inbox) AS inbox
FROM follows
JOIN actors ON actors.id = follows.follower
WHERE follows.followed = :actor AND follows.state = 'accepted' AND actors.local = 0 AND actors.deleted IS NULL
    AND actors.suspended IS NULL;

-- name: local_followers
SELECT actors.id
FROM follows
JOIN actors ON actors.id = follows.follower
WHERE follows.followed = :actor AND follows.state = 'accepted' AND actors.local = 1;

-- name: has_local_follower
SELECT 1 AS found
FROM follows
JOIN actors ON actors.id = follows.follower
WHERE follows.followed = :actor AND follows.state IN ('accepted', 'requested') AND actors.local = 1
LIMIT 1;

-- name: reader
SELECT actors.id
FROM follows
JOIN actors ON actors.id = follows.follower
WHERE follows.followed = :actor AND follows.state = 'accepted' AND actors.local = 1
ORDER BY follows.id
LIMIT 1;

-- name: end_all
UPDATE follows
SET state = 'ended', changed = :now
WHERE (follower = :actor OR followed = :actor) AND state <> 'ended';
