-- name: newest
SELECT w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language, w.likes, w.replies,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept' ORDER BY c.position LIMIT 1
)
WHERE w.local = 1 AND w.kind = 'work' AND w.state = 'live' AND w.visibility = 'public' AND w.id < :before
ORDER BY w.id DESC
LIMIT :limit;

-- name: tagged
SELECT w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language, w.likes, w.replies,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM work_tags AS t
JOIN works AS w ON w.id = t.work_id
JOIN actors AS a ON a.id = w.actor_id AND {actors.welcome}
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept' ORDER BY c.position LIMIT 1
)
WHERE t.tag = :tag AND t.work_id < :before AND w.state = 'live' AND w.visibility = 'public'
    AND (w.local = 1 OR :viewer <> '')
ORDER BY t.work_id DESC
LIMIT :limit;

-- name: portfolio
SELECT w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language, w.likes, w.replies,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, NULL AS i_id, NULL AS i_facts, NULL AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id
JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c
    WHERE c.work_id = w.id AND (c.state = 'kept' OR c.state = 'held' AND w.actor_id = :viewer)
    ORDER BY c.position
    LIMIT 1
)
WHERE w.actor_id = :actor AND w.kind = 'work' AND w.id < :before AND w.id <> :without
    AND NOT EXISTS (
        SELECT 1 FROM blocks AS z
        WHERE z.blocker = w.actor_id AND z.blocked = :viewer OR z.blocker = :viewer AND z.blocked = w.actor_id
    )
    AND (
        w.state = 'live' AND w.visibility IN ('public', 'quiet')
        OR w.state = 'live' AND w.visibility = 'local' AND :viewer <> ''
        OR w.state <> 'deleted' AND w.actor_id = :viewer
        OR w.state = 'live' AND w.visibility = 'followers' AND EXISTS (
            SELECT 1 FROM follows AS f
            WHERE f.follower = :viewer AND f.followed = w.actor_id AND f.state = 'accepted'
        )
        OR w.state = 'live' AND EXISTS (
            SELECT 1 FROM work_people AS p WHERE p.actor_uri = :viewer_uri AND p.work_id = w.id
        )
    )
ORDER BY w.id DESC
LIMIT :limit;

-- name: artists
SELECT a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, a.works, a.last_work, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    (
        SELECT v.warning FROM works AS v
        WHERE v.actor_id = a.id AND v.kind = 'work' AND v.state = 'live' AND v.visibility = 'public'
        ORDER BY v.id DESC
        LIMIT 1
    ) AS warning,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM (
    SELECT b.id
    FROM actors AS b
    WHERE b.local = 1 AND b.type <> 'Application' AND b.suspended IS NULL AND b.deleted IS NULL
        AND b.last_work IS NOT NULL AND EXISTS (
            SELECT 1 FROM works AS p
            WHERE p.actor_id = b.id AND p.kind = 'work' AND p.state = 'live' AND p.visibility = 'public'
        )
    ORDER BY b.last_work DESC
    LIMIT :limit
) AS newest
JOIN actors AS a ON a.id = newest.id
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
ORDER BY a.last_work DESC, a.id, w.id DESC;

-- name: artist_count
SELECT COUNT(*) AS n
FROM actors AS a
WHERE a.local = 1 AND a.type <> 'Application' AND a.suspended IS NULL AND a.deleted IS NULL
    AND EXISTS (
        SELECT 1 FROM works AS p
        WHERE p.actor_id = a.id AND p.kind = 'work' AND p.state = 'live' AND p.visibility = 'public'
    );

-- name: artist
SELECT a.*, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    b.id AS b_id, b.alt AS b_alt, b.facts AS b_facts, b.renditions AS b_renditions,
    (SELECT COUNT(*) FROM follows AS n WHERE n.followed = a.id AND n.state = 'accepted') AS follower_count,
    (SELECT COUNT(*) FROM follows AS n WHERE n.follower = a.id AND n.state = 'accepted') AS following_count,
    f.state AS follow_state, f.passes,
    r.state AS follows_viewer
FROM actors AS a
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS b ON b.id = a.image AND b.state = 'kept'
LEFT JOIN follows AS f ON f.follower = :viewer AND f.followed = a.id
LEFT JOIN follows AS r ON r.follower = a.id AND r.followed = :viewer
WHERE a.host = :host AND a.username = :username AND a.deleted IS NULL AND a.suspended IS NULL
    AND a.type <> 'Application' AND (a.local = 1 OR :viewer <> '');
