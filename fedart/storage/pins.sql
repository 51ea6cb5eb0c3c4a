-- name: add
INSERT INTO pins (actor_id, work_id, position, created)
VALUES (
    :actor_id, :work_id, (SELECT COALESCE(MAX(position), 0) + 1 FROM pins WHERE actor_id = :actor_id), :created
)
ON CONFLICT DO NOTHING;

-- name: remove
DELETE FROM pins
WHERE actor_id = :actor_id AND work_id = :work_id;

-- name: clear
DELETE FROM pins
WHERE actor_id = :actor_id;

-- name: of_actor
SELECT p.work_id
FROM pins AS p
JOIN works AS w ON w.id = p.work_id
WHERE p.actor_id = :actor_id AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
ORDER BY p.position, p.work_id;

-- name: actor_by_featured
SELECT uri
FROM actors
WHERE featured = :featured AND deleted IS NULL
ORDER BY uri = :actor DESC, id
LIMIT 1;
