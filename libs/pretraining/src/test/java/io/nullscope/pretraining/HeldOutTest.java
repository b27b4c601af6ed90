package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.study.Seed;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTest {

  private static final int CONTEXT = Samples.SIZE.context();

  @TempDir private Path directory;

  @Test
  void twoInAHundredDocumentsAreHeldOutAndNeverTrainedOn() throws IOException {
    Path file = directory.resolve("corpus.txt");
    Files.write(file, IntStream.range(0, 200).mapToObj(i -> "document " + i).toList());
    CorpusFile corpus = CorpusFile.read(file, 0, new Seed(1));
    assertThat(corpus.heldOut()).hasSize(4);
    List<String> all = new ArrayList<>(corpus.training());
    all.addAll(corpus.heldOut());
    assertThat(all).hasSize(200).doesNotHaveDuplicates();
    assertThat(CorpusFile.read(file, 0, new Seed(1))).isEqualTo(corpus);
    assertThat(CorpusFile.read(file, 0, new Seed(2)).heldOut()).isNotEqualTo(corpus.heldOut());
  }

  @Test
  void everyTokenIsPredictedOnce() {
    HeldOutText text = HeldOutText.of(IntStream.range(0, 3 * CONTEXT + 1).toArray(), CONTEXT);
    assertThat(text.windows()).hasSize(3).allMatch(window -> window.length == CONTEXT + 1);
    assertThat(text.predicted()).isEqualTo(3L * CONTEXT);
    assertThat(text.windows().get(1)[0]).isEqualTo(text.windows().get(0)[CONTEXT]);
  }

  @Test
  void aShortTextIsOneShortWindow() {
    HeldOutText text = HeldOutText.of(new int[] {0, 5, 6}, CONTEXT);
    assertThat(text.predicted()).isEqualTo(2);
  }

  @Test
  void unigramEntropyIsThatOfThePredictedTokens() {
    // Predicted are 1, 1, 2, 3: the first token only begins.
    HeldOutText text = HeldOutText.of(new int[] {9, 1, 1, 2, 3}, CONTEXT);
    assertThat(text.unigramEntropy()).isEqualTo(1.5 * Math.log(2), within(1e-12));
  }

  @Test
  void lossOfAModelThatKnowsNothingIsThatOfUniformTokens() {
    try (TensorRuntime runtime = TensorRuntime.start();
        TrainingKernel kernel = new TrainingKernel(runtime, Samples.SIZE.config());
        ModelWeights zeros = ModelWeights.zeros(runtime, Samples.SIZE.config());
        TensorScope scope = runtime.scope()) {
      HeldOutText text = HeldOutText.of(IntStream.range(0, 250).toArray(), CONTEXT);
      assertThat(text.loss(scope, kernel, zeros))
          .isEqualTo(Math.log(Samples.SIZE.vocabulary()), within(1e-5));
    }
  }
}
