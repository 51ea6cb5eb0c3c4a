-- name: begin
INSERT INTO backfills (actor_id, begun)
VALUES (:actor_id, :now)
ON CONFLICT (actor_id) DO UPDATE SET begun = excluded.begun, finished = NULL, found = 0
WHERE backfills.begun <= :before;

-- name: hint
UPDATE backfills
SET posts = :posts, followers = :followers, following = :following
WHERE actor_id = :actor_id;

-- name: finish
UPDATE backfills
SET finished = :now, found = :found
WHERE actor_id = :actor_id;

-- name: of_actor
SELECT begun, finished, found, posts, followers, following
FROM backfills
WHERE actor_id = :actor_id;
