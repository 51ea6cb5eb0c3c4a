-- name: of_work
SELECT opening
FROM arranged
WHERE work_id = :work;

-- name: hung
SELECT m.id, p.words, p.html, p.joined, p.film
FROM media AS m
LEFT JOIN arranged_parts AS p ON p.media_id = m.id
WHERE m.work_id = :work
ORDER BY m.position, m.id;

-- name: open
INSERT INTO arranged (work_id, opening)
VALUES (:work, :opening)
ON CONFLICT (work_id) DO UPDATE SET opening = :opening;

-- name: close
DELETE FROM arranged
WHERE work_id = :work;

-- name: put
INSERT INTO arranged_parts (media_id, words, html, joined, film)
VALUES (:media, :words, :html, :joined, :film)
ON CONFLICT (media_id) DO UPDATE SET words = :words, html = :html, joined = :joined, film = :film;

-- name: drop
DELETE FROM arranged_parts
WHERE media_id = :media;

-- name: part
SELECT words, html, joined, film
FROM arranged_parts
WHERE media_id = :media;
