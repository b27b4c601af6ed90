package io.nullscope.autointerp.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.InMemoryObjectStore;
import io.nullscope.autointerp.fixture.StoredCell;
import io.nullscope.sae.SaeArtifact;
import io.nullscope.sae.SaeParameters;
import io.nullscope.tensor.TensorRuntime;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredDecodersTest {

  private static final int[] LATENTS = {31, 0, 7, 8};

  private static TensorRuntime runtime;
  private static ArtifactStore store;
  private static StoredCell cell;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
    store = new ArtifactStore(new InMemoryObjectStore());
    cell = StoredCell.put(runtime, store);
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  /** All other latents by the cosine in float64. */
  private static int[] oracle(int latent) {
    float[] decoder;
    try (SaeParameters sae = SaeArtifact.load(runtime, store, cell.saeId())) {
      decoder = sae.decoderWeight().toFloatArray();
    }
    return IntStream.range(0, StoredCell.LATENTS)
        .filter(other -> other != latent)
        .boxed()
        .sorted(Comparator.comparingDouble(other -> -cosine(decoder, latent, other)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double cosine(float[] rows, int a, int b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < StoredCell.WIDTH; i++) {
      double x = rows[a * StoredCell.WIDTH + i];
      double y = rows[b * StoredCell.WIDTH + i];
      product += x * y;
      squaresA += x * x;
      squaresB += y * y;
    }
    return product / Math.sqrt(squaresA * squaresB);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5 * StoredCell.WIDTH, 1 << 20})
  void findsTheOtherLatentsWithTheLargestCosines(int blockFloats) {
    int[][] neighbours =
        new StoredDecoders(runtime, store, blockFloats).of(cell.saeId()).of(LATENTS, 10);
    assertThat(neighbours.length).isEqualTo(LATENTS.length);
    for (int i = 0; i < LATENTS.length; i++) {
      assertThat(neighbours[i])
          .isEqualTo(IntStream.of(oracle(LATENTS[i])).limit(10).toArray())
          .doesNotContain(LATENTS[i]);
    }
  }

  @Test
  void givesAllOthersWhenMoreAreWanted() {
    int[][] neighbours = new StoredDecoders(runtime, store).of(cell.saeId()).of(LATENTS, 1000);
    for (int i = 0; i < LATENTS.length; i++) {
      assertThat(neighbours[i]).isEqualTo(oracle(LATENTS[i]));
    }
  }

  @Test
  void loadsNothingForNoLatents() {
    assertThat(new StoredDecoders(runtime, store).of(cell.tokensId()).of(new int[0], 3).length)
        .isZero();
  }
}
