-- name: of_work
SELECT c.id, c.work_id, c.person, c.name, c.role, c.state, a.uri, a.url, a.username, a.host, a.local
FROM credits AS c
LEFT JOIN actors AS a ON a.id = c.person
WHERE c.work_id = :work AND (c.person IS NULL OR a.suspended IS NULL AND a.deleted IS NULL)
ORDER BY c.position, c.id;

-- name: by_id
SELECT c.id, c.work_id, c.person, c.name, c.role, c.state
FROM credits AS c
WHERE c.id = :id;

-- name: add
INSERT INTO credits (id, work_id, position, person, name, role, state, changed)
VALUES (:id, :work, :position, :person, :name, :role, :state, :now)
ON CONFLICT DO NOTHING;

-- name: place
UPDATE credits
SET position = :position, name = :name, role = :role, state = :state, changed = :now
WHERE id = :id;

-- name: drop
DELETE FROM credits
WHERE id = :id;

-- name: settle
UPDATE credits
SET state = :state, changed = :now
WHERE id = :id;

-- name: forget
DELETE FROM credits
WHERE work_id = :work;

-- name: between
SELECT c.id
FROM credits AS c
JOIN works AS w ON w.id = c.work_id
WHERE c.person = :person AND c.state IN ('asked', 'accepted', 'named') AND w.actor_id = :artist;
