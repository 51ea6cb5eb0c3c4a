-- name: order_of
SELECT w.id
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work' AND w.local = 1 AND w.state = 'live'
WHERE e.album_id = :album AND e.removed IS NULL
    AND EXISTS (SELECT 1 FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept')
ORDER BY e.position, e.work_id;

-- name: works
SELECT w.*, 0 AS depth, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url, NULL AS i_id, NULL AS i_facts, NULL AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work' AND w.local = 1 AND w.state = 'live'
JOIN actors AS a ON a.id = w.actor_id
JOIN media AS m ON m.work_id = w.id AND m.state = 'kept'
WHERE e.album_id = :album AND e.removed IS NULL AND (:work = '' OR e.work_id = :work)
ORDER BY e.position, e.work_id, m.position, m.id;

-- name: holds
SELECT 1 AS found
FROM album_works AS e
WHERE e.album_id = :album AND e.work_id = :work AND e.removed IS NULL;
