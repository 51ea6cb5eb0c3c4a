-- part: told
(
    n.from_id IS NULL OR n.kind IN ('appeal', 'report', 'decided')
    OR a.suspended IS NULL AND n.from_id NOT IN (SELECT h.id FROM hidden AS h) AND a.host NOT IN (SELECT s.host FROM silenced AS s)
)

-- name: bar
WITH {hidden.hidden}
SELECT i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    (
        SELECT COUNT(*)
        FROM notifications AS n
        LEFT JOIN actors AS a ON a.id = n.from_id
        WHERE n.actor_id = me.id AND n.seen IS NULL AND {told}
    ) AS unseen,
    CASE WHEN :moderates = 1 THEN (SELECT COUNT(*) FROM appeals AS p WHERE p.state = 'open') ELSE 0 END AS appeals,
    CASE WHEN :moderates = 1 THEN (
        SELECT COUNT(*)
        FROM reports AS r
        WHERE r.state = 'open' AND (
            r.about <> me.id OR NOT EXISTS (
                SELECT 1 FROM accounts AS o WHERE o.role <> 'artist' AND o.disabled IS NULL AND o.actor_id <> me.id
            )
        )
    ) ELSE 0 END AS reports
FROM actors AS me
LEFT JOIN media AS i ON i.id = me.icon AND i.state = 'kept'
WHERE me.id = :viewer;

-- name: notifications
WITH {hidden.hidden}
SELECT n.id, n.kind, n.detail, n.created, n.seen, n.media_id,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    w.id AS w_id, w.title AS w_title, w.kind AS w_kind, w.content AS w_content, w.warning AS w_warning,
    (SELECT y.root FROM messages AS y WHERE y.work_id = w.id) AS talk,
    p.id AS p_id, p.title AS p_title,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.facts AS m_facts, m.renditions AS m_renditions,
    f.id AS follow_id, f.state AS follow_state, x.state AS media_state
FROM notifications AS n
LEFT JOIN actors AS a ON a.id = n.from_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN works AS w ON w.id = n.work_id AND w.state <> 'deleted'
LEFT JOIN works AS p ON p.id = w.in_reply_to_id AND p.state <> 'deleted'
LEFT JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c
    WHERE c.work_id = CASE WHEN w.kind = 'post' THEN p.id ELSE w.id END AND c.state = 'kept'
        AND (
            CASE WHEN w.kind = 'post' THEN p.actor_id ELSE w.actor_id END = :viewer
            OR CASE WHEN w.kind = 'post' THEN p.sensitive ELSE w.sensitive END = 0
        )
    ORDER BY c.position
    LIMIT 1
)
LEFT JOIN media AS x ON x.id = n.media_id
LEFT JOIN follows AS f ON n.kind = 'request' AND f.follower = n.from_id AND f.followed = n.actor_id
WHERE n.actor_id = :viewer AND n.id < :before AND {told}
ORDER BY n.id DESC
LIMIT :limit;

-- name: requests
SELECT f.id AS follow_id, f.created,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions
FROM follows AS f
JOIN actors AS a ON a.id = f.follower AND a.suspended IS NULL AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE f.followed = :actor AND f.state = 'requested' AND f.id < :before
ORDER BY f.id DESC
LIMIT :limit;

-- name: following
SELECT f.id AS follow_id, f.state, f.created,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions
FROM follows AS f
JOIN actors AS a ON a.id = f.followed AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE f.follower = :actor AND f.state IN ('requested', 'accepted') AND f.id < :before
ORDER BY f.id DESC
LIMIT :limit;

-- name: profile
SELECT a.*, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    b.id AS b_id, b.facts AS b_facts, b.renditions AS b_renditions
FROM actors AS a
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN media AS b ON b.id = a.image AND b.state = 'kept'
WHERE a.id = :actor AND a.local = 1;

-- name: withheld_uploads
SELECT m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.state AS m_state, m.facts AS m_facts,
    m.renditions AS m_renditions, m.reason AS m_reason, m.label AS m_label, m.created, m.role, m.file_name, w.title
FROM media AS m
LEFT JOIN picture_changes AS q ON q.media_id = m.id AND q.waits = 1
LEFT JOIN works AS w ON w.id = COALESCE(m.work_id, q.work_id)
WHERE m.actor_id = :actor AND m.role IN ('work', 'icon', 'image') AND m.id < :before
    AND (m.state IN ('held', 'dropped') OR m.label <> '')
ORDER BY m.id DESC
LIMIT :limit;

-- name: report
SELECT v.*, m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.state AS m_state, m.facts AS m_facts,
    m.renditions AS m_renditions, m.sha256 AS m_sha256, m.reason AS m_reason, m.label AS m_label,
    m.created AS m_created, m.role, m.file_name, w.id AS w_id, w.title AS w_title, w.state AS w_state,
    p.id AS p_id, p.text AS p_text, p.state AS p_state, p.created AS p_created,
    (SELECT COUNT(*) FROM appeals AS z WHERE z.media_id = m.id) AS appeals
FROM media AS m
JOIN verdicts AS v ON v.id = (SELECT x.id FROM verdicts AS x WHERE x.media_id = m.id ORDER BY x.id DESC LIMIT 1)
LEFT JOIN picture_changes AS q ON q.media_id = m.id AND q.waits = 1
LEFT JOIN works AS w ON w.id = COALESCE(m.work_id, q.work_id)
LEFT JOIN appeals AS p ON p.id = (SELECT y.id FROM appeals AS y WHERE y.media_id = m.id ORDER BY y.id DESC LIMIT 1)
WHERE m.id = :id AND m.actor_id = :actor
    AND (m.state IN ('held', 'dropped') OR m.label <> '' OR v.action IN ('hold', 'drop'));
