-- What was asked of a language model for a cell, and answers that could not be used.

ALTER TABLE cell ADD COLUMN requests      BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE cell ADD COLUMN input_tokens  BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE cell ADD COLUMN output_tokens BIGINT DEFAULT 0 NOT NULL;
-- By the prices in the study; 0 without prices.
ALTER TABLE cell ADD COLUMN cost          DOUBLE PRECISION DEFAULT 0 NOT NULL;

CREATE TABLE failed_answers (
  study_id       VARCHAR(128)  NOT NULL,
  cell_id        VARCHAR(160)  NOT NULL,
  -- judgement: of a judge, an intruder trial or a simulated window. request: to the language model.
  failed_of      VARCHAR(16)   NOT NULL,
  reason         VARCHAR(64)   NOT NULL,
  n              BIGINT        NOT NULL,
  PRIMARY KEY (study_id, cell_id, failed_of, reason),
  FOREIGN KEY (study_id, cell_id) REFERENCES cell (study_id, cell_id)
);

INSERT INTO failed_answers (study_id, cell_id, failed_of, reason, n)
  SELECT study_id, cell_id, 'judgement', 'unknown', judge_failures FROM cell WHERE judge_failures > 0;
