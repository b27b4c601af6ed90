-- Metrics of an SAE beside those of other seeds, made when the study ends.
ALTER TABLE cell ADD COLUMN dictionary_id VARCHAR(64);
