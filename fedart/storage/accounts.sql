-- name: by_id
SELECT id, actor_id, username, role, created, disabled
FROM accounts
WHERE id = :id;

-- name: by_username
SELECT id, actor_id, username, role, created, disabled, password_hash
FROM accounts
WHERE username = :username;

-- name: insert
INSERT INTO accounts (id, actor_id, username, role, password_hash, created)
VALUES (:id, :actor_id, :username, :role, :password_hash, :created);

-- name: set_password
UPDATE accounts
SET password_hash = :password_hash
WHERE id = :id;

-- name: owner
SELECT id, actor_id, username, role, created, disabled
FROM accounts
WHERE role = 'owner' AND disabled IS NULL
ORDER BY id
LIMIT 1;

-- name: moderators
SELECT actor_id
FROM accounts
WHERE role <> 'artist' AND disabled IS NULL;

-- name: open_session
INSERT INTO sessions (token_hash, account_id, csrf, created, expires)
VALUES (:token_hash, :account_id, :csrf, :created, :expires);

-- name: session
SELECT sessions.csrf, accounts.id, accounts.actor_id, accounts.username, accounts.role, accounts.created,
    accounts.disabled
FROM sessions
JOIN accounts ON accounts.id = sessions.account_id
WHERE sessions.token_hash = :token_hash AND sessions.expires > :now AND accounts.disabled IS NULL;

-- name: visit
SELECT day
FROM visits
WHERE account_id = :account_id;

-- name: keep_visit
INSERT INTO visits (account_id, day)
VALUES (:account_id, :day)
ON CONFLICT (account_id) DO UPDATE SET day = excluded.day;

-- name: close_session
DELETE FROM sessions
WHERE token_hash = :token_hash;

-- name: close_sessions
DELETE FROM sessions
WHERE account_id = :account_id;

-- name: expire_sessions
DELETE FROM sessions
WHERE expires <= :now;

-- name: add_link
INSERT INTO links (token_hash, kind, account_id, role, note, created, expires)
VALUES (:token_hash, :kind, :account_id, :role, :note, :created, :expires);

-- name: link
SELECT kind, account_id, role, note, created, expires, used
FROM links
WHERE token_hash = :token_hash AND kind = :kind;

-- name: use_link
UPDATE links
SET used = :now, used_by = :used_by
WHERE token_hash = :token_hash AND used IS NULL AND expires > :now;

-- name: drop_links
UPDATE links
SET used = :now
WHERE account_id = :account_id AND kind = :kind AND used IS NULL;

-- name: add_try
INSERT INTO tries (bucket, at)
VALUES (:bucket, :at);

-- name: count_tries
SELECT COUNT(*) AS n, MIN(at) AS first
FROM tries
WHERE bucket = :bucket AND at > :since;

-- name: forget_tries
DELETE FROM tries
WHERE at <= :before;

-- name: clear_tries
DELETE FROM tries
WHERE bucket = :bucket;

-- name: by_actor
SELECT id, actor_id, username, role, created, disabled
FROM accounts
WHERE actor_id = :actor_id;
