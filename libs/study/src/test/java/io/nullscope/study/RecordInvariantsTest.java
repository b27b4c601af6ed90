package io.nullscope.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Records built by code, past the reader, cannot hold nonsense either. */
class RecordInvariantsTest {
  @Test
  void budgetsArePositive() {
    refuses(() -> new CorpusSpec("file:x", "text", 0, 1, 1, 1), "corpus.contextLength");
    refuses(() -> new CorpusSpec("file:x", "text", 1, 0, 1, 1), "corpus.trainTokens");
    refuses(() -> new CorpusSpec("file:x", "text", 1, 1, 0, 1), "corpus.evalTokens");
    refuses(() -> new CorpusSpec("file:x", "text", 1, 1, 1, 0), "corpus.interpTokens");
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
    OptionalDouble auto = OptionalDouble.empty();
    refuses(() -> new TrainingSpec(0, 1, auto, 0, 0, 1), "batchSize");
    refuses(() -> new TrainingSpec(1, 0, auto, 0, 0, 1), "epochs");
    refuses(() -> new TrainingSpec(1, 1, OptionalDouble.of(Double.NaN), 0, 0, 1), "learningRate");
    refuses(() -> new TrainingSpec(1, 1, auto, Double.NaN, 0, 1), "warmupFraction");
    refuses(() -> new TrainingSpec(1, 1, auto, 0.5, 0.6, 1), "warmupFraction + decayFraction");
    refuses(() -> new TrainingSpec(1, 1, auto, 0, 0, 0), "deadAfterTokens");
  }

  @Test
  void statisticsArePossible() {
    refuses(() -> new StatisticsSpec(0, 1, 0.5, 0), "bootstrapResamples");
    refuses(() -> new StatisticsSpec(1, 0, 0.5, 0), "permutations");
    refuses(() -> new StatisticsSpec(1, 1, 1, 0), "confidence");
    refuses(() -> new StatisticsSpec(1, 1, 0.5, -1), "equivalenceMargin");
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
    return new SaeSpec(Architecture.TOPK, latents, expansion, k, seeds, TrainingSpec.DEFAULT);
  }

  private static void refuses(ThrowingCallable construction, String message) {
    assertThatThrownBy(construction)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
