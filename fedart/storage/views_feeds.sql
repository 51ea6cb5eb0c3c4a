-- part: posts
SELECT w.*, 0 AS depth, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason, CASE WHEN m.label = 'estimated' THEN '' ELSE m.label END AS m_label,
    EXISTS (SELECT 1 FROM likes AS l WHERE l.work_id = w.id AND l.actor_id = :viewer) AS liked,
    EXISTS (SELECT 1 FROM boosts AS b WHERE b.work_id = w.id AND b.actor_id = :viewer) AS boosted,
    EXISTS (
        SELECT 1 FROM follows AS f WHERE f.follower = :viewer AND f.followed = w.actor_id AND f.state = 'accepted'
    ) AS followed
FROM page AS g
JOIN works AS w ON w.id = g.id
JOIN actors AS a ON a.id = w.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS m ON m.work_id = w.id
ORDER BY w.id DESC, m.position, m.id

-- part: topical
SELECT y.id
FROM topics AS v
JOIN works AS y ON y.id IN (
    SELECT x.id
    FROM (
        SELECT z.work_id
        FROM work_tags AS z
        WHERE z.tag = v.tag AND z.work_id < :before
        ORDER BY z.work_id DESC
        LIMIT :depth
    ) AS c
    CROSS JOIN works AS x ON x.id = c.work_id
    JOIN actors AS a ON a.id = x.actor_id
    WHERE x.state = 'live' AND x.visibility = 'public' AND x.kind = 'work' AND {hidden.in_sight}
    ORDER BY c.work_id DESC
    LIMIT :limit
)

-- name: places
WITH {hidden.hidden},
writers (id, passes) AS MATERIALIZED (
    SELECT f.followed, f.passes
    FROM follows AS f
    JOIN actors AS a ON a.id = f.followed
    WHERE f.follower = :viewer AND f.state = 'accepted' AND {hidden.in_sight}
    UNION ALL
    SELECT :viewer, 0
),
newest (id, work_id) AS (
    SELECT s.id, (
        SELECT x.id FROM works AS x
        WHERE x.actor_id = s.id AND x.id < :before AND x.state = 'live' AND x.visibility <> 'direct'
            AND x.in_reply_to IS NULL
        ORDER BY x.id DESC
        LIMIT 1
    )
    FROM writers AS s
    ORDER BY 2 DESC
    LIMIT :limit
),
freshest (id, work_id) AS MATERIALIZED (
    SELECT l.id, l.work_id FROM newest AS l WHERE l.work_id IS NOT NULL
),
oldest (id) AS MATERIALIZED (
    SELECT CASE WHEN COUNT(*) = :limit THEN MIN(r.work_id) ELSE '' END FROM freshest AS r
),
topics (tag) AS (
    SELECT t.tag FROM followed_tags AS t WHERE t.actor_id = :viewer
),
posted (id) AS MATERIALIZED (
    SELECT y.id
    FROM freshest AS r
    JOIN works AS y ON y.id IN (
        SELECT x.id FROM works AS x
        WHERE x.actor_id = r.id AND x.id < :before AND x.id >= (SELECT o.id FROM oldest AS o) AND x.state = 'live'
            AND x.visibility <> 'direct' AND x.in_reply_to IS NULL
        ORDER BY x.id DESC
        LIMIT :limit
    )
    UNION
    {topical}
    ORDER BY 1 DESC
    LIMIT :limit
),
passing (id, boost_id) AS (
    SELECT s.id, (
        SELECT b.id FROM boosts AS b WHERE b.actor_id = s.id AND b.id < :before ORDER BY b.id DESC LIMIT 1
    )
    FROM writers AS s
    WHERE s.passes = 1
    ORDER BY 2 DESC
    LIMIT :window
),
passers (id, boost_id) AS MATERIALIZED (
    SELECT o.id, o.boost_id FROM passing AS o WHERE o.boost_id IS NOT NULL
),
ends (id) AS (
    SELECT CASE WHEN COUNT(*) = :limit THEN MIN(q.id) ELSE '' END FROM posted AS q
    UNION ALL
    SELECT CASE WHEN COUNT(*) = :window THEN MIN(r.boost_id) ELSE '' END FROM passers AS r
),
floor (id) AS MATERIALIZED (
    SELECT MAX(d.id) FROM ends AS d
),
passed (id) AS (
    SELECT b.id
    FROM passers AS r
    JOIN boosts AS b ON b.id IN (
        SELECT own.id
        FROM boosts AS own
        WHERE own.actor_id = r.id AND own.id < :before AND own.id >= (SELECT bottom.id FROM floor AS bottom)
        ORDER BY own.id DESC
        LIMIT :window
    )
    ORDER BY b.id DESC
    LIMIT :window
),
entries (place, work_id, passed_by) AS (
    SELECT q.id, q.id, NULL
    FROM posted AS q
    UNION ALL
    SELECT b.id, b.work_id, b.actor_id
    FROM passed AS k
    CROSS JOIN boosts AS b ON b.id = k.id
)
SELECT e.place, e.work_id, e.passed_by,
    (
        e.passed_by IS NULL OR EXISTS (
            SELECT 1
            FROM works AS x
            JOIN actors AS a ON a.id = x.actor_id
            WHERE x.id = e.work_id AND x.state = 'live' AND x.visibility IN ('public', 'quiet') AND {hidden.in_sight}
        )
    ) AND NOT EXISTS (
        SELECT 1
        FROM boosts AS n
        CROSS JOIN follows AS f ON f.follower = :viewer AND f.followed = n.actor_id
        JOIN actors AS a ON a.id = n.actor_id
        WHERE n.work_id = e.work_id AND n.id > e.place AND f.state = 'accepted' AND f.passes = 1 AND {hidden.in_sight}
    ) AS shown
