-- Words of our public works, to be found by. SQLite's full-text index; another database brings its own file.

CREATE TABLE sought (
    number INTEGER PRIMARY KEY,
    work_id TEXT NOT NULL UNIQUE REFERENCES works (id)
);
CREATE VIRTUAL TABLE sought_words USING fts5 (title, words, about, alts, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4');

INSERT INTO sought (work_id)
SELECT id FROM works
WHERE local = 1 AND kind = 'work' AND state = 'live' AND visibility = 'public'
ORDER BY id;
INSERT INTO sought_words (rowid, title, words, about, alts)
SELECT s.number, w.title, w.source,
    (SELECT COALESCE(group_concat(t.value, ' '), '') FROM json_each(w.tags) AS t),
    (SELECT COALESCE(group_concat(m.alt, ' '), '') FROM media AS m WHERE m.work_id = w.id AND m.state = 'kept')
FROM sought AS s
JOIN works AS w ON w.id = s.work_id;
