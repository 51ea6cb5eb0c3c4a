-- name: count
INSERT INTO tallies (month, checked, held, dropped, labelled, appealed, overturned)
VALUES (:month, :checked, :held, :dropped, :labelled, :appealed, :overturned)
ON CONFLICT (month) DO UPDATE
SET checked = tallies.checked + :checked, held = tallies.held + :held, dropped = tallies.dropped + :dropped,
    labelled = tallies.labelled + :labelled, appealed = tallies.appealed + :appealed, overturned = tallies.overturned + :overturned;

-- name: months
SELECT month, checked, held, dropped, labelled, appealed, overturned
FROM tallies
ORDER BY month DESC
LIMIT :limit;

-- name: month
SELECT month, checked, held, dropped, labelled, appealed, overturned
FROM tallies
WHERE month = :month;
