-- part: stale_post
w.local = 0 AND w.received < :before
    AND NOT EXISTS (SELECT 1 FROM works AS r WHERE r.in_reply_to_id = w.id)
    AND NOT EXISTS (
        SELECT 1 FROM likes AS l JOIN actors AS a ON a.id = l.actor_id WHERE l.work_id = w.id AND a.local = 1
    )
    AND NOT EXISTS (
        SELECT 1 FROM boosts AS b JOIN actors AS a ON a.id = b.actor_id WHERE b.work_id = w.id AND a.local = 1
    )
    AND NOT EXISTS (
        SELECT 1 FROM work_people AS p JOIN actors AS a ON a.uri = p.actor_uri WHERE p.work_id = w.id AND a.local = 1
    )
    AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.work_id = w.id)
    AND NOT EXISTS (SELECT 1 FROM applications AS g WHERE g.work_id = w.id)
    AND NOT EXISTS (SELECT 1 FROM application_works AS x WHERE x.work_id = w.id)
    AND NOT EXISTS (SELECT 1 FROM notifications AS n WHERE n.work_id = w.id)
    AND NOT EXISTS (SELECT 1 FROM reports AS o WHERE o.about = w.actor_id AND o.state = 'open')
    AND NOT EXISTS (
        WITH RECURSIVE above (id, height) AS (
            SELECT w.in_reply_to_id, 1
            UNION ALL
            SELECT u.in_reply_to_id, t.height + 1
            FROM above AS t
            JOIN works AS u ON u.id = t.id
            WHERE t.height < 100 AND u.in_reply_to_id IS NOT NULL
        )
        SELECT 1 FROM above AS t JOIN works AS u ON u.id = t.id WHERE u.local = 1
    )

-- name: posts
SELECT w.id, {stale_post} AS stale
FROM works AS w
WHERE w.id > :after
ORDER BY w.id
LIMIT :limit;

-- name: post
SELECT w.in_reply_to_id AS parent
FROM works AS w
WHERE w.id = :id AND {stale_post};

-- name: pictures
SELECT id
FROM media
WHERE work_id = :id;

-- name: forget_tags
DELETE FROM work_tags
WHERE work_id = :id;

-- name: forget_people
DELETE FROM work_people
WHERE work_id = :id;

-- name: forget_likes
DELETE FROM likes
WHERE work_id = :id;

-- name: forget_boosts
DELETE FROM boosts
WHERE work_id = :id;

-- name: forget_pins
DELETE FROM pins
WHERE work_id = :id;

-- name: forget_thread
DELETE FROM threads
WHERE work_id = :id;

-- name: forget_asked
DELETE FROM asked_answers
WHERE work_id = :id;

-- name: forget_elsewhere
DELETE FROM answers_elsewhere
WHERE work_id = :id;

-- name: forget_post
DELETE FROM works
WHERE id = :id;

-- part: unheard
NOT EXISTS (SELECT 1 FROM verdicts AS v WHERE v.media_id = :id AND v.decided IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM appeals AS p WHERE p.media_id = :id)
    AND NOT EXISTS (SELECT 1 FROM notifications AS n WHERE n.media_id = :id)
    AND NOT EXISTS (SELECT 1 FROM emojis AS e WHERE e.media_id = :id)

-- name: forget_verdicts
DELETE FROM verdicts
WHERE media_id = :id AND {unheard};

-- name: forget_picture
DELETE FROM media
WHERE id = :id AND NOT EXISTS (SELECT 1 FROM verdicts AS v WHERE v.media_id = :id) AND {unheard};

-- part: stale_actor
a.local = 0 AND a.fetched < :before AND a.suspended IS NULL AND a.deleted IS NULL
    AND NOT EXISTS (SELECT 1 FROM works AS w WHERE w.actor_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM follows AS f WHERE f.follower = a.id)
    AND NOT EXISTS (SELECT 1 FROM follows AS f WHERE f.followed = a.id)
    AND NOT EXISTS (SELECT 1 FROM likes AS l WHERE l.actor_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM boosts AS b WHERE b.actor_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM blocks AS z WHERE z.blocker = a.id)
    AND NOT EXISTS (SELECT 1 FROM blocks AS z WHERE z.blocked = a.id)
    AND NOT EXISTS (SELECT 1 FROM mutes AS m WHERE m.muted = a.id)
    AND NOT EXISTS (SELECT 1 FROM talks AS t WHERE t.other = a.id)
    AND NOT EXISTS (SELECT 1 FROM notifications AS n WHERE n.from_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM reports AS r WHERE r.about = a.id)
    AND NOT EXISTS (SELECT 1 FROM stamps AS s WHERE s.actor_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM credits AS c WHERE c.person = a.id)
    AND NOT EXISTS (SELECT 1 FROM applications AS g WHERE g.actor_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM work_people AS p WHERE p.actor_uri = a.uri)
    AND NOT EXISTS (SELECT 1 FROM trust AS u WHERE u.subject IN (a.id, a.uri))
    AND NOT EXISTS (SELECT 1 FROM relays AS y WHERE y.actor_uri = a.uri)
    AND NOT EXISTS (SELECT 1 FROM actors AS o WHERE o.local = 1 AND o.moved_to = a.uri)
    AND NOT EXISTS (
        SELECT 1 FROM media AS d WHERE d.actor_id = a.id AND (a.icon IS NULL OR d.id <> a.icon)
            AND (a.image IS NULL OR d.id <> a.image)
    )

-- name: actors
SELECT a.id, {stale_actor} AS stale
FROM actors AS a
WHERE a.id > :after
ORDER BY a.id
LIMIT :limit;

-- name: actor
SELECT a.icon, a.image
FROM actors AS a
WHERE a.id = :id AND {stale_actor};

-- name: forget_portraits
UPDATE actors
SET icon = NULL, image = NULL
WHERE id = :id;

-- name: has_pictures
SELECT 1 AS found
FROM media
WHERE actor_id = :id
LIMIT 1;

-- name: forget_backfill
DELETE FROM backfills
WHERE actor_id = :id;

-- name: forget_backlinks
DELETE FROM backlinks
WHERE actor_id = :id;

-- name: forget_actor
DELETE FROM actors
WHERE id = :id;

-- name: keys
SELECT k.id, k.fetched < :before AND NOT EXISTS (SELECT 1 FROM actors AS a WHERE a.uri = k.owner) AS stale
FROM remote_keys AS k
WHERE k.id > :after
ORDER BY k.id
LIMIT :limit;

-- name: forget_key
DELETE FROM remote_keys
WHERE id = :id AND fetched < :before;

-- name: sizes
SELECT COALESCE(m.tbl_name, s.name) AS name, SUM(s.pgsize) AS bytes
FROM dbstat AS s
LEFT JOIN sqlite_master AS m ON m.name = s.name
WHERE s.aggregate = TRUE
GROUP BY 1
ORDER BY 2 DESC, 1;
