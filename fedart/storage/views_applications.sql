-- part: artist
a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions

-- part: for_poster
FROM jobs AS j
JOIN applications AS p ON p.work_id = j.work_id
JOIN actors AS a ON a.id = p.actor_id AND {actors.welcome}
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'

-- part: poster_may
(j.actor_id = :poster OR {studios.acts_for})
    AND NOT EXISTS (SELECT 1 FROM blocks AS b WHERE b.blocker = :poster AND b.blocked = p.actor_id)

-- name: of_job
SELECT {applications.columns}, {artist}
{for_poster}
WHERE j.work_id = :job AND p.id < :before AND {poster_may}
ORDER BY p.id DESC
LIMIT :limit;

-- name: of_poster
SELECT {applications.columns}, {artist}
FROM applications AS p
JOIN jobs AS j ON j.work_id = p.work_id
JOIN actors AS a ON a.id = p.actor_id AND {actors.welcome}
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE p.id = :id AND {poster_may};

-- name: total
SELECT COUNT(*) AS n, SUM(p.seen IS NULL) AS unseen
FROM jobs AS j
JOIN applications AS p ON p.work_id = j.work_id
JOIN actors AS a ON a.id = p.actor_id AND {actors.welcome}
WHERE j.work_id = :job AND {poster_may};

-- part: card
w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language, w.likes, w.replies,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, NULL AS i_id, NULL AS i_facts, NULL AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions

-- part: pictured
JOIN actors AS a ON a.id = w.actor_id
JOIN media AS m ON m.id = (
    SELECT c.id FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept' ORDER BY c.position LIMIT 1
)

-- part: shown
w.kind = 'work' AND w.state = 'live' AND w.visibility = 'public'

-- name: works_of_job
SELECT p.id AS application, {card}
FROM applications AS p
JOIN application_works AS x ON x.application_id = p.id
JOIN works AS w ON w.id = x.work_id AND w.actor_id = p.actor_id
{pictured}
WHERE p.work_id = :job AND p.id BETWEEN :last AND :first AND {shown}
ORDER BY p.id, x.position;

-- name: links_of_job
SELECT o.application_id, o.uri, o.title
FROM applications AS p
JOIN offer_works AS o ON o.application_id = p.id
WHERE p.work_id = :job AND p.id BETWEEN :last AND :first AND NOT EXISTS (
    SELECT 1
    FROM application_works AS x
    JOIN works AS w ON w.id = x.work_id AND w.actor_id = p.actor_id
    JOIN media AS m ON m.work_id = w.id AND m.state = 'kept'
    WHERE x.application_id = p.id AND x.position = o.position AND {shown}
)
ORDER BY p.id, o.position;

-- name: choosable
SELECT {card}
FROM works AS w
{pictured}
WHERE w.actor_id = :actor AND {shown}
ORDER BY w.id DESC
LIMIT :limit;

-- name: of_artist
SELECT {applications.columns}, {artist}, j.state AS job_state, json_extract(j.facts, '$.title') AS job_title
FROM applications AS p
JOIN jobs AS j ON j.work_id = p.work_id
JOIN works AS w ON w.id = p.work_id
JOIN actors AS a ON a.id = j.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE p.actor_id = :actor AND p.id < :before
ORDER BY p.id DESC
LIMIT :limit;

-- name: of_pair
SELECT {applications.columns}, {artist}, j.state AS job_state, json_extract(j.facts, '$.title') AS job_title
FROM applications AS p
JOIN jobs AS j ON j.work_id = p.work_id
JOIN works AS w ON w.id = p.work_id
JOIN actors AS a ON a.id = j.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE p.work_id = :job AND p.actor_id = :actor;

-- name: one_of_artist
SELECT {applications.columns}, {artist}, j.state AS job_state, json_extract(j.facts, '$.title') AS job_title
FROM applications AS p
JOIN jobs AS j ON j.work_id = p.work_id
JOIN works AS w ON w.id = p.work_id
JOIN actors AS a ON a.id = j.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE p.id = :id AND p.actor_id = :actor;

-- name: steps
SELECT what, at
FROM application_steps
WHERE application_id = :id
ORDER BY number;

-- name: letters
WITH {hidden.hidden}
SELECT t.root, t.unread, w.content, w.published, {artist}
FROM jobs AS j
JOIN works AS w ON w.in_reply_to_id = j.work_id AND w.visibility = 'direct' AND w.state = 'live'
JOIN messages AS g ON g.work_id = w.id
JOIN talks AS t ON t.actor_id = j.actor_id AND t.root = g.root AND t.state <> 'hidden'
JOIN actors AS a ON a.id = w.actor_id
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE j.work_id = :job AND j.actor_id = :viewer AND w.actor_id <> :viewer AND {hidden.in_sight}
ORDER BY w.id DESC
LIMIT :limit;
