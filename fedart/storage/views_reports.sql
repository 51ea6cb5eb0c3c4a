-- part: not_about_oneself
(
        r.about <> :viewer OR NOT EXISTS (
            SELECT 1 FROM accounts AS o WHERE o.role <> 'artist' AND o.disabled IS NULL AND o.actor_id <> :viewer
        )
    )

-- part: report_columns
SELECT r.id, r.uri, r.from_uri, r.local, r.about, r.works, r.text, r.forwarded, r.state, r.created, r.closed,
    r.decision, r.reason, d.username AS decider, a.suspended, a.deleted,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    q.id AS q_id, q.local AS q_local, q.type AS q_type, q.username AS q_username, q.host AS q_host, q.name AS q_name,
    q.uri AS q_uri, q.url AS q_url

-- part: reports
{report_columns}
FROM reports AS r
JOIN actors AS a ON a.id = r.about
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN actors AS q ON q.uri = r.from_uri
LEFT JOIN accounts AS d ON d.id = r.closed_by

-- name: open
{reports}
WHERE r.state = 'open' AND r.id < :before AND {not_about_oneself}
ORDER BY r.id DESC
LIMIT :limit;

-- name: closed
{reports}
WHERE r.state <> 'open' AND r.id < :before AND {not_about_oneself}
ORDER BY r.id DESC
LIMIT :limit;

-- name: report
{reports}
WHERE r.id = :id AND {not_about_oneself};

-- name: earlier
{reports}
WHERE r.about = :about AND r.id <> :id
ORDER BY r.id DESC
LIMIT :limit;

-- name: work
SELECT w.*, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions, m.remote_url AS m_remote_url,
    m.reason AS m_reason, CASE WHEN m.label = 'estimated' THEN '' ELSE m.label END AS m_label
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id
LEFT JOIN media AS m ON m.work_id = w.id
WHERE w.id = :id AND w.actor_id = :about
ORDER BY m.position, m.id;

-- name: around
SELECT (SELECT MIN(r.id) FROM reports AS r WHERE r.state = 'open' AND r.id > :id AND {not_about_oneself}) AS newer,
    (SELECT MAX(r.id) FROM reports AS r WHERE r.state = 'open' AND r.id < :id AND {not_about_oneself}) AS older,
    (SELECT COUNT(*) FROM reports AS r WHERE r.state = 'open' AND {not_about_oneself}) AS waiting;

-- name: acts
SELECT u.action, u.note, u.created, c.username
FROM audit AS u
JOIN accounts AS c ON c.id = u.account_id
WHERE u.subject IN (:about, :host)
ORDER BY u.id DESC
LIMIT :limit;

-- name: suspended
SELECT a.suspended, (
        SELECT u.note FROM audit AS u WHERE u.subject = a.id AND u.action = 'suspend' ORDER BY u.id DESC LIMIT 1
    ) AS reason,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions
FROM actors AS a
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE a.suspended IS NOT NULL AND a.deleted IS NULL AND (a.suspended, a.id) < (:before, :before_id)
ORDER BY a.suspended DESC, a.id DESC
LIMIT :limit;

-- name: refused
SELECT domain, reason, created
FROM domain_blocks
ORDER BY domain;

-- name: waiting
SELECT (SELECT COUNT(*) FROM reports AS r WHERE r.state = 'open' AND {not_about_oneself}) AS reports,
    (SELECT COUNT(*) FROM appeals AS p WHERE p.state = 'open') AS appeals,
    (
        SELECT COUNT(*)
        FROM verdicts AS v
        JOIN media AS m ON m.id = v.media_id
        WHERE v.action <> 'keep' AND v.superseded IS NULL AND v.decided IS NULL AND m.state = 'held'
    ) AS held,
    (
        SELECT COUNT(*)
        FROM verdicts AS v
        WHERE v.would IS NOT NULL AND v.superseded IS NULL AND v.decided IS NULL
    ) AS again;
