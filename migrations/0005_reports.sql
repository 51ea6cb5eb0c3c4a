-- 0005: reports are decided, people are suspended, and a hidden server hides all that lies under it.

-- What a person decided about a report, and the reason; empty while it is open.
ALTER TABLE reports ADD COLUMN decision TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE INDEX reports_by_about ON reports (about, id);
CREATE INDEX audit_by_subject ON audit (subject, id);
CREATE INDEX actors_suspended ON actors (suspended, id) WHERE suspended IS NOT NULL;

-- The hosts of people elsewhere by every domain that they belong to: their own name without a port, and all above it.
CREATE TABLE host_domains (
    domain TEXT NOT NULL,
    host TEXT NOT NULL,
    PRIMARY KEY (domain, host)
);
CREATE INDEX host_domains_by_host ON host_domains (host);
WITH RECURSIVE above (domain, host) AS (
    SELECT CASE WHEN instr(host, ':') > 0 THEN substr(host, 1, instr(host, ':') - 1) ELSE host END, host
    FROM (SELECT DISTINCT host FROM actors WHERE local = 0)
    UNION
    SELECT substr(domain, instr(domain, '.') + 1), host
    FROM above
    WHERE instr(domain, '.') > 0
)
INSERT INTO host_domains (domain, host)
SELECT domain, host FROM above WHERE domain <> '';

-- A hidden or refused domain has no port.
INSERT INTO muted_domains (actor_id, domain, created)
SELECT actor_id, substr(domain, 1, instr(domain, ':') - 1), created
FROM muted_domains
WHERE instr(domain, ':') > 0
ON CONFLICT DO NOTHING;
DELETE FROM muted_domains WHERE instr(domain, ':') > 0;
INSERT INTO domain_blocks (domain, reason, created)
SELECT substr(domain, 1, instr(domain, ':') - 1), reason, created
FROM domain_blocks
WHERE instr(domain, ':') > 0
ON CONFLICT DO NOTHING;
DELETE FROM domain_blocks WHERE instr(domain, ':') > 0;
