-- What a file of ours says of itself (EXIF), a row for each fact: for its artist alone until it is chosen to be shown.
CREATE TABLE media_said (
    media_id TEXT NOT NULL REFERENCES media (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    shown INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (media_id, name)
);
