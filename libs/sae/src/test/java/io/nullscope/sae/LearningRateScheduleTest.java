package io.nullscope.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

  @Test
  void risesStaysAndFallsOverOptimiserSteps() {
    LearningRateSchedule schedule = LearningRateSchedule.of(1.0, 100, 0.05, 0.2);

    assertThat(schedule.rate(0)).isCloseTo(0.2, within(1e-12));
    assertThat(schedule.rate(4)).isEqualTo(1);
    assertThat(schedule.rate(50)).isEqualTo(1);
    assertThat(schedule.rate(80)).isEqualTo(1);
    assertThat(schedule.rate(81)).isCloseTo(0.95, within(1e-12));
    assertThat(schedule.rate(99)).isCloseTo(0.05, within(1e-12));
  }

  @Test
  void warmUpEndsAndDecayReachesTheEndWhateverTheBatches() {
    // The published pipeline's bug: counted in loader batches, 8 to a step, the rate would still be
    // at its peak here.
    TrainingConfig training = new TrainingConfig(512, 2, 1e-3, 0.05, 0.2, 1000);
    LearningRateSchedule schedule = training.schedule(300_000);

    assertThat(schedule.totalSteps()).isEqualTo(1171);
    assertThat(schedule.rate(58)).isEqualTo(1e-3);
    assertThat(schedule.rate(1170)).isCloseTo(1e-3 / 234, within(1e-12));
  }

  @Test
  void mayHaveNoWarmUpAndNoDecay() {
    LearningRateSchedule schedule = LearningRateSchedule.of(0.5, 3, 0, 0);
    assertThat(schedule.rate(0)).isEqualTo(0.5);
    assertThat(schedule.rate(2)).isEqualTo(0.5);
  }

  @Test
  void refusesStepsOutsideTheTraining() {
    LearningRateSchedule schedule = LearningRateSchedule.of(0.5, 3, 0, 0);
    assertThatThrownBy(() -> schedule.rate(3)).hasMessageContaining("step 3");
    assertThatThrownBy(() -> schedule.rate(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thePublishedScheduleHardlyFalls() {
    // 100M tokens in steps of 65,536: 12,207 loader batches, 1,525 optimiser steps
    LearningRateSchedule schedule = RateShape.published(100_000_000).schedule(1.0, 1525);

    assertThat(schedule.rate(0)).isZero(); // as transformers' scheduler begins
    assertThat(schedule.rate(500)).isCloseTo(0.5, within(1e-12));
    assertThat(schedule.rate(1000)).isEqualTo(1);
    assertThat(schedule.rate(1524)).isCloseTo((12207 - 1524) / 11207.0, within(1e-12));
    assertThat(schedule.rate(1524)).isBetween(0.95, 0.96);
  }

  @Test
  void aHorizonInsideTheTrainingEndsAtZero() {
    LearningRateSchedule schedule = new RateShape.Steps(0, 4).schedule(2.0, 10);
    assertThat(schedule.rate(0)).isEqualTo(2);
    assertThat(schedule.rate(3)).isEqualTo(0.5);
    assertThat(schedule.rate(9)).isZero();
    assertThatThrownBy(() -> new RateShape.Steps(5, 5)).hasMessageContaining("horizonSteps");
    assertThatThrownBy(() -> RateShape.published(1_000_000)).hasMessageContaining("horizonSteps");
  }
}
