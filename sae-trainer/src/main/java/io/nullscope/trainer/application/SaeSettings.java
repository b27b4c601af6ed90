package io.nullscope.trainer.application;

import io.nullscope.messaging.RejectedException;
import io.nullscope.sae.Architecture;
import io.nullscope.sae.AuxK;
import io.nullscope.sae.Frozen;
import io.nullscope.sae.Precision;
import io.nullscope.sae.RateShape;
import io.nullscope.sae.SaeConfig;
import io.nullscope.sae.TrainingConfig;
import io.nullscope.study.ArchitectureSpec;
import io.nullscope.study.AuxKSpec;
import io.nullscope.study.SaeSpec;
import io.nullscope.study.ScheduleSpec;
import io.nullscope.study.TrainingSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a study asks of an SAE, in the terms of the library that trains it. */
final class SaeSettings {

  private SaeSettings() {}

  /**
   * Shape and function.
   *
   * @param width D
   * @throws io.nullscope.study.StudyMismatchException when the configuration does not go with D
   */
  static SaeConfig config(SaeSpec sae, int width) {
    int latents = sae.latentsFor(width);
    return new SaeConfig(architecture(sae.architecture(), latents), width, latents);
  }

  private static Architecture architecture(ArchitectureSpec spec, int latents) {
    // A switch over the sealed type needs Java 21.
    if (spec instanceof ArchitectureSpec.TopK topK) {
      return new Architecture.TopK(topK.k());
    }
    if (spec instanceof ArchitectureSpec.BatchTopK batchTopK) {
      return new Architecture.BatchTopK(batchTopK.k());
    }
    if (spec instanceof ArchitectureSpec.Matryoshka matryoshka) {
      return new Architecture.Matryoshka(matryoshka.k(), matryoshka.prefixesFor(latents));
    }
    if (spec instanceof ArchitectureSpec.JumpRelu jumpRelu) {
      return new Architecture.JumpRelu(jumpRelu.l0Coefficient(), jumpRelu.bandwidth());
    }
    if (spec instanceof ArchitectureSpec.Gated gated) {
      return new Architecture.Gated(gated.l1Coefficient());
    }
    if (spec instanceof ArchitectureSpec.Relu relu) {
      return new Architecture.Relu(relu.l1Coefficient());
    }
    throw new IllegalArgumentException("architecture " + spec.id() + " cannot be trained");
  }

  /**
   * How it is trained.
   *
   * @param tokens training tokens of one epoch, which the published schedule is built for
   */
  static TrainingConfig training(SaeSpec sae, SaeConfig config, long tokens) {
    TrainingSpec asked = sae.training();
    return new TrainingConfig(
        asked.batchSize(),
        asked.epochs(),
        asked.learningRateFor(config.latents()),
        rateShape(asked.schedule(), Math.multiplyExact(tokens, (long) asked.epochs())),
        asked.deadAfterTokens(),
        asked.gradientClipNorm(),
        sparsityWarmup(sae.architecture()),
        auxK(sae.architecture()),
        multiTopK(sae.architecture()),
        Frozen.valueOf(sae.frozen().name()));
  }

  /**
   * The precision that was asked for, float32 where there is no other.
   *
   * @throws RejectedException UNSUPPORTED_SAE when the trainer of this configuration has float32
   *     only
   */
  static Precision precision(SaeSpec sae) {
    boolean candidates =
        sae.architecture() instanceof ArchitectureSpec.TopK topK
            && !topK.multiTopK()
            && !topK.auxK().enabled()
            && !sae.isNull();
    if (sae.precision() == io.nullscope.study.Precision.BFLOAT16 && !candidates) {
      throw new RejectedException(
          "UNSUPPORTED_SAE",
          ("SAE configuration '%s': precision bfloat16 is for topk alone, without multiTopK, auxK"
                  + " and frozen parts; set sae.precision to auto or float32")
              .formatted(sae.name()));
    }
    return candidates ? Precision.valueOf(sae.precision().name()) : Precision.FLOAT32;
  }

