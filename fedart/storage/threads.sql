-- name: begin
INSERT INTO threads (work_id, looked)
VALUES (:work_id, :now)
ON CONFLICT (work_id) DO UPDATE SET looked = excluded.looked
WHERE threads.looked <= :before;

-- name: elsewhere
WITH RECURSIVE below (id, depth) AS (
    SELECT w.id, 1
    FROM works AS w
    WHERE w.in_reply_to_id = :work_id
    UNION
    SELECT w.id, below.depth + 1
    FROM below
    JOIN works AS w ON w.in_reply_to_id = below.id
    WHERE below.depth < :depth
    LIMIT :most
)
SELECT w.id
FROM below
JOIN works AS w ON w.id = below.id
WHERE w.local = 0 AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
ORDER BY w.id DESC
LIMIT :limit;
