-- name: of
SELECT headline, pronouns, place, roles, openings FROM profiles WHERE actor_id = :actor;

-- name: enter
INSERT INTO profiles (actor_id, sort, words, headline, pronouns, place, place_folded, roles, openings)
VALUES (:actor, :sort, :words, '', '', '', '', '[]', '[]')
ON CONFLICT (actor_id) DO UPDATE SET sort = :sort, words = :words;

-- name: put
UPDATE profiles
SET words = :words, headline = :headline, pronouns = :pronouns, place = :place, place_folded = :place_folded,
    roles = :roles, openings = :openings
WHERE actor_id = :actor;

-- name: named
SELECT a.name, a.username FROM actors AS a WHERE a.id = :actor;

-- name: clear_roles
DELETE FROM actor_roles WHERE actor_id = :actor;

-- name: add_role
INSERT INTO actor_roles (role, actor_id) VALUES (:role, :actor) ON CONFLICT DO NOTHING;

-- name: clear_openings
DELETE FROM actor_openings WHERE actor_id = :actor;

-- name: add_opening
INSERT INTO actor_openings (kind, actor_id, until) VALUES (:kind, :actor, :until) ON CONFLICT DO NOTHING;

-- name: software
SELECT f.folded, MAX(f.word) AS word, COUNT(*) AS n
FROM works AS w
JOIN work_facets AS f ON f.work_id = w.id AND f.facet = 'software'
WHERE w.actor_id = :actor AND w.kind = 'work' AND w.state = 'live' AND w.visibility = 'public'
GROUP BY f.folded
ORDER BY n DESC, f.folded
LIMIT :limit;
