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
