-- Verdicts that count draws. Those of before claimed too much and are in no form that could be
-- shown beside new ones: a study that is run again makes them from its artifacts.
DROP TABLE verdict;

CREATE TABLE verdict (
  study_id       VARCHAR(128)  NOT NULL REFERENCES study (study_id),
  position       INTEGER       NOT NULL,
  metric_id      VARCHAR(64)   NOT NULL,
  sae            VARCHAR(40)   NOT NULL,
  variant        VARCHAR(64)   NOT NULL,
  -- The SAE configuration that sae is compared with; null where variants are compared.
  null_sae       VARCHAR(40),
  -- "all", "slope" or "layers.N".
  hook_point     VARCHAR(32)   NOT NULL,
  conclusion     VARCHAR(16)   NOT NULL,
  -- A Verdict message: all of it, with the numbers.
  message        BYTEA         NOT NULL,
  PRIMARY KEY (study_id, position)
);
