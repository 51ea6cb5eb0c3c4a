-- part: person_columns
a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions

-- part: card_columns
w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    {person_columns},
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason

-- part: cover
m.id = (SELECT c.id FROM media AS c WHERE c.work_id = w.id ORDER BY c.state <> 'kept', c.position LIMIT 1)

-- part: for_viewer
(
        w.visibility IN ('public', 'quiet')
        OR w.visibility = 'local' AND :viewer <> ''
        OR w.actor_id = :viewer
        OR w.visibility = 'followers' AND EXISTS (
            SELECT 1 FROM follows AS f
            WHERE f.follower = :viewer AND f.followed = w.actor_id AND f.state = 'accepted'
        )
        OR EXISTS (SELECT 1 FROM work_people AS p WHERE p.actor_uri = :viewer_uri AND p.work_id = w.id)
    )

-- name: people
SELECT {person_columns}
FROM actors AS a
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE a.suspended IS NULL AND a.deleted IS NULL AND a.type <> 'Application'
    AND (a.local = 1 OR :viewer <> '')
    AND (
        a.name LIKE :inside ESCAPE '\' OR a.username LIKE :inside ESCAPE '\'
        OR '@' || a.username || '@' || a.host LIKE :inside ESCAPE '\'
    )
    AND NOT EXISTS (
        SELECT 1 FROM blocks AS b
        WHERE (b.blocker = a.id AND b.blocked = :viewer) OR (b.blocker = :viewer AND b.blocked = a.id)
    )
ORDER BY LOWER(a.username) <> LOWER(:words), a.local DESC, a.last_work IS NULL, LOWER(a.username), a.id
LIMIT :limit;

-- name: works
SELECT {card_columns}
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept' ORDER BY c.position LIMIT 1
)
WHERE w.local = 1 AND w.kind = 'work' AND w.state = 'live' AND w.visibility = 'public' AND w.id < :before
    AND (
        w.title LIKE :inside ESCAPE '\'
        OR EXISTS (SELECT 1 FROM work_tags AS t WHERE t.work_id = w.id AND t.tag = :tag)
    )
ORDER BY w.id DESC
LIMIT :limit;

-- name: person
SELECT a.*, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    b.id AS b_id, b.alt AS b_alt, b.facts AS b_facts, b.renditions AS b_renditions,
    f.state AS follow_state, f.passes, r.state AS follows_viewer,
    EXISTS (SELECT 1 FROM blocks AS o WHERE o.blocker = :viewer AND o.blocked = a.id) AS blocked,
    EXISTS (SELECT 1 FROM blocks AS o WHERE o.blocker = a.id AND o.blocked = :viewer) AS blocking
FROM actors AS a
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS b ON b.id = a.image AND b.state = 'kept'
LEFT JOIN follows AS f ON f.follower = :viewer AND f.followed = a.id
LEFT JOIN follows AS r ON r.follower = a.id AND r.followed = :viewer
WHERE a.id = :id AND a.local = 0 AND a.deleted IS NULL AND a.suspended IS NULL;

-- name: grid
SELECT {card_columns}
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
JOIN media AS m ON {cover}
WHERE w.actor_id = :actor AND w.kind = 'work' AND w.state = 'live' AND w.id < :before
    AND {for_viewer}
ORDER BY w.id DESC
LIMIT :limit;

-- name: highlights
SELECT {card_columns}
FROM pins AS s
JOIN works AS w ON w.id = s.work_id AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
JOIN actors AS a ON a.id = w.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
JOIN media AS m ON {cover}
WHERE s.actor_id = :actor
ORDER BY s.position, s.work_id
LIMIT :limit;

-- name: ancestors
WITH RECURSIVE above (id, height) AS (
    SELECT w.in_reply_to_id, 1
    FROM works AS w
    WHERE w.id = :id AND w.in_reply_to_id IS NOT NULL
    UNION ALL
    SELECT w.in_reply_to_id, t.height + 1
    FROM above AS t
    JOIN works AS w ON w.id = t.id
    WHERE w.in_reply_to_id IS NOT NULL AND t.height < :limit
)
SELECT w.*, 0 AS depth, a.fields AS a_fields, {person_columns},
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason, CASE WHEN m.label = 'estimated' THEN '' ELSE m.label END AS m_label
FROM above AS t
JOIN works AS w ON w.id = t.id AND w.state = 'live'
JOIN actors AS a ON a.id = w.actor_id AND {actors.welcome}
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS m ON m.work_id = w.id
WHERE {for_viewer} AND (w.local = 1 OR :viewer <> '')
ORDER BY t.height DESC, w.id, m.position, m.id;

-- name: lives_elsewhere
SELECT a.username, a.host, w.url
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
WHERE w.id = :id AND w.local = 0 AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
UNION ALL
SELECT a.username, a.host, a.url
FROM actors AS a
WHERE a.id = :id AND a.local = 0 AND a.suspended IS NULL AND a.deleted IS NULL;
