-- name: proof_key
SELECT id, multibase, pem
FROM proof_keys
WHERE actor_id = :actor;

-- name: put_proof_key
INSERT INTO proof_keys (actor_id, id, multibase, pem, created)
VALUES (:actor, :id, :multibase, :pem, :created)
ON CONFLICT (actor_id) DO UPDATE SET
    id = excluded.id, multibase = excluded.multibase, pem = excluded.pem, created = excluded.created;

-- name: without_proof_key
SELECT private_keys.actor_id
FROM private_keys
LEFT JOIN proof_keys ON proof_keys.actor_id = private_keys.actor_id
WHERE proof_keys.actor_id IS NULL
LIMIT :most;

-- name: next
SELECT id, public_key, pem, proof_id, multibase, proof_pem, begun
FROM next_keys
WHERE actor_id = :actor;

-- name: put_next
INSERT INTO next_keys (actor_id, id, public_key, pem, proof_id, multibase, proof_pem, begun)
VALUES (:actor, :id, :public_key, :pem, :proof_id, :multibase, :proof_pem, :begun);

-- name: drop_next
DELETE FROM next_keys
WHERE actor_id = :actor;

-- name: switch_public
UPDATE actors
SET key_id = :id, public_key = :public_key
WHERE id = :actor AND local = 1;

-- name: switch_private
UPDATE private_keys
SET pem = :pem, created = :created
WHERE actor_id = :actor;

-- name: touch
UPDATE actors
SET updated = :updated
WHERE id = :actor AND local = 1;

-- name: retire
INSERT INTO retired_keys (id, actor_id, public_key, proves, shown_until)
VALUES (:id, :actor, :public_key, :proves, :shown_until);

-- name: retired
SELECT id, public_key, proves, shown_until
FROM retired_keys
WHERE actor_id = :actor AND shown_until > :now
ORDER BY shown_until DESC, id;

-- name: sweep
DELETE FROM retired_keys
WHERE shown_until <= :now;

-- name: sweep_remote
DELETE FROM remote_keys
WHERE id >= 'proof ' AND id < 'proof!' AND fetched <= :before AND retry_after <= :before;

-- name: keyed
SELECT actor_id
FROM private_keys
ORDER BY actor_id;

-- name: changing
SELECT actor_id
FROM next_keys;

-- name: told
SELECT 1 AS found
FROM tasks
WHERE id >= :first AND lane = :lane AND state = 'done' AND reason = ''
LIMIT 1;

-- name: waiting
SELECT 1 AS found
FROM tasks
WHERE lane = :lane AND state IN ('due', 'leased', 'waiting')
LIMIT 1;

-- name: forget_remote
UPDATE remote_keys
SET pem = '', failures = failures + 1, retry_after = :retry_after
WHERE id = :id;
