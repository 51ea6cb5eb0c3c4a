-- name: keep
INSERT INTO work_versions (work_id, version, title, source, warning, tags, alts, pictures, parts, since)
SELECT w.id, w.version, w.title, w.source, w.warning, w.tags,
    (SELECT json_group_array(m.alt) FROM (SELECT alt FROM media WHERE work_id = w.id ORDER BY position, id) AS m),
    (SELECT json_group_array(m.id) FROM (SELECT id FROM media WHERE work_id = w.id ORDER BY position, id) AS m),
    (
        SELECT json_group_array(json_array(p.media_id, p.words, p.joined, p.film))
        FROM (
            SELECT r.media_id, r.words, r.joined, r.film
            FROM media AS h
            JOIN arranged_parts AS r ON r.media_id = h.id
            WHERE h.work_id = w.id
            ORDER BY h.position, h.id
        ) AS p
    ),
    COALESCE(w.edited, w.published)
FROM works AS w
WHERE w.id = :work AND w.local = 1 AND w.state = 'live'
ON CONFLICT DO NOTHING;

-- name: trim
DELETE FROM work_versions
WHERE work_id = :work AND version NOT IN (
    SELECT v.version FROM work_versions AS v WHERE v.work_id = :work ORDER BY v.version DESC LIMIT :most
);

-- name: forget
DELETE FROM work_versions WHERE work_id = :work;

-- name: of
SELECT version, title, source, warning, tags, alts, pictures, parts, since FROM work_versions WHERE work_id = :work
UNION ALL
SELECT w.version, w.title, w.source, w.warning, w.tags,
    (SELECT json_group_array(m.alt) FROM (SELECT alt FROM media WHERE work_id = w.id ORDER BY position, id) AS m),
    (SELECT json_group_array(m.id) FROM (SELECT id FROM media WHERE work_id = w.id ORDER BY position, id) AS m),
    (
        SELECT json_group_array(json_array(p.media_id, p.words, p.joined, p.film))
        FROM (
            SELECT r.media_id, r.words, r.joined, r.film
            FROM media AS h
            JOIN arranged_parts AS r ON r.media_id = h.id
            WHERE h.work_id = w.id
            ORDER BY h.position, h.id
        ) AS p
    ),
    COALESCE(w.edited, w.published)
FROM works AS w
WHERE w.id = :work
ORDER BY version DESC;

-- name: any
SELECT EXISTS (SELECT 1 FROM work_versions WHERE work_id = :work) AS found;
