package io.nullscope.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class InboxTest {

  private final List<String> effects = new ArrayList<>();
  private final StopSignal stop = new StopSignal();
  private final Inbox<Struct> inbox =
      new Inbox<>(
          "studies-in",
          EventParser.protobuf(Struct.getDefaultInstance()),
          new StepRunner(
              FailureClassifier::unexpected,
              new RetryPolicy(3, Duration.ZERO, Duration.ZERO),
              stop),
          stop,
          Set.of(new RecordPosition("studies", 1, 17)),
          fatal -> effects.add("exit"));

  private Message<byte[]> record(byte[] value) {
    return Message.of(value)
        .withAck(
            () -> {
              effects.add("ack");
              return CompletableFuture.completedFuture(null);
            })
        .withNack(
            reason -> {
              effects.add("nack " + reason.getMessage());
              return CompletableFuture.completedFuture(null);
            });
  }

  @Test
  void acknowledgesAfterTheUseCase() {
    inbox.handle(
        record(
            Struct.newBuilder()
                .putFields("a", com.google.protobuf.Value.getDefaultInstance())
                .build()
                .toByteArray()),
        study -> effects.add("work"));

    assertThat(effects).containsExactly("work", "ack");
  }

  @Test
  void refusesMalformedBytesWithTheReason() {
    inbox.handle(record(new byte[] {1, 2, 3}), study -> effects.add("work"));

    assertThat(effects)
        .singleElement()
        .asString()
        .startsWith("nack the record's value is not a Struct message");
  }

  @Test
  void refusesWhatTheUseCaseRejects() {
    inbox.handle(
        record(
            Struct.newBuilder()
                .putFields("a", com.google.protobuf.Value.getDefaultInstance())
                .build()
                .toByteArray()),
        study -> {
          throw new RejectedException("BAD", "bad study");
        });

    assertThat(effects).containsExactly("nack bad study");
  }

  @Test
  void neitherAcknowledgesNorRefusesAfterAFatalFailure() {
    CompletionStage<Void> done =
        inbox.handle(
            record(
                Struct.newBuilder()
                    .putFields("a", com.google.protobuf.Value.getDefaultInstance())
                    .build()
                    .toByteArray()),
            study -> {
              throw new OutOfMemoryError("native");
            });

    assertThat(effects).containsExactly("exit");
    assertThat(done.toCompletableFuture()).isNotDone();
  }

  private static byte[] study() {
    return Struct.newBuilder()
        .putFields("a", com.google.protobuf.Value.getDefaultInstance())
        .build()
        .toByteArray();
  }

  /** Claiming a study, for example, is part of no step. */
  @Test
  void whateverTheUseCaseDoesWaitsForAnOutage() {
    inbox.handle(
        record(study()),
        study -> {
          effects.add("work");
          if (effects.size() < 50) {
            throw new UnavailableException("STORE_UNAVAILABLE", "the store is away");
          }
        });

    assertThat(effects).hasSize(51).endsWith("work", "ack");
  }

  @Test
  void aPassingFailureIsTriedAgainAFewTimes() {
    inbox.handle(
        record(study()),
        study -> {
          effects.add("work");
          throw new TransientException("IO_ERROR", "the stream broke");
        });

    assertThat(effects).containsExactly("work", "work", "work", "nack the stream broke");
  }

  @Test
  void aRecordThatAStopInterruptsIsDeliveredAgain() {
    CompletionStage<Void> done =
        inbox.handle(
            record(study()),
            study -> {
              stop.stop(Duration.ZERO);
              throw new UnavailableException("STORE_UNAVAILABLE", "the store is away");
            });

    assertThat(effects).isEmpty();
    assertThat(done.toCompletableFuture()).isNotDone();
  }

  @Test
  void takesUpNothingAfterAStop() {
    stop.stop(Duration.ZERO);

    CompletionStage<Void> done = inbox.handle(record(study()), study -> effects.add("work"));

    assertThat(effects).isEmpty();
    assertThat(done.toCompletableFuture()).isNotDone();
  }

  @Test
  void aStopWaitsForTheRecordUnderWay() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Thread worker =
        new Thread(
            () ->
                inbox.handle(
                    record(study()),
                    study -> {
                      begun.countDown();
                      while (!stop.isStopped()) {
                        Thread.onSpinWait();
                      }
                      effects.add("safe");
                    }));
    worker.start();
    begun.await();

    assertThat(stop.stop(Duration.ofMinutes(1))).isTrue();

    assertThat(effects).startsWith("safe");
    worker.join();
    assertThat(effects).containsExactly("safe", "ack");
  }

  @Test
  void skipsWhatItIsToldTo() {
    inbox.handle(at(16), study -> effects.add("work"));
    inbox.handle(at(17), study -> effects.add("work"));

    assertThat(effects)
        .containsExactly("work", "ack", "nack record studies/1/17 is in nullscope.skip-records");
  }

  private Message<byte[]> at(long offset) {
    return record(study())
        .addMetadata(
            new IncomingKafkaRecordMetadata<>(
                new ConsumerRecord<>("studies", 1, offset, "key", study()), "studies-in"));
  }
}
