package io.nullscope.study;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** How an SAE is trained: the settings under {@code training}. */
final class TrainingSchema {
  static final String SHARE = "set a share of the training steps from 0 to 1, e.g. 0.05";

  /** How a study says that gradients are not clipped. */
  static final String NONE = "none";

  private static final Map<String, String> SCHEDULES =
      SpecSection.words(
          List.of(ScheduleSpec.Linear.ID, ScheduleSpec.Published.ID), schedule -> schedule);

  private final SpecSection section;
  private final SpecProblems problems;

  TrainingSchema(SpecSection section, SpecProblems problems) {
    this.section = section;
    this.problems = problems;
  }

  /** The settings; those that are absent come from the defaults. */
  TrainingSpec read(TrainingSpec defaults) {
    Optional<Double> rate =
        section.text("learningRate").equals(Optional.of(SpecTree.AUTO))
            ? Optional.empty()
            : section.positive(
                "learningRate", SpecLimits.LEARNING_RATE, "set a rate such as 1e-3, or auto");
    return new TrainingSpec(
        section.count(
            "batchSize",
            defaults.batchSize(),
            SpecLimits.BATCH_TOKENS,
            "set a number of tokens, e.g. 512"),
        section.count(
            "epochs", defaults.epochs(), SpecLimits.EPOCHS, "set a number of passes, e.g. 1"),
        rate.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        schedule(defaults.schedule()),
        section.whole(
            "deadAfterTokens",
            Optional.of(defaults.deadAfterTokens()),
            1,
            SpecLimits.TOKENS,
            "set a number of tokens, e.g. 10M"),
        clipNorm(defaults.gradientClipNorm()));
  }

  private OptionalDouble clipNorm(OptionalDouble fallback) {
    String key = "gradientClipNorm";
    if (section.text(key).equals(Optional.of(NONE))) {
      return OptionalDouble.empty();
    }
    return section
        .positive(key, SpecLimits.WEIGHT, "set a norm, e.g. 1.0, or none")
        .map(OptionalDouble::of)
        .orElse(fallback);
  }

  private ScheduleSpec schedule(ScheduleSpec fallback) {
    String id = section.choice("schedule", fallback.id(), SCHEDULES);
    if (id.equals(ScheduleSpec.Published.ID)) {
      for (String key : List.of("warmupFraction", "decayFraction")) {
        if (section.has(key)) {
          section.error(
              key,
              "does not apply to the published schedule",
              "remove it, or set schedule: linear");
        }
      }
      return new ScheduleSpec.Published();
    }
    ScheduleSpec.Linear defaults = (ScheduleSpec.Linear) TrainingSpec.DEFAULT.schedule();
    double warmup = section.fraction("warmupFraction", SHARE).orElse(defaults.warmupFraction());
    double decay = section.fraction("decayFraction", SHARE).orElse(defaults.decayFraction());
    if (warmup + decay <= 1) {
      return new ScheduleSpec.Linear(warmup, decay);
    }
    if (problems.clean(section.path("warmupFraction"), section.path("decayFraction"))) {
      section.error(
          "decayFraction",
          "warm-up and decay together take more than all steps",
          "let warmupFraction + decayFraction be at most 1");
    }
    return defaults;
  }
}
