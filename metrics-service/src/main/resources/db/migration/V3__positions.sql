-- Which positions of the token windows count for a cell, and why a verdict compares nothing.

-- A CellPositions message; null until the reconstruction metrics are computed.
ALTER TABLE cell ADD COLUMN positions BYTEA;
ALTER TABLE verdict ADD COLUMN reason TEXT DEFAULT '' NOT NULL;
