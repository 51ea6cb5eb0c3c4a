-- name: dialect
SELECT dialect
FROM hosts
WHERE host = :host;

-- name: speak
INSERT INTO hosts (host, dialect)
VALUES (:host, :dialect)
ON CONFLICT (host) DO UPDATE
SET dialect = :dialect;

-- name: hear
INSERT INTO hosts (host, spoken)
VALUES (:host, :at)
ON CONFLICT (host) DO UPDATE
SET spoken = MAX(spoken, :at);

-- name: spoken
SELECT spoken
FROM hosts
WHERE host = :host;
