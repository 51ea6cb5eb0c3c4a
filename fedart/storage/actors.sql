-- part: welcome
a.suspended IS NULL AND a.deleted IS NULL
    AND a.host NOT IN (
        SELECT p.host FROM host_domains AS p WHERE p.domain IN (SELECT d.domain FROM domain_blocks AS d)
    )

-- name: by_id
SELECT id, uri, local, type, username, host, name, summary, summary_source, fields, url, inbox, shared_inbox, outbox,
    followers, following, featured, key_id, public_key, icon, image, locked, discoverable, indexable, created, updated,
    suspended, deleted, also_known_as, moved_to
FROM actors
WHERE id = :id;

-- name: by_uri
SELECT id, uri, local, type, username, host, name, summary, summary_source, fields, url, inbox, shared_inbox, outbox,
    followers, following, featured, key_id, public_key, icon, image, locked, discoverable, indexable, created, updated,
    suspended, deleted, also_known_as, moved_to
FROM actors
WHERE uri = :uri;

-- name: by_handle
SELECT id, uri, local, type, username, host, name, summary, summary_source, fields, url, inbox, shared_inbox, outbox,
    followers, following, featured, key_id, public_key, icon, image, locked, discoverable, indexable, created, updated,
    suspended, deleted, also_known_as, moved_to
FROM actors
WHERE host = :host AND username = :username AND deleted IS NULL
LIMIT 2;

-- name: taken
SELECT 1 AS found
FROM actors
WHERE local = 1 AND username = :username;

-- name: insert
INSERT INTO actors (
    id, uri, local, type, username, host, name, summary, summary_source, fields, url, inbox, shared_inbox, outbox,
    followers, following, featured, key_id, public_key, icon, image, locked, discoverable, indexable,
    created, updated, fetched, also_known_as, moved_to
)
VALUES (
    :id, :uri, :local, :type, :username, :host, :name, :summary, :summary_source, :fields, :url, :inbox, :shared_inbox,
    :outbox, :followers, :following, :featured, :key_id, :public_key, :icon, :image, :locked, :discoverable,
    :indexable, :created, :updated, :fetched, :also_known_as, :moved_to
);

-- name: add_domain
INSERT INTO host_domains (domain, host)
VALUES (:domain, :host)
ON CONFLICT DO NOTHING;

-- name: known_host
SELECT 1 AS found
FROM host_domains
WHERE host = :host
LIMIT 1;

-- name: refresh
UPDATE actors
SET type = :type, username = :username, host = :host, name = :name, summary = :summary, fields = :fields, url = :url,
    inbox = :inbox, shared_inbox = :shared_inbox, outbox = :outbox, followers = :followers, following = :following,
    featured = :featured, key_id = :key_id, public_key = :public_key, locked = :locked, discoverable = :discoverable,
    indexable = :indexable, updated = :updated, fetched = :fetched, also_known_as = :also_known_as,
    moved_to = :moved_to
WHERE id = :id AND local = 0;

-- name: edit_profile
UPDATE actors
SET name = :name, summary = :summary, summary_source = :summary_source, fields = :fields, locked = :locked,
    discoverable = :discoverable, indexable = :indexable, updated = :updated
WHERE id = :id AND local = 1;

-- name: set_icon
UPDATE actors
SET icon = :media, icon_url = :url
WHERE id = :id;

-- name: set_image
UPDATE actors
SET image = :media, image_url = :url
WHERE id = :id;

-- name: picture_urls
SELECT icon_url, image_url
FROM actors
WHERE id = :id;

-- name: touch
UPDATE actors
SET updated = :updated
WHERE id = :id;

-- name: suspend
UPDATE actors
SET suspended = :at
WHERE id = :id;

-- name: mark_deleted
UPDATE actors
SET deleted = :at, name = '', summary = '', fields = '[]', icon = NULL, image = NULL, public_key = ''
WHERE id = :id AND local = 0;

-- name: fetched_at
SELECT fetched
FROM actors
WHERE uri = :uri;

-- name: count_work
UPDATE actors
SET works = works + :by, last_work = COALESCE(:at, last_work)
WHERE id = :id;

-- name: private_key
SELECT pem
FROM private_keys
WHERE actor_id = :id;

-- name: signing_key
SELECT actors.key_id, private_keys.pem
FROM actors
JOIN private_keys ON private_keys.actor_id = actors.id
WHERE actors.id = :id;

-- name: add_private_key
INSERT INTO private_keys (actor_id, pem, created)
VALUES (:id, :pem, :created);

-- name: remote_key
SELECT id, owner, pem, fetched, failures, retry_after
FROM remote_keys
WHERE id = :id;

-- name: keep_key
INSERT INTO remote_keys (id, owner, pem, fetched, failures, retry_after)
VALUES (:id, :owner, :pem, :at, 0, :retry_after)
ON CONFLICT (id) DO UPDATE SET
    owner = excluded.owner, pem = excluded.pem, fetched = excluded.fetched, failures = 0,
    retry_after = excluded.retry_after;

-- name: sweep_keys
DELETE FROM remote_keys
WHERE pem = '' AND retry_after <= :before;

-- name: fail_key
INSERT INTO remote_keys (id, owner, pem, fetched, failures, retry_after)
VALUES (:id, '', '', 0, 1, :retry_after)
ON CONFLICT (id) DO UPDATE SET
    failures = remote_keys.failures + 1, retry_after = excluded.retry_after;

