-- name: free
UPDATE tasks
SET state = 'due', lease = 0
WHERE state = 'leased' AND lease <= :now;

-- name: busy
SELECT tasks.flow, tasks.host, COALESCE(hosts.failures, 0) AS failures
FROM tasks
LEFT JOIN hosts ON tasks.flow = 'out' AND hosts.host = tasks.host
WHERE tasks.state = 'leased' AND tasks.lease > :now;

-- name: own
SELECT id
FROM tasks
WHERE state = 'due' AND flow = '' AND due <= :now
ORDER BY due, id
LIMIT :most;

-- name: any_of_flow
SELECT 1 AS found
FROM tasks
WHERE state = 'due' AND flow = :flow AND due <= :now
LIMIT 1;

-- name: deliveries
SELECT tasks.id, tasks.host, COALESCE(hosts.failures, 0) AS failures
FROM tasks
LEFT JOIN hosts ON hosts.host = tasks.host
WHERE tasks.state = 'due' AND tasks.flow = 'out' AND tasks.due <= :now
ORDER BY tasks.due, tasks.id
LIMIT :most;

-- name: hosts
WITH RECURSIVE walk (host) AS (
    SELECT MIN(host)
    FROM tasks
    WHERE state = 'due' AND flow = :flow AND host > :after
    UNION ALL
    SELECT (
        SELECT MIN(following.host)
        FROM tasks AS following
        WHERE following.state = 'due' AND following.flow = :flow AND following.host > walk.host
    )
    FROM walk
    WHERE walk.host IS NOT NULL
)
SELECT walk.host, COALESCE(hosts.failures, 0) AS failures
FROM walk
LEFT JOIN hosts ON :flow = 'out' AND hosts.host = walk.host
WHERE walk.host IS NOT NULL AND (:suspects > 0 OR hosts.failures IS NULL OR hosts.failures = 0) AND EXISTS (
    SELECT 1
    FROM tasks
    WHERE state = 'due' AND flow = :flow AND host = walk.host AND due <= :now
)
LIMIT :most;

-- name: heads
SELECT id
FROM tasks
WHERE state = 'due' AND flow = :flow AND host = :host AND due <= :now
ORDER BY due, id
LIMIT :most;

-- name: lease
UPDATE tasks
SET state = 'leased', lease = :lease, attempts = attempts + 1
WHERE id = :id AND state = 'due'
RETURNING id, kind, lane, payload, attempts, created, flow, host;
