-- name: add
INSERT INTO appeals (id, media_id, account_id, text, state, created)
VALUES (:id, :media_id, :account_id, :text, 'open', :created)
ON CONFLICT DO NOTHING;

-- name: close
UPDATE appeals
SET state = :state, closed = :now
WHERE media_id = :media_id AND state = 'open';

-- name: of_media
SELECT id, media_id, account_id, text, state, created
FROM appeals
WHERE media_id = :media_id
ORDER BY id;

-- name: add_file
INSERT INTO appeal_files (id, appeal_id, position, file_name, kind, size, blob, preview)
VALUES (:id, :appeal_id, :position, :file_name, :kind, :size, :blob, :preview);

-- name: add_use
INSERT INTO appeal_uses (blob, file_id)
VALUES (:blob, :id)
ON CONFLICT DO NOTHING;

-- name: files_of
SELECT id, appeal_id, position, file_name, kind, size, blob, preview
FROM appeal_files
WHERE appeal_id = :appeal_id
ORDER BY position;

-- name: file
SELECT f.id, f.appeal_id, f.position, f.file_name, f.kind, f.size, f.blob, f.preview, p.account_id, p.media_id
FROM appeal_files AS f
JOIN appeals AS p ON p.id = f.appeal_id
WHERE f.id = :id;

-- name: files_of_open
SELECT f.id
FROM appeals AS p
JOIN appeal_files AS f ON f.appeal_id = p.id
WHERE p.media_id = :media_id AND p.state = 'open';

-- name: files_of_closed
SELECT f.id
FROM appeals AS p
JOIN appeal_files AS f ON f.appeal_id = p.id
WHERE p.closed IS NOT NULL AND p.closed < :before
LIMIT :limit;

-- name: uses
SELECT blob
FROM appeal_uses
WHERE file_id = :id;

-- name: clear_uses
DELETE FROM appeal_uses
WHERE file_id = :id;

-- name: delete_file
DELETE FROM appeal_files
WHERE id = :id;
