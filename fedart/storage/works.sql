-- name: by_id
SELECT id, uri, local, kind, actor_id, actor_uri, title, source, content, warning, sensitive, visibility, language, url,
    in_reply_to, in_reply_to_id, published, edited, state, tags, mentions, version
FROM works
WHERE id = :id;

-- name: by_uri
SELECT id, uri, local, kind, actor_id, actor_uri, title, source, content, warning, sensitive, visibility, language, url,
    in_reply_to, in_reply_to_id, published, edited, state, tags, mentions, version
FROM works
WHERE uri = :uri;

-- name: insert
INSERT INTO works (
    id, uri, local, kind, actor_id, actor_uri, title, source, content, warning, sensitive, visibility, language, url,
    in_reply_to, in_reply_to_id, published, edited, state, tags, mentions, version, received
)
VALUES (
    :id, :uri, :local, :kind, :actor_id, :actor_uri, :title, :source, :content, :warning, :sensitive, :visibility,
    :language, :url, :in_reply_to, :in_reply_to_id, :published, :edited, :state, :tags, :mentions, :version, :received
)
ON CONFLICT (uri) DO NOTHING;

-- name: edit
UPDATE works
SET title = :title, source = :source, content = :content, warning = :warning, sensitive = :sensitive,
    language = :language, edited = :edited, tags = :tags, mentions = :mentions, version = version + 1
WHERE id = :id;

-- name: set_state
UPDATE works
SET state = :state, published = :published, version = version + 1
WHERE id = :id;

-- name: touch
UPDATE works
SET version = version + 1
WHERE id = :id;

-- name: remove
UPDATE works
SET state = 'deleted', deleted = :at, title = '', source = '', content = '', warning = '', tags = '[]',
    mentions = '[]', poll = NULL, version = version + 1,
    visibility = CASE WHEN state = 'held' THEN 'direct' ELSE visibility END
WHERE id = :id;

-- name: clear_tags
DELETE FROM work_tags
WHERE work_id = :id;

-- name: add_tag
INSERT INTO work_tags (tag, work_id)
VALUES (:tag, :id)
ON CONFLICT DO NOTHING;

-- name: clear_people
DELETE FROM work_people
WHERE work_id = :id;

-- name: add_person
INSERT INTO work_people (work_id, actor_uri)
VALUES (:id, :uri)
ON CONFLICT DO NOTHING;

-- name: is_named
SELECT 1 AS found
FROM work_people
WHERE actor_uri = :uri AND work_id = :id;

-- name: adopt_replies
UPDATE works
SET in_reply_to_id = :id
WHERE in_reply_to = :uri AND in_reply_to_id IS NULL;

-- name: answers_to
SELECT id, uri, local, kind, actor_id, actor_uri, title, source, content, warning, sensitive, visibility, language, url,
    in_reply_to, in_reply_to_id, published, edited, state, tags, mentions, version
FROM works
WHERE in_reply_to_id = :id
ORDER BY id DESC
LIMIT :limit;

-- name: detach
UPDATE works
SET in_reply_to_id = NULL,
    version = version + 1
WHERE id = :id;

-- name: count_replies
UPDATE works
SET replies = (
        SELECT COUNT(*)
        FROM works AS answer
        WHERE answer.in_reply_to_id = :id AND answer.state = 'live' AND answer.visibility IN ('public', 'quiet')
    ),
    version = version + 1
WHERE id = :id;

-- name: count_reactions
UPDATE works
SET likes = (SELECT COUNT(DISTINCT actor_id) FROM likes WHERE work_id = :id),
    boosts = (SELECT COUNT(*) FROM boosts WHERE work_id = :id),
    version = version + 1
WHERE id = :id;

-- name: counts
SELECT likes, boosts, replies
FROM works
WHERE id = :id;

-- name: by_actor
SELECT id, uri, local, kind, actor_id, actor_uri, title, source, content, warning, sensitive, visibility, language, url,
    in_reply_to, in_reply_to_id, published, edited, state, tags, mentions, version
FROM works
WHERE actor_id = :actor_id AND id < :before
ORDER BY id DESC
LIMIT :most;

-- name: left_of_actor
SELECT id
FROM works
WHERE actor_id = :actor_id AND state <> 'deleted';
