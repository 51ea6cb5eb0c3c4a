-- name: add
INSERT INTO verdicts (
    id, media_id, actor_id, source, sha256, phash, action, reason, evidence, error, model, model_hash, score, tiles,
    frames, threshold, audience, policy, label_from, hold_from, drop_from, would, created
)
VALUES (
    :id, :media_id, (SELECT m.actor_id FROM media AS m WHERE m.id = :media_id), :source, :sha256, :phash, :action,
    :reason, :evidence, :error, :model, :model_hash, :score, :tiles, :frames, :threshold, :audience, :policy,
    :label_from, :hold_from, :drop_from, :would, :created
);

-- name: by_id
SELECT v.*
FROM verdicts AS v
WHERE v.id = :id;

-- name: newest
SELECT v.*
FROM verdicts AS v
WHERE v.media_id = :media_id
ORDER BY v.id DESC
LIMIT 1;

-- name: supersede
UPDATE verdicts
SET superseded = :by
WHERE media_id = :media_id AND id <> :by AND decided IS NULL AND superseded IS NULL;

-- name: decide
UPDATE verdicts
SET decided = :now, decided_by = :by, decision = :decision, decision_note = :note
WHERE id = :id AND superseded IS NULL AND (
    decided IS NULL
    OR EXISTS (SELECT 1 FROM appeals AS p WHERE p.media_id = verdicts.media_id AND p.state = 'open')
);

-- name: overturned
SELECT 1 AS found
FROM verdicts
WHERE sha256 = :sha256 AND decision = 'keep'
LIMIT 1;

-- name: overturned_of_actor
SELECT phash
FROM verdicts
WHERE actor_id = :actor_id AND decision = 'keep' AND phash <> '';

-- name: export
SELECT v.*, m.role, m.state, m.label, m.original, m.renditions, m.facts, a.local, a.username, a.host,
    d.username AS decider
FROM verdicts AS v
JOIN media AS m ON m.id = v.media_id
JOIN actors AS a ON a.id = m.actor_id
LEFT JOIN accounts AS d ON d.id = v.decided_by
WHERE v.id > :after
ORDER BY v.id
LIMIT :limit;
