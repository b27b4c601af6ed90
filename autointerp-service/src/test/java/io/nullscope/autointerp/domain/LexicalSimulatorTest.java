package io.nullscope.autointerp.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LexicalSimulatorTest {

  @Test
  void predictsTheWeightOfEachToken() {
    Explanation explanation =
        new Explanation(
            "", List.of(new WeightedToken(1, "a", 0.5), new WeightedToken(2, "b", 0.25)));

    assertThat(
            new LexicalSimulator()
                .simulate(explanation, List.of(List.of(2, 3, 1, 1), List.of(7, 7))))
        .containsExactly(
            new SimulationReply.Simulated(new double[] {0.25, 0, 0.5, 0.5}),
            new SimulationReply.Simulated(new double[2]));
  }
}
