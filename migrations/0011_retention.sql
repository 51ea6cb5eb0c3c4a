-- What nobody here has to do with any more is forgotten: these say quickly that nothing refers to it, and the last one
-- lists what is for people on this server alone.
CREATE INDEX likes_by_actor ON likes (actor_id);
CREATE INDEX notifications_by_work ON notifications (work_id) WHERE work_id IS NOT NULL;
CREATE INDEX notifications_by_sender ON notifications (from_id) WHERE from_id IS NOT NULL;
CREATE INDEX mutes_by_muted ON mutes (muted);
CREATE INDEX talks_by_other ON talks (other);
CREATE INDEX works_inside ON works (id) WHERE state = 'live' AND visibility = 'local';
CREATE INDEX pins_by_work ON pins (work_id);
CREATE INDEX albums_by_cover ON albums (cover) WHERE cover IS NOT NULL;
CREATE INDEX albums_by_owner ON albums (actor_id);
