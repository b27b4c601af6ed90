-- Which process works on the end of a study, so that several replicas do not all make the same results.
-- A claim that is not renewed ends at claimed_until, by the clock of the database; null when nobody has one.

ALTER TABLE study ADD COLUMN claimed_by    VARCHAR(255);
ALTER TABLE study ADD COLUMN claimed_until TIMESTAMP WITH TIME ZONE;
