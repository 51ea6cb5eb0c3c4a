-- part: columns
p.id AS p_id, p.work_id AS p_work_id, p.actor_id AS p_actor_id, p.stage AS p_stage, p.note AS p_note, p.rate AS p_rate,
    p.start AS p_start, p.file_name AS p_file_name, p.file_bytes AS p_file_bytes, p.created AS p_created,
    p.seen AS p_seen, p.talk AS p_talk

-- name: insert
INSERT INTO applications (id, work_id, actor_id, stage, note, rate, start, file_name, file_bytes, created)
VALUES (:id, :work, :actor, :stage, :note, :rate, :start, :file_name, :file_bytes, :now)
ON CONFLICT DO NOTHING;

-- name: add_work
INSERT INTO application_works (application_id, position, work_id)
VALUES (:id, :position, :work)
ON CONFLICT DO NOTHING;

-- name: add_step
INSERT INTO application_steps (application_id, number, what, at)
VALUES (:id, (SELECT COUNT(*) FROM application_steps AS s WHERE s.application_id = :id), :what, :now);

-- name: by_id
SELECT {columns}
FROM applications AS p
WHERE p.id = :id;

-- name: works
SELECT work_id
FROM application_works
WHERE application_id = :id
ORDER BY position;

-- name: move
UPDATE applications
SET stage = :stage
WHERE id = :id;

-- name: see
UPDATE applications
SET seen = :now
WHERE id = :id AND seen IS NULL;

-- name: talk
UPDATE applications
SET talk = :root
WHERE id = :id;

-- name: forget_works
DELETE FROM application_works
WHERE application_id = :id;

-- name: forget_steps
DELETE FROM application_steps
WHERE application_id = :id;

-- name: forget_sent
DELETE FROM activities
WHERE uri = (SELECT o.uri FROM offers AS o WHERE o.application_id = :id);

-- name: forget_offer
DELETE FROM offers
WHERE application_id = :id;

-- name: forget_offer_works
DELETE FROM offer_works
WHERE application_id = :id;

-- name: forget
DELETE FROM applications
WHERE id = :id;

-- name: count_withdrawn
INSERT INTO applications_withdrawn (work_id, number)
VALUES (:work, 1)
ON CONFLICT (work_id) DO UPDATE SET number = number + 1;

-- name: withdrawn
SELECT number
FROM applications_withdrawn
WHERE work_id = :work;

-- name: forget_withdrawn
DELETE FROM applications_withdrawn
WHERE work_id = :work;

-- name: of_job
SELECT {columns}
FROM applications AS p
WHERE p.work_id = :work
ORDER BY p.id
LIMIT :limit;

-- name: of_artist
SELECT {columns}
FROM applications AS p
WHERE p.actor_id = :actor
ORDER BY p.id
LIMIT :limit;

-- name: to_poster
SELECT {columns}
FROM jobs AS j
JOIN applications AS p ON p.work_id = j.work_id
WHERE j.actor_id = :actor
ORDER BY p.id
LIMIT :limit;

-- name: stale
SELECT o.work_id
FROM jobs_over AS o
WHERE o.since < :before
ORDER BY o.since
LIMIT :limit;

-- name: forget_over
DELETE FROM jobs_over
WHERE work_id = :work;

-- name: has_file
SELECT 1 AS there
FROM applications
WHERE id = :id AND file_bytes > 0;

-- name: take_work_out
DELETE FROM application_works
WHERE work_id = :work;
