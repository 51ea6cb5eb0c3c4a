-- name: of
SELECT answers, licence, licence_name, licence_address, shown, hidden
FROM habits
WHERE actor_id = :actor;

-- name: begin
INSERT INTO habits (actor_id)
VALUES (:actor)
ON CONFLICT DO NOTHING;

-- name: publish_as
UPDATE habits
SET answers = :answers, licence = :licence, licence_name = :licence_name, licence_address = :licence_address
WHERE actor_id = :actor;

-- name: look
UPDATE habits
SET shown = :shown, hidden = :hidden
WHERE actor_id = :actor;
