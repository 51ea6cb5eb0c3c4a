-- name: choices
SELECT p.audience, p.policy, p.label_from, p.hold_from, p.drop_from, p.model_hash, p.changed, c.username
FROM policies AS p
JOIN accounts AS c ON c.id = p.changed_by;

-- name: choose
INSERT INTO policies (audience, policy, label_from, hold_from, drop_from, model_hash, changed, changed_by)
VALUES (:audience, :policy, :label, :hold, :drop, :model_hash, :changed, :changed_by)
ON CONFLICT (audience) DO UPDATE
SET policy = :policy, label_from = :label, hold_from = :hold, drop_from = :drop, model_hash = :model_hash,
    changed = :changed, changed_by = :changed_by;

-- name: trust
INSERT INTO trust (subject, kind, note, created, created_by)
VALUES (:subject, :kind, :note, :created, :by)
ON CONFLICT DO NOTHING;

-- name: untrust
DELETE FROM trust
WHERE subject = :subject;

-- name: trusted
SELECT t.subject, t.kind, t.note, t.created, c.username AS by_name, a.username, a.host, a.local
FROM trust AS t
JOIN accounts AS c ON c.id = t.created_by
LEFT JOIN actors AS a ON t.kind = 'actor' AND a.id = t.subject
ORDER BY t.created DESC, t.subject;

-- name: is_trusted
SELECT 1 AS found
FROM trust
WHERE subject IN (:actor_id, :host)
LIMIT 1;
