-- Results are made by a worker of its own, which looks here for what is left to do.
-- The results that the end of the study was announced with; '' when it ended without any; null when nobody was told yet.

ALTER TABLE study ADD COLUMN told VARCHAR(64);

UPDATE study SET told = COALESCE(results_id, '') WHERE state IN ('COMPLETED', 'FAILED');
