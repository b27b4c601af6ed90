package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import io.nullscope.v1.ActivationsExtracted;
import io.nullscope.v1.Events;
import io.nullscope.v1.SaeTrained;
import io.nullscope.v1.StepFailed;
import io.nullscope.v1.StudyRequested;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void aTopicIsTheNameOfItsFactInKebabCase() {
    assertThat(Topics.of(StudyRequested.getDescriptor())).isEqualTo("nullscope.study-requested.v1");
    assertThat(Topics.of(ActivationsExtracted.getDescriptor()))
        .isEqualTo("nullscope.activations-extracted.v1");
    assertThat(Topics.of(SaeTrained.getDescriptor())).isEqualTo("nullscope.sae-trained.v1");
    assertThat(Topics.of(StepFailed.getDescriptor())).isEqualTo("nullscope.step-failed.v1");
  }

  @Test
  void noTwoMessagesShareATopicAndEveryNameIsOneThatKafkaTakes() {
    List<String> topics =
        Events.getDescriptor().getMessageTypes().stream().map(Topics::of).toList();

    assertThat(topics)
        .doesNotHaveDuplicates()
        .allMatch(topic -> topic.matches("nullscope\\.[a-z]+(-[a-z]+)*\\.v1"));
  }

  @Test
  void deadLettersLieBesideTheTopicAndNameTheService() {
    Descriptor fact = StudyRequested.getDescriptor();

    assertThat(Topics.deadLetters(Topics.of(fact), "variant-service"))
        .isEqualTo("nullscope.study-requested.v1.dlq.variant-service");
  }
}
