-- name: put
INSERT INTO stated (work_id, licence, process, facts)
VALUES (:work, :licence, :process, :facts)
ON CONFLICT (work_id) DO UPDATE SET licence = :licence, process = :process, facts = :facts;

-- name: clear
DELETE FROM stated WHERE work_id = :work;

-- name: clear_facets
DELETE FROM work_facets WHERE work_id = :work;

-- name: add_facet
INSERT INTO work_facets (facet, folded, work_id, word)
VALUES (:facet, :folded, :work, :word)
ON CONFLICT DO NOTHING;

-- name: of
SELECT licence, process, facts FROM stated WHERE work_id = :work;
