-- name: put
INSERT INTO jobs (
    work_id, actor_id, local, state, type, mode, country, unit, currency, least, most, yearly, experience, uses_ai,
    trains_ai, fee, closes, ends, opened, changed, holds, digest, facts
) VALUES (
    :work, :actor, :local, :state, :type, :mode, :country, :unit, :currency, :least, :most, :yearly, :experience,
    :uses_ai, :trains_ai, :fee, :closes, :ends, :opened, :changed, :holds, :digest, :facts
)
ON CONFLICT (work_id) DO UPDATE SET
    state = excluded.state, type = excluded.type, mode = excluded.mode, country = excluded.country,
    unit = excluded.unit, currency = excluded.currency, least = excluded.least, most = excluded.most,
    yearly = excluded.yearly, experience = excluded.experience, uses_ai = excluded.uses_ai,
    trains_ai = excluded.trains_ai, fee = excluded.fee, closes = excluded.closes, ends = excluded.ends,
    opened = excluded.opened, changed = excluded.changed, holds = excluded.holds, digest = excluded.digest,
    facts = excluded.facts;

-- name: clear_disciplines
DELETE FROM job_disciplines WHERE work_id = :work;

-- name: add_discipline
INSERT INTO job_disciplines (discipline, work_id) VALUES (:discipline, :work) ON CONFLICT DO NOTHING;

-- name: disciplines
SELECT discipline FROM job_disciplines WHERE work_id = :work ORDER BY discipline;

-- name: clear_countries
DELETE FROM job_countries WHERE work_id = :work;

-- name: add_country
INSERT INTO job_countries (work_id, country) VALUES (:work, :country) ON CONFLICT DO NOTHING;

-- name: countries
SELECT country FROM job_countries WHERE work_id = :work ORDER BY country;

-- name: enter_words
INSERT INTO jobs_sought (work_id) VALUES (:work) ON CONFLICT DO NOTHING;

-- name: write_words
INSERT OR REPLACE INTO job_words (rowid, title, words, about)
SELECT number, :title, :words, :about FROM jobs_sought WHERE work_id = :work;

-- name: erase_words
DELETE FROM job_words WHERE rowid = (SELECT number FROM jobs_sought WHERE work_id = :work);

-- name: leave_words
DELETE FROM jobs_sought WHERE work_id = :work;

-- name: by_work
SELECT * FROM jobs WHERE work_id = :work;

-- name: holds
SELECT holds FROM jobs WHERE work_id = :work;

-- name: move
UPDATE jobs
SET state = :state, changed = :now, opened = CASE WHEN :state = 'open' THEN COALESCE(opened, :now) ELSE opened END
WHERE work_id = :work;

-- name: ended
SELECT work_id FROM jobs WHERE state IN ('open', 'paused') AND ends <= :now ORDER BY ends LIMIT :limit;

-- name: of_actor
SELECT * FROM jobs WHERE actor_id = :actor ORDER BY work_id DESC LIMIT :limit;

-- name: posted
SELECT COUNT(*) AS number FROM jobs WHERE actor_id = :actor AND opened IS NOT NULL;

-- name: same_text
SELECT COUNT(DISTINCT actor_id) AS number FROM jobs WHERE digest = :digest AND actor_id <> :actor;

-- name: waiting
SELECT * FROM jobs WHERE state = 'review' ORDER BY work_id LIMIT :limit;

-- name: over
INSERT INTO jobs_over (work_id, since) VALUES (:work, :now) ON CONFLICT DO NOTHING;

-- name: not_over
DELETE FROM jobs_over WHERE work_id = :work;

-- name: forget
DELETE FROM jobs WHERE work_id = :work;
