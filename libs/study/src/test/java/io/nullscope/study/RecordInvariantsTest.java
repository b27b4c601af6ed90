package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Records built by code, past the reader, cannot hold nonsense either. */
class RecordInvariantsTest {
  @Test
  void budgetsArePositive() {
    refuses(
        () -> new CorpusSpec("file:x", "text", StartTokenSpec.Rule.AUTO, 0, 1, 1, 1),
        "corpus.contextLength");
    refuses(
        () -> new CorpusSpec("file:x", "text", StartTokenSpec.Rule.AUTO, 1, 0, 1, 1),
        "corpus.trainTokens");
    refuses(
        () -> new CorpusSpec("file:x", "text", StartTokenSpec.Rule.AUTO, 1, 1, 0, 1),
        "corpus.evalTokens");
    refuses(
        () -> new CorpusSpec("file:x", "text", StartTokenSpec.Rule.AUTO, 1, 1, 1, 0),
        "corpus.interpTokens");
  }

  @Test
  void anSaeHasOneSize() {
    refuses(() -> sae(OptionalInt.empty(), OptionalInt.empty(), 1, List.of(0L)), "exactly one");
    refuses(() -> sae(OptionalInt.of(1), OptionalInt.of(1), 1, List.of(0L)), "exactly one");
    refuses(() -> sae(OptionalInt.of(4), OptionalInt.empty(), 5, List.of(0L)), "sae.k");
    refuses(() -> sae(OptionalInt.of(4), OptionalInt.empty(), 4, List.of()), "sae.seeds");
    refuses(() -> sae(OptionalInt.of(4), OptionalInt.empty(), 4, List.of(1L, 1L)), "duplicates");
    refuses(() -> sae(OptionalInt.of(4), OptionalInt.empty(), 4, List.of(-1L)), "sae.seeds");
  }

  @Test
  void trainingIsPossible() {
    OptionalDouble none = OptionalDouble.empty();
    ScheduleSpec schedule = new ScheduleSpec.Published();
    refuses(() -> new TrainingSpec(0, 1, none, schedule, 1, none), "batchSize");
    refuses(() -> new TrainingSpec(1, 0, none, schedule, 1, none), "epochs");
    refuses(
        () -> new TrainingSpec(1, 1, OptionalDouble.of(Double.NaN), schedule, 1, none),
        "learningRate");
    refuses(() -> new TrainingSpec(1, 1, none, schedule, 0, none), "deadAfterTokens");
    refuses(
        () -> new TrainingSpec(1, 1, none, schedule, 1, OptionalDouble.of(0)), "gradientClipNorm");
    refuses(() -> new ScheduleSpec.Linear(Double.NaN, 0), "warmupFraction");
    refuses(() -> new ScheduleSpec.Linear(0.5, 0.6), "warmupFraction + decayFraction");
  }

  @Test
  void architecturesHaveTheOptionsTheyNeed() {
    refuses(() -> new ArchitectureSpec.TopK(0), "sae.k");
    refuses(() -> new ArchitectureSpec.BatchTopK(0, AuxKSpec.OFF, false), "sae.k");
    refuses(() -> new ArchitectureSpec.Matryoshka(1, List.of(4, 4), AuxKSpec.OFF), "sae.prefixes");
    refuses(() -> new ArchitectureSpec.JumpRelu(0, 1, 0), "l0Coefficient");
    refuses(() -> new ArchitectureSpec.JumpRelu(1, 0, 0), "bandwidth");
    refuses(() -> new ArchitectureSpec.Gated(0, 0), "l1Coefficient");
    refuses(() -> new ArchitectureSpec.Relu(1, 1.5), "sparsityWarmupFraction");
    refuses(() -> new AuxKSpec(-1, OptionalInt.empty()), "auxK.alpha");
    refuses(() -> new AuxKSpec(1, OptionalInt.of(0)), "auxK.k");
  }

  @Test
  void probesNeedAWindow() {
    refuses(() -> new ProbesSpec(-1, 1), "probes.latents");
    refuses(() -> new ProbesSpec(0, 0), "probes.windows");
    assertThat(new ProbesSpec(0, 1).enabled()).isFalse();
    assertThat(ProbesSpec.DEFAULT.enabled()).isTrue();
  }

  @Test
  void positionsAreCountedFromTheFirst() {
    refuses(
        () -> new PositionsSpec(true, -1, OptionalDouble.empty(), List.of()), "positions.first");
    refuses(
        () -> new PositionsSpec(true, 0, OptionalDouble.of(1), List.of()),
        "positions.maxNormMedians");
    refuses(
        () -> new PositionsSpec(true, 0, OptionalDouble.empty(), List.of(-1)), "positions.tokens");
  }

  @Test
  void nullsAndTrainedConfigurationsGoTogether() {
    OptionalInt four = OptionalInt.of(4);
    ArchitectureSpec topK = new ArchitectureSpec.TopK(1);
    refuses(
        () -> sae(four, OptionalInt.empty(), topK, Frozen.ALL, Optional.empty(), List.of(0L)),
        "nullOf");
    refuses(
        () -> sae(four, OptionalInt.empty(), topK, Frozen.NONE, Optional.of("x"), List.of(0L)),
        "nullOf");
  }

  @Test
  void statisticsArePossible() {
    refuses(() -> new StatisticsSpec(0, 0.9, Map.of()), "bootstrapResamples");
    refuses(() -> new StatisticsSpec(1, 0.5, Map.of()), "confidence");
    refuses(() -> new StatisticsSpec(1, 1, Map.of()), "confidence");
    refuses(() -> new StatisticsSpec(1, 0.9, Map.of("r2", 0.0)), "margins");
    refuses(() -> new ExplainerSpec.Lexical(0, 1), "coverage");
    refuses(() -> new ExplainerSpec.Lexical(1.1, 1), "coverage");
    refuses(() -> new ExplainerSpec.Lexical(1, 0), "maxTokens");
    refuses(() -> new Cost(-1, 0, 0), "tokens");
    refuses(() -> new SpecResult.Invalid(List.of()), "at least one error");
    refuses(() -> StepKind.fromId("training"), "unknown kind of step");
  }

  @Test
  void listsAreCopied() {
    List<Long> seeds = new ArrayList<>(List.of(0L));
    SaeSpec sae = sae(OptionalInt.of(4), OptionalInt.empty(), 4, seeds);

    seeds.add(1L);

    assertThat(sae.seeds()).containsExactly(0L);
  }

  private static SaeSpec sae(OptionalInt latents, OptionalInt expansion, int k, List<Long> seeds) {
    return sae(
        latents, expansion, new ArchitectureSpec.TopK(k), Frozen.NONE, Optional.empty(), seeds);
  }

  private static SaeSpec sae(
      OptionalInt latents,
      OptionalInt expansion,
      ArchitectureSpec architecture,
      Frozen frozen,
      Optional<String> nullOf,
      List<Long> seeds) {
    return new SaeSpec(
        "sae",
        architecture,
        latents,
        expansion,
        frozen,
        nullOf,
        DecoderBias.MEAN,
        Precision.AUTO,
        seeds,
        TrainingSpec.DEFAULT);
  }

  private static void refuses(ThrowingCallable construction, String message) {
    assertThatThrownBy(construction)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