  private static RateShape rateShape(ScheduleSpec schedule, long tokens) {
    if (schedule instanceof ScheduleSpec.Linear linear) {
      return new RateShape.Fractions(linear.warmupFraction(), linear.decayFraction());
    }
    return RateShape.published(tokens);
  }

  private static double sparsityWarmup(ArchitectureSpec architecture) {
    return architecture instanceof ArchitectureSpec.Penalised penalised
        ? penalised.sparsityWarmupFraction()
        : 0;
  }

  private static boolean multiTopK(ArchitectureSpec architecture) {
    return (architecture instanceof ArchitectureSpec.TopK topK && topK.multiTopK())
        || (architecture instanceof ArchitectureSpec.BatchTopK batchTopK && batchTopK.multiTopK());
  }

  private static Optional<AuxK> auxK(ArchitectureSpec architecture) {
    if (architecture instanceof ArchitectureSpec.KSparse sparse && sparse.auxK().enabled()) {
      AuxKSpec auxK = sparse.auxK();
      return Optional.of(new AuxK(auxK.alpha(), auxK.k()));
    }
    return Optional.empty();
  }

  /**
   * Everything that decides the bits of the SAE, beyond its data and its seed.
   *
   * @param precision what is used on this hardware: never {@link Precision#AUTO}
   */
  static Map<String, Object> canonical(SaeSpec sae, SaeConfig config, Precision precision) {
    TrainingSpec training = sae.training();
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("latents", (long) config.latents());
    settings.put("architecture", architectureSettings(config.architecture()));
    settings.put("sparsityWarmupFraction", sparsityWarmup(sae.architecture()));
    auxK(sae.architecture())
        .ifPresent(
            auxK ->
                settings.put(
                    "auxK",
                    Map.of(
                        "alpha",
                        auxK.alpha(),
                        "k",
                        (long) auxK.k().orElse(Math.max(1, config.width() / 2)))));
    settings.put("multiTopK", multiTopK(sae.architecture()));
    settings.put("frozen", sae.frozen().id());
    settings.put("precision", precision.id());
    settings.put("decoderBias", sae.decoderBias().id());
    settings.put("batchSize", (long) training.batchSize());
    settings.put("epochs", (long) training.epochs());
    settings.put("learningRate", training.learningRateFor(config.latents()));
    settings.put("schedule", scheduleSettings(training.schedule()));
    settings.put("deadAfterTokens", training.deadAfterTokens());
    training.gradientClipNorm().ifPresent(norm -> settings.put("gradientClipNorm", norm));
    return settings;
  }

  private static Map<String, Object> architectureSettings(Architecture architecture) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("id", architecture.id());
    if (architecture instanceof Architecture.Selecting selecting) {
      settings.put("k", (long) selecting.k());
    }
    if (architecture instanceof Architecture.Matryoshka matryoshka) {
      settings.put("prefixes", matryoshka.prefixes().stream().map(Integer::longValue).toList());
    } else if (architecture instanceof Architecture.JumpRelu jumpRelu) {
      settings.put("l0Coefficient", jumpRelu.l0Coefficient());
      settings.put("bandwidth", jumpRelu.bandwidth());
    } else if (architecture instanceof Architecture.Gated gated) {
      settings.put("l1Coefficient", gated.l1Coefficient());
    } else if (architecture instanceof Architecture.Relu relu) {
      settings.put("l1Coefficient", relu.l1Coefficient());
    }
    return settings;
  }

  private static Map<String, Object> scheduleSettings(ScheduleSpec schedule) {
    return schedule instanceof ScheduleSpec.Linear linear
        ? Map.of(
            "id",
            schedule.id(),
            "warmupFraction",
            linear.warmupFraction(),
            "decayFraction",
            linear.decayFraction())
        : Map.of("id", schedule.id());
  }
}
