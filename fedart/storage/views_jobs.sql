-- part: fits
j.state = 'open' AND w.state = 'live' AND w.visibility = 'public'
    AND (:discipline = '' OR EXISTS (
        SELECT 1 FROM job_disciplines AS d WHERE d.discipline = :discipline AND d.work_id = j.work_id
    ))
    AND (:type = '' OR j.type = :type)
    AND (:mode = '' OR j.mode = :mode)
    AND (
        :country = ''
        OR j.mode <> 'remote' AND j.country = :country
        OR j.mode = 'remote' AND (
            EXISTS (SELECT 1 FROM job_countries AS c WHERE c.work_id = j.work_id AND c.country = :country)
            OR NOT EXISTS (SELECT 1 FROM job_countries AS c WHERE c.work_id = j.work_id)
        )
    )
    AND (:experience = '' OR j.experience = :experience)
    AND (:floor = 0 OR j.yearly >= :floor AND (:currency = '' OR j.currency = :currency))
    AND (:no_ai = 0 OR j.uses_ai = 0 AND j.trains_ai = 0)
    AND (:free = 0 OR COALESCE(j.fee, 0) = 0)
    AND (:origin = '' OR j.local = (:origin = 'here'))
    AND j.opened >= :since

-- part: named
(
    SELECT s.work_id
    FROM (SELECT f.rowid AS number FROM job_words AS f WHERE job_words MATCH :match ORDER BY f.rowid DESC LIMIT 2000) AS n
    CROSS JOIN jobs_sought AS s ON s.number = n.number
) AS m

-- part: posting
j.*, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions

-- part: poster
JOIN works AS w ON w.id = j.work_id
JOIN actors AS a ON a.id = j.actor_id AND {actors.welcome}
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'

-- name: board
SELECT {posting}
FROM jobs AS j
{poster}
WHERE j.work_id < :before AND {fits}
ORDER BY j.work_id DESC
LIMIT :limit;

-- name: board_by_words
SELECT {posting}
FROM jobs AS j
{poster}
WHERE j.work_id IN (
    SELECT j.work_id
    FROM {named}
    CROSS JOIN jobs AS j ON j.work_id = m.work_id
    JOIN works AS w ON w.id = j.work_id
    JOIN actors AS a ON a.id = j.actor_id AND {actors.welcome}
    WHERE j.work_id < :before AND {fits}
    ORDER BY j.work_id DESC
    LIMIT :limit
)
ORDER BY j.work_id DESC;

-- name: found
SELECT j.work_id, j.local, j.type, j.mode
FROM jobs AS j
JOIN works AS w ON w.id = j.work_id
JOIN actors AS a ON a.id = j.actor_id AND {actors.welcome}
WHERE {fits}
LIMIT :limit;

-- name: found_by_words
SELECT j.work_id, j.local, j.type, j.mode
FROM {named}
CROSS JOIN jobs AS j ON j.work_id = m.work_id
JOIN works AS w ON w.id = j.work_id
JOIN actors AS a ON a.id = j.actor_id AND {actors.welcome}
WHERE {fits}
LIMIT :limit;

-- name: about
SELECT d.discipline, COUNT(*) AS n
FROM job_disciplines AS d
WHERE d.work_id IN (SELECT i.value FROM json_each(:works) AS i)
GROUP BY d.discipline;

-- name: wanted
SELECT 1 AS fits
FROM jobs AS j
{poster}
WHERE j.work_id = :work AND {fits};

-- name: wanted_by_words
SELECT 1 AS fits
FROM jobs AS j
{poster}
WHERE j.work_id = :work AND {fits}
    AND EXISTS (
        SELECT 1 FROM job_words AS f WHERE job_words MATCH :match AND f.rowid = (
            SELECT s.number FROM jobs_sought AS s WHERE s.work_id = :work
        )
    );

-- name: one
SELECT {posting}
FROM jobs AS j
{poster}
WHERE j.work_id = :work AND j.state NOT IN ('draft', 'review', 'removed') AND w.state = 'live' AND w.visibility = 'public';

-- name: own
SELECT {posting}
FROM jobs AS j
{poster}
WHERE j.work_id = :work AND j.state <> 'removed' AND w.state <> 'deleted';
