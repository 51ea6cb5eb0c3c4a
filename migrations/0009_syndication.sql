-- Artists who do not want feeds for feed readers (RSS, Atom, JSON Feed) nor frames on other sites.

CREATE TABLE unsyndicated (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    since BIGINT NOT NULL
);
