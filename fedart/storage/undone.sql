-- name: forget
DELETE FROM undone
WHERE at <= :before;

-- name: forget_spares
DELETE FROM spares
WHERE at <= :before;

-- name: remember
INSERT INTO undone (uri, actor_uri, at)
VALUES (:uri, :actor_uri, :at)
ON CONFLICT DO NOTHING;

-- name: happened
SELECT 1 AS found
FROM undone
WHERE uri = :uri AND actor_uri = :actor_uri AND at > :after;

-- name: spare
INSERT INTO spares (uri, actor_uri, kind, target, detail, waits_for, at)
VALUES (:uri, :actor_uri, :kind, :target, :detail, :waits_for, :at)
ON CONFLICT (uri, actor_uri) DO UPDATE SET waits_for = excluded.waits_for;

-- name: defer
UPDATE spares
SET waits_for = :waits_for
WHERE actor_uri = :actor_uri AND kind = :kind AND target = :target AND detail = :detail
    AND waits_for IS NULL;

-- name: drop
DELETE FROM spares
WHERE uri = :uri AND actor_uri = :actor_uri;

-- name: waiting
SELECT uri, actor_uri, kind, target, detail
FROM spares
WHERE waits_for = :uri AND actor_uri = :actor_uri AND at > :after
ORDER BY at, uri;

-- name: standing_by
SELECT uri, actor_uri, kind, target, detail
FROM spares
WHERE actor_uri = :actor_uri AND kind = :kind AND target = :target AND detail = :detail
    AND waits_for IS NULL AND at > :after
ORDER BY at, uri;
