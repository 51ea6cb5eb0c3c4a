-- name: known
SELECT url, updated, looked, done, media_id
FROM emojis
WHERE host = :host AND code = :code;

-- name: count
SELECT COUNT(*) AS n
FROM (
    SELECT 1
    FROM emojis
    WHERE host = :host
    LIMIT :most
);

-- name: put
INSERT INTO emojis (host, code, url, updated, looked)
VALUES (:host, :code, :url, :updated, :looked)
ON CONFLICT (host, code) DO UPDATE SET
    url = excluded.url, updated = excluded.updated, looked = excluded.looked, done = 0;

-- name: settle
UPDATE emojis
SET done = 1, media_id = :media_id
WHERE host = :host AND code = :code AND url = :url;

-- name: shown
SELECT m.id, m.position, m.alt, m.focus_x, m.focus_y, m.state, m.sha256, m.facts, m.renditions, m.remote_url,
    m.reason, m.label
FROM emojis AS e
JOIN media AS m ON m.id = e.media_id AND m.state = 'kept'
WHERE e.host = :host AND e.code = :code;

-- name: reactions
SELECT l.emoji, CASE WHEN substr(l.emoji, 1, 1) = ':' THEN a.host ELSE '' END AS at, COUNT(*) AS n
FROM likes AS l
JOIN actors AS a ON a.id = l.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
WHERE l.work_id = :work_id AND l.emoji <> ''
GROUP BY l.emoji, at
ORDER BY n DESC, MIN(l.id)
LIMIT :most;

-- name: reactions_of
SELECT COUNT(*) AS n
FROM likes
WHERE work_id = :work_id AND actor_id = :actor_id;
