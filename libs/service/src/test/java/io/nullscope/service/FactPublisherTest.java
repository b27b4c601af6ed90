package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.messaging.TransientException;
import io.nullscope.v1.StepFailed;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class FactPublisherTest {

  private static final StepFailed FACT = StepFailed.newBuilder().setMessage("because").build();

  private final List<Message<byte[]>> sent = new ArrayList<>();

  @SuppressWarnings("unchecked")
  private FactPublisher publisher(Supplier<Uni<Void>> acknowledgement) {
    MutinyEmitter<byte[]> emitter =
        (MutinyEmitter<byte[]>)
            Proxy.newProxyInstance(
                MutinyEmitter.class.getClassLoader(),
                new Class<?>[] {MutinyEmitter.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("sendMessage");
                  sent.add((Message<byte[]>) arguments[0]);
                  return acknowledgement.get();
                });
    return new FactPublisher(emitter, "sae-trainer");
  }

  private OutgoingKafkaRecordMetadata<?> metadata(int i) {
    return sent.get(i).getMetadata(OutgoingKafkaRecordMetadata.class).orElseThrow();
  }

  private Map<String, String> headers(int i) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : metadata(i).getHeaders()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }

  @Test
  void aFactIsACloudEventInBinaryModeOnItsTopic() {
    Instant before = Instant.now();

    publisher(() -> Uni.createFrom().voidItem()).publish(FACT, "study-1", "sae/trained/0");

    assertThat(sent.get(0).getPayload()).isEqualTo(FACT.toByteArray());
    assertThat(metadata(0).getTopic()).isEqualTo("nullscope.step-failed.v1");
    assertThat(metadata(0).getKey()).isEqualTo("study-1/sae/trained/0");
    assertThat(headers(0))
        .containsOnlyKeys(
            "content-type",
            "ce_specversion",
            "ce_id",
            "ce_type",
            "ce_source",
            "ce_subject",
            "ce_time")
        .containsEntry("content-type", "application/protobuf")
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_type", "nullscope.v1.StepFailed")
        .containsEntry("ce_source", "/nullscope/sae-trainer")
        .containsEntry("ce_subject", "sae/trained/0");
    assertThat(Instant.parse(headers(0).get("ce_time"))).isBetween(before, Instant.now());
  }

  @Test
  void theSameFactHasTheSameIdAndAnotherOneAnother() {
    FactPublisher publisher = publisher(() -> Uni.createFrom().voidItem());

    publisher.publish(FACT, "study-1", "a");
    publisher.publish(FACT, "study-1", "a");
    publisher.publish(FACT.toBuilder().setMessage("other").build(), "study-1", "a");

    assertThat(headers(1)).containsEntry("ce_id", headers(0).get("ce_id"));
    assertThat(headers(2).get("ce_id")).isNotEqualTo(headers(0).get("ce_id"));
  }

  @Test
  void whatIsOfferedIsNeitherWaitedForNorQueued() {
    FactPublisher silent = publisher(() -> Uni.createFrom().nothing());
    silent.offer(FACT, "study-1", "a");
    silent.offer(FACT, "study-1", "a");
    assertThat(sent).hasSize(1);

    FactPublisher refusing =
        publisher(() -> Uni.createFrom().failure(new IllegalStateException("leader moved")));
    refusing.offer(FACT, "study-1", "a");
    refusing.offer(FACT, "study-1", "a");
    assertThat(sent).hasSize(3);

    FactPublisher full =
        publisher(
            () -> {
              throw new IllegalStateException("buffer full");
            });
    full.offer(FACT, "study-1", "a");
    full.offer(FACT, "study-1", "a");
    assertThat(sent).hasSize(5);
  }

  @Test
  void aBrokerThatDoesNotTakeItIsATransientFailure() {
    FactPublisher publisher =
        publisher(() -> Uni.createFrom().failure(new IllegalStateException("leader moved")));

    assertThatThrownBy(() -> publisher.publish(FACT, "study-1", "a"))
        .isInstanceOfSatisfying(
            TransientException.class, e -> assertThat(e.code()).isEqualTo("BROKER_UNAVAILABLE"))
        .hasMessageContaining("nullscope.step-failed.v1")
        .hasMessageContaining("leader moved");
  }
}
