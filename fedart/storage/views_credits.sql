-- name: mine
SELECT c.id, c.role, c.state, c.changed, w.id AS w_id, w.title AS w_title,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions
FROM credits AS c
JOIN works AS w ON w.id = c.work_id AND w.state = 'live'
JOIN actors AS a ON a.id = w.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE c.person = :person AND c.state = :state AND c.work_id < :before
ORDER BY c.work_id DESC
LIMIT :limit;

-- name: also
SELECT w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, NULL AS i_id, NULL AS i_facts, NULL AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM credits AS c
JOIN works AS w ON w.id = c.work_id AND w.local = 1 AND w.kind = 'work' AND w.state = 'live'
    AND w.visibility IN ('public', 'quiet')
JOIN actors AS a ON a.id = w.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
JOIN media AS m ON m.id = (
    SELECT n.id FROM media AS n WHERE n.work_id = w.id AND n.state = 'kept' ORDER BY n.position LIMIT 1
)
WHERE c.person = :person AND c.state = 'accepted'
    AND NOT EXISTS (
        SELECT 1 FROM blocks AS z
        WHERE z.blocker = w.actor_id AND z.blocked = :viewer OR z.blocker = :viewer AND z.blocked = w.actor_id
    )
ORDER BY c.work_id DESC
LIMIT :limit;
