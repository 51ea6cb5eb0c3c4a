-- Studios: actors of ours without an account, for which people of ours act by their rank. The row stays when a studio
-- closes, so that nobody founds more than a few.
CREATE TABLE studios (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    founder_id TEXT REFERENCES actors (id),
    website TEXT NOT NULL,
    founded BIGINT NOT NULL
);
CREATE INDEX studios_by_founder ON studios (founder_id);

-- Who acts for a studio (`member`), and who was asked to (`asked`).
CREATE TABLE studio_members (
    studio_id TEXT NOT NULL REFERENCES studios (actor_id),
    actor_id TEXT NOT NULL REFERENCES actors (id),
    rank TEXT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (studio_id, actor_id)
);
CREATE INDEX studio_members_by_actor ON studio_members (actor_id, state);

-- Domains that a studio says are its own. `way`: how that was proven last; `failures`: looks in a row that found nothing.
CREATE TABLE studio_domains (
    studio_id TEXT NOT NULL REFERENCES studios (actor_id),
    domain TEXT NOT NULL,
    token TEXT NOT NULL,
    way TEXT NOT NULL,
    added BIGINT NOT NULL,
    looked BIGINT,
    verified BIGINT,
    failures INTEGER NOT NULL,
    PRIMARY KEY (studio_id, domain)
);
