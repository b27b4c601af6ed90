package io.nullscope.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

  private static final double SMALL = 1e-15;

  private final LearningRateSchedule schedule = new LearningRateSchedule(2e-3, 1000);

  @Test
  void warmsUpLinearlyOverTheFirstHundredth() {
    assertThat(schedule.rate(0)).isEqualTo(2e-4, within(SMALL));
    assertThat(schedule.rate(4)).isEqualTo(1e-3, within(SMALL));
    assertThat(schedule.rate(9)).isEqualTo(2e-3, within(SMALL));
  }

  @Test
  void followsACosineToATenth() {
    assertThat(schedule.rate(9 + 495)).isEqualTo(1.1e-3, within(SMALL));
    assertThat(schedule.rate(999)).isEqualTo(2e-4, within(SMALL));
  }

  @Test
  void neverRisesAfterTheWarmUp() {
    for (int step = 10; step < 1000; step++) {
      assertThat(schedule.rate(step)).isLessThan(schedule.rate(step - 1));
    }
  }

  @Test
  void aSingleStepHasThePeak() {
    assertThat(new LearningRateSchedule(1e-3, 1).rate(0)).isEqualTo(1e-3);
  }

  @Test
  void refusesStepsOutsideTheTraining() {
    assertThatThrownBy(() -> schedule.rate(1000)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> schedule.rate(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
