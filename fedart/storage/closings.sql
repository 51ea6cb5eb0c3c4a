-- name: add
INSERT INTO closings (actor_id, told, begun)
VALUES (:actor, :told, :now)
ON CONFLICT DO NOTHING;

-- name: by_actor
SELECT told, begun, finished
FROM closings
WHERE actor_id = :actor;

-- name: unfinished
SELECT actor_id
FROM closings
WHERE finished IS NULL;

-- name: finish
UPDATE closings
SET finished = :now, told = '[]'
WHERE actor_id = :actor;

-- name: owners
SELECT COUNT(*) AS n
FROM accounts
WHERE role = 'owner' AND disabled IS NULL;

-- name: disable
UPDATE accounts
SET disabled = :now, password_hash = NULL
WHERE id = :account;

-- name: forget_visits
DELETE FROM visits
WHERE account_id = :account;

-- name: hide
UPDATE actors
SET deleted = :now, name = '', summary = '', summary_source = '', fields = '[]', icon = NULL, image = NULL,
    also_known_as = '[]', moved_to = NULL, discoverable = 0, indexable = 0
WHERE id = :actor AND local = 1;

-- name: inboxes
SELECT COALESCE(a.shared_inbox, a.inbox) AS inbox
FROM actors AS a
WHERE a.local = 0 AND a.deleted IS NULL AND a.id IN (
    SELECT f.follower FROM follows AS f WHERE f.followed = :actor
    UNION
    SELECT f.followed FROM follows AS f WHERE f.follower = :actor
    UNION
    SELECT l.actor_id FROM works AS w JOIN likes AS l ON l.work_id = w.id WHERE w.actor_id = :actor
    UNION
    SELECT b.actor_id FROM works AS w JOIN boosts AS b ON b.work_id = w.id WHERE w.actor_id = :actor
    UNION
    SELECT w.actor_id FROM likes AS l JOIN works AS w ON w.id = l.work_id WHERE l.actor_id = :actor
    UNION
    SELECT w.actor_id FROM boosts AS b JOIN works AS w ON w.id = b.work_id WHERE b.actor_id = :actor
    UNION
    SELECT n.id
    FROM works AS w
    JOIN work_people AS p ON p.work_id = w.id
    JOIN actors AS n ON n.uri = p.actor_uri
    WHERE w.actor_id = :actor
    UNION
    SELECT q.actor_id FROM works AS w JOIN works AS q ON q.id = w.in_reply_to_id WHERE w.actor_id = :actor
    UNION
    SELECT x.blocked FROM blocks AS x WHERE x.blocker = :actor
    UNION
    SELECT t.other FROM talks AS t WHERE t.actor_id = :actor
    UNION
    SELECT j.actor_id FROM applications AS g JOIN jobs AS j ON j.work_id = g.work_id WHERE g.actor_id = :actor
)
UNION
SELECT c.inbox
FROM works AS w
JOIN copies AS c ON c.object_uri = w.uri
WHERE w.actor_id = :actor
UNION
SELECT r.inbox
FROM relays AS r
WHERE r.state = 'accepted';

-- name: works
SELECT id
FROM works
WHERE actor_id = :actor AND id > :after AND state <> 'deleted'
ORDER BY id
LIMIT :limit;

-- name: pictures
SELECT id
FROM media
WHERE actor_id = :actor AND role = :role AND id > :after
ORDER BY id
LIMIT :limit;

-- name: likes
SELECT id, work_id
FROM likes
WHERE actor_id = :actor
LIMIT :limit;

-- name: boosts
SELECT id, work_id
FROM boosts
WHERE actor_id = :actor
LIMIT :limit;

-- name: forget_activities
DELETE FROM activities
WHERE id IN (
    SELECT s.id
    FROM activities AS s
    WHERE s.actor_id = :actor AND s.type <> 'Delete'
    LIMIT :limit
);

