package io.nullscope.trainer.application;

import io.nullscope.messaging.RejectedException;
import io.nullscope.study.ArchitectureSpec;
import io.nullscope.study.DecoderBias;
import io.nullscope.study.Frozen;
import io.nullscope.study.Precision;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.ScheduleSpec;
import io.nullscope.study.TrainingSpec;

/** What of a configuration this trainer can do. */
final class TrainableSae {
  private TrainableSae() {}

  /**
   * The architecture, when it and every option can be trained here.
   *
   * @throws RejectedException UNSUPPORTED_SAE, naming the setting, when something cannot
   */
  static ArchitectureSpec.TopK require(SaeSpec sae) {
    if (!(sae.architecture() instanceof ArchitectureSpec.TopK topK)) {
      throw unsupported(sae, "architecture", sae.architecture().id());
    }
    refuseIf(topK.multiTopK(), sae, "multiTopK", "true");
    refuseIf(topK.auxK().enabled(), sae, "auxK.alpha", topK.auxK().alpha());
    refuseIf(sae.frozen() != Frozen.NONE, sae, "frozen", sae.frozen().id());
    refuseIf(sae.decoderBias() != DecoderBias.MEAN, sae, "decoderBias", sae.decoderBias().id());
    refuseIf(sae.precision() == Precision.BFLOAT16, sae, "precision", sae.precision().id());
    refuseIf(!sae.excludeTokens().isEmpty(), sae, "excludeTokens", sae.excludeTokens());
    TrainingSpec training = sae.training();
    refuseIf(
        training.gradientClipNorm().isPresent(),
        sae,
        "training.gradientClipNorm",
        training.gradientClipNorm().orElse(0));
    refuseIf(
        !(training.schedule() instanceof ScheduleSpec.Linear),
        sae,
        "training.schedule",
        training.schedule().id());
    return topK;
  }

  /** The schedule of a configuration that {@link #require} has let pass. */
  static ScheduleSpec.Linear schedule(TrainingSpec training) {
    return (ScheduleSpec.Linear) training.schedule();
  }

  private static void refuseIf(boolean refused, SaeSpec sae, String setting, Object value) {
    if (refused) {
      throw unsupported(sae, setting, value);
    }
  }

  private static RejectedException unsupported(SaeSpec sae, String setting, Object value) {
    return new RejectedException(
        "UNSUPPORTED_SAE",
        "SAE configuration '%s': this trainer does not know %s %s; remove or change sae.%s"
            .formatted(sae.name(), setting, value, setting));
  }
}
