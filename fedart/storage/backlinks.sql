-- name: of_actor
SELECT url, looked, verified
FROM backlinks
WHERE actor_id = :actor_id;

-- name: put
INSERT INTO backlinks (actor_id, url, looked, verified)
VALUES (:actor_id, :url, :looked, :verified)
ON CONFLICT (actor_id, url) DO UPDATE SET looked = excluded.looked, verified = excluded.verified;

-- name: remove
DELETE FROM backlinks
WHERE actor_id = :actor_id AND url = :url;

-- name: never_looked
SELECT a.id
FROM actors AS a
WHERE a.local = 1 AND a.deleted IS NULL AND a.fields LIKE '%https://%'
    AND NOT EXISTS (SELECT 1 FROM backlinks AS b WHERE b.actor_id = a.id);