FROM entries AS e
ORDER BY e.place DESC;

-- name: home
WITH page (id) AS (
    SELECT j.value FROM json_each(:works) AS j
)
{posts};

-- name: passers
SELECT a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url, NULL AS i_id
FROM json_each(:people) AS j
JOIN actors AS a ON a.id = j.value;

-- part: nearby
SELECT nearest.id
FROM (
    SELECT open.id
    FROM (
        SELECT x.id
        FROM works AS x
        WHERE x.local = 1 AND x.kind = 'work' AND x.state = 'live' AND x.visibility = 'public' AND x.id < :before
        ORDER BY x.id DESC
        LIMIT :window + 2
    ) AS open
    UNION ALL
    SELECT inside.id
    FROM (
        SELECT x.id
        FROM works AS x
        WHERE x.kind = 'work' AND x.state = 'live' AND x.visibility = 'local' AND x.id < :before
        ORDER BY x.id DESC
        LIMIT :window + 2
    ) AS inside
) AS nearest
ORDER BY nearest.id DESC

-- name: near
WITH {hidden.hidden},
candidates (id) AS (
    {nearby}
    LIMIT :window
),
page (id) AS (
    SELECT x.id
    FROM candidates AS c
    CROSS JOIN works AS x ON x.id = c.id
    JOIN actors AS a ON a.id = x.actor_id
    WHERE {hidden.in_sight}
    ORDER BY c.id DESC
    LIMIT :limit
)
{posts};

-- name: near_edge
{nearby}
LIMIT 2 OFFSET :window;

-- name: far
WITH {hidden.hidden},
candidates (id) AS (
    SELECT p.work_id
    FROM media AS p
    WHERE p.remote_url IS NOT NULL AND p.role = 'work' AND p.work_id < :before
    GROUP BY p.work_id
    ORDER BY p.work_id DESC
    LIMIT :window
),
page (id) AS (
    SELECT x.id
    FROM candidates AS c
    CROSS JOIN works AS x ON x.id = c.id
    JOIN actors AS a ON a.id = x.actor_id
    WHERE x.local = 0 AND x.kind = 'work' AND x.state = 'live' AND x.visibility = 'public' AND {hidden.in_sight}
    ORDER BY c.id DESC
    LIMIT :limit
)
{posts};

-- name: far_edge
SELECT p.work_id AS id
FROM media AS p
WHERE p.remote_url IS NOT NULL AND p.role = 'work' AND p.work_id < :before
GROUP BY p.work_id
ORDER BY p.work_id DESC
LIMIT 2 OFFSET :window;
