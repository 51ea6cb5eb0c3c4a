-- part: card
w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language, w.likes, w.replies,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions

-- part: shown
JOIN actors AS a ON a.id = w.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept' ORDER BY c.position LIMIT 1
)

-- part: wanted
w.local = 1 AND w.kind = 'work' AND w.state = 'live' AND w.visibility = 'public'
    AND (:medium = '' OR EXISTS (
        SELECT 1 FROM work_facets AS x WHERE x.facet = 'medium' AND x.folded = :medium AND x.work_id = w.id
    ))
    AND (:subject = '' OR EXISTS (
        SELECT 1 FROM work_facets AS x WHERE x.facet = 'subject' AND x.folded = :subject AND x.work_id = w.id
    ))
    AND (:software = '' OR EXISTS (
        SELECT 1 FROM work_facets AS x WHERE x.facet = 'software' AND x.folded = :software AND x.work_id = w.id
    ))
    AND (:licence = '' OR EXISTS (
        SELECT 1 FROM stated AS z WHERE z.work_id = w.id
            AND (z.licence = :licence OR :licence = 'open' AND z.licence <> '')
    ))
    AND (:process = '' OR EXISTS (SELECT 1 FROM stated AS z WHERE z.work_id = w.id AND z.process = :process))
    AND (
        :shape = ''
        OR :shape = 'wide' AND json_extract(m.facts, '$.width') > 1.15 * json_extract(m.facts, '$.height')
        OR :shape = 'tall' AND json_extract(m.facts, '$.height') > 1.15 * json_extract(m.facts, '$.width')
        OR :shape = 'square' AND json_extract(m.facts, '$.width') <= 1.15 * json_extract(m.facts, '$.height')
            AND json_extract(m.facts, '$.height') <= 1.15 * json_extract(m.facts, '$.width')
    )

-- name: by_words
SELECT {card}
FROM sought_words AS t
JOIN sought AS s ON s.number = t.rowid
JOIN works AS w ON w.id = s.work_id
{shown}
WHERE sought_words MATCH :match
    AND t.rowid < COALESCE((SELECT b.number FROM sought AS b WHERE b.work_id = :before), 9223372036854775807)
    AND {wanted}
ORDER BY t.rowid DESC
LIMIT :limit;

-- name: by_facet
SELECT {card}
FROM work_facets AS f
JOIN works AS w ON w.id = f.work_id
{shown}
WHERE f.facet = :facet AND f.folded = :folded AND f.work_id < :before AND {wanted}
ORDER BY f.work_id DESC
LIMIT :limit;

-- name: newest
SELECT {card}
FROM works AS w
{shown}
WHERE w.id < :before AND {wanted}
ORDER BY w.id DESC
LIMIT :limit;

-- name: vocabulary
WITH RECURSIVE known (folded, word) AS (
    SELECT * FROM (
        SELECT folded, word FROM work_facets WHERE facet = :facet ORDER BY folded LIMIT 1
    )
    UNION ALL
    SELECT (SELECT n.folded FROM work_facets AS n WHERE n.facet = :facet AND n.folded > k.folded ORDER BY n.folded LIMIT 1),
        (SELECT n.word FROM work_facets AS n WHERE n.facet = :facet AND n.folded > k.folded ORDER BY n.folded LIMIT 1)
    FROM known AS k
    WHERE k.folded IS NOT NULL
)
SELECT folded, word FROM known WHERE folded IS NOT NULL LIMIT :limit;
