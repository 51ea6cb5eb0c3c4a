-- name: begin
INSERT INTO threads (work_id, looked)
VALUES (:work_id, :now)
ON CONFLICT (work_id) DO UPDATE SET looked = excluded.looked
WHERE threads.looked <= :before;
