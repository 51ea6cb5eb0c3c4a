-- One row that grows with every change of something visitors may see: what is cached compares it (storage/sqlite.py).

CREATE TABLE visible (
    version BIGINT NOT NULL
);
INSERT INTO visible (version) VALUES (0);
