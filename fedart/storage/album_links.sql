-- part: columns
id, album_id, label, created, expires, revoked, views

-- name: insert
INSERT INTO album_links (id, album_id, token_hash, label, created, expires)
VALUES (:id, :album_id, :token_hash, :label, :created, :expires);

-- name: by_id
SELECT {columns}
FROM album_links
WHERE id = :id;

-- name: by_hash
SELECT {columns}
FROM album_links
WHERE token_hash = :token_hash;

-- name: of_album
SELECT {columns}
FROM album_links
WHERE album_id = :album
ORDER BY id DESC;

-- name: revoke
UPDATE album_links
SET revoked = :at
WHERE id = :id AND album_id = :album AND revoked IS NULL;

-- name: count_view
UPDATE album_links
SET views = views + 1
WHERE id = :id;
