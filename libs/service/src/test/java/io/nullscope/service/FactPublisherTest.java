package io.nullscope.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nullscope.messaging.RejectedException;
import io.nullscope.messaging.UnavailableException;
import io.nullscope.v1.StepFailed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class FactPublisherTest {

  private static final StepFailed FACT = StepFailed.newBuilder().setMessage("because").build();

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final FactPublisher publisher = new FactPublisher(producer, "sae-trainer");

  private Map<String, String> headers(int i) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : producer.history().get(i).headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return headers;
  }

  @Test
  void aFactIsACloudEventInBinaryModeOnItsTopic() {
    Instant before = Instant.now();

    publisher.publish(FACT, "study-1", "sae/trained/0");

    ProducerRecord<String, byte[]> sent = producer.history().get(0);
    assertThat(sent.value()).isEqualTo(FACT.toByteArray());
    assertThat(sent.topic()).isEqualTo("nullscope.step-failed.v1");
    assertThat(sent.key()).isEqualTo("study-1/sae/trained/0");
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
    publisher.publish(FACT, "study-1", "a");
    publisher.publish(FACT, "study-1", "a");
    publisher.publish(FACT.toBuilder().setMessage("other").build(), "study-1", "a");

    assertThat(headers(1)).containsEntry("ce_id", headers(0).get("ce_id"));
    assertThat(headers(2).get("ce_id")).isNotEqualTo(headers(0).get("ce_id"));
  }

  @Test
  void whatIsOfferedIsNeitherWaitedForNorQueued() {
    MockProducer<String, byte[]> silent =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    FactPublisher offering = new FactPublisher(silent, "sae-trainer", Runnable::run);

    offering.offer(FACT, "study-1", "a");
    offering.offer(FACT, "study-1", "a");
    assertThat(silent.history()).hasSize(1);

    silent.errorNext(new TimeoutException("leader moved"));
    offering.offer(FACT, "study-1", "a");
    assertThat(silent.history()).hasSize(2);

    silent.completeNext();
    silent.sendException = new TimeoutException("no metadata");
    offering.offer(FACT, "study-1", "a");
    silent.sendException = null;
    offering.offer(FACT, "study-1", "a");
    assertThat(silent.history()).hasSize(3);
  }

  @Test
  void aBrokerThatDoesNotAnswerIsWaitedFor() {
    producer.sendException = new TimeoutException("leader moved");

    assertThatThrownBy(() -> publisher.publish(FACT, "study-1", "a"))
        .isInstanceOfSatisfying(
            UnavailableException.class, e -> assertThat(e.code()).isEqualTo("BROKER_UNAVAILABLE"))
        .hasMessageContaining("nullscope.step-failed.v1")
        .hasMessageContaining("leader moved");
  }

  @Test
  void aFactThatIsTooLargeIsNotTriedAgain() {
    producer.sendException = new RecordTooLargeException("2000000 bytes");

    assertThatThrownBy(() -> publisher.publish(FACT, "study-1", "a"))
        .isInstanceOfSatisfying(
            RejectedException.class, e -> assertThat(e.code()).isEqualTo("FACT_REFUSED"))
        .hasMessageContaining("2000000 bytes");
  }

  /** The broker is there: nobody would ever hear of it. */
  @Test
  void aTopicThatMayNotBeWrittenFailsTheStep() {
    for (RuntimeException denied :
        List.of(
            new TopicAuthorizationException("denied"),
            new KafkaException("in an error state", new ClusterAuthorizationException("denied")))) {
      producer.sendException = denied;

      assertThatThrownBy(() -> publisher.publish(FACT, "study-1", "a"))
          .isInstanceOfSatisfying(
              RejectedException.class, e -> assertThat(e.code()).isEqualTo("FACT_REFUSED"))
          .hasMessageContainingAll("sae-trainer", "nullscope.step-failed.v1", "give it the right");
    }
    producer.sendException = new SaslAuthenticationException("the password is being changed");
    assertThatThrownBy(() -> publisher.publish(FACT, "study-1", "a"))
        .isInstanceOf(UnavailableException.class);
  }
}
