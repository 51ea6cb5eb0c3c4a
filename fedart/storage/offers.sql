-- name: add
INSERT INTO offers (application_id, uri, at, told, file_url, file_state)
VALUES (:id, :uri, :at, 0, :file_url, :file_state);

-- name: add_work
INSERT INTO offer_works (application_id, position, uri, title)
VALUES (:id, :position, :uri, :title);

-- name: of
SELECT application_id, uri, at, told, lost, file_url, file_state
FROM offers
WHERE application_id = :id;

-- name: by_uri
SELECT application_id, uri, at, told, lost, file_url, file_state
FROM offers
WHERE uri = :uri;

-- name: parties
SELECT a.uri AS artist, b.uri AS poster
FROM offers AS o
JOIN applications AS p ON p.id = o.application_id
JOIN jobs AS j ON j.work_id = p.work_id
JOIN actors AS a ON a.id = p.actor_id
JOIN actors AS b ON b.id = j.actor_id
WHERE o.uri = :uri;

-- name: of_pair
SELECT o.application_id, o.uri, o.at, o.told, o.lost, o.file_url, o.file_state
FROM applications AS p
JOIN offers AS o ON o.application_id = p.id
WHERE p.work_id = :job AND p.actor_id = :actor;

-- name: tell
UPDATE offers
SET told = :at
WHERE application_id = :id;

-- name: lose
UPDATE offers
SET lost = :now
WHERE uri = :uri;

-- name: file
UPDATE offers
SET file_state = :state
WHERE application_id = :id;

-- name: file_came
UPDATE applications
SET file_bytes = :size
WHERE id = :id;

-- name: works
SELECT uri, title
FROM offer_works
WHERE application_id = :id
ORDER BY position;

-- name: applied_to
SELECT 1 AS found
FROM applications AS p
JOIN jobs AS j ON j.work_id = p.work_id
WHERE p.actor_id = :artist AND j.actor_id = :poster
LIMIT 1;

-- name: conversation
SELECT root
FROM talks
WHERE actor_id = :artist AND other = :poster AND state <> 'hidden'
ORDER BY last DESC
LIMIT 1;

-- name: to_poster
SELECT o.uri, p.actor_id
FROM jobs AS j
JOIN applications AS p ON p.work_id = j.work_id
JOIN offers AS o ON o.application_id = p.id
WHERE j.actor_id = :poster AND j.local = 1;

-- name: by_artist
SELECT p.id
FROM applications AS p
JOIN offers AS o ON o.application_id = p.id
WHERE p.actor_id = :artist;

-- name: away_to_poster
SELECT p.id
FROM jobs AS j
JOIN applications AS p ON p.work_id = j.work_id
JOIN offers AS o ON o.application_id = p.id
WHERE j.actor_id = :poster AND j.local = 0;

-- name: of_job
SELECT p.id
FROM applications AS p
JOIN offers AS o ON o.application_id = p.id
WHERE p.work_id = :job;
