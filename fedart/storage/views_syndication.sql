-- name: entries
SELECT w.*, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url, NULL AS i_id, NULL AS i_facts, NULL AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM json_each(:ids) AS e
JOIN works AS w ON w.id = e.value AND w.local = 1 AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
JOIN actors AS a ON a.id = w.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
JOIN media AS m ON m.work_id = w.id AND m.state = 'kept'
WHERE NOT EXISTS (SELECT 1 FROM unsyndicated AS u WHERE u.actor_id = w.actor_id)
ORDER BY w.id DESC, m.position, m.id;
