-- part: columns
id, actor_id, fields, created, changed, publish_at, zone, trouble, token_hash

-- part: file_columns
id, draft_id, row, name, size, received, sha256, created

-- name: insert
INSERT INTO drafts (id, actor_id, fields, created, changed)
VALUES (:id, :actor, :fields, :now, :now);

-- name: by_id
SELECT {columns}
FROM drafts
WHERE id = :id;

-- name: by_hash
SELECT {columns}
FROM drafts
WHERE token_hash = :token_hash;

-- name: of_actor
SELECT {columns}
FROM drafts
WHERE actor_id = :actor
ORDER BY changed DESC, id DESC
LIMIT :limit;

-- name: idents
SELECT id
FROM drafts
WHERE actor_id = :actor
LIMIT :limit;

-- name: scheduled
SELECT {columns}
FROM drafts
WHERE publish_at IS NOT NULL
ORDER BY publish_at, id;

-- name: untouched
SELECT id
FROM drafts
WHERE publish_at IS NULL AND changed < :before
LIMIT :limit;

-- name: save
UPDATE drafts
SET fields = :fields, changed = :now
WHERE id = :id;

-- name: touch
UPDATE drafts
SET changed = :now
WHERE id = :id;

-- name: schedule
UPDATE drafts
SET publish_at = :publish_at, zone = :zone, trouble = :nothing, changed = :now
WHERE id = :id;

-- name: fail
UPDATE drafts
SET publish_at = NULL, trouble = :trouble, changed = :now
WHERE id = :id;

-- name: settle
UPDATE drafts
SET trouble = :nothing
WHERE id = :id;

-- name: link
UPDATE drafts
SET token_hash = :token_hash
WHERE id = :id;

-- name: remove
DELETE FROM drafts
WHERE id = :id;

-- name: looks
SELECT k.file_id, k.look
FROM draft_files AS f
JOIN draft_looks AS k ON k.file_id = f.id
WHERE f.draft_id = :draft;

-- name: set_look
INSERT INTO draft_looks (file_id, look)
VALUES (:file, :look)
ON CONFLICT (file_id) DO UPDATE SET look = :look;

-- name: forget_looks
DELETE FROM draft_looks
WHERE file_id IN (SELECT f.id FROM draft_files AS f WHERE f.draft_id = :draft);

-- name: forget_look
DELETE FROM draft_looks
WHERE file_id = :id;

-- name: remove_files
DELETE FROM draft_files
WHERE draft_id = :draft;

-- name: add_file
INSERT INTO draft_files (id, draft_id, row, name, size, received, sha256, created)
VALUES (:id, :draft, :row, :name, :size, :received, :sha256, :now);

-- name: file
SELECT {file_columns}
FROM draft_files
WHERE id = :id;

-- name: files
SELECT {file_columns}
FROM draft_files
WHERE draft_id = :draft
ORDER BY row;

-- name: files_of_actor
SELECT f.id, f.draft_id, f.row, f.name, f.size, f.received, f.sha256, f.created
FROM drafts AS d
JOIN draft_files AS f ON f.draft_id = d.id
WHERE d.actor_id = :actor
ORDER BY f.draft_id, f.row;

-- name: file_exists
SELECT 1 AS there
FROM draft_files
WHERE id = :id;

-- name: got
UPDATE draft_files
SET received = :received, sha256 = :sha256
WHERE id = :id;

-- name: remove_file
DELETE FROM draft_files
WHERE id = :id;

-- name: bytes
SELECT COALESCE(SUM(f.size), 0) AS n
FROM drafts AS d
JOIN draft_files AS f ON f.draft_id = d.id
WHERE d.actor_id = :actor;

-- name: count
SELECT COUNT(*) AS n
FROM drafts
WHERE actor_id = :actor;

-- name: composing
SELECT descriptions, zone
FROM composing
WHERE actor_id = :actor;

-- name: set_descriptions
INSERT INTO composing (actor_id, descriptions)
VALUES (:actor, :descriptions)
ON CONFLICT (actor_id) DO UPDATE SET descriptions = :descriptions;

-- name: set_zone
INSERT INTO composing (actor_id, zone)
VALUES (:actor, :zone)
ON CONFLICT (actor_id) DO UPDATE SET zone = :zone;

-- name: described
SELECT COUNT(*) AS pictures, COALESCE(SUM(m.alt <> ''), 0) AS described
FROM works AS w
JOIN media AS m ON m.work_id = w.id
WHERE w.actor_id = :actor AND w.state = 'live' AND w.kind = 'work' AND m.state = 'kept';

-- name: forget_composing
DELETE FROM composing
WHERE actor_id = :actor;
