-- name: add
INSERT INTO stamps (id, kind, actor_id, request, asker, about, instrument, created)
VALUES (:id, :kind, :actor_id, :request, :asker, :about, :instrument, :created)
ON CONFLICT DO NOTHING;

-- name: by_id
SELECT id, kind, actor_id, request, asker, about, instrument, created, revoked
FROM stamps
WHERE id = :id;

-- name: by_thing
SELECT id, kind, actor_id, request, asker, about, instrument, created, revoked
FROM stamps
WHERE kind = :kind AND about = :about AND instrument = :instrument;

-- name: of_actor
SELECT id, kind, actor_id, request, asker, about, instrument, created, revoked
FROM stamps
WHERE actor_id = :actor_id AND revoked IS NULL
ORDER BY id DESC
LIMIT :most;

-- name: revoke
UPDATE stamps
SET revoked = :now
WHERE id = :id AND revoked IS NULL;
