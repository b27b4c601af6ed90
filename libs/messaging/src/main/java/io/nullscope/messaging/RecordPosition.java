package io.nullscope.messaging;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Where a record is: written {@code TOPIC/PARTITION/OFFSET} in logs and settings. */
public record RecordPosition(String topic, int partition, long offset) {

  static Optional<RecordPosition> of(Message<?> record) {
    return record
        .getMetadata(IncomingKafkaRecordMetadata.class)
        .map(
            metadata ->
                new RecordPosition(
                    metadata.getTopic(), metadata.getPartition(), metadata.getOffset()));
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static RecordPosition parse(String text) {
    String[] parts = text.strip().split("/");
    try {
      if (parts.length == 3 && !parts[0].isEmpty()) {
        return new RecordPosition(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
      }
    } catch (NumberFormatException e) {
      throw notAPosition(text, e);
    }
    throw notAPosition(text, null);
  }

  private static IllegalArgumentException notAPosition(String text, NumberFormatException cause) {
    return new IllegalArgumentException(
        "'" + text + "' is not the position of a record; expected TOPIC/PARTITION/OFFSET", cause);
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset;
  }
}
