-- What followed people pass on comes home as well, unless somebody does not want it; and accounts that are closing.

ALTER TABLE follows ADD COLUMN passes INTEGER NOT NULL DEFAULT 1;
CREATE INDEX boosts_by_work ON boosts (work_id, id);
CREATE INDEX follows_to_read ON follows (follower, state, followed, passes);
CREATE INDEX works_for_home ON works (actor_id, id, state, visibility, in_reply_to)
    WHERE state = 'live' AND visibility <> 'direct' AND in_reply_to IS NULL;

-- Accounts of ours that are closed for good. `told`: the inboxes (JSON) that their Delete went to; once that is over, in
-- one way or another, the keys go too, and `finished` is set.
CREATE TABLE closings (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    told TEXT NOT NULL,
    begun BIGINT NOT NULL,
    finished BIGINT
);
CREATE INDEX closings_open ON closings (actor_id) WHERE finished IS NULL;
