package io.nullscope.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {

  private static final Struct STUDY =
      Struct.newBuilder().putFields("name", Value.newBuilder().setStringValue("s").build()).build();

  private final EventParser<Struct> parser =
      EventParser.protobufOrJson(Struct.getDefaultInstance());

  @Test
  void readsProtobuf() {
    assertThat(parser.parse(STUDY.toByteArray(), null)).isEqualTo(STUDY);
  }

  @Test
  void readsJson() {
    assertThat(parser.parse("{\"name\":\"s\"}".getBytes(StandardCharsets.UTF_8), null))
        .isEqualTo(STUDY);
    assertThat(
            parser.parse(
                "\n {\"name\":\"s\"}".getBytes(StandardCharsets.UTF_8), "application/json"))
        .isEqualTo(STUDY);
  }

  @Test
  void doesNotTakeAProtobufMessageWithALengthOfABraceForJson() {
    BytesValue message = BytesValue.of(ByteString.copyFrom(new byte['{']));
    assertThat(message.toByteArray()[0]).isEqualTo((byte) '\n');
    assertThat(message.toByteArray()[1]).isEqualTo((byte) '{');

    assertThat(
            EventParser.protobufOrJson(BytesValue.getDefaultInstance())
                .parse(message.toByteArray(), null))
        .isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"name\":", "{not json}", "\u0001\u0002\u0003garbage", "\n\u007f"})
  void refusesMalformedValues(String value) {
    assertThatThrownBy(() -> parser.parse(value.getBytes(StandardCharsets.ISO_8859_1), null))
        .isInstanceOfSatisfying(
            RejectedException.class,
            failure -> assertThat(failure.code()).isEqualTo("MALFORMED_EVENT"))
        .hasMessageContaining("Struct");
  }

  @Test
  void refusesAnEmptyRecord() {
    assertThatThrownBy(() -> parser.parse(null, null))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("no value");
    assertThatThrownBy(() -> parser.parse(new byte[0], null)).isInstanceOf(RejectedException.class);
  }
}
