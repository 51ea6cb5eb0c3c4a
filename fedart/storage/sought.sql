-- name: enter
INSERT INTO sought (work_id) VALUES (:work) ON CONFLICT DO NOTHING;

-- name: write
INSERT OR REPLACE INTO sought_words (rowid, title, words, about, alts)
SELECT s.number, w.title, w.source || ' ' || :words, :about,
    (SELECT COALESCE(group_concat(m.alt, ' '), '') FROM media AS m WHERE m.work_id = w.id AND m.state = 'kept')
FROM sought AS s
JOIN works AS w ON w.id = s.work_id
WHERE s.work_id = :work;

-- name: erase
DELETE FROM sought_words WHERE rowid = (SELECT number FROM sought WHERE work_id = :work);

-- name: leave
DELETE FROM sought WHERE work_id = :work;
