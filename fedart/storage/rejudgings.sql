-- name: start
INSERT INTO rejudgings (id, model, model_hash, since, held_only, started, total)
VALUES (:id, :model, :model_hash, :since, :held_only, :started, :total)
ON CONFLICT DO NOTHING;

-- name: by_id
SELECT id, model, model_hash, since, held_only, started, finished, place, total, checked, released, waiting, failed
FROM rejudgings
WHERE id = :id;

-- name: newest
SELECT id, model, model_hash, since, held_only, started, finished, place, total, checked, released, waiting, failed
FROM rejudgings
ORDER BY id DESC
LIMIT 1;

-- name: advance
UPDATE rejudgings
SET place = :place, checked = checked + 1, released = released + :released, waiting = waiting + :waiting,
    failed = failed + :failed
WHERE id = :id AND place < :place AND finished IS NULL;

-- name: finish
UPDATE rejudgings
SET finished = :now
WHERE id = :id AND finished IS NULL;
