-- name: of_work
SELECT poll
FROM works
WHERE id = :id;

-- name: put
UPDATE works
SET poll = :poll, version = version + 1
WHERE id = :id AND poll IS NOT :poll;
