-- part: columns
id, actor_id, kind, title, source, content, closed, cover, position, created, changed, deleted

-- name: by_id
SELECT {columns}
FROM albums
WHERE id = :id;

-- name: of_actor
SELECT {columns}
FROM albums
WHERE actor_id = :actor AND kind = :kind AND deleted IS NULL
ORDER BY position, id;

-- name: insert
INSERT INTO albums (id, actor_id, kind, title, source, content, closed, cover, position, created, changed)
VALUES (:id, :actor_id, :kind, :title, :source, :content, :closed, :cover, :position, :created, :changed);

-- name: edit
UPDATE albums
SET title = :title, source = :source, content = :content, closed = :closed, changed = :changed
WHERE id = :id;

-- name: set_cover
UPDATE albums
SET cover = :cover, changed = :changed
WHERE id = :id;

-- name: place
UPDATE albums
SET position = :position
WHERE id = :id;

-- name: touch
UPDATE albums
SET changed = :changed
WHERE id = :id;

-- name: remove
UPDATE albums
SET title = '', source = '', content = '', cover = NULL, deleted = :at, changed = :at
WHERE id = :id;

-- name: empty
DELETE FROM album_works
WHERE album_id = :album;

-- name: entries
SELECT e.work_id, e.position
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id
WHERE e.album_id = :album AND e.removed IS NULL AND w.state <> 'deleted'
ORDER BY e.position, e.work_id;

-- name: all_entries
SELECT work_id, position
FROM album_works
WHERE album_id = :album
ORDER BY position, work_id;

-- name: last
SELECT MAX(position) AS position
FROM album_works
WHERE album_id = :album;

-- name: put
INSERT INTO album_works (album_id, work_id, position, added)
VALUES (:album, :work, :position, :added)
ON CONFLICT (album_id, work_id) DO UPDATE
SET position = :position, added = :added, removed = NULL
WHERE removed IS NOT NULL;

-- name: take_out
UPDATE album_works
SET removed = :at
WHERE album_id = :album AND work_id = :work AND removed IS NULL;

-- name: uncover
UPDATE albums
SET cover = NULL
WHERE id = :album AND cover = :work;

-- name: place_work
UPDATE album_works
SET position = :position
WHERE album_id = :album AND work_id = :work;

-- name: with_work
SELECT album_id
FROM album_works
WHERE work_id = :work AND removed IS NULL;

-- name: announce
INSERT INTO announcements (work_id, album_id)
VALUES (:work, :album);

-- name: announced
SELECT album_id
FROM announcements
WHERE work_id = :work;

-- name: announced_since
SELECT 1 AS found
FROM works AS w
JOIN announcements AS n ON n.work_id = w.id
WHERE w.actor_id = :actor AND w.id >= :since AND w.state = 'live' AND n.album_id = :album
LIMIT 1;

-- name: layout
SELECT layout
FROM presentations
WHERE actor_id = :actor;

-- name: set_layout
INSERT INTO presentations (actor_id, layout)
VALUES (:actor, :layout)
ON CONFLICT (actor_id) DO UPDATE
SET layout = :layout;
