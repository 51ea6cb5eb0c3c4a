-- The list walks through `profiles` in its order and stops at the limit: a CROSS JOIN keeps that order.

-- part: fits
b.local = 1 AND b.type <> 'Application' AND b.suspended IS NULL AND b.deleted IS NULL
    AND (:role = '' OR EXISTS (SELECT 1 FROM actor_roles AS r WHERE r.role = :role AND r.actor_id = b.id))
    AND (
        :open = ''
        OR EXISTS (
            SELECT 1 FROM actor_openings AS o
            WHERE o.kind = :open AND o.actor_id = b.id AND (o.until = '' OR o.until >= :today)
        )
    )
    AND (:place = '%' OR p.place_folded LIKE :place ESCAPE '\')
    AND (:word1 = '%' OR p.words LIKE :word1 ESCAPE '\') AND (:word2 = '%' OR p.words LIKE :word2 ESCAPE '\')
    AND (:word3 = '%' OR p.words LIKE :word3 ESCAPE '\') AND (:word4 = '%' OR p.words LIKE :word4 ESCAPE '\')
    AND EXISTS (
        SELECT 1 FROM works AS s
        WHERE s.actor_id = b.id AND s.kind = 'work' AND s.state = 'live' AND s.visibility = 'public'
    )

-- name: roster
SELECT a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, a.works, a.last_work, i.id AS i_id, i.facts AS i_facts,
    i.renditions AS i_renditions, l.sort, l.headline, l.pronouns, l.place, l.roles, l.openings,
    (
        SELECT v.warning FROM works AS v
        WHERE v.actor_id = a.id AND v.kind = 'work' AND v.state = 'live' AND v.visibility = 'public'
        ORDER BY v.id DESC
        LIMIT 1
    ) AS warning,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM (
    SELECT p.actor_id, p.sort, p.headline, p.pronouns, p.place, p.roles, p.openings
    FROM profiles AS p
    CROSS JOIN actors AS b
    WHERE b.id = p.actor_id AND (p.sort, p.actor_id) > (:after_sort, :after_id) AND {fits}
    ORDER BY p.sort, p.actor_id
    LIMIT :limit
) AS l
JOIN actors AS a ON a.id = l.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN works AS w ON w.id IN (
    SELECT x.id FROM works AS x
    WHERE x.actor_id = a.id AND x.kind = 'work' AND x.state = 'live' AND x.visibility = 'public' AND x.sensitive = 0
    ORDER BY x.id DESC
    LIMIT 2
)
LEFT JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept' ORDER BY c.position LIMIT 1
)
ORDER BY l.sort, a.id, w.id DESC;

-- name: total
SELECT COUNT(*) AS n
FROM actors AS b
JOIN profiles AS p ON p.actor_id = b.id
WHERE {fits};

-- name: common_roles
SELECT role, COUNT(*) AS n
FROM actor_roles
GROUP BY role
ORDER BY n DESC, role
LIMIT :limit;
