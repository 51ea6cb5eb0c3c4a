-- How the pictures and words of a project stand together. `opening`: the HTML of the words before its first picture;
-- the whole of its words is what `works.content` holds.

CREATE TABLE arranged (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    opening TEXT NOT NULL
);

-- What stands around a picture of a project: `words` above it (Markdown, with their HTML), how it is joined to the
-- picture before, and the address of a film below it.
CREATE TABLE arranged_parts (
    media_id TEXT PRIMARY KEY REFERENCES media (id),
    words TEXT NOT NULL,
    html TEXT NOT NULL,
    joined TEXT NOT NULL,
    film TEXT NOT NULL
);

-- The same of earlier versions, as JSON: [picture, words, joined, film] each.
ALTER TABLE work_versions ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
