-- name: add
INSERT INTO tasks (id, kind, lane, payload, state, due, created, flow, host)
VALUES (
    :id, :kind, :lane, :payload,
    CASE WHEN :lane <> '' AND EXISTS (
        SELECT 1
        FROM tasks AS earlier
        WHERE earlier.lane = :lane AND earlier.state IN ('due', 'leased', 'waiting')
    ) THEN 'waiting' ELSE 'due' END,
    :due, :created, :flow, :host
);

-- name: add_delivery
INSERT INTO tasks (id, kind, lane, payload, state, due, created, flow, host)
SELECT
    :id, :kind, :lane, :payload,
    CASE WHEN EXISTS (
        SELECT 1
        FROM tasks AS earlier
        WHERE earlier.lane = :lane AND earlier.state IN ('due', 'leased', 'waiting')
    ) THEN 'waiting' ELSE 'due' END,
    COALESCE((SELECT closed_until FROM hosts WHERE host = :host AND closed_until > :due), :due),
    :created, 'out', :host
WHERE NOT EXISTS (SELECT 1 FROM hosts WHERE host = :host AND dormant IS NOT NULL);

-- name: any_due
SELECT 1 AS found
WHERE EXISTS (SELECT 1 FROM tasks WHERE state = 'due' AND flow = '' AND due <= :now)
    OR EXISTS (SELECT 1 FROM tasks WHERE state = 'due' AND flow = 'in' AND due <= :now)
    OR EXISTS (SELECT 1 FROM tasks WHERE state = 'due' AND flow = 'out' AND due <= :now)
    OR EXISTS (SELECT 1 FROM tasks WHERE state = 'leased' AND lease <= :now);

-- name: done
UPDATE tasks
SET state = 'done', finished = :now, payload = '', reason = ''
WHERE id = :id AND state = 'leased';

-- name: next_in_lane
UPDATE tasks
SET state = 'due'
WHERE state = 'waiting' AND id = (
    SELECT MIN(pending.id)
    FROM tasks AS ended
    JOIN tasks AS pending ON pending.lane = ended.lane
    WHERE ended.id = :id AND ended.lane <> '' AND pending.state IN ('due', 'leased', 'waiting')
);

-- name: later
UPDATE tasks
SET state = 'due', due = :due, lease = 0, reason = :reason
WHERE id = :id AND state = 'leased';

-- name: postpone
UPDATE tasks
SET state = 'due', due = :due, lease = 0, reason = :reason, attempts = attempts - 1
WHERE id = :id AND state = 'leased';

-- name: release
UPDATE tasks
SET state = 'due', lease = 0, attempts = attempts - CASE WHEN flow = 'out' THEN 0 ELSE 1 END
WHERE id = :id AND state = 'leased';

-- name: dead
UPDATE tasks
SET state = 'dead', finished = :now, reason = :reason
WHERE id = :id AND state = 'leased';

-- name: in_lane
SELECT id, kind, state, payload, attempts, due
FROM tasks
WHERE lane = :lane AND state IN ('due', 'leased', 'waiting')
ORDER BY id;

-- name: cancel
UPDATE tasks
SET state = 'done', finished = :now, payload = '', reason = 'replaced'
WHERE id = :id AND state IN ('due', 'waiting');

-- name: hold_back
UPDATE tasks
SET due = :until
WHERE state = 'due' AND flow = 'out' AND host = :host AND due < :until;

-- name: let_go
UPDATE tasks
SET due = :now
WHERE state = 'due' AND flow = 'out' AND host = :host AND due > :now AND due <= :until;

-- name: let_go_waiting
UPDATE tasks
SET due = :now
WHERE state = 'waiting' AND flow = 'out' AND host = :host AND due > :now AND due <= :until;

-- name: end_due
UPDATE tasks
SET state = 'dead', finished = :now, reason = :reason
WHERE state = 'due' AND flow = 'out' AND host = :host;

-- name: end_waiting
UPDATE tasks
SET state = 'dead', finished = :now, reason = :reason
WHERE state = 'waiting' AND flow = 'out' AND host = :host;

-- name: received
SELECT
    (
        SELECT COUNT(*)
        FROM (SELECT 1 FROM tasks WHERE state = 'due' AND flow = 'in' AND host = :host LIMIT :most)
    ) + (
        SELECT COUNT(*)
        FROM (SELECT 1 FROM tasks WHERE state = 'waiting' AND flow = 'in' AND host = :host LIMIT :most)
    ) AS n;

-- name: ahead
SELECT ahead
FROM clocks
WHERE id = 1;

-- name: keep_ahead
INSERT INTO clocks (id, ahead)
VALUES (1, :ahead)
ON CONFLICT (id) DO UPDATE SET ahead = excluded.ahead;

-- name: shift_due
UPDATE tasks
SET due = due + :by
WHERE state IN ('due', 'waiting') AND created <= :before;

-- name: shift_leases
UPDATE tasks
SET lease = lease + :by, due = due + :by
WHERE state = 'leased' AND lease > :low AND lease <= :high;

-- name: sweep
DELETE FROM tasks
WHERE state IN ('done', 'dead') AND finished <= :before;

-- name: counts
SELECT state, COUNT(*) AS n
FROM tasks
GROUP BY state;
