-- What artists state about a work beside its title and words: technique, licence, how it was made, films.

CREATE TABLE stated (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    licence TEXT NOT NULL,
    process TEXT NOT NULL,
    facts TEXT NOT NULL
);

-- Medium, subject and software of works, folded, for lists that filter by them.
CREATE TABLE work_facets (
    facet TEXT NOT NULL,
    folded TEXT NOT NULL,
    work_id TEXT NOT NULL REFERENCES works (id),
    word TEXT NOT NULL,
    PRIMARY KEY (facet, folded, work_id)
);
CREATE INDEX work_facets_by_work ON work_facets (work_id);
