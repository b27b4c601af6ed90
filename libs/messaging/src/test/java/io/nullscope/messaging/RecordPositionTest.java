package io.nullscope.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordPositionTest {

  @Test
  void readsWhatLogsWrite() {
    RecordPosition position = new RecordPosition("nullscope.sae-trained.v1", 2, 40);

    assertThat(position).hasToString("nullscope.sae-trained.v1/2/40");
    assertThat(RecordPosition.parse(" " + position)).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "topic", "topic/1", "/1/2", "topic/a/2", "topic/1/2/3"})
  void refusesWhatIsNoPosition(String text) {
    assertThatThrownBy(() -> RecordPosition.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TOPIC/PARTITION/OFFSET");
  }
}
