-- The parts of pictures that artists chose for thumbnails and covers.

-- `shape`: width by height (1x1, 4x3, 3x4, 16x9); the rest are shares (0 to 1) of the upright picture.
CREATE TABLE crops (
    media_id TEXT NOT NULL REFERENCES media (id),
    shape TEXT NOT NULL,
    beginning REAL NOT NULL,
    top REAL NOT NULL,
    width REAL NOT NULL,
    height REAL NOT NULL,
    PRIMARY KEY (media_id, shape)
);

-- Pictures whose focal point their artist has set; that of others follows the chosen parts.
CREATE TABLE focal_points (
    media_id TEXT PRIMARY KEY REFERENCES media (id)
);

-- Which picture stands for an album, where its artist chose one of the cover's work.
CREATE TABLE album_covers (
    album_id TEXT PRIMARY KEY REFERENCES albums (id),
    media_id TEXT NOT NULL REFERENCES media (id)
);
CREATE INDEX album_covers_by_media ON album_covers (media_id);

-- How far a look through all rows of a kind has come, so that it goes on there: `after` is an id.
CREATE TABLE walks (
    name TEXT PRIMARY KEY,
    after TEXT NOT NULL
);
