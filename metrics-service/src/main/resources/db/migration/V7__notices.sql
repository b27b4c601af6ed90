-- What a user should know about what a step made, each on a line of its own.

ALTER TABLE step ADD COLUMN notices TEXT DEFAULT '' NOT NULL;
