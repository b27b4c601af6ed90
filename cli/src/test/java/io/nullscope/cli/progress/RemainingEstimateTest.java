package io.nullscope.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RemainingEstimateTest {
  private final RemainingEstimate estimate = new RemainingEstimate();

  @Test
  void saysNothingBeforeEveryKindToComeHasFinishedAStep() {
    assertThat(estimate.at(at(0))).isEmpty();

    update(0, "variant/trained/0", "PENDING", "activations/trained/0", "PENDING");
    assertThat(estimate.at(at(5))).isEmpty();

    update(10, "variant/trained/0", "DONE", "activations/trained/0", "PENDING");
    assertThat(estimate.at(at(15))).isEmpty();
  }

  @Test
  void extrapolatesFinishedStepsAndCountsDown() {
    update(0, variants("PENDING", "PENDING", "PENDING"));
    update(10, variants("DONE", "PENDING", "PENDING"));
    assertThat(estimate.at(at(10))).contains(at(20));
    assertThat(estimate.at(at(14))).contains(at(16));
    // The second step takes longer than the first did: the estimate waits for it.
    assertThat(estimate.at(at(25))).contains(at(10));

    update(30, variants("DONE", "DONE", "PENDING"));
    assertThat(estimate.at(at(30))).contains(at(15));
    update(45, variants("DONE", "DONE", "DONE"));
    assertThat(estimate.at(at(45))).contains(Duration.ZERO);
  }

  @Test
  void splitsTimeBetweenKindsThatRunTogether() {
    String[] before = {
      "variant/trained/0", "PENDING", "variant/control/0", "PENDING",
      "sae/trained/0/layers.0/topk/0", "PENDING", "sae/trained/0/layers.1/topk/0", "PENDING",
      "activations/trained/0", "REUSED"
    };
    String[] after = before.clone();
    after[1] = "DONE";
    after[5] = "DONE";
    update(0, before);
    update(20, after);

    // Each kind had half of the 20 s, for one step; one step of each is left.
    assertThat(estimate.at(at(20))).contains(at(20));
  }

  @Test
  void countsNeitherReusedStepsNorWhatEndedBeforeItWatched() {
    update(0, variants("DONE", "PENDING", "PENDING"));
    update(1, variants("DONE", "REUSED", "PENDING"));

    assertThat(estimate.at(at(2))).isEmpty();
  }

  private void update(long seconds, String... idsAndStates) {
    estimate.update(Tally.of(Statuses.of(idsAndStates)), at(seconds));
  }

  private static String[] variants(String first, String second, String third) {
    return new String[] {
      "variant/trained/0", first, "variant/step0/0", second, "variant/control/0", third
    };
  }

  private static Duration at(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
