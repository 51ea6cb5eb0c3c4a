-- name: add
INSERT INTO cv_entries (id, actor_id, kind, began, ended, lasting, title, place, link)
VALUES (:id, :actor, :kind, :began, :ended, :lasting, :title, :place, :link);

-- name: edit
UPDATE cv_entries
SET kind = :kind, began = :began, ended = :ended, lasting = :lasting, title = :title, place = :place, link = :link
WHERE id = :id AND actor_id = :actor;

-- name: remove
DELETE FROM cv_entries WHERE id = :id AND actor_id = :actor;

-- name: of_actor
SELECT id, actor_id, kind, began, ended, lasting, title, place, link
FROM cv_entries
WHERE actor_id = :actor
ORDER BY began DESC, id DESC;

-- name: has
SELECT EXISTS (SELECT 1 FROM cv_entries WHERE actor_id = :actor) AS found;
