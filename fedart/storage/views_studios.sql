-- part: person
a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions

-- name: people
SELECT m.studio_id, m.actor_id, m.rank, m.state, m.since, {person}
FROM studio_members AS m
JOIN actors AS a ON a.id = m.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE m.studio_id = :studio
ORDER BY m.state DESC, m.rank DESC, m.since, m.actor_id;

-- name: of_person
SELECT m.studio_id, m.actor_id, m.rank, m.state, m.since, a.suspended, {person}
FROM studio_members AS m
JOIN actors AS a ON a.id = m.studio_id AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE m.actor_id = :person
ORDER BY m.since, m.studio_id;

-- name: open_jobs
SELECT {views_jobs.posting}
FROM jobs AS j
{views_jobs.poster}
WHERE j.actor_id = :studio AND j.state = 'open' AND w.state = 'live' AND w.visibility = 'public'
ORDER BY j.work_id DESC
LIMIT :limit;

-- name: all_jobs
SELECT {views_jobs.posting}
FROM jobs AS j
{views_jobs.poster}
WHERE j.actor_id = :studio AND j.work_id < :before AND j.state <> 'removed' AND w.state <> 'deleted'
ORDER BY j.work_id DESC
LIMIT :limit;
