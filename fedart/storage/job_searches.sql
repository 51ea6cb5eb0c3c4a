-- name: add
INSERT INTO job_searches (id, actor_id, query, wish, created)
VALUES (:id, :actor, :query, :wish, :now)
ON CONFLICT DO NOTHING;

-- name: of_actor
SELECT id, actor_id, query, wish, created FROM job_searches WHERE actor_id = :actor ORDER BY query, id;

-- name: number
SELECT COUNT(*) AS n FROM job_searches WHERE actor_id = :actor;

-- name: some
SELECT id, actor_id, query, wish, created FROM job_searches WHERE id > :after ORDER BY id LIMIT :limit;

-- name: forget
DELETE FROM job_searches WHERE id = :id AND actor_id = :actor;

-- name: note_removed
INSERT INTO jobs_removed (work_id, title, reason, at) VALUES (:work, :title, :reason, :now) ON CONFLICT DO NOTHING;

-- name: removed
SELECT work_id, title, reason, at FROM jobs_removed WHERE work_id = :work;

-- name: all_removed
SELECT work_id, title, reason, at FROM jobs_removed WHERE work_id < :before ORDER BY work_id DESC LIMIT :limit;
