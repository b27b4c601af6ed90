package io.nullscope.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Parses record values into one message type. Records come from outside and are untrusted.
 *
 * @param <M> the message type
 */
public final class EventParser<M extends Message> {

  private final M prototype;
  private final boolean acceptsJson;

  private EventParser(M prototype, boolean acceptsJson) {
    this.prototype = prototype;
    this.acceptsJson = acceptsJson;
  }

  /** Accepts protobuf only. */
  public static <M extends Message> EventParser<M> protobuf(M prototype) {
    return new EventParser<>(prototype, false);
  }

  /**
   * Accepts protobuf, and JSON when the content type says so or the value starts with a brace
   * (which no protobuf message of ours does: it would be the start of a group with number 15).
   */
  public static <M extends Message> EventParser<M> protobufOrJson(M prototype) {
    return new EventParser<>(prototype, true);
  }

  /**
   * Parses a value.
   *
   * @param contentType the content-type header; may be null
   * @throws RejectedException MALFORMED_EVENT when the bytes are not such a message
   */
  @SuppressWarnings("unchecked") // a builder of M's prototype builds an M
  public M parse(byte[] value, String contentType) {
    String name = prototype.getDescriptorForType().getName();
    if (value == null || value.length == 0) {
      throw new RejectedException(
          "MALFORMED_EVENT", "the record has no value; expected a " + name + " message");
    }
    if (acceptsJson && (value[0] == '{' || EventHeaders.JSON.equals(contentType))) {
      return parseJson(value, name);
    }
    try {
      return (M) prototype.getParserForType().parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new RejectedException(
          "MALFORMED_EVENT",
          "the record's value is not a "
              + name
              + " message in protobuf"
              + (acceptsJson ? " or JSON" : "")
              + ": "
              + e.getMessage(),
          e);
    }
  }

  @SuppressWarnings("unchecked") // as above
  private M parseJson(byte[] value, String name) {
    try {
      String json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
      Message.Builder builder = prototype.newBuilderForType();
      JsonFormat.parser().merge(json, builder);
      return (M) builder.build();
    } catch (CharacterCodingException | InvalidProtocolBufferException e) {
      throw new RejectedException(
          "MALFORMED_EVENT",
          "the record's value is not valid JSON for " + name + ": " + e.getMessage(),
          e);
    }
  }
}
