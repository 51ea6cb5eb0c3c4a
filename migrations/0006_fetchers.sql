-- Who fetched a work, and who was here when.

-- Whether whoever holds a copy of a work of ours came for it by themselves: a Delete is due to them even where the
-- Create never left for them.
ALTER TABLE copies ADD COLUMN fetched INTEGER NOT NULL DEFAULT 0;

-- The last day on which somebody used this server, as its first moment (epoch milliseconds, UTC): NodeInfo counts them.
CREATE TABLE visits (
    account_id TEXT PRIMARY KEY REFERENCES accounts (id),
    day BIGINT NOT NULL
);
INSERT INTO visits (account_id, day)
SELECT account_id, MAX(created) / 86400000 * 86400000
FROM sessions
GROUP BY account_id;
