package io.nullscope.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepProgressTest {
  private final List<Long> heard = new ArrayList<>();

  @Test
  void whoeverListensMayEndTheStep() {
    StepProgress.check();
    StepProgress.Listener ending =
        new StepProgress.Listener() {
          @Override
          public void at(long done, long total, String unit) {
            heard.add(done);
          }

          @Override
          public void check() {
            throw new StoppedException("the service was told to stop");
          }
        };

    assertThatThrownBy(() -> StepProgress.tell(ending, StepProgress::check))
        .isInstanceOf(StoppedException.class);
    StepProgress.check();
  }

  @Test
  void isHeardWhileTheStepRunsOnly() {
    StepProgress.at(1, 3, "tokens");
    StepProgress.tell(
        (done, total, unit) -> heard.add(done), () -> StepProgress.at(2, 3, "tokens"));
    StepProgress.at(3, 3, "tokens");

    assertThat(heard).containsExactly(2L);
  }

  @Test
  void isNotHeardAfterAStepThatFailed() {
    Runnable failing =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> StepProgress.tell((done, total, unit) -> heard.add(done), failing))
        .hasMessage("broken");
    StepProgress.at(3, 3, "tokens");

    assertThat(heard).isEmpty();
  }
}
