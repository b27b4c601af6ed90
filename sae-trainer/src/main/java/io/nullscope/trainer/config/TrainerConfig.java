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

  /**
   * Most SAEs of a hook point that are trained side by side: each has four times its own size in
   * memory. Those that are left over follow in another pass over the activations.
   */
  @WithDefault("16")
  int sideBySide();

  /**
   * Folder for working files: a copy of the training activations of one hook point; with rolling
   * activations of the window.
   */
  @WithDefault("${java.io.tmpdir}")
  Path scratchDirectory();
}
