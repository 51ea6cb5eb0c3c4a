-- Applications that go from one server to another: at both ends the Offer that carries one, and where its PDF is.
-- `at`: when it was made; `told`: when the newest news of it is from; `lost`: since when we have stopped trying to send
-- it; `file_state`: '', 'waits', 'here' or 'lost'.
CREATE TABLE offers (
    application_id TEXT PRIMARY KEY REFERENCES applications (id),
    uri TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    told BIGINT NOT NULL,
    lost BIGINT,
    file_url TEXT NOT NULL,
    file_state TEXT NOT NULL
);

-- The works that came along, as addresses on the artist's server.
CREATE TABLE offer_works (
    application_id TEXT NOT NULL REFERENCES applications (id),
    position INTEGER NOT NULL,
    uri TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (application_id, position)
);
