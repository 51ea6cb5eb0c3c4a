-- name: root
SELECT root
FROM messages
WHERE work_id = :work_id;

-- name: add
INSERT INTO messages (work_id, root)
VALUES (:work_id, :root)
ON CONFLICT DO NOTHING;

-- name: strays
SELECT w.id
FROM works AS w
JOIN messages AS m ON m.work_id = w.id
WHERE w.in_reply_to_id = :work_id AND m.root <> :root;

-- name: join_roots
UPDATE messages
SET root = :root
WHERE root = :old;

-- name: join_talks
UPDATE talks
SET root = :root
WHERE root = :old AND NOT EXISTS (
    SELECT 1 FROM talks AS t WHERE t.actor_id = talks.actor_id AND t.root = :root
);

-- name: drop_talks
DELETE FROM talks
WHERE root = :old;

-- name: talk
SELECT root, other, state, last, unread
FROM talks
WHERE actor_id = :actor_id AND root = :root;

-- name: put
INSERT INTO talks (actor_id, root, other, state, last, unread)
VALUES (:actor_id, :root, :other, :state, :last, :unread)
ON CONFLICT (actor_id, root) DO UPDATE
SET state = excluded.state, unread = excluded.unread,
    last = CASE WHEN excluded.last > talks.last THEN excluded.last ELSE talks.last END;

-- name: set_state
UPDATE talks
SET state = :state, unread = 0
WHERE actor_id = :actor_id AND root = :root;

-- name: seen
UPDATE talks
SET unread = 0
WHERE actor_id = :actor_id AND root = :root AND unread = 1;

-- name: notes_seen
UPDATE notifications
SET seen = :now
WHERE actor_id = :actor_id AND seen IS NULL AND work_id IN (SELECT m.work_id FROM messages AS m WHERE m.root = :root);

-- name: wrote_to
SELECT 1 AS found
FROM work_people AS p
CROSS JOIN works AS w ON w.id = p.work_id
WHERE p.actor_uri = :uri AND w.actor_id = :actor_id AND w.state = 'live'
LIMIT 1;

-- name: listed
WITH {hidden.hidden}
SELECT t.root, t.state, t.unread, t.last, w.id AS w_id, w.content, w.warning, w.published,
    (SELECT COUNT(*) FROM work_people AS q WHERE q.work_id = w.id) AS people,
    w.actor_id = :viewer AS mine,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions
FROM talks AS t
JOIN actors AS a ON a.id = t.other
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
JOIN works AS w ON w.id = (
    SELECT x.id
    FROM messages AS m
    JOIN works AS x ON x.id = m.work_id
    WHERE m.root = t.root AND x.state = 'live' AND (
        x.actor_id = :viewer
        OR EXISTS (SELECT 1 FROM work_people AS p WHERE p.actor_uri = :viewer_uri AND p.work_id = x.id)
    )
    ORDER BY m.work_id DESC
    LIMIT 1
)
WHERE t.actor_id = :viewer AND t.state = :state AND t.last < :before AND {hidden.in_sight}
ORDER BY t.last DESC
LIMIT :limit;

-- name: asked
WITH {hidden.hidden}
SELECT COUNT(*) AS n
FROM talks AS t
JOIN actors AS a ON a.id = t.other
WHERE t.actor_id = :viewer AND t.state = 'asked' AND {hidden.in_sight};

-- name: unread
WITH {hidden.hidden}
SELECT COUNT(*) AS n
FROM talks AS t
JOIN actors AS a ON a.id = t.other
WHERE t.actor_id = :viewer AND t.unread = 1 AND t.state = 'open' AND {hidden.in_sight};

-- name: said
WITH {hidden.hidden},
page (id) AS (
    SELECT x.id
    FROM messages AS m
    JOIN works AS x ON x.id = m.work_id
    JOIN actors AS a ON a.id = x.actor_id
    WHERE m.root = :root AND m.work_id < :before AND x.state = 'live' AND {hidden.in_sight} AND (
        x.actor_id = :viewer
        OR EXISTS (SELECT 1 FROM work_people AS p WHERE p.actor_uri = :viewer_uri AND p.work_id = x.id)
    )
    ORDER BY m.work_id DESC
    LIMIT :limit
)
SELECT w.*, 0 AS depth, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason, CASE WHEN m.label = 'estimated' THEN '' ELSE m.label END AS m_label
FROM page AS g
JOIN works AS w ON w.id = g.id
JOIN actors AS a ON a.id = w.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS m ON m.work_id = w.id
ORDER BY w.id DESC, m.position, m.id;

-- name: people
SELECT DISTINCT a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url,
    NULL AS i_id, NULL AS i_facts, NULL AS i_renditions
FROM work_people AS p
JOIN actors AS a ON a.uri = p.actor_uri
WHERE p.work_id = :work_id
ORDER BY a.username;
