package io.nullscope.systemtests;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads dead-letter topics. */
final class DeadLetters {

  private static final String REASON = "dead-letter-reason";

  private DeadLetters() {}

  /** Reads until {@code count} keys have arrived. */
  static Map<String, String> read(String kafka, String topic, int count, Duration timeout) {
    return readUntil(kafka, topic, reasons -> reasons.size() >= count, timeout);
  }

  /** Reads until these keys have arrived. */
  static Map<String, String> readKeys(
      String kafka, String topic, Collection<String> keys, Duration timeout) {
    return readUntil(kafka, topic, reasons -> reasons.keySet().containsAll(keys), timeout);
  }

  /** Key of each refused record → the reason in its header. */
  private static Map<String, String> readUntil(
      String kafka, String topic, Predicate<Map<String, String>> complete, Duration timeout) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            kafka,
            "group.id",
            "test-" + System.nanoTime(),
            "auto.offset.reset",
            "earliest",
            "metadata.max.age.ms",
            "500");
    Map<String, String> reasons = new HashMap<>();
    long deadline = System.nanoTime() + timeout.toNanos();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (!complete.test(reasons) && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          Header reason = record.headers().lastHeader(REASON);
          reasons.put(
              record.key(),
              reason == null ? "" : new String(reason.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return reasons;
  }
}
