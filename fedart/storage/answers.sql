-- name: rule
SELECT rule
FROM answer_rules
WHERE work_id = :work;

-- name: put_rule
INSERT INTO answer_rules (work_id, rule)
VALUES (:work, :rule)
ON CONFLICT (work_id) DO UPDATE SET rule = :rule;

-- name: clear_rule
DELETE FROM answer_rules
WHERE work_id = :work;

-- name: ask
INSERT INTO asked_answers (work_id, about, actor_id, request, created)
VALUES (:work, :about, :actor, :request, :now)
ON CONFLICT (work_id) DO NOTHING;

-- name: asked
SELECT work_id, about, actor_id, request, refused, created
FROM asked_answers
WHERE work_id = :work;

-- name: name_request
UPDATE asked_answers
SET request = :request
WHERE work_id = :work AND refused IS NULL;

-- name: refuse
UPDATE asked_answers
SET refused = :now
WHERE work_id = :work AND refused IS NULL;

-- name: settle
DELETE FROM asked_answers
WHERE work_id = :work;

-- name: refuse_all
UPDATE asked_answers
SET refused = :now
WHERE about = :work AND refused IS NULL;

-- name: waiting
SELECT COUNT(*) AS n
FROM asked_answers
WHERE actor_id = :actor AND refused IS NULL AND (:about = '' OR about = :about);

-- name: of_thread
SELECT q.work_id, q.refused
FROM asked_answers AS q
JOIN works AS w ON w.id = q.work_id
WHERE q.about = :about AND w.actor_id = :viewer;

-- name: elsewhere
SELECT always, asking
FROM answers_elsewhere
WHERE work_id = :work;

-- name: put_elsewhere
INSERT INTO answers_elsewhere (work_id, always, asking)
VALUES (:work, :always, :asking)
ON CONFLICT (work_id) DO UPDATE SET always = :always, asking = :asking;

-- name: clear_elsewhere
DELETE FROM answers_elsewhere
WHERE work_id = :work;

-- name: seek
INSERT INTO sought_answers (work_id, artist, request, state, created)
VALUES (:work, :artist, :request, :state, :now);

-- part: sought_columns
work_id, artist, request, permit, state

-- name: sought
SELECT {sought_columns}
FROM sought_answers
WHERE work_id = :work;

-- name: sought_by_request
SELECT {sought_columns}
FROM sought_answers
WHERE request = :request;

-- name: sought_by_permit
SELECT {sought_columns}
FROM sought_answers
WHERE permit = :permit;

-- name: decide
UPDATE sought_answers
SET state = :state, permit = :permit
WHERE work_id = :work;

-- name: forget_sought
DELETE FROM sought_answers
WHERE work_id = :work;

-- name: sought_of_thread
SELECT q.work_id, q.state
FROM works AS w
JOIN sought_answers AS q ON q.work_id = w.id
WHERE w.in_reply_to_id = :parent AND w.actor_id = :viewer AND w.state = 'held';
