package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.nullscope.messaging.StepProgress;
import io.nullscope.v1.StepProgressed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressFactsTest {
  private static final String STEP = "sae/trained/0/layers.1/topk/0";

  private final List<Message> offered = new ArrayList<>();
  private long now;
  private final Facts facts =
      new Facts() {
        @Override
        public void publish(Message fact, String studyId, String subject) {
          throw new AssertionError("progress is never waited for");
        }

        @Override
        public void offer(Message fact, String studyId, String subject) {
          assertThat(studyId).isEqualTo("study");
          assertThat(subject).isEqualTo(STEP);
          offered.add(fact);
        }
      };
  private final StepProgress.Listener listener =
      new ProgressFacts(
          new StudyRun("study", 2, SampleStudies.spec(SampleStudies.MINIMAL)),
          STEP,
          facts,
          () -> now);

  @Test
  void aShortStepSaysNothingAndALongOneNowAndThen() {
    for (int i = 1; i <= 100; i++) {
      now += ProgressFacts.INTERVAL_NANOSECONDS / 10;
      listener.at(i, 100, "tokens");
    }

    assertThat(offered)
        .hasSize(10)
        .first()
        .isEqualTo(
            StepProgressed.newBuilder()
                .setStudyId("study")
                .setAttempt(2)
                .setStepId(STEP)
                .setDone(10)
                .setTotal(100)
                .setUnit("tokens")
                .build());
  }
}
