package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiringCountsTest {

  private final WindowGrid grid = new WindowGrid(96, 12, 4);
  private final FiringCounts.Counter counter = new FiringCounts.Counter(5, grid);

  @Test
  void agreesWithADenseOracle() {
    var random = new SeededStreams(4).stream("cache");
    int[] tokens = new int[5];
    float[] max = new float[5];
    Set<String> windows = new HashSet<>();
    for (int position = 0; position < 96; position++) {
      for (int latent = 0; latent < 4; latent++) {
        if (random.nextDouble() < 0.1 * (latent + 1)) {
          float activation = random.nextFloat() + 0.01f;
          counter.add(position, latent, activation);
          tokens[latent]++;
          max[latent] = Math.max(max[latent], activation);
          windows.add(latent + ":" + position / 4);
        }
      }
    }
    FiringCounts counts = counter.counts();
    assertThat(counts.latents()).isEqualTo(5);
    for (int latent = 0; latent < 5; latent++) {
      String prefix = latent + ":";
      assertThat(counts.activeTokens(latent)).isEqualTo(tokens[latent]);
      assertThat(counts.maxActivation(latent)).isEqualTo(max[latent]);
      assertThat(counts.activeWindows(latent))
          .isEqualTo(windows.stream().filter(window -> window.startsWith(prefix)).count());
    }
    assertThat(counts.alive()).isEqualTo(4);
  }

  @Test
  void doesNotCountSelectedZerosAsFiring() {
    counter.add(3, 1, 0);
    assertThat(counter.counts().alive()).isZero();
    assertThat(counter.counts().activeWindows(1)).isZero();
  }

  @Test
  void countsAContextBoundaryAsAWindowBoundary() {
    counter.add(11, 0, 1);
    counter.add(12, 0, 1);
    assertThat(counter.counts().activeWindows(0)).isEqualTo(2);
  }

  @Test
  void findsLatentsWithExactlyTheMinimumEligible() {
    for (int window = 0; window < 6; window++) {
      counter.add(4 * window, 1, 1);
      if (window < 5) {
        counter.add(4 * window, 3, 1);
      }
      if (window < 4) {
        // many firings, few windows
        counter.add(4 * window, 4, 1);
        counter.add(4 * window + 1, 4, 1);
        counter.add(4 * window + 2, 4, 1);
      }
    }
    assertThat(counter.counts().eligible(5)).containsExactly(1, 3);
    assertThat(counter.counts().eligible(7)).isEmpty();
  }

  @Test
  void isNotChangedByFurtherCounting() {
    FiringCounts before = counter.counts();
    counter.add(0, 0, 1);
    assertThat(before.activeTokens(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 5})
  void refusesLatentsThatTheSaeDoesNotHave(int latent) {
    assertThatThrownBy(() -> counter.add(7, latent, 1))
        .hasMessageContaining("latent " + latent)
        .hasMessageContaining("0 to 4");
  }

  @Test
  void refusesACacheThatDoesNotBelongToTheCorpus() {
    assertThatThrownBy(() -> counter.add(96, 0, 1)).hasMessageContaining("outside the corpus");
    assertThatThrownBy(() -> counter.add(0, 0, Float.NaN)).hasMessageContaining("finite");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4})
  void refusesACacheOutOfOrder(long position) {
    counter.add(4, 0, 1);
    assertThatThrownBy(() -> counter.add(position, 0, 1))
        .hasMessageContaining("must be sorted by token");
  }
}
