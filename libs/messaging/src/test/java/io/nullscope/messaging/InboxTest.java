package io.nullscope.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class InboxTest {

  private final List<String> effects = new ArrayList<>();
  private final Inbox<Struct> inbox =
      new Inbox<>(
          "studies-in",
          EventParser.protobuf(Struct.getDefaultInstance()),
          FailureClassifier::unexpected,
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
}
