package io.nullscope.trainer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of this service. */
@ConfigMapping(prefix = "nullscope.trainer")
public interface TrainerConfig {

  /** Time between checkpoints of a training: the most work that a killed trainer loses. */
  @WithDefault("10s")
  Duration checkpointInterval();

  /** Folder for working files: a copy of the training activations of one hook point. */
  @WithDefault("${java.io.tmpdir}")
  Path scratchDirectory();
}
