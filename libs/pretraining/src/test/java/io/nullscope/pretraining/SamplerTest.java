package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import io.nullscope.transformer.InputEmbedding;
import io.nullscope.transformer.LanguageModel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private static TensorRuntime runtime;
  private static ModelWeights weights;
  private static Sampler sampler;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
    weights = Samples.weights(runtime);
    sampler = new Sampler(runtime, Samples.SIZE.config(), weights, Samples.SEED, new OngoingWork());
  }

  @AfterAll
  static void stop() {
    sampler.close();
    weights.close();
    runtime.close();
  }

  @Test
  void cachedLogitsAreThoseOfTheWholePass() throws IOException {
    int[][] window = Samples.windows(1, Samples.SIZE.context(), 1);
    float[][] cached = sampler.logits(window[0]);
    try (LanguageModel model = Samples.inference(runtime, weights);
        TensorScope scope = runtime.scope()) {
      float[] whole =
          model
              .logits(scope, new InputEmbedding.Tokens(model.tokens(scope, window)))
              .toFloatArray();
      for (int i = 0; i < whole.length; i++) {
        int position = i / Samples.SIZE.vocabulary();
        assertThat(cached[position][i % Samples.SIZE.vocabulary()])
            .isEqualTo(whole[i], within(1e-4f));
      }
    }
  }

  /** Every drawn token is where its uniform number falls in the model's own distribution. */
  @Test
  void drawsByTheCumulativeProbability() throws IOException {
    int document = 3;
    int[] drawn = sampler.wave(0).get(document);
    assertThat(drawn).isNotEmpty();
    int[] input = new int[drawn.length];
    System.arraycopy(drawn, 0, input, 1, drawn.length - 1);
    float[][] logits = sampler.logits(input);
    for (int position = 0; position < drawn.length; position++) {
      double u = Samples.SEED.stream("pretraining/samples/" + document).uniform(position);
      double total = 0;
      double below = 0;
      for (int token = 0; token < logits[position].length; token++) {
        double weight = Math.exp(logits[position][token]);
        total += weight;
        below += token < drawn[position] ? weight : 0;
      }
      double upTo = below + Math.exp(logits[position][drawn[position]]);
      assertThat(u).isBetween(below / total - 1e-5, upTo / total + 1e-5);
    }
  }

  @Test
  void documentsEndBeforeTheEndOfTextAndWithinTheContext() {
    List<int[]> documents = sampler.wave(1);
    assertThat(documents).hasSize(Sampler.WAVE);
    assertThat(documents)
        .allSatisfy(
            document -> {
              assertThat(document).hasSizeLessThanOrEqualTo(Samples.SIZE.context());
              assertThat(document).doesNotContain(0);
            });
    assertThat(documents).anyMatch(document -> document.length < Samples.SIZE.context());
  }

  @Test
  void aWaveIsAFunctionOfSeedAndNumber() {
    assertThat(sampler.wave(2)).usingRecursiveComparison().isEqualTo(sampler.wave(2));
    assertThat(sampler.wave(2).get(0)).isNotEqualTo(sampler.wave(3).get(0));
  }
}
