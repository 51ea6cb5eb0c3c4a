-- name: shown
SELECT w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language, w.likes, w.replies,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, p.words
FROM picks AS p
JOIN works AS w ON w.id = p.work_id
JOIN actors AS a ON a.id = w.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept' ORDER BY c.position LIMIT 1
)
WHERE w.local = 1 AND w.kind = 'work' AND w.state = 'live' AND w.visibility = 'public'
ORDER BY p.position, p.work_id;
