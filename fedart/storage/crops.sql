-- name: of_media
SELECT shape, beginning, top, width, height
FROM crops
WHERE media_id = :media;

-- name: put
INSERT INTO crops (media_id, shape, beginning, top, width, height)
VALUES (:media, :shape, :beginning, :top, :width, :height);

-- name: clear
DELETE FROM crops
WHERE media_id = :media;

-- name: focus_set
SELECT 1 AS found
FROM focal_points
WHERE media_id = :media;

-- name: set_focus
INSERT INTO focal_points (media_id)
VALUES (:media)
ON CONFLICT DO NOTHING;

-- name: follow
DELETE FROM focal_points
WHERE media_id = :media;

-- name: cover
SELECT media_id
FROM album_covers
WHERE album_id = :album;

-- name: set_cover
INSERT INTO album_covers (album_id, media_id)
VALUES (:album, :media)
ON CONFLICT (album_id) DO UPDATE SET media_id = excluded.media_id;

-- name: uncover
DELETE FROM album_covers
WHERE album_id = :album;
