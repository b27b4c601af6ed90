package io.nullscope.messaging;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a refused record: it goes to the channel's dead-letter topic as it came, with the
 * reason in headers. While the broker is away, or does not let this service write to the topic,
 * that is tried again and said to {@link WaitingLetters}: the record must not be lost. A record
 * that the broker takes from nobody, for example because it is too large with these headers, is
 * logged and passed, or it would stop its partition for ever.
 */
final class DeadLetters implements KafkaFailureHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(DeadLetters.class);

  private static final Duration FIRST_DELAY = Duration.ofMillis(500);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

  private final String topic;
  private final Producer<String, byte[]> producer;
  private final WaitingLetters waiting;
  private final Duration firstDelay;

  /** Dead letters of one channel. */
  DeadLetters(
      String topic,
      Producer<String, byte[]> producer,
      WaitingLetters waiting,
      Duration firstDelay) {
    this.topic = topic;
    this.producer = producer;
    this.waiting = waiting;
    this.firstDelay = firstDelay;
  }

  /** Makes the dead letters of each channel with {@code failure-strategy=dead-letter}. */
  @ApplicationScoped
  @Identifier("dead-letter")
  static class Factory implements KafkaFailureHandler.Factory {
    private final Producer<String, byte[]> producer;
    private final WaitingLetters waiting;

    Factory(Producer<String, byte[]> producer, WaitingLetters waiting) {
      this.producer = producer;
      this.waiting = waiting;
    }

    @Override
    public KafkaFailureHandler create(
        KafkaConnectorIncomingConfiguration config,
        Vertx vertx,
        KafkaConsumer<?, ?> consumer,
        BiConsumer<Throwable, Boolean> reportFailure) {
      String topic =
          config
              .getDeadLetterQueueTopic()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "channel " + config.getChannel() + " has no dead-letter-queue.topic"));
      return new DeadLetters(topic, producer, waiting, FIRST_DELAY);
    }
  }

  @Override
  public <K, V> Uni<Void> handle(
      IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
    ProducerRecord<String, byte[]> letter = letter(record, reason);
    return Uni.createFrom()
        .completionStage(() -> send(letter))
        // A producer that knows no broker blocks the thread that sends.
        .runSubscriptionOn(Infrastructure.getDefaultExecutor())
        .onFailure(failure -> !isFinal(failure))
        .invoke(
            failure -> {
              waiting.waits(topic, failure.toString());
              LOGGER.warn("A dead letter for {} has to wait: {}", topic, failure.toString());
            })
        .onFailure(failure -> !isFinal(failure))
        .retry()
        .withBackOff(firstDelay, LONGEST_DELAY)
        .indefinitely()
        .onTermination()
        .invoke(() -> waiting.passed(topic))
        .onFailure()
        .invoke(
            failure ->
                LOGGER.error(
                    "Record {} is passed, {} does not take it: {}",
                    new RecordPosition(
                        record.getTopic(), record.getPartition(), record.getOffset()),
                    topic,
                    failure.toString()))
        .onFailure()
        .recoverWithNull()
        .chain(() -> Uni.createFrom().completionStage(record.ack()));
  }

  /** Refused by the broker itself for what the record is: nobody could ever write it. */
  private static boolean isFinal(Throwable failure) {
    return failure instanceof RecordTooLargeException
        || failure instanceof RecordBatchTooLargeException
        || failure instanceof InvalidRecordException
        || failure instanceof InvalidTimestampException;
  }

  private CompletableFuture<Void> send(ProducerRecord<String, byte[]> letter) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    producer.send(
        letter,
        (position, failure) -> {
          if (failure == null) {
            sent.complete(null);
          } else {
            sent.completeExceptionally(failure);
          }
        });
    return sent;
  }

  private ProducerRecord<String, byte[]> letter(
      IncomingKafkaRecord<?, ?> record, Throwable reason) {
    String key = record.getKey() == null ? null : record.getKey().toString();
    ProducerRecord<String, byte[]> letter =
        new ProducerRecord<>(topic, key, (byte[]) record.getPayload());
    record.getHeaders().forEach(letter.headers()::add);
    if (reason instanceof StepException failure) {
      header(letter, "dead-letter-code", failure.code());
    }
    header(letter, "dead-letter-reason", String.valueOf(reason.getMessage()));
    header(letter, "dead-letter-exception-class-name", reason.getClass().getName());
    header(letter, "dead-letter-topic", record.getTopic());
    header(letter, "dead-letter-partition", Integer.toString(record.getPartition()));
    header(letter, "dead-letter-offset", Long.toString(record.getOffset()));
    return letter;
  }

  private static void header(ProducerRecord<?, ?> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
