-- What artists take commissions for, and the requests for them. Amounts are hundredths of the desk's currency.
-- `menu` is JSON; `told` is the line that other servers were told last.
CREATE TABLE commission_desks (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    status TEXT NOT NULL,
    slots INTEGER NOT NULL,
    currency TEXT NOT NULL,
    menu TEXT NOT NULL,
    will TEXT NOT NULL,
    wont TEXT NOT NULL,
    terms TEXT NOT NULL,
    usual TEXT NOT NULL,
    queue_shown INTEGER NOT NULL,
    changed BIGINT NOT NULL,
    told TEXT NOT NULL DEFAULT ''
);

-- Only the artist and the client ever read one. `chosen` is what the menu said when it was sent (JSON); `over`: since
-- when it is done, declined or cancelled, for it is kept for a time from then on.
CREATE TABLE commissions (
    id TEXT PRIMARY KEY,
    artist_id TEXT NOT NULL REFERENCES actors (id),
    client_id TEXT NOT NULL REFERENCES actors (id),
    step TEXT NOT NULL,
    wish TEXT NOT NULL,
    chosen TEXT NOT NULL,
    currency TEXT NOT NULL,
    sources TEXT NOT NULL,
    budget TEXT NOT NULL,
    deadline TEXT NOT NULL,
    purpose TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created BIGINT NOT NULL,
    over BIGINT,
    talk TEXT,
    link TEXT
);
CREATE INDEX commissions_by_artist ON commissions (artist_id, step, id);
CREATE INDEX commissions_by_client ON commissions (client_id, id);
CREATE INDEX commissions_over ON commissions (over) WHERE over IS NOT NULL;
CREATE UNIQUE INDEX commissions_by_link ON commissions (link) WHERE link IS NOT NULL;

CREATE TABLE commission_steps (
    commission_id TEXT NOT NULL REFERENCES commissions (id),
    number INTEGER NOT NULL,
    what TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (commission_id, number)
);
