-- name: invites
SELECT l.role, l.note, l.created, l.expires, l.used, c.username AS used_by
FROM links AS l
LEFT JOIN accounts AS c ON c.id = l.used_by
WHERE l.account_id = :account AND l.kind = 'invite'
ORDER BY l.created DESC
LIMIT :limit;

-- name: withheld
SELECT v.id AS v_id, v.media_id AS v_media_id, v.source AS v_source, v.sha256 AS v_sha256, v.action AS v_action,
    v.reason AS v_reason, v.evidence AS v_evidence, v.error AS v_error, v.model AS v_model,
    v.model_hash AS v_model_hash, v.score AS v_score, v.threshold AS v_threshold, v.created AS v_created,
    v.decision AS v_decision, v.decision_note AS v_decision_note, v.decided,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.state AS m_state, m.facts AS m_facts,
    m.renditions AS m_renditions, m.remote_url AS m_remote_url, m.reason AS m_reason, m.file_name, m.role,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, w.id AS w_id, w.title AS w_title, w.uri AS w_uri,
    d.username AS decided_by, p.text AS p_text, p.state AS p_state, p.created AS p_created
FROM verdicts AS v
JOIN media AS m ON m.id = v.media_id
JOIN actors AS a ON a.id = m.actor_id
LEFT JOIN works AS w ON w.id = m.work_id
LEFT JOIN accounts AS d ON d.id = v.decided_by
LEFT JOIN appeals AS p ON p.media_id = m.id AND p.state = 'open'
WHERE v.action <> 'keep' AND v.id < :before
ORDER BY v.id DESC
LIMIT :limit;

-- name: record
SELECT v.id AS v_id, v.media_id AS v_media_id, v.source AS v_source, v.sha256 AS v_sha256, v.action AS v_action,
    v.reason AS v_reason, v.evidence AS v_evidence, v.error AS v_error, v.model AS v_model,
    v.model_hash AS v_model_hash, v.score AS v_score, v.threshold AS v_threshold, v.created AS v_created,
    v.decision AS v_decision, v.decision_note AS v_decision_note, v.decided,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.state AS m_state, m.facts AS m_facts,
    m.renditions AS m_renditions, m.remote_url AS m_remote_url, m.reason AS m_reason, m.file_name, m.role,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, w.id AS w_id, w.title AS w_title, w.uri AS w_uri,
    d.username AS decided_by, p.text AS p_text, p.state AS p_state, p.created AS p_created
FROM verdicts AS v
JOIN media AS m ON m.id = v.media_id
JOIN actors AS a ON a.id = m.actor_id
LEFT JOIN works AS w ON w.id = m.work_id
LEFT JOIN accounts AS d ON d.id = v.decided_by
LEFT JOIN appeals AS p ON p.media_id = m.id AND p.state = 'open'
WHERE v.id = :id AND v.action <> 'keep';

-- name: appeals
SELECT v.id AS v_id, v.media_id AS v_media_id, v.source AS v_source, v.sha256 AS v_sha256, v.action AS v_action,
    v.reason AS v_reason, v.evidence AS v_evidence, v.error AS v_error, v.model AS v_model,
    v.model_hash AS v_model_hash, v.score AS v_score, v.threshold AS v_threshold, v.created AS v_created,
    v.decision AS v_decision, v.decision_note AS v_decision_note, v.decided,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.state AS m_state, m.facts AS m_facts,
    m.renditions AS m_renditions, m.remote_url AS m_remote_url, m.reason AS m_reason, m.file_name, m.role,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, w.id AS w_id, w.title AS w_title, w.uri AS w_uri,
    d.username AS decided_by, p.id AS appeal_id, p.text AS p_text, p.state AS p_state, p.created AS p_created
FROM appeals AS p
JOIN media AS m ON m.id = p.media_id
JOIN verdicts AS v ON v.id = (SELECT x.id FROM verdicts AS x WHERE x.media_id = m.id ORDER BY x.id DESC LIMIT 1)
JOIN actors AS a ON a.id = m.actor_id
LEFT JOIN works AS w ON w.id = m.work_id
LEFT JOIN accounts AS d ON d.id = v.decided_by
WHERE p.state = 'open' AND p.id < :before
ORDER BY p.id DESC
LIMIT :limit;

-- name: tally
SELECT
    (SELECT COUNT(*) FROM media AS m WHERE m.id >= :since) AS checked,
    (SELECT COUNT(*) FROM verdicts AS v WHERE v.id >= :since AND v.action = 'hold') AS held,
    (SELECT COUNT(*) FROM verdicts AS v WHERE v.id >= :since AND v.action = 'drop') AS dropped,
    (SELECT COUNT(*) FROM verdicts AS v WHERE v.id >= :since AND v.action = 'hold' AND v.decision = 'keep') AS released,
    (SELECT COUNT(*) FROM appeals AS p WHERE p.id >= :since) AS appealed;
