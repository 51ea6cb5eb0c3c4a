-- name: health
SELECT failures, pause, closed_until, failed_days, last_failed, dormant
FROM hosts
WHERE host = :host;

-- name: put
INSERT INTO hosts (host, failures, pause, closed_until, failed_days, last_failed, dormant)
VALUES (:host, :failures, :pause, :closed_until, :failed_days, :last_failed, :dormant)
ON CONFLICT (host) DO UPDATE SET
    failures = excluded.failures,
    pause = excluded.pause,
    closed_until = excluded.closed_until,
    failed_days = excluded.failed_days,
    last_failed = excluded.last_failed,
    dormant = excluded.dormant;

-- name: shift
UPDATE hosts
SET closed_until = closed_until + :by, last_failed = last_failed + :by
WHERE failures > 0 AND last_failed > 0 AND dormant IS NULL;

-- name: forget
DELETE FROM hosts
WHERE failures > 0 AND last_failed <= :before AND dormant IS NULL AND dialect = '';

-- name: forgive
UPDATE hosts
SET failures = 0, pause = 0, closed_until = 0, failed_days = 0, last_failed = 0
WHERE failures > 0 AND last_failed <= :before AND dormant IS NULL;

-- name: dormant
SELECT host, dormant
FROM hosts
WHERE dormant > 0
ORDER BY dormant;
