package io.nullscope.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private final AtomicInteger outages = new AtomicInteger();
  private RuntimeException outage = new TimeoutException("no broker");
  private final WaitingLetters waiting = new WaitingLetters();
  private final List<Map<String, String>> waited = new ArrayList<>();
  private final AtomicInteger acks = new AtomicInteger();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
        @Override
        public synchronized Future<RecordMetadata> send(
            ProducerRecord<String, byte[]> record, Callback callback) {
          if (outages.getAndDecrement() > 0) {
            waited.add(waiting.reasons());
            callback.onCompletion(null, outage);
            return null;
          }
          return super.send(record, callback);
        }
      };
  private final DeadLetters letters =
      new DeadLetters("studies.dlq", producer, waiting, Duration.ofMillis(1));

  private void refuse(Throwable reason) {
    ConsumerRecord<String, byte[]> consumed =
        new ConsumerRecord<>("studies", 2, 17, "key", new byte[] {1, 2});
    consumed.headers().add("ce_id", "7".getBytes(StandardCharsets.UTF_8));
    KafkaCommitHandler commit =
        new KafkaCommitHandler() {
          @Override
          public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
            acks.incrementAndGet();
            return Uni.createFrom().voidItem();
          }
        };
    letters
        .handle(
            new IncomingKafkaRecord<>(consumed, "studies-in", 0, commit, letters, false, false),
            reason,
            Metadata.empty())
        .await()
        .atMost(Duration.ofSeconds(30));
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    producer
        .history()
        .get(0)
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return headers;
  }

  @Test
  void aRefusedRecordGoesToTheDeadLettersAsItCame() {
    refuse(new RejectedException("BAD", "bad study", new IllegalStateException("x".repeat(999))));

    ProducerRecord<String, byte[]> letter = producer.history().get(0);
    assertThat(letter.topic()).isEqualTo("studies.dlq");
    assertThat(letter.key()).isEqualTo("key");
    assertThat(letter.value()).containsExactly(1, 2);
    assertThat(headers())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "ce_id", "7",
                "dead-letter-code", "BAD",
                "dead-letter-reason", "bad study",
                "dead-letter-exception-class-name", RejectedException.class.getName(),
                "dead-letter-topic", "studies",
                "dead-letter-partition", "2",
                "dead-letter-offset", "17"));
    assertThat(acks).hasValue(1);
  }

  @Test
  void anOutageOfTheBrokerIsWaitedFor() {
    outages.set(3);

    refuse(new RejectedException("BAD", "bad study"));

    assertThat(producer.history()).hasSize(1);
    assertThat(acks).hasValue(1);
  }

  /** The record is nowhere else: it must not be lost for want of a right. */
  @Test
  void aTopicThatMayNotBeWrittenIsWaitedForAndSaid() {
    outages.set(2);
    outage = new TopicAuthorizationException("not authorized to access topics: [studies.dlq]");

    refuse(new RejectedException("BAD", "bad study"));

    assertThat(waited).hasSize(2);
    assertThat(waited.get(1).get("studies.dlq")).contains("not authorized");
    assertThat(waiting.reasons()).isEmpty();
    assertThat(producer.history()).hasSize(1);
    assertThat(acks).hasValue(1);
  }

  /** It would be refused for ever, and everything behind it would wait. */
  @Test
  void aRecordThatTheBrokerDoesNotTakeIsPassed() {
    producer.sendException = new RecordTooLargeException("1048600 bytes");

    refuse(new RejectedException("BAD", "bad study"));

    assertThat(producer.history()).isEmpty();
    assertThat(acks).hasValue(1);
  }
}
