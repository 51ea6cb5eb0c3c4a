-- name: add
INSERT INTO activities (id, uri, actor_id, type, object_uri, public, body, created)
VALUES (:id, :uri, :actor_id, :type, :object_uri, :public, :body, :created);

-- name: by_id
SELECT id, actor_id, type, object_uri, public, body
FROM activities
WHERE id = :id;

-- name: deletion
SELECT id
FROM activities
WHERE actor_id = :actor_id AND type = 'Delete' AND object_uri = :object_uri
ORDER BY id DESC
LIMIT 1;

-- name: remember
INSERT INTO received (actor_uri, activity_uri, at)
VALUES (:actor_uri, :activity_uri, :at)
ON CONFLICT DO NOTHING;

-- name: bury
INSERT INTO tombstones (uri, actor_uri, at)
VALUES (:uri, :actor_uri, :at)
ON CONFLICT DO NOTHING;

-- name: buried
SELECT 1 AS found
FROM tombstones
WHERE uri = :uri AND actor_uri = :actor_uri;

-- name: sweep_received
DELETE FROM received
WHERE at <= :before;

-- name: block
INSERT INTO domain_blocks (domain, reason, created)
VALUES (:domain, :reason, :created)
ON CONFLICT (domain) DO UPDATE SET reason = excluded.reason;

-- name: unblock
DELETE FROM domain_blocks
WHERE domain = :domain;

-- name: blocks
SELECT domain
FROM domain_blocks;

-- name: audit
INSERT INTO audit (id, account_id, action, subject, note, created)
VALUES (:id, :account_id, :action, :subject, :note, :created);

-- name: last_note
SELECT note
FROM audit
WHERE subject = :subject AND action = :action
ORDER BY id DESC
LIMIT 1;
