-- part: hidden_people
SELECT m.muted AS id
FROM mutes AS m
WHERE m.actor_id = :viewer AND (m.until IS NULL OR m.until > :now)
UNION
SELECT b.blocked
FROM blocks AS b
WHERE b.blocker = :viewer
UNION
SELECT b.blocker
FROM blocks AS b
WHERE b.blocked = :viewer

-- part: hidden
hidden (id) AS (
    {hidden_people}
),
silenced (host) AS (
    SELECT p.host
    FROM host_domains AS p
    WHERE p.domain IN (
        SELECT d.domain FROM muted_domains AS d WHERE d.actor_id = :viewer
        UNION ALL
        SELECT d.domain FROM domain_blocks AS d
    )
)

-- part: in_sight
a.suspended IS NULL AND a.deleted IS NULL
    AND a.id NOT IN (SELECT h.id FROM hidden AS h) AND a.host NOT IN (SELECT s.host FROM silenced AS s)

-- name: people
{hidden_people};

-- name: domains
SELECT domain, created
FROM muted_domains
WHERE actor_id = :viewer
ORDER BY domain;

-- name: words
SELECT id, words
FROM muted_words
WHERE actor_id = :viewer
ORDER BY words;

-- name: add_domain
INSERT INTO muted_domains (actor_id, domain, created)
VALUES (:actor_id, :domain, :now)
ON CONFLICT DO NOTHING;

-- name: remove_domain
DELETE FROM muted_domains
WHERE actor_id = :actor_id AND domain = :domain;

-- name: add_words
INSERT INTO muted_words (id, actor_id, words, created)
VALUES (:id, :actor_id, :words, :now)
ON CONFLICT DO NOTHING;

-- name: remove_words
DELETE FROM muted_words
WHERE actor_id = :actor_id AND id = :id;

-- name: muted
SELECT x.until, x.created, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username,
    a.host AS a_host, a.name AS a_name, a.uri AS a_uri, a.url AS a_url,
    i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions
FROM mutes AS x
JOIN actors AS a ON a.id = x.muted
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE x.actor_id = :viewer AND (x.until IS NULL OR x.until > :now) AND x.muted > :after
ORDER BY x.muted
LIMIT :limit;

-- name: blocked
SELECT NULL AS until, x.created, a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username,
    a.host AS a_host, a.name AS a_name, a.uri AS a_uri, a.url AS a_url,
    i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions
FROM blocks AS x
JOIN actors AS a ON a.id = x.blocked
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE x.blocker = :viewer AND x.blocked > :after
ORDER BY x.blocked
LIMIT :limit;

-- name: relation
SELECT a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, i.id AS i_id, i.facts AS i_facts, i.renditions AS i_renditions,
    m.muted IS NOT NULL AS muted, m.until,
    EXISTS (SELECT 1 FROM blocks AS b WHERE b.blocker = :viewer AND b.blocked = a.id) AS blocked,
    (
        SELECT p.domain
        FROM host_domains AS p
        JOIN muted_domains AS d ON d.actor_id = :viewer AND d.domain = p.domain
        WHERE p.host = a.host
        ORDER BY LENGTH(p.domain) DESC
        LIMIT 1
    ) AS silenced
FROM actors AS a
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
LEFT JOIN mutes AS m ON m.actor_id = :viewer AND m.muted = a.id AND (m.until IS NULL OR m.until > :now)
WHERE a.id = :id AND a.id <> :viewer AND a.deleted IS NULL AND a.suspended IS NULL AND a.type <> 'Application';
