-- name: waiting
WITH {hidden.hidden}
SELECT w.*, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url,
    i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason, q.id AS q_id, q.title AS q_title
FROM (
    SELECT k.work_id, k.about
    FROM asked_answers AS k
    WHERE k.actor_id = :viewer AND k.refused IS NULL AND k.work_id > :after
    ORDER BY k.work_id
    LIMIT :limit
) AS waiting
JOIN works AS w ON w.id = waiting.work_id AND w.state = 'held'
JOIN actors AS a ON a.id = w.actor_id AND {hidden.in_sight}
JOIN works AS q ON q.id = waiting.about
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS m ON m.work_id = w.id
ORDER BY w.id, m.position, m.id;
