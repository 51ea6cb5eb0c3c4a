-- name: of_actor
SELECT id, actor_id, slug, title, source, content, position, changed
FROM leaves
WHERE actor_id = :actor
ORDER BY position, id;

-- name: menu
SELECT slug, title FROM leaves WHERE actor_id = :actor ORDER BY position, id;

-- name: by_slug
SELECT id, actor_id, slug, title, source, content, position, changed
FROM leaves
WHERE actor_id = :actor AND slug = :slug;

-- name: by_id
SELECT id, actor_id, slug, title, source, content, position, changed FROM leaves WHERE id = :id;

-- name: put
INSERT INTO leaves (id, actor_id, slug, title, source, content, position, changed)
VALUES (:id, :actor, :slug, :title, :source, :content, :position, :changed)
ON CONFLICT (id) DO UPDATE SET slug = :slug, title = :title, source = :source, content = :content, changed = :changed;

-- name: place
UPDATE leaves SET position = :position WHERE id = :id;

-- name: remove
DELETE FROM leaves WHERE id = :id;
