-- part: cover_of
m.id = (
    SELECT c.id FROM media AS c
    WHERE c.work_id = w.id AND (c.state = 'kept' OR c.state = 'held' AND w.actor_id = :viewer)
    ORDER BY c.position
    LIMIT 1
)

-- part: card
w.id, w.title, w.published, w.warning, w.sensitive, w.visibility, w.state, w.language, w.likes, w.replies,
    (SELECT COUNT(*) FROM media AS n WHERE n.work_id = w.id) AS pictures,
    (SELECT json_extract(y.facts, '$.year') FROM stated AS y WHERE y.work_id = w.id) AS year,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, NULL AS i_id, NULL AS i_facts, NULL AS i_renditions,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions

-- part: may_see
NOT EXISTS (
        SELECT 1 FROM blocks AS z
        WHERE z.blocker = w.actor_id AND z.blocked = :viewer OR z.blocker = :viewer AND z.blocked = w.actor_id
    )
    AND (
        w.state = 'live' AND w.visibility IN ('public', 'quiet')
        OR w.state = 'live' AND w.visibility = 'local' AND :viewer <> ''
        OR w.state <> 'deleted' AND w.actor_id = :viewer
        OR w.state = 'live' AND w.visibility = 'followers' AND EXISTS (
            SELECT 1 FROM follows AS f
            WHERE f.follower = :viewer AND f.followed = w.actor_id AND f.state = 'accepted'
        )
        OR w.state = 'live' AND EXISTS (
            SELECT 1 FROM work_people AS p WHERE p.actor_uri = :viewer_uri AND p.work_id = w.id
        )
    )

-- part: shown
EXISTS (
        SELECT 1 FROM media AS c
        WHERE c.work_id = w.id AND (c.state = 'kept' OR c.state = 'held' AND w.actor_id = :viewer)
    )
    AND {may_see}

-- name: album
SELECT b.id, b.actor_id, b.kind, b.title, b.source, b.content, b.closed, b.cover, b.position, b.created, b.changed,
    b.deleted,
    a.id AS a_id, a.local AS a_local, a.type AS a_type, a.username AS a_username, a.host AS a_host, a.name AS a_name,
    a.uri AS a_uri, a.url AS a_url, a.indexable AS a_indexable, i.id AS i_id, i.facts AS i_facts,
    i.renditions AS i_renditions
FROM albums AS b
JOIN actors AS a ON a.id = b.actor_id AND a.suspended IS NULL AND a.deleted IS NULL
LEFT JOIN media AS i ON i.id = a.icon AND i.state = 'kept'
WHERE b.id = :id;

-- name: works
SELECT {card}
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work'
JOIN actors AS a ON a.id = w.actor_id
JOIN media AS m ON {cover_of}
WHERE e.album_id = :album AND e.removed IS NULL AND {may_see}
    AND (
        :after = ''
        OR (e.position, e.work_id) > (
            SELECT s.position, s.work_id FROM album_works AS s WHERE s.album_id = :album AND s.work_id = :after
        )
    )
ORDER BY e.position, e.work_id
LIMIT :limit;

-- name: section_slide
SELECT {card}
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work'
JOIN actors AS a ON a.id = w.actor_id
JOIN media AS m ON {cover_of}
WHERE e.album_id = :album AND e.work_id = :work AND e.removed IS NULL AND {may_see};

-- name: before
SELECT COUNT(*) AS n
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work'
WHERE e.album_id = :album AND e.removed IS NULL AND {shown}
    AND (
        :until = ''
        OR (e.position, e.work_id) <= (
            SELECT s.position, s.work_id FROM album_works AS s WHERE s.album_id = :album AND s.work_id = :until
        )
    );

-- name: next
SELECT e.work_id
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work'
WHERE e.album_id = :album AND e.removed IS NULL AND {shown}
    AND (e.position, e.work_id) > (
        SELECT s.position, s.work_id FROM album_works AS s WHERE s.album_id = :album AND s.work_id = :work
    )
ORDER BY e.position, e.work_id
LIMIT 1;

-- name: previous
SELECT e.work_id
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work'
WHERE e.album_id = :album AND e.removed IS NULL AND {shown}
    AND (e.position, e.work_id) < (
        SELECT s.position, s.work_id FROM album_works AS s WHERE s.album_id = :album AND s.work_id = :work
    )
ORDER BY e.position DESC, e.work_id DESC
LIMIT 1;

-- part: kept_picture
SELECT c.id
        FROM album_works AS e
        JOIN works AS w ON w.id = e.work_id AND w.kind = 'work'
        JOIN media AS c ON c.work_id = w.id AND c.state = 'kept'
        WHERE e.album_id = b.id AND e.removed IS NULL AND w.sensitive = 0 AND w.warning = '' AND {may_see}

-- part: standing
COALESCE(
    (
        {kept_picture}
            AND w.id = b.cover AND c.id = v.media_id
    ),
    (
        {kept_picture}
            AND w.id = b.cover
        ORDER BY c.position
        LIMIT 1
    ),
    (
        {kept_picture}
        ORDER BY e.position, e.work_id, c.position
        LIMIT 1
    )
)

-- name: cover
SELECT m.work_id, m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x,
    m.focus_y AS m_focus_y, m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM albums AS b
LEFT JOIN album_covers AS v ON v.album_id = b.id
JOIN media AS m ON m.id = {standing}
WHERE b.id = :album;

-- name: pictures
SELECT w.id AS work_id, w.title, m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x,
    m.focus_y AS m_focus_y, m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work'
