-- name: offered
SELECT NOT EXISTS (SELECT 1 FROM unsyndicated WHERE actor_id = :actor) AS offered;

-- name: offer
DELETE FROM unsyndicated WHERE actor_id = :actor;

-- name: refuse
INSERT INTO unsyndicated (actor_id, since) VALUES (:actor, :now) ON CONFLICT DO NOTHING;
