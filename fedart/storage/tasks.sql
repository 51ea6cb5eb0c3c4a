-- name: add
INSERT INTO tasks (id, kind, lane, payload, state, due, created)
VALUES (:id, :kind, :lane, :payload, 'due', :due, :created);

-- name: free
UPDATE tasks
SET state = 'due', lease = 0
WHERE state = 'leased' AND lease <= :now;

-- name: due
SELECT id, kind, lane, payload, attempts, created
FROM tasks
WHERE state = 'due' AND due <= :now
    AND (lane = '' OR NOT EXISTS (
        SELECT 1
        FROM tasks AS earlier
        WHERE earlier.lane = tasks.lane AND earlier.state IN ('due', 'leased') AND earlier.id < tasks.id
    ))
ORDER BY due, id
LIMIT :most;

-- name: any_due
SELECT 1 AS found
WHERE EXISTS (SELECT 1 FROM tasks WHERE state = 'due' AND due <= :now)
    OR EXISTS (SELECT 1 FROM tasks WHERE state = 'leased' AND lease <= :now);

-- name: lease
UPDATE tasks
SET state = 'leased', lease = :lease, attempts = attempts + 1
WHERE id = :id AND state = 'due';

-- name: done
UPDATE tasks
SET state = 'done', finished = :now, payload = '', reason = ''
WHERE id = :id AND state = 'leased';

-- name: later
UPDATE tasks
SET state = 'due', due = :due, lease = 0, reason = :reason
WHERE id = :id AND state = 'leased';

-- name: release
UPDATE tasks
SET state = 'due', lease = 0, attempts = attempts - 1
WHERE id = :id AND state = 'leased';

-- name: dead
UPDATE tasks
SET state = 'dead', finished = :now, reason = :reason
WHERE id = :id AND state = 'leased';

-- name: cancel_lane
UPDATE tasks
SET state = 'done', finished = :now, payload = '', reason = 'replaced'
WHERE lane = :lane AND state IN ('due', 'leased') AND state = 'due';

-- name: next_due
SELECT MIN(due) AS due
FROM tasks
WHERE state = 'due';

-- name: sweep
DELETE FROM tasks
WHERE state IN ('done', 'dead') AND finished <= :before;

-- name: counts
SELECT state, COUNT(*) AS n
FROM tasks
GROUP BY state;

