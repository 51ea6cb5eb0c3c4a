-- name: dialect
SELECT dialect
FROM hosts
WHERE host = :host;

-- name: speak
INSERT INTO hosts (host, dialect)
VALUES (:host, :dialect)
ON CONFLICT (host) DO UPDATE
SET dialect = :dialect;
