-- name: ping
SELECT 1 AS alive;

-- name: writable
DELETE FROM tries
WHERE at < 0;

-- name: local_actor
SELECT id, uri, local, type, username, host, name, summary, summary_source, fields, url, inbox, shared_inbox, outbox,
    followers, following, featured, key_id, public_key, icon, image, locked, discoverable, indexable, created, updated,
    suspended, deleted, also_known_as, moved_to
FROM actors
WHERE id = :id AND local = 1;

-- name: local_name
SELECT id, uri, local, type, username, host, name, summary, summary_source, fields, url, inbox, shared_inbox, outbox,
    followers, following, featured, key_id, public_key, icon, image, locked, discoverable, indexable, created, updated,
    suspended, deleted, also_known_as, moved_to
FROM actors
WHERE host = :host AND username = :username AND local = 1;

-- name: kept_media
SELECT id, actor_id, work_id, role, position, alt, focus_x, focus_y, state, sha256, facts, renditions, original, file_name,
    remote_url, reason, label, created
FROM media
WHERE id IN (:icon, :image) AND state = 'kept';

-- name: local_work
SELECT id, uri, local, kind, actor_id, actor_uri, title, source, content, warning, sensitive, visibility, language, url,
    in_reply_to, in_reply_to_id, published, edited, state, tags, mentions, version, likes, boosts, replies, deleted
FROM works
WHERE id = :id AND local = 1;

-- name: author_of
SELECT a.uri, a.username, a.host, a.url
FROM works w
JOIN actors a ON a.id = w.actor_id
WHERE w.id = :id;

-- name: accepted_host
SELECT 1 AS found
FROM follows f
JOIN actors a ON a.id = f.follower
WHERE f.followed = :followed AND f.state = 'accepted' AND a.host = :host AND a.suspended IS NULL
LIMIT 1;

-- name: named
SELECT actor_uri
FROM work_people
WHERE work_id = :id;

-- name: activity
SELECT c.id, c.uri, c.actor_id, c.type, c.object_uri, c.body, w.id AS work_id, w.local AS work_local,
    w.state AS work_state, w.visibility AS work_visibility, a.suspended, a.deleted,
    CASE c.type
        WHEN 'Like' THEN EXISTS (SELECT 1 FROM likes l WHERE l.uri = c.uri)
        WHEN 'Announce' THEN EXISTS (SELECT 1 FROM boosts b WHERE b.uri = c.uri)
        ELSE 1
    END AS standing
FROM activities c
JOIN actors a ON a.id = c.actor_id
LEFT JOIN works w ON w.uri = c.object_uri
WHERE c.id = :id AND c.public = 1;

-- part: said_in_public
FROM activities c
JOIN works w ON w.uri = c.object_uri
JOIN actors a ON a.id = w.actor_id
WHERE c.actor_id = :actor AND c.type IN ('Create', 'Announce') AND c.public = 1 AND {actors.welcome}
    AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
    AND (c.type = 'Create' OR EXISTS (SELECT 1 FROM boosts b WHERE b.uri = c.uri))

-- name: outbox
SELECT c.id, c.uri, c.type, c.object_uri, c.body
{said_in_public}
    AND c.id < :cursor
ORDER BY c.id DESC
LIMIT :limit;

-- name: outbox_back
SELECT c.id, c.uri, c.type, c.object_uri, c.body
{said_in_public}
    AND c.id > :cursor
ORDER BY c.id
LIMIT :limit;

-- name: outbox_count
SELECT COUNT(*) AS n
{said_in_public};

-- part: followers_rows
FROM follows f
JOIN actors a ON a.id = f.follower
WHERE f.followed = :actor AND f.state = 'accepted' AND {actors.welcome}

-- name: followers
SELECT f.id, a.uri
{followers_rows}
    AND f.id < :cursor
ORDER BY f.id DESC
LIMIT :limit;

-- name: followers_back
SELECT f.id, a.uri
{followers_rows}
    AND f.id > :cursor
ORDER BY f.id
LIMIT :limit;

-- name: followers_count
SELECT COUNT(*) AS n
{followers_rows};

-- part: following_rows
FROM follows f
JOIN actors a ON a.id = f.followed
WHERE f.follower = :actor AND f.state = 'accepted' AND {actors.welcome}

-- name: following
SELECT f.id, a.uri
{following_rows}
    AND f.id < :cursor
ORDER BY f.id DESC
LIMIT :limit;

-- name: following_back
SELECT f.id, a.uri
{following_rows}
    AND f.id > :cursor
ORDER BY f.id
LIMIT :limit;

-- name: following_count
SELECT COUNT(*) AS n
{following_rows};

-- name: featured
SELECT w.uri
FROM works w
WHERE w.actor_id = :actor AND w.local = 1 AND w.kind = 'work' AND w.state = 'live' AND w.visibility = 'public'
    AND EXISTS (SELECT 1 FROM media m WHERE m.work_id = w.id AND m.state = 'kept')
ORDER BY w.id DESC
LIMIT :limit;

-- part: replies_rows
FROM works w
JOIN actors a ON a.id = w.actor_id
WHERE w.in_reply_to_id = :work AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
    AND {actors.welcome}

-- name: replies
SELECT w.id, w.uri
{replies_rows}
    AND w.id < :cursor
ORDER BY w.id DESC
LIMIT :limit;

-- name: replies_back
SELECT w.id, w.uri
{replies_rows}
    AND w.id > :cursor
ORDER BY w.id
LIMIT :limit;

-- name: replies_count
SELECT COUNT(*) AS n
{replies_rows};

-- part: likes_rows
FROM likes l
JOIN actors a ON a.id = l.actor_id
WHERE l.work_id = :work AND {actors.welcome}

-- name: likes
SELECT l.id, l.uri
{likes_rows}
    AND l.id < :cursor
ORDER BY l.id DESC
LIMIT :limit;

-- name: likes_back
SELECT l.id, l.uri
{likes_rows}
    AND l.id > :cursor
ORDER BY l.id
LIMIT :limit;

-- name: likes_count
SELECT COUNT(*) AS n
{likes_rows};

-- part: shares_rows
FROM boosts b
JOIN actors a ON a.id = b.actor_id
WHERE b.work_id = :work AND {actors.welcome}

-- name: shares
SELECT b.id, b.uri
{shares_rows}
    AND b.id < :cursor
ORDER BY b.id DESC
LIMIT :limit;

-- name: shares_back
SELECT b.id, b.uri
{shares_rows}
    AND b.id > :cursor
ORDER BY b.id
LIMIT :limit;

-- name: shares_count
SELECT COUNT(*) AS n
{shares_rows};

-- name: people
SELECT COUNT(*) AS total,
    COALESCE(SUM(MAX(COALESCE(v.day, 0), COALESCE(a.last_work, 0)) >= :month_ago), 0) AS month,
    COALESCE(SUM(MAX(COALESCE(v.day, 0), COALESCE(a.last_work, 0)) >= :half_year_ago), 0) AS half_year
FROM accounts c
JOIN actors a ON a.id = c.actor_id
LEFT JOIN visits v ON v.account_id = c.id
WHERE c.disabled IS NULL AND a.deleted IS NULL;

-- name: posts
SELECT COALESCE(SUM(kind = 'work'), 0) AS works, COALESCE(SUM(kind = 'post'), 0) AS posts
FROM works
WHERE local = 1 AND kind IN ('work', 'post') AND state = 'live' AND visibility = 'public';

-- name: key_suspended
SELECT 1 AS found
FROM actors
WHERE uri = COALESCE((SELECT owner FROM remote_keys WHERE id = :key), :guess) AND suspended IS NOT NULL;
