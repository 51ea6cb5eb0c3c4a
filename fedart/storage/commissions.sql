-- part: columns
c.id AS c_id, c.artist_id AS c_artist_id, c.client_id AS c_client_id, c.step AS c_step, c.wish AS c_wish,
    c.chosen AS c_chosen, c.currency AS c_currency, c.sources AS c_sources, c.budget AS c_budget,
    c.deadline AS c_deadline, c.purpose AS c_purpose, c.reason AS c_reason, c.created AS c_created, c.over AS c_over,
    c.talk AS c_talk, c.link IS NOT NULL AS c_linked

-- part: other
a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions

-- name: desk
SELECT status, slots, currency, menu, will, wont, terms, usual, queue_shown, changed, told
FROM commission_desks
WHERE actor_id = :actor;

-- name: desks
SELECT d.actor_id, d.status, d.slots, d.currency, d.menu, d.will, d.wont, d.terms, d.usual, d.queue_shown, d.changed,
    (
        SELECT COUNT(*)
        FROM commissions AS c
        WHERE c.artist_id = d.actor_id AND c.step IN ('accepted', 'sketch', 'progress')
    ) AS taken
FROM commission_desks AS d
WHERE d.actor_id IN (SELECT j.value FROM json_each(:actors) AS j);

-- name: put_desk
INSERT INTO commission_desks (
    actor_id, status, slots, currency, menu, will, wont, terms, usual, queue_shown, changed
)
VALUES (:actor, :status, :slots, :currency, :menu, :will, :wont, :terms, :usual, :queue_shown, :changed)
ON CONFLICT (actor_id) DO UPDATE
SET status = :status, slots = :slots, currency = :currency, menu = :menu, will = :will, wont = :wont, terms = :terms,
    usual = :usual, queue_shown = :queue_shown, changed = :changed;

-- name: remove_desk
DELETE FROM commission_desks
WHERE actor_id = :actor;

-- name: tell
UPDATE commission_desks
SET told = :told
WHERE actor_id = :actor;

-- name: taken
SELECT COUNT(*) AS n
FROM commissions
WHERE artist_id = :artist AND step IN ('accepted', 'sketch', 'progress');

-- name: queue
SELECT c.step, (SELECT MAX(s.at) FROM commission_steps AS s WHERE s.commission_id = c.id) AS since
FROM commissions AS c
WHERE c.artist_id = :artist AND c.step IN ('accepted', 'sketch', 'progress', 'waitlist')
ORDER BY c.id
LIMIT :limit;

-- name: samples
SELECT {views_applications.card}
FROM works AS w
{views_applications.pictured}
WHERE w.actor_id = :artist AND {views_applications.shown}
    AND w.id IN (SELECT j.value FROM json_each(:works) AS j)
ORDER BY w.id;

-- name: insert
INSERT INTO commissions (
    id, artist_id, client_id, step, wish, chosen, currency, sources, budget, deadline, purpose, created
)
VALUES (
    :id, :artist, :client, :step, :wish, :chosen, :currency, :sources, :budget, :deadline, :purpose, :now
);

-- name: add_step
INSERT INTO commission_steps (commission_id, number, what, at)
VALUES (:id, (SELECT COUNT(*) FROM commission_steps AS s WHERE s.commission_id = :id), :what, :now);

-- name: steps
SELECT what, at
FROM commission_steps
WHERE commission_id = :id
ORDER BY number;

-- name: open_of_pair
SELECT COUNT(*) AS n
FROM commissions
WHERE artist_id = :artist AND client_id = :client AND over IS NULL;

-- name: welcome
SELECT EXISTS (
    SELECT 1 FROM commissions WHERE client_id = :reader AND artist_id = :author
) OR EXISTS (
    SELECT 1 FROM commissions WHERE client_id = :author AND artist_id = :reader AND step NOT IN ('new', 'declined')
) AS found;

-- name: of_artist
SELECT {columns}, {other}
FROM commissions AS c
JOIN actors AS a ON a.id = c.client_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE c.artist_id = :artist AND c.id < :before
ORDER BY c.id DESC
LIMIT :limit;

-- name: of_client
SELECT {columns}, {other}
FROM commissions AS c
JOIN actors AS a ON a.id = c.artist_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE c.client_id = :client AND c.id < :before
ORDER BY c.id DESC
LIMIT :limit;

-- name: one
SELECT {columns}, {other}
FROM commissions AS c
JOIN actors AS a ON a.id = CASE WHEN c.artist_id = :viewer THEN c.client_id ELSE c.artist_id END
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE c.id = :id AND (c.artist_id = :viewer OR c.client_id = :viewer);

-- name: by_link
SELECT {columns}, {other}
FROM commissions AS c
JOIN actors AS a ON a.id = c.artist_id AND a.suspended IS NULL AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE c.link = :link;

-- name: move
UPDATE commissions
SET step = :step, over = :over, reason = :reason
WHERE id = :id;

-- name: talk
UPDATE commissions
SET talk = :root
WHERE id = :id;

-- name: link
UPDATE commissions
SET link = :link
WHERE id = :id;

-- name: forget_steps
DELETE FROM commission_steps
WHERE commission_id = :id;

-- name: forget
DELETE FROM commissions
WHERE id = :id;

-- part: sides
c.id, c.artist_id, c.client_id, c.over IS NOT NULL AS over, c.step IN ('accepted', 'sketch', 'progress') AS slot

-- name: stale
SELECT {sides}
FROM commissions AS c
WHERE c.over < :before
ORDER BY c.over
LIMIT :limit;

-- name: some_of_artist
SELECT {sides}
FROM commissions AS c
WHERE c.artist_id = :actor
LIMIT :limit;

-- name: some_of_client
SELECT {sides}
FROM commissions AS c
WHERE c.client_id = :actor
LIMIT :limit;
