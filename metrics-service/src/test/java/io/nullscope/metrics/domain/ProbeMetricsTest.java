package io.nullscope.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbeMetricsTest {

  private static final ContextDistances DISTANCES = ContextDistances.of(16);

  @Test
  void distancesAreDoubledUpToAQuarterOfAWindow() {
    assertThat(ContextDistances.of(1).distances()).containsExactly(0);
    assertThat(ContextDistances.of(3).distances()).containsExactly(0);
    assertThat(ContextDistances.of(4).distances()).containsExactly(0, 1);
    assertThat(ContextDistances.of(16).distances()).containsExactly(0, 1, 2, 4);
    assertThat(ContextDistances.of(128).distances()).containsExactly(0, 1, 2, 4, 8, 16, 32);
  }

  @Test
  void everyDistanceMustLeadToACountedPositionOfTheWindow() {
    boolean[] counted = new boolean[32];
    Arrays.fill(counted, true);
    counted[16 + 5] = false;

    assertThat(complete(counted, 0)).containsExactly(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    assertThat(complete(counted, 16)).containsExactly(4, 8, 10, 11, 12, 13, 14, 15);
  }

  private static List<Integer> complete(boolean[] counted, int first) {
    return IntStream.range(0, 16)
        .filter(at -> DISTANCES.complete(counted, first, at))
        .boxed()
        .toList();
  }

  @Test
  void reachIsTheMeanDoublingOfTheDistance() {
    assertThat(latent(1, 0, 0, 0).reach()).isZero();
    assertThat(latent(0, 3, 0, 0).reach()).isCloseTo(1, within(1e-12));
    assertThat(latent(1, 0, 0, 1).reach()).isCloseTo(Math.log(5) / Math.log(2) / 2, within(1e-12));
    assertThat(latent(0, 0, 0, 0).reach()).isNaN();
    assertThat(new ProbedLatent(0, 1, 1, 1, 1, ContextDistances.of(1), new double[] {1}).reach())
        .isNaN();
  }

  @Test
  void latentsWithoutAValueAreLeftOut() {
    CellMetrics metrics =
        ProbeMetrics.compute(
            List.of(effect(8, 2, 4), effect(1, 4, 2), effect(0, 2, 4), effect(0, 0, 0)),
            new ClusterBootstrap(20, 0.95),
            name -> new SplitMix(1));

    MetricValue overRandom = metrics.metrics().get("downstream_effect.over_random.v1");
    assertThat(overRandom.value()).isCloseTo((Math.log(4) - Math.log(4)) / 2, within(1e-12));
    assertThat(overRandom.n()).isEqualTo(2);
    MetricValue effect = metrics.metrics().get("downstream_effect.v1");
    assertThat(effect.value()).isCloseTo((Math.log(2) - Math.log(2)) / 2, within(1e-12));
    assertThat(metrics.units().get("context_reach.v1").values()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void withoutLatentsNothingIsDefined() {
    CellMetrics metrics =
        ProbeMetrics.compute(List.of(), new ClusterBootstrap(20, 0.95), name -> new SplitMix(1));

    assertThat(metrics.metrics()).hasSize(3);
    assertThat(metrics.metrics().values())
        .allMatch(value -> !value.defined() && value.note().contains("no latent fires"));
    assertThat(metrics.units()).isEmpty();
  }

  /** What was there keeps its values and units. */
  @Test
  void areAddedToOthers() {
    CellMetrics probes =
        ProbeMetrics.compute(
            List.of(effect(8, 2, 4)), new ClusterBootstrap(20, 0.95), name -> new SplitMix(1));
    CellMetrics others =
        DictionaryMetrics.compute(
            new DictionaryLikeness(new double[] {0.5, 0.7}, 8, 4),
            new ClusterBootstrap(20, 0.95),
            name -> new SplitMix(1));

    CellMetrics both = others.and(probes);

    assertThat(both.metrics()).containsAllEntriesOf(others.metrics()).hasSize(5);
    assertThat(both.units()).containsAllEntriesOf(others.units()).hasSize(4);
  }

  private static ProbedLatent effect(double ablated, double displaced, double squaredSteps) {
    return new ProbedLatent(
        0, 3, ablated, displaced, squaredSteps, DISTANCES, new double[] {1, 0, 0, 0});
  }

  private static ProbedLatent latent(double... changes) {
    return new ProbedLatent(0, 1, 1, 1, 1, DISTANCES, changes);
  }
}
