-- name: reached
SELECT after
FROM walks
WHERE name = :name;

-- name: put
INSERT INTO walks (name, after)
VALUES (:name, :after)
ON CONFLICT (name) DO UPDATE SET after = excluded.after;
