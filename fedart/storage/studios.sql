-- part: acts_for
EXISTS (
        SELECT 1
        FROM studio_members AS sm
        JOIN actors AS sa ON sa.id = sm.studio_id AND sa.suspended IS NULL AND sa.deleted IS NULL
        WHERE sm.studio_id = j.actor_id AND sm.actor_id = :poster AND sm.state = 'member'
    )

-- name: insert
INSERT INTO studios (actor_id, founder_id, website, founded)
VALUES (:id, :founder, :website, :now);

-- name: website
SELECT website
FROM studios
WHERE actor_id = :id;

-- name: edit
UPDATE studios
SET website = :website
WHERE actor_id = :id;

-- name: founded
SELECT COUNT(*) AS n
FROM studios
WHERE founder_id = :founder;

-- name: put_member
INSERT INTO studio_members (studio_id, actor_id, rank, state, since)
VALUES (:studio, :person, :rank, :state, :since)
ON CONFLICT (studio_id, actor_id) DO UPDATE SET rank = excluded.rank, state = excluded.state, since = excluded.since;

-- name: member
SELECT studio_id, actor_id, rank, state, since
FROM studio_members
WHERE studio_id = :studio AND actor_id = :person;

-- name: members
SELECT studio_id, actor_id, rank, state, since
FROM studio_members
WHERE studio_id = :studio
ORDER BY state DESC, rank DESC, since, actor_id;

-- name: of_person
SELECT m.studio_id, m.actor_id, m.rank, m.state, m.since
FROM studio_members AS m
JOIN actors AS a ON a.id = m.studio_id AND a.deleted IS NULL
WHERE m.actor_id = :person
ORDER BY m.since, m.studio_id;

-- name: remove_member
DELETE FROM studio_members
WHERE studio_id = :studio AND actor_id = :person;

-- name: forget_news
DELETE FROM notifications
WHERE actor_id = :person AND kind IN ('applied', 'withdrawn', 'job ends', 'removed')
    AND work_id IN (SELECT j.work_id FROM jobs AS j WHERE j.actor_id = :studio);

-- name: stands_for
SELECT 1 AS may
FROM studio_members AS m
JOIN actors AS a ON a.id = m.studio_id AND a.suspended IS NULL AND a.deleted IS NULL
WHERE m.studio_id = :studio AND m.actor_id = :person AND m.state = 'member';

-- name: put_domain
INSERT INTO studio_domains (studio_id, domain, token, way, added, looked, verified, failures)
VALUES (:studio, :domain, :token, :way, :now, :looked, :verified, :failures)
ON CONFLICT (studio_id, domain) DO UPDATE SET
    way = excluded.way, looked = excluded.looked, verified = excluded.verified, failures = excluded.failures;

-- name: domains
SELECT domain, token, way, looked, verified, failures
FROM studio_domains
WHERE studio_id = :studio
ORDER BY added, domain;

-- name: remove_domain
DELETE FROM studio_domains
WHERE studio_id = :studio AND domain = :domain;

-- name: forget_domains
DELETE FROM studio_domains
WHERE studio_id = :id;
