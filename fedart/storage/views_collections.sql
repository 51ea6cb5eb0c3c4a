-- part: public_post
w.state = 'live' AND w.visibility IN ('public', 'quiet') AND {actors.welcome}

-- name: root
WITH RECURSIVE above (id, parent, local, state, visibility, answers, depth) AS (
    SELECT id, in_reply_to_id, local, state, visibility, in_reply_to, 0
    FROM works
    WHERE id = :id
    UNION ALL
    SELECT w.id, w.in_reply_to_id, w.local, w.state, w.visibility, w.in_reply_to, above.depth + 1
    FROM above
    JOIN works w ON w.id = above.parent
    WHERE above.depth < :depth
)
SELECT id
FROM above
WHERE local = 1 AND state = 'live' AND visibility IN ('public', 'quiet') AND answers IS NULL
LIMIT 1;

-- part: posts
WITH RECURSIVE below (id, depth) AS (
    SELECT :work, 0
    UNION
    SELECT w.id, below.depth + 1
    FROM below
    JOIN works w ON w.in_reply_to_id = below.id
    WHERE below.depth < :depth
    LIMIT :most
)

-- name: thread
{posts}
SELECT w.id, w.uri
FROM (SELECT DISTINCT id FROM below) AS post
JOIN works w ON w.id = post.id
JOIN actors a ON a.id = w.actor_id
WHERE w.id > :cursor AND {public_post}
ORDER BY w.id
LIMIT :limit;

-- name: thread_back
{posts}
SELECT w.id, w.uri
FROM (SELECT DISTINCT id FROM below) AS post
JOIN works w ON w.id = post.id
JOIN actors a ON a.id = w.actor_id
WHERE w.id < :cursor AND {public_post}
ORDER BY w.id DESC
LIMIT :limit;

-- name: thread_count
{posts}
SELECT COUNT(*) AS n
FROM (SELECT DISTINCT id FROM below) AS post
JOIN works w ON w.id = post.id
JOIN actors a ON a.id = w.actor_id
WHERE {public_post};

-- name: pinned
SELECT w.uri
FROM pins p
JOIN works w ON w.id = p.work_id
WHERE p.actor_id = :actor AND w.actor_id = :actor AND w.local = 1 AND w.state = 'live'
    AND w.visibility IN ('public', 'quiet')
ORDER BY p.position, p.created, w.id
LIMIT :limit;

-- name: featured_tags
SELECT t.tag, COUNT(*) AS uses
FROM works w
JOIN work_tags t ON t.work_id = w.id
WHERE w.actor_id = :actor AND w.local = 1 AND w.kind = 'work' AND w.state = 'live' AND w.visibility = 'public'
GROUP BY t.tag
ORDER BY uses DESC, t.tag
LIMIT :limit;
