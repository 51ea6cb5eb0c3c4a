-- name: add
INSERT INTO reports (id, uri, from_uri, local, about, works, text, forwarded, state, created)
VALUES (:id, :uri, :from_uri, :local, :about, :works, :text, :forwarded, 'open', :created)
ON CONFLICT DO NOTHING;

-- name: by_id
SELECT id, uri, from_uri, local, about, works, text, forwarded, state, created, closed, decision, reason
FROM reports
WHERE id = :id;

-- name: by_state
SELECT id, uri, from_uri, local, about, works, text, forwarded, state, created, closed, decision, reason
FROM reports
WHERE state = :state AND id < :before
ORDER BY id DESC
LIMIT :most;

-- name: close
UPDATE reports
SET state = :state, closed = :now, closed_by = :by, decision = :decision, reason = :reason
WHERE id = :id AND state = 'open';

-- name: about
SELECT works
FROM reports
WHERE about = :about;

-- name: recent
SELECT COUNT(*) AS n
FROM reports
WHERE from_uri = :from_uri AND created > :after;
