-- part: may_see
NOT EXISTS (
        SELECT 1 FROM blocks AS z
        WHERE z.blocker = w.actor_id AND z.blocked = :viewer OR z.blocker = :viewer AND z.blocked = w.actor_id
    )
    AND (
        w.visibility IN ('public', 'quiet')
        OR w.visibility = 'local' AND :viewer <> ''
        OR w.visibility = 'followers' AND (
            w.actor_id = :viewer
            OR EXISTS (
                SELECT 1 FROM follows AS f
                WHERE f.follower = :viewer AND f.followed = w.actor_id AND f.state = 'accepted'
            )
        )
    )

-- name: places
WITH {hidden.hidden},
passed (id, work_id) AS (
    SELECT b.id, b.work_id
    FROM boosts AS b
    WHERE b.actor_id = :actor AND b.id < :before
        AND NOT EXISTS (
            SELECT 1 FROM blocks AS z
            WHERE z.blocker = :actor AND z.blocked = :viewer OR z.blocker = :viewer AND z.blocked = :actor
        )
    ORDER BY b.id DESC
    LIMIT :window
)
SELECT k.id AS place, k.work_id, 1 AS passed, EXISTS (
    SELECT 1
    FROM works AS w
    JOIN actors AS a ON a.id = w.actor_id
    WHERE w.id = k.work_id AND w.state = 'live' AND w.visibility = 'public' AND (w.local = 1 OR :viewer <> '')
        AND {hidden.in_sight}
) AS shown
FROM passed AS k
UNION ALL
SELECT o.id, o.id, 0, 1
FROM (
    SELECT w.id
    FROM works AS w
    WHERE w.actor_id = :actor AND w.id < :before AND w.kind = 'post' AND w.state = 'live' AND {may_see}
    ORDER BY w.id DESC
    LIMIT :limit
) AS o
ORDER BY place DESC;

-- name: posts
SELECT w.*, 0 AS depth, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason, CASE WHEN m.label = 'estimated' THEN '' ELSE m.label END AS m_label,
    EXISTS (SELECT 1 FROM likes AS l WHERE l.work_id = w.id AND l.actor_id = :viewer) AS liked,
    EXISTS (SELECT 1 FROM boosts AS b WHERE b.work_id = w.id AND b.actor_id = :viewer) AS boosted
FROM json_each(:works) AS j
JOIN works AS w ON w.id = j.value
JOIN actors AS a ON a.id = w.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS m ON m.work_id = w.id
ORDER BY w.id DESC, m.position, m.id;

-- name: answered
SELECT q.id, q.title, a.name, a.username
FROM works AS w
JOIN works AS q ON q.id = w.in_reply_to_id AND q.state = 'live' AND q.visibility IN ('public', 'quiet')
    AND (q.local = 1 OR :viewer <> '')
JOIN actors AS a ON a.id = q.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
WHERE w.id = :work
    AND NOT EXISTS (
        SELECT 1 FROM blocks AS z
        WHERE z.blocker = q.actor_id AND z.blocked = :viewer OR z.blocker = :viewer AND z.blocked = q.actor_id
    );
