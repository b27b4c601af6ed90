package io.nullscope.service;

import com.google.protobuf.Message;
import io.nullscope.messaging.EventHeaders;
import io.nullscope.messaging.TransientException;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes facts, each on its own topic, and returns when the broker has acknowledged them. */
@ApplicationScoped
public class FactPublisher implements Facts {

  /** The one outgoing channel; the topic is set for each record. */
  public static final String CHANNEL = "facts-out";

  private static final Logger LOGGER = LoggerFactory.getLogger(FactPublisher.class);

  private static final Duration BROKER_DEADLINE = Duration.ofSeconds(30);

  private final MutinyEmitter<byte[]> emitter;
  private final String service;
  private final AtomicBoolean offering = new AtomicBoolean();

  FactPublisher(
      @Channel(CHANNEL) MutinyEmitter<byte[]> emitter,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.emitter = emitter;
    this.service = service;
  }

  /**
   * Publishes a fact with CloudEvents headers in binary mode. The event id is a digest of the fact,
   * so that the same fact published again has the same id.
   *
   * @throws TransientException BROKER_UNAVAILABLE when the broker did not acknowledge in time
   */
  @Override
  public void publish(Message fact, String studyId, String subject) {
    try {
      emitter.sendMessage(record(fact, studyId, subject)).await().atMost(BROKER_DEADLINE);
    } catch (RuntimeException e) {
      throw new TransientException(
          "BROKER_UNAVAILABLE",
          "the broker did not take "
              + Topics.of(fact.getDescriptorForType())
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /**
   * One at a time: while the broker has not taken the last one, further ones are dropped, so that
   * they never fill the buffer that facts need.
   */
  @Override
  public void offer(Message fact, String studyId, String subject) {
    if (!offering.compareAndSet(false, true)) {
      return;
    }
    try {
      emitter
          .sendMessage(record(fact, studyId, subject))
          .onTermination()
          .invoke(() -> offering.set(false))
          .subscribe()
          .with(taken -> {}, lost -> LOGGER.debug("Lost: {}", fact.getDescriptorForType(), lost));
    } catch (RuntimeException full) {
      offering.set(false);
      LOGGER.debug("Lost: {}", fact.getDescriptorForType(), full);
    }
  }

  private org.eclipse.microprofile.reactive.messaging.Message<byte[]> record(
      Message fact, String studyId, String subject) {
    byte[] value = fact.toByteArray();
    OutgoingKafkaRecordMetadata<String> metadata =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(Topics.of(fact.getDescriptorForType()))
            .withKey(studyId + "/" + subject)
            .withHeaders(headers(fact, value, subject))
            .build();
    return org.eclipse.microprofile.reactive.messaging.Message.of(value).addMetadata(metadata);
  }

  private Headers headers(Message fact, byte[] value, String subject) {
    RecordHeaders headers = new RecordHeaders();
    add(headers, EventHeaders.CONTENT_TYPE, EventHeaders.PROTOBUF);
    add(headers, EventHeaders.SPEC_VERSION, "1.0");
    add(headers, EventHeaders.ID, digest(value));
    add(headers, EventHeaders.TYPE, fact.getDescriptorForType().getFullName());
    add(headers, EventHeaders.SOURCE, "/nullscope/" + service);
    add(headers, EventHeaders.SUBJECT, subject);
    add(headers, EventHeaders.TIME, Instant.now().toString());
    return headers;
  }

  private static void add(RecordHeaders headers, String key, String value) {
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