-- name: forget_follows
DELETE FROM follows
WHERE id IN (
    SELECT f.id FROM follows AS f WHERE f.followed = :actor
    UNION
    SELECT f.id FROM follows AS f WHERE f.follower = :actor
    LIMIT :limit
);

-- name: forget_notifications
DELETE FROM notifications
WHERE id IN (
    SELECT n.id FROM notifications AS n WHERE n.actor_id = :actor
    UNION
    SELECT n.id FROM notifications AS n WHERE n.from_id = :actor
    LIMIT :limit
);

-- name: forget_blocks
DELETE FROM blocks
WHERE blocker = :actor OR blocked = :actor;

-- name: forget_mutes
DELETE FROM mutes
WHERE actor_id = :actor OR muted = :actor;

-- name: forget_domains
DELETE FROM muted_domains
WHERE actor_id = :actor;

-- name: forget_words
DELETE FROM muted_words
WHERE actor_id = :actor;

-- name: forget_tags
DELETE FROM followed_tags
WHERE actor_id = :actor;

-- name: forget_import_rows
DELETE FROM import_rows
WHERE import_id IN (SELECT i.id FROM imports AS i WHERE i.actor_id = :actor);

-- name: forget_imports
DELETE FROM imports
WHERE actor_id = :actor;

-- name: forget_talks
DELETE FROM talks
WHERE actor_id = :actor;

-- name: forget_stamps
DELETE FROM stamps
WHERE actor_id = :actor;

-- name: forget_pins
DELETE FROM pins
WHERE actor_id = :actor;

-- name: forget_album_links
DELETE FROM album_links
WHERE album_id IN (SELECT o.id FROM albums AS o WHERE o.actor_id = :actor);

-- name: empty_albums
DELETE FROM album_works
WHERE album_id IN (SELECT o.id FROM albums AS o WHERE o.actor_id = :actor);

-- name: forget_albums
UPDATE albums
SET title = '', source = '', content = '', cover = NULL, deleted = COALESCE(deleted, :now), changed = :now
WHERE actor_id = :actor;

-- name: forget_presentation
DELETE FROM presentations
WHERE actor_id = :actor;

-- name: forget_unsyndicated
DELETE FROM unsyndicated
WHERE actor_id = :actor;

-- name: forget_backlinks
DELETE FROM backlinks
WHERE actor_id = :actor;

-- name: forget_profile
DELETE FROM profiles
WHERE actor_id = :actor;

-- name: forget_roles
DELETE FROM actor_roles
WHERE actor_id = :actor;

-- name: forget_openings
DELETE FROM actor_openings
WHERE actor_id = :actor;

-- name: forget_cv
DELETE FROM cv_entries
WHERE actor_id = :actor;

-- name: forget_commission_desk
DELETE FROM commission_desks
WHERE actor_id = :actor;

-- name: forget_leaves
DELETE FROM leaves
WHERE actor_id = :actor;

-- name: forget_habits
DELETE FROM habits
WHERE actor_id = :actor;

-- name: forget_job_searches
DELETE FROM job_searches
WHERE actor_id = :actor;

-- name: refuse_asked
UPDATE asked_answers
SET refused = :now
WHERE actor_id = :actor AND refused IS NULL;

-- name: forget_credits
DELETE FROM credits
WHERE person = :actor;

-- name: forget_next_keys
DELETE FROM next_keys
WHERE actor_id = :actor;

-- name: forget_retired_keys
DELETE FROM retired_keys
WHERE actor_id = :actor;

-- name: forget_proof_key
DELETE FROM proof_keys
WHERE actor_id = :actor;

-- name: forget_private_key
DELETE FROM private_keys
WHERE actor_id = :actor;

-- name: forget_memberships
DELETE FROM studio_members
WHERE actor_id = :actor OR studio_id = :actor;

-- name: forget_studio_domains
DELETE FROM studio_domains
WHERE studio_id = :actor;

-- name: forget_founder
UPDATE studios
SET founder_id = NULL
WHERE founder_id = :actor;
