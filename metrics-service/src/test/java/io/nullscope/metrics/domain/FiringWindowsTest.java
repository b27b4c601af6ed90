package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.nullscope.metrics.domain.FiringWindows.Sampled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiringWindowsTest {

  private static final LongToDoubleFunction KEYS = index -> new Random(index).nextDouble();

  @Test
  void takesTheSmallestKeysOfWhatFires() {
    Random random = new Random(5);
    for (int trial = 0; trial < 20; trial++) {
      int most = 1 + trial % 4;
      FiringWindows firings = new FiringWindows(30, most, KEYS, KEYS);
      List<TreeSet<Integer>> fired = new ArrayList<>();
      IntStream.range(0, 30).forEach(latent -> fired.add(new TreeSet<>()));
      for (int window = 0; window < 12; window++) {
        for (int i = 0; i < 25; i++) {
          int latent = 10 + random.nextInt(20) * random.nextInt(2);
          firings.fired(latent, window);
          fired.get(latent).add(window);
        }
      }

      List<Sampled> sample = firings.sample(6);

      List<Sampled> expected =
          IntStream.range(0, 30)
              .boxed()
              .filter(latent -> !fired.get(latent).isEmpty())
              .sorted(Comparator.comparingDouble((Integer latent) -> KEYS.applyAsDouble(latent)))
              .limit(6)
              .sorted()
              .map(
                  latent ->
                      new Sampled(
                          latent,
                          fired.get(latent).stream()
                              .sorted(
                                  Comparator.comparingDouble(
                                      (Integer window) ->
                                          KEYS.applyAsDouble(latent * (1L << 32) + window)))
                              .limit(most)
                              .sorted()
                              .toList()))
              .toList();
      assertThat(sample).isEqualTo(expected);
    }
  }

  @Test
  void withFewerLatentsAllAreTaken() {
    FiringWindows firings = new FiringWindows(4, 2, KEYS, KEYS);
    firings.fired(2, 7);
    firings.fired(2, 7);

    assertThat(firings.sample(3)).containsExactly(new Sampled(2, List.of(7)));
    assertThat(new FiringWindows(4, 2, KEYS, KEYS).sample(3)).isEmpty();
  }
}
