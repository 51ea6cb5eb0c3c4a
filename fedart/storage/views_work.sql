-- name: work
SELECT w.*, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url, a.fields AS a_fields, i.id AS i_id, i.facts AS i_facts,
    i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason, CASE WHEN m.label = 'estimated' THEN '' ELSE m.label END AS m_label,
    EXISTS (SELECT 1 FROM likes AS l WHERE l.work_id = w.id AND l.actor_id = :viewer) AS liked,
    EXISTS (SELECT 1 FROM boosts AS b WHERE b.work_id = w.id AND b.actor_id = :viewer) AS boosted,
    (SELECT f.state FROM follows AS f WHERE f.follower = :viewer AND f.followed = w.actor_id) AS follow_state,
    EXISTS (SELECT 1 FROM pins AS n WHERE n.actor_id = w.actor_id AND n.work_id = w.id) AS pinned,
    (
        SELECT n.id FROM works AS n
        WHERE n.actor_id = w.actor_id AND n.id > w.id AND n.kind = 'work' AND n.state = 'live'
            AND n.visibility IN ('public', 'quiet')
        ORDER BY n.id
        LIMIT 1
    ) AS newer,
    (
        SELECT o.id FROM works AS o
        WHERE o.actor_id = w.actor_id AND o.id < w.id AND o.kind = 'work' AND o.state = 'live'
            AND o.visibility IN ('public', 'quiet')
        ORDER BY o.id DESC
        LIMIT 1
    ) AS older,
    q.id AS q_id, q.title AS q_title
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id AND {actors.welcome}
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS m ON m.work_id = w.id
LEFT JOIN works AS q ON q.id = w.in_reply_to_id AND q.state = 'live' AND q.visibility IN ('public', 'quiet')
WHERE w.id = :id
    AND NOT EXISTS (
        SELECT 1 FROM blocks AS z
        WHERE z.blocker = w.actor_id AND z.blocked = :viewer OR z.blocker = :viewer AND z.blocked = w.actor_id
    )
    AND (
        w.state <> 'deleted' AND w.actor_id = :viewer
        OR w.state = 'live' AND w.visibility IN ('public', 'quiet') AND (w.local = 1 OR :viewer <> '')
        OR w.state = 'live' AND w.visibility = 'local' AND :viewer <> ''
        OR w.state = 'live' AND w.visibility = 'followers' AND EXISTS (
            SELECT 1 FROM follows AS f
            WHERE f.follower = :viewer AND f.followed = w.actor_id AND f.state = 'accepted'
        )
        OR w.state = 'live' AND EXISTS (
            SELECT 1 FROM work_people AS p WHERE p.actor_uri = :viewer_uri AND p.work_id = w.id
        )
    )
ORDER BY m.position, m.id;

-- name: thread
WITH RECURSIVE thread (id, depth, path) AS (
    SELECT r.id, 1, r.id
    FROM works AS r
    WHERE r.in_reply_to_id = :id AND r.state = 'live'
        AND (
            r.visibility IN ('public', 'quiet')
            OR r.visibility = 'local' AND :viewer <> ''
            OR r.actor_id = :viewer
            OR r.visibility = 'followers' AND EXISTS (
                SELECT 1 FROM follows AS f
                WHERE f.follower = :viewer AND f.followed = r.actor_id AND f.state = 'accepted'
            )
            OR EXISTS (SELECT 1 FROM work_people AS p WHERE p.actor_uri = :viewer_uri AND p.work_id = r.id)
        )
    UNION ALL
    SELECT r.id, t.depth + 1, t.path || r.id
    FROM thread AS t
    JOIN works AS r ON r.in_reply_to_id = t.id
    WHERE t.depth < :depth AND r.state = 'live'
        AND (
            r.visibility IN ('public', 'quiet')
            OR r.visibility = 'local' AND :viewer <> ''
            OR r.actor_id = :viewer
            OR r.visibility = 'followers' AND EXISTS (
                SELECT 1 FROM follows AS f
                WHERE f.follower = :viewer AND f.followed = r.actor_id AND f.state = 'accepted'
            )
            OR EXISTS (SELECT 1 FROM work_people AS p WHERE p.actor_uri = :viewer_uri AND p.work_id = r.id)
        )
    LIMIT :limit
)
SELECT w.*, t.depth, t.path,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason, CASE WHEN m.label = 'estimated' THEN '' ELSE m.label END AS m_label
FROM thread AS t
JOIN works AS w ON w.id = t.id
JOIN actors AS a ON a.id = w.actor_id AND {actors.welcome}
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS m ON m.work_id = w.id
ORDER BY t.path, m.position, m.id;

-- name: own_work
SELECT w.*, m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.reason AS m_reason, m.label AS m_label
FROM works AS w
LEFT JOIN media AS m ON m.work_id = w.id
WHERE w.id = :id AND w.actor_id = :actor AND w.local = 1 AND w.state <> 'deleted'
ORDER BY m.position, m.id;
