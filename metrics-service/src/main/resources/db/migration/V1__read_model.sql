-- The read model of metrics-service. Plain SQL that PostgreSQL and H2 (PostgreSQL mode) both run.
-- Everything here can be made again from the facts; the object store holds the originals.

CREATE TABLE study (
  study_id       VARCHAR(128)  NOT NULL PRIMARY KEY,
  attempt        INTEGER       NOT NULL,
  -- Canonical JSON; null while only a failure has been heard of.
  spec           TEXT,
  state          VARCHAR(16)   NOT NULL,
  started_at     TIMESTAMP WITH TIME ZONE NOT NULL,
  finished_at    TIMESTAMP WITH TIME ZONE,
  -- Sizes of the model; null until a variant has been read.
  model_family   VARCHAR(64),
  model_layers   INTEGER,
  model_width    INTEGER,
  model_vocabulary  INTEGER,
  model_max_context INTEGER,
  results_id     VARCHAR(64)
);

-- What was reported about steps. Pending and blocked steps follow from the plan and have no row.
CREATE TABLE step (
  study_id       VARCHAR(128)  NOT NULL REFERENCES study (study_id),
  step_id        VARCHAR(200)  NOT NULL,
  state          VARCHAR(16)   NOT NULL,
  artifact_id    VARCHAR(64)   NOT NULL,
  note           TEXT          NOT NULL,
  PRIMARY KEY (study_id, step_id)
);

CREATE TABLE failure (
  study_id       VARCHAR(128)  NOT NULL REFERENCES study (study_id),
  step_id        VARCHAR(200)  NOT NULL,
  step           VARCHAR(64)   NOT NULL,
  code           VARCHAR(128)  NOT NULL,
  message        TEXT          NOT NULL,
  failure_kind   VARCHAR(32)   NOT NULL,
  service        VARCHAR(64)   NOT NULL,
  PRIMARY KEY (study_id, step_id)
);

-- cell_id is "variant kind/variant seed/layers.N/SAE configuration/SAE seed", as in step ids; its parts stand beside it for queries.
CREATE TABLE cell (
  study_id          VARCHAR(128) NOT NULL REFERENCES study (study_id),
  cell_id           VARCHAR(160) NOT NULL,
  variant           VARCHAR(64)  NOT NULL,
  variant_seed      BIGINT       NOT NULL,
  layer             INTEGER      NOT NULL,
  sae               VARCHAR(40)  NOT NULL,
  sae_seed          BIGINT       NOT NULL,
  sae_id            VARCHAR(64)  NOT NULL,
  latents_id        VARCHAR(64),
  reconstruction_id VARCHAR(64),
  interpretability_id VARCHAR(64),
  latents_alive     BIGINT       NOT NULL,
  latents_eligible  BIGINT       NOT NULL,
  latents_scored    BIGINT       NOT NULL,
  judge_failures    BIGINT       NOT NULL,
  PRIMARY KEY (study_id, cell_id)
);

CREATE TABLE metric (
  study_id       VARCHAR(128)  NOT NULL,
  cell_id        VARCHAR(160)  NOT NULL,
  metric_id      VARCHAR(64)   NOT NULL,
  metric_group   VARCHAR(32)   NOT NULL,
  estimate       DOUBLE PRECISION NOT NULL,
  ci_low         DOUBLE PRECISION NOT NULL,
  ci_high        DOUBLE PRECISION NOT NULL,
  n              BIGINT        NOT NULL,
  note           TEXT          NOT NULL,
  PRIMARY KEY (study_id, cell_id, metric_id),
  FOREIGN KEY (study_id, cell_id) REFERENCES cell (study_id, cell_id)
);

CREATE TABLE roc_curve (
  study_id       VARCHAR(128)  NOT NULL,
  cell_id        VARCHAR(160)  NOT NULL,
  scorer         VARCHAR(32)   NOT NULL,
  metric_group   VARCHAR(32)   NOT NULL,
  -- Pairs of big-endian float64: false-positive rate, true-positive rate.
  points         BYTEA         NOT NULL,
  PRIMARY KEY (study_id, cell_id, scorer),
  FOREIGN KEY (study_id, cell_id) REFERENCES cell (study_id, cell_id)
);

CREATE TABLE verdict (
  study_id       VARCHAR(128)  NOT NULL REFERENCES study (study_id),
  position       INTEGER       NOT NULL,
  metric_id      VARCHAR(64)   NOT NULL,
  sae            VARCHAR(40)   NOT NULL,
  variant        VARCHAR(64)   NOT NULL,
  -- The SAE configuration that sae is compared with; null where variants are compared.
  null_sae       VARCHAR(40),
  hook_point     VARCHAR(32)   NOT NULL,
  effect         DOUBLE PRECISION NOT NULL,
  ci_low         DOUBLE PRECISION NOT NULL,
  ci_high        DOUBLE PRECISION NOT NULL,
  p_value        DOUBLE PRECISION NOT NULL,
  p_adjusted     DOUBLE PRECISION NOT NULL,
  conclusion     VARCHAR(16)   NOT NULL,
  direction      VARCHAR(16)   NOT NULL,
  PRIMARY KEY (study_id, position)
);