JOIN media AS m ON m.work_id = w.id AND m.state = 'kept'
WHERE e.album_id = :album AND e.removed IS NULL AND {may_see}
ORDER BY e.position, e.work_id, m.position
LIMIT :limit;

-- name: of_artist
SELECT b.id, b.actor_id, b.kind, b.title, b.source, b.content, b.closed, b.cover, b.position, b.created, b.changed,
    b.deleted,
    (
        SELECT COUNT(*)
        FROM album_works AS e
        JOIN works AS w ON w.id = e.work_id AND w.kind = 'work'
        WHERE e.album_id = b.id AND e.removed IS NULL AND {shown}
    ) AS works,
    m.id AS m_id, m.position AS m_position, m.alt AS m_alt, m.focus_x AS m_focus_x, m.focus_y AS m_focus_y,
    m.state AS m_state, m.facts AS m_facts, m.renditions AS m_renditions
FROM albums AS b
LEFT JOIN album_covers AS v ON v.album_id = b.id
LEFT JOIN media AS m ON m.id = {standing}
WHERE b.actor_id = :actor AND b.kind = :kind AND b.deleted IS NULL AND (b.closed = 0 OR b.actor_id = :viewer)
ORDER BY b.position, b.id;

-- name: with_work
SELECT b.id, b.actor_id, b.kind, b.title, b.source, b.content, b.closed, b.cover, b.position, b.created, b.changed,
    b.deleted
FROM album_works AS e
JOIN albums AS b ON b.id = e.album_id AND b.deleted IS NULL
WHERE e.work_id = :work AND e.removed IS NULL AND b.kind = 'album' AND (b.closed = 0 OR b.actor_id = :viewer)
ORDER BY b.position, b.id;

-- name: candidates
SELECT {card}
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id
JOIN media AS m ON {cover_of}
WHERE w.actor_id = :viewer AND w.local = 1 AND w.kind = 'work' AND w.state <> 'deleted' AND w.id < :before
    AND NOT EXISTS (
        SELECT 1 FROM album_works AS e WHERE e.album_id = :album AND e.work_id = w.id AND e.removed IS NULL
    )
ORDER BY w.id DESC
LIMIT :limit;

-- part: public_entry
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work' AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
WHERE e.album_id = :album AND e.removed IS NULL
    AND EXISTS (SELECT 1 FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept')

-- name: public_count
SELECT COUNT(*) AS n
{public_entry};

-- name: public_after
SELECT w.id, w.uri
{public_entry}
    AND (
        :cursor = ''
        OR (e.position, e.work_id) > (
            SELECT s.position, s.work_id FROM album_works AS s WHERE s.album_id = :album AND s.work_id = :cursor
        )
    )
ORDER BY e.position, e.work_id
LIMIT :limit;

-- name: public_until
SELECT w.id, w.uri
{public_entry}
    AND (e.position, e.work_id) < (
        SELECT s.position, s.work_id FROM album_works AS s WHERE s.album_id = :album AND s.work_id = :cursor
    )
ORDER BY e.position DESC, e.work_id DESC
LIMIT :limit;

-- name: public_pictures
SELECT m.id, m.actor_id, m.work_id, m.role, m.position, m.alt, m.focus_x, m.focus_y, m.state, m.sha256, m.facts,
    m.renditions, m.original, m.file_name, m.remote_url, m.reason, m.label, m.created
FROM album_works AS e
JOIN works AS w ON w.id = e.work_id AND w.kind = 'work' AND w.state = 'live' AND w.visibility IN ('public', 'quiet')
JOIN media AS m ON m.id = (
    SELECT c.id
    FROM media AS c
    WHERE c.work_id = w.id AND c.state = 'kept'
    ORDER BY c.id <> (SELECT v.media_id FROM album_covers AS v WHERE v.album_id = :album), c.position
    LIMIT 1
)
WHERE e.album_id = :album AND e.removed IS NULL AND w.sensitive = 0 AND w.warning = ''
ORDER BY w.id <> :cover, e.position, e.work_id
LIMIT :limit;

-- name: public_albums
SELECT b.id
FROM albums AS b
WHERE b.actor_id = :actor AND b.kind = 'album' AND b.deleted IS NULL AND b.closed = 0
    AND EXISTS (
        SELECT 1
        FROM album_works AS e
        JOIN works AS w ON w.id = e.work_id AND w.kind = 'work' AND w.state = 'live'
            AND w.visibility IN ('public', 'quiet')
        WHERE e.album_id = b.id AND e.removed IS NULL
            AND EXISTS (SELECT 1 FROM media AS c WHERE c.work_id = w.id AND c.state = 'kept')
    )
ORDER BY b.position, b.id;

-- part: hangs
FROM works AS w
JOIN actors AS a ON a.id = w.actor_id
JOIN media AS m ON {cover_of}
WHERE w.actor_id = :actor AND w.kind = 'work' AND {may_see}

-- name: slide
SELECT {card}
{hangs} AND w.id = :work;

-- name: newest_slide
SELECT {card}
{hangs}
ORDER BY w.id DESC
LIMIT 1;

-- name: newer_slide
SELECT w.id AS work_id
{hangs} AND w.id > :work
ORDER BY w.id
LIMIT 1;

-- name: older_slide
SELECT w.id AS work_id
{hangs} AND w.id < :work
ORDER BY w.id DESC
LIMIT 1;

-- name: count_slides
SELECT COUNT(*) AS n
{hangs} AND w.id >= :work;
