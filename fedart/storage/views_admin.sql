-- name: invites
SELECT l.role, l.note, l.created, l.expires, l.used, c.username AS used_by
FROM links AS l
LEFT JOIN accounts AS c ON c.id = l.used_by
WHERE l.account_id = :account AND l.kind = 'invite'
ORDER BY l.created DESC
LIMIT :limit;

-- part: record_columns
SELECT v.*, m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.state AS m_state, m.facts AS m_facts,
    m.renditions AS m_renditions, m.remote_url AS m_remote_url, m.reason AS m_reason, m.label AS m_label, m.file_name,
    m.role, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host,
    a.name AS a_name, a.uri AS a_uri, a.url AS a_url, w.id AS w_id, w.title AS w_title, w.uri AS w_uri,
    d.username AS decider, p.id AS p_id, p.text AS p_text, p.state AS p_state, p.created AS p_created

-- part: records
{record_columns}
FROM verdicts AS v
JOIN media AS m ON m.id = v.media_id
JOIN actors AS a ON a.id = m.actor_id
LEFT JOIN works AS w ON w.id = m.work_id
LEFT JOIN accounts AS d ON d.id = v.decided_by
LEFT JOIN appeals AS p ON p.media_id = m.id AND p.state = 'open'

-- name: withheld
{records}
WHERE v.action <> 'keep' AND v.superseded IS NULL AND v.id < :before
ORDER BY v.id DESC
LIMIT :limit;

-- name: desk
{records}
WHERE v.would IS NOT NULL AND v.superseded IS NULL AND v.decided IS NULL AND v.id < :before
ORDER BY v.id DESC
LIMIT :limit;

-- name: record
{records}
WHERE v.id = :id AND (v.action <> 'keep' OR v.would IS NOT NULL OR v.decided IS NOT NULL);

-- name: appeals
{record_columns}
FROM appeals AS p
JOIN media AS m ON m.id = p.media_id
JOIN verdicts AS v ON v.id = (SELECT x.id FROM verdicts AS x WHERE x.media_id = m.id ORDER BY x.id DESC LIMIT 1)
JOIN actors AS a ON a.id = m.actor_id
LEFT JOIN works AS w ON w.id = m.work_id
LEFT JOIN accounts AS d ON d.id = v.decided_by
WHERE p.state = 'open' AND p.id < :before
ORDER BY p.id DESC
LIMIT :limit;

-- name: neighbours
WITH waiting AS (
    SELECT v.id
    FROM verdicts AS v
    JOIN media AS m ON m.id = v.media_id
    WHERE v.action <> 'keep' AND v.superseded IS NULL AND v.decided IS NULL AND m.state = 'held'
    UNION
    SELECT v.id
    FROM verdicts AS v
    WHERE v.would IS NOT NULL AND v.superseded IS NULL AND v.decided IS NULL
    UNION
    SELECT (SELECT x.id FROM verdicts AS x WHERE x.media_id = p.media_id ORDER BY x.id DESC LIMIT 1)
    FROM appeals AS p
    WHERE p.state = 'open'
)
SELECT (SELECT MIN(q.id) FROM waiting AS q WHERE q.id > :id) AS newer,
    (SELECT MAX(q.id) FROM waiting AS q WHERE q.id < :id) AS older,
    (SELECT COUNT(*) FROM waiting) AS waiting;

-- name: decided
SELECT v.id, v.media_id, v.actor_id, v.phash, v.score, v.reason, v.evidence
FROM verdicts AS v
WHERE v.decided IS NOT NULL
ORDER BY v.decided DESC
LIMIT :limit;

-- name: decided_of_actor
SELECT v.id, v.media_id, v.actor_id, v.phash, v.score, v.reason, v.evidence
FROM media AS m
JOIN verdicts AS v ON v.media_id = m.id
WHERE m.actor_id = :actor_id AND m.role IN ('work', 'icon', 'image') AND v.decided IS NOT NULL
ORDER BY v.id DESC
LIMIT :limit;
