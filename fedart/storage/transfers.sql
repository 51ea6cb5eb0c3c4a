-- name: following
SELECT a.id, a.username, a.host
FROM follows AS f
JOIN actors AS a ON a.id = f.followed
WHERE f.follower = :actor AND f.state IN ('accepted', 'requested') AND a.deleted IS NULL
ORDER BY f.id;

-- name: followers
SELECT a.id, a.username, a.host
FROM follows AS f
JOIN actors AS a ON a.id = f.follower
WHERE f.followed = :actor AND f.state = 'accepted' AND a.deleted IS NULL AND a.suspended IS NULL
ORDER BY f.id;

-- name: blocked
SELECT a.id, a.username, a.host
FROM blocks AS b
JOIN actors AS a ON a.id = b.blocked
WHERE b.blocker = :actor
ORDER BY b.blocked;

-- name: muted
SELECT a.id, a.username, a.host
FROM mutes AS m
JOIN actors AS a ON a.id = m.muted
WHERE m.actor_id = :actor AND m.until IS NULL
ORDER BY m.muted;

-- name: domains
SELECT domain
FROM muted_domains
WHERE actor_id = :actor
ORDER BY domain;

-- name: counts
SELECT
    (
        SELECT COUNT(*)
        FROM follows AS f
        JOIN actors AS a ON a.id = f.followed
        WHERE f.follower = :actor AND f.state IN ('accepted', 'requested') AND a.deleted IS NULL
    ) AS following,
    (
        SELECT COUNT(*)
        FROM follows AS f
        JOIN actors AS a ON a.id = f.follower
        WHERE f.followed = :actor AND f.state = 'accepted' AND a.deleted IS NULL AND a.suspended IS NULL
    ) AS followers,
    (SELECT COUNT(*) FROM blocks WHERE blocker = :actor) AS blocked,
    (SELECT COUNT(*) FROM mutes WHERE actor_id = :actor AND until IS NULL) AS muted,
    (SELECT COUNT(*) FROM muted_domains WHERE actor_id = :actor) AS domains;

-- name: add
INSERT INTO imports (id, actor_id, list, replaces, state, created)
VALUES (:id, :actor_id, :list, :replaces, :state, :now);

-- name: add_rows
INSERT INTO import_rows (import_id, position, target, host, act, state, actor_id, reason)
SELECT
    :import_id,
    (SELECT COUNT(*) FROM import_rows WHERE import_id = :import_id) + each.key,
    each.value ->> 0, each.value ->> 1, each.value ->> 2, each.value ->> 3, each.value ->> 4, each.value ->> 5
FROM json_each(:rows) AS each;

-- name: by_id
SELECT id, actor_id, list, replaces, state, surplus, created, finished
FROM imports
WHERE id = :id;

-- name: of_actor
SELECT id, actor_id, list, replaces, state, surplus, created, finished
FROM imports
WHERE actor_id = :actor
ORDER BY id DESC
LIMIT :limit;

-- name: progress
SELECT COUNT(*) AS total,
    COUNT(*) FILTER (WHERE state = 'due') AS due,
    COUNT(*) FILTER (WHERE state = 'failed') AS failed,
    COUNT(*) FILTER (WHERE state = 'failed' AND tries > 0) AS again,
    COUNT(*) FILTER (WHERE act = 'remove') AS removals
FROM import_rows
WHERE import_id = :id;

-- name: running
SELECT id
FROM imports
WHERE actor_id = :actor AND state = 'running'
LIMIT 1;

-- name: waiting
SELECT id
FROM imports
WHERE actor_id = :actor AND state = 'ready';

-- name: set_state
UPDATE imports
SET state = :state, finished = :finished
WHERE id = :id AND state = :before;

-- name: set_surplus
UPDATE imports
SET surplus = 1
WHERE id = :id;

-- name: next
SELECT position, target, host, act, actor_id, tries
FROM import_rows
WHERE import_id = :import_id AND state = 'due' AND due <= :now
    AND host NOT IN (
        SELECT recent.host
        FROM import_rows AS recent
        WHERE recent.tried > 0 AND recent.tried > :since AND recent.host <> ''
    )
ORDER BY due, position
LIMIT 1;

-- name: next_due
SELECT due
FROM import_rows
WHERE import_id = :import_id AND state = 'due'
ORDER BY due
LIMIT 1;

-- name: row
SELECT position, target, host, act, actor_id, tries
FROM import_rows
WHERE import_id = :import_id AND position = :position AND state = 'due';

-- name: try_row
UPDATE import_rows
SET tries = tries + 1, tried = :now
WHERE import_id = :import_id AND position = :position;

-- name: settle
UPDATE import_rows
SET state = :state, actor_id = COALESCE(:actor_id, actor_id), reason = :reason
WHERE import_id = :import_id AND position = :position AND state = 'due';

-- name: later
UPDATE import_rows
SET due = :due, reason = :reason
WHERE import_id = :import_id AND position = :position AND state = 'due';

-- name: wanted
SELECT target, actor_id
FROM import_rows
WHERE import_id = :import_id AND act = 'add';

-- name: failures
SELECT position, target, act, reason
FROM import_rows
WHERE import_id = :import_id AND state = 'failed' AND position > :after
ORDER BY position
LIMIT :limit;

-- name: again
UPDATE import_rows
SET state = 'due', tries = 0, due = 0, reason = ''
WHERE import_id = :import_id AND state = 'failed' AND tries > 0;

-- name: forget_rows
DELETE FROM import_rows
WHERE import_id = :id;

-- name: forget
DELETE FROM imports
WHERE id = :id;

-- name: old
SELECT id
FROM imports
WHERE created <= :before AND state <> 'running';
